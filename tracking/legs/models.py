"""Tables of movement: routes and their timetable, runs, legs of items, positions, arrivals."""

import uuid

from django.db import models
from django.db.models import Q

from geo.models import Site
from tracking.consignments.models import Item
from tracking.parties.models import Carrier, Courier, Device, Office


class Route(models.Model):
    """A timetable that one courier rides each working day (đường thư)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=160)
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="routes")
    home = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="routes")
    courier = models.ForeignKey(
        Courier, on_delete=models.PROTECT, null=True, related_name="routes", help_text="Usual one."
    )

    def __str__(self) -> str:
        return self.code


class RouteStop(models.Model):
    """One stop of a route, in order."""

    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    no = models.PositiveSmallIntegerField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="route_stops")
    arrive = models.TimeField()
    depart = models.TimeField()

    class Meta:
        ordering = ["route", "no"]
        constraints = [
            models.UniqueConstraint(fields=["route", "no"], name="legs_routestop_order"),
        ]

    def __str__(self) -> str:
        return f"{self.route_id} {self.no}"


class Run(models.Model):
    """One trip of a route on one day by one courier (chuyến)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="runs")
    on = models.DateField()
    courier = models.ForeignKey(Courier, on_delete=models.PROTECT, related_name="runs")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["route", "on"], name="legs_run_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.route_id} {self.on}"


class Leg(models.Model):
    """One planned hop of an item from one office to the next (chặng)."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="legs")
    no = models.PositiveSmallIntegerField()
    origin = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, null=True)
    started_at = models.DateTimeField(null=True, help_text="A courier took it at the origin.")
    ended_at = models.DateTimeField(null=True, help_text="The destination took it in.")

    class Meta:
        ordering = ["item", "no"]
        constraints = [models.UniqueConstraint(fields=["item", "no"], name="legs_leg_order")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.no}"


class Fix(models.Model):
    """One position of one courier on shift, as the phone measured it."""

    courier = models.ForeignKey(Courier, on_delete=models.CASCADE, related_name="fixes")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, null=True)
    at = models.DateTimeField(help_text="By the phone's clock.")
    lat_e7 = models.IntegerField()
    lon_e7 = models.IntegerField()
    accuracy_m = models.PositiveIntegerField()
    speed_cms = models.PositiveIntegerField(null=True)
    heading_deg = models.PositiveSmallIntegerField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["courier", "at"], name="legs_fix_once"),
        ]
        indexes = [models.Index(fields=["received_at"], name="legs_fix_received")]

    def __str__(self) -> str:
        return f"{self.courier_id} {self.at}"


class LatestFix(models.Model):
    """The newest position of a courier; `tick` grows with every change, for the live map."""

    courier = models.OneToOneField(Courier, on_delete=models.CASCADE, primary_key=True)
    at = models.DateTimeField()
    lat_e7 = models.IntegerField()
    lon_e7 = models.IntegerField()
    accuracy_m = models.PositiveIntegerField()
    heading_deg = models.PositiveSmallIntegerField(null=True)
    speed_cms = models.PositiveIntegerField(null=True)
    motion = models.JSONField(default=dict, help_text="State of the motion and fence filters.")
    tick = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.courier_id} {self.at}"


class Arrival(models.Model):
    """That a courier was at a site, as the fence found it; it never changes custody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    courier = models.ForeignKey(Courier, on_delete=models.CASCADE, related_name="arrivals")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    arrived_at = models.DateTimeField()
    departed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["courier"],
                condition=Q(departed_at__isnull=True),
                name="legs_arrival_one_open_a_courier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.courier_id} at {self.site_id}"
