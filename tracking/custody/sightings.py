"""Who may see a courier move: where he is at home, where he calls today, whose papers he holds."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from tracking.feed.facts import office_streams, unit_streams
from tracking.feed.frames import Sighting
from tracking.legs.queries import latest_moved
from tracking.parties.models import Office
from tracking.parties.places import units_above_each

OFFICES_WATCHING: Final = (Path(__file__).parent / "sql" / "offices_watching.sql").read_text()


def sightings(after_tick: int) -> list[Sighting]:
    """Return the couriers who moved after a tick, each with the streams that may know."""
    moved = latest_moved(after_tick=after_tick)
    if not moved:
        return []
    on = timezone.localdate()
    offices = offices_watching(couriers={one.courier for one in moved}, on=on)
    homes = Office.objects.filter(pk__in={one.home for one in moved})
    unit_of = dict(homes.values_list("pk", "unit_id"))
    above = units_above_each(unit_ids=set(unit_of.values()), on=on)
    return [
        Sighting(
            courier=str(one.courier),
            lat_e7=one.position.lat_e7,
            lon_e7=one.position.lon_e7,
            accuracy_m=one.position.accuracy_m,
            at=one.position.at,
            heading_deg=one.position.heading_deg,
            streams=office_streams(offices[one.courier]) | unit_streams(above[unit_of[one.home]]),
            tick=one.tick,
        )
        for one in moved
    ]


def who_sees_move(*, courier: UUID, on: date) -> frozenset[UUID]:
    """Return who may see where a courier is: the courier, and the offices that watch."""
    return frozenset({courier, *offices_watching(couriers=[courier], on=on)[courier]})


def offices_watching(*, couriers: Collection[UUID], on: date) -> dict[UUID, set[UUID]]:
    """Return the offices that may see where couriers are."""
    found: dict[UUID, set[UUID]] = {courier: set() for courier in couriers}
    with connection.cursor() as cursor:
        cursor.execute(OFFICES_WATCHING, {"couriers": list(couriers), "on": on})
        for courier, office in cursor.fetchall():
            found[courier].add(office)
    return found
