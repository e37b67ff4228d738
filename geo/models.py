"""Tables of places: administrative units as a dated tree, and the sites of offices."""

import uuid

from django.contrib.gis.db import models


class Unit(models.Model):
    """One administrative unit during one period; a code may return later for another unit.

    Source: domain facts on the 2025 reform; (code, valid_from) is the key, never the code alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=8, help_text="General Statistics Office code.")
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=16, help_text="province, district or commune; any depth.")
    valid_from = models.DateField(null=True, help_text="First day; empty: before our records.")
    valid_until = models.DateField(null=True, help_text="First day it is no more; empty: open.")
    centre = models.PointField(geography=True, null=True)
    area = models.MultiPolygonField(geography=True, null=True)
    population = models.PositiveIntegerField(null=True, help_text="For simulation only.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                nulls_distinct=False,
                name="geo_unit_code_once_a_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class UnitParent(models.Model):
    """That one unit stands below another, from one day until another."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="parent_edges")
    parent = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="child_edges")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "parent", "valid_from"],
                nulls_distinct=False,
                name="geo_unitparent_edge_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} < {self.parent_id}"


class UnitSuccession(models.Model):
    """That one unit follows another, wholly or in part."""

    predecessor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="predecessions")
    extent = models.CharField(max_length=8, help_text="full or partial")
    on = models.DateField()
    legal_ref = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="geo_unitsuccession_edge_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id} ({self.extent})"


class Site(models.Model):
    """A place where papers change hands: a counter with a position and a fence around it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=240, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sites")
    lat_e7 = models.IntegerField(help_text="Latitude, 1e-7 degree, WGS 84: the truth.")
    lon_e7 = models.IntegerField(help_text="Longitude, 1e-7 degree, WGS 84: the truth.")
    point = models.PointField(geography=True, help_text="Follows lat_e7 and lon_e7.")
    fence_radius_m = models.PositiveIntegerField(default=80)

    def __str__(self) -> str:
        return self.name
