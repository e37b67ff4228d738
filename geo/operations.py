"""Put places into the tables: administrative units, who stands below and after whom, and sites."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.gis.geos import Point as GeometryPoint
from django.db import transaction

from geo.catalogue import SuccessionRow, UnitRow
from geo.models import Site, Unit, UnitParent, UnitSuccession
from geo.point import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A place where papers change hands."""

    id: UUID
    name: str
    address: str
    unit: UUID
    point: Point
    fence_radius_m: int


class EdgeInThePast(ValueError):
    """A unit that is there would have stood below another one before today.

    What was signed in its offices until now would be judged by who answers for them since.
    """


@transaction.atomic
def put_units(
    *, rows: Collection[UnitRow], successions: Iterable[SuccessionRow], on: date
) -> list[UnitParent]:
    """Make or correct units, their parents and successions.

    Safe to repeat. A succession whose ends are not both known is left for the day they are.

    Args:
        rows: the units.
        successions: which unit came after which.
        on: the day on which they are put in.

    Returns:
        The edges of the tree that are new.

    Raises:
        EdgeInThePast: a unit that was there before stands below another one since before today.
    """
    there = set(Unit.objects.values_list("pk", flat=True))
    Unit.objects.bulk_create(
        [_unit(row) for row in rows],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "level", "valid_until", "centre", "population"],
    )
    stand = set(UnitParent.objects.values_list("unit_id", "parent_id", "valid_from"))
    new = [
        edge
        for edge in _parent_edges(rows)
        if (edge.unit_id, edge.parent_id, edge.valid_from) not in stand
    ]
    names = {row.id: row.name for row in rows}
    if late := [
        names[edge.unit_id]
        for edge in new
        if edge.unit_id in there and (edge.valid_from is None or edge.valid_from < on)
    ]:
        raise EdgeInThePast(", ".join(late))
    UnitParent.objects.bulk_create(new, ignore_conflicts=True)
    known = {row.id for row in rows}
    UnitSuccession.objects.bulk_create(
        [
            UnitSuccession(
                predecessor_id=row.predecessor,
                successor_id=row.successor,
                extent=row.extent,
                on=row.on,
            )
            for row in successions
            if {row.predecessor, row.successor} <= known
        ],
        ignore_conflicts=True,
    )
    return new


def _unit(row: UnitRow) -> Unit:
    return Unit(
        id=row.id,
        code=row.code,
        name=row.name,
        level=row.level,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        centre=_geometry(row.centre),
        population=row.population,
    )


def _parent_edges(rows: Collection[UnitRow]) -> list[UnitParent]:
    """A parent's code may have had several units: the edge lasts as long as both ends do."""
    edges = []
    for row in rows:
        for parent in rows:
            if parent.code != row.parent_code:
                continue
            begins = [day for day in (row.valid_from, parent.valid_from) if day]
            ends = [day for day in (row.valid_until, parent.valid_until) if day]
            valid_from, valid_until = max(begins, default=None), min(ends, default=None)
            if valid_until is None or valid_until > (valid_from or date.min):
                edge = UnitParent(unit_id=row.id, parent_id=parent.id)
                edge.valid_from, edge.valid_until = valid_from, valid_until
                edges.append(edge)
    return edges


def put_sites(rows: Iterable[SiteRow]) -> None:
    """Make or correct sites. Safe to repeat."""
    Site.objects.bulk_create(
        [
            Site(
                id=row.id,
                name=row.name,
                address=row.address,
                unit_id=row.unit,
                lat_e7=row.point.lat_e7,
                lon_e7=row.point.lon_e7,
                point=_geometry(row.point),
                fence_radius_m=row.fence_radius_m,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "address", "lat_e7", "lon_e7", "point", "fence_radius_m"],
    )


def _geometry(point: Point) -> GeometryPoint:
    return GeometryPoint(point.lon, point.lat, srid=4326)
