"""Read which units and offices there are on a day, who stands below whom, and who works where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate
from holidays import country_holidays

from geo.models import Unit
from tracking.kernel.deadline import OFFICE_HOURS, OFFICE_WEEK, Hours, WorkingCalendar
from tracking.kernel.line import Role
from tracking.parties.models import (
    CalendarDay,
    Courier,
    Device,
    Grant,
    Office,
    OfficeKind,
)
from tracking.parties.prepared import prepared
from tracking.parties.refusals import NotFound

_SQL: Final = Path(__file__).parent / "sql"
_RANKS: Final = {
    OfficeKind.ONE_STOP: 0,
    OfficeKind.AUTHORITY: 1,
    OfficeKind.POSTAL_POINT: 2,
}
UNITS_ABOVE: Final = (_SQL / "units_above.sql").read_text()
UNITS_BELOW: Final = (_SQL / "units_below.sql").read_text()
# What carries papers.
CARRYING: Final = frozenset({Role.COURIER, Role.SERVES})
# Who has papers in hand: so can give and take, or deliver and confirm, with a second key.
HAVE_PAPERS: Final = CARRYING | {Role.CLERK, Role.OFFICER}
# Lunar days, compensatory days off and make-up Saturdays; later swaps are rows of CalendarDay.
VIETNAM: Final = country_holidays("VN")
# What is late by more, or due later, needs no holiday to be told from what presses.
TOLD_DAYS: Final = range(-60, 120)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """When offices work: in every week, and on the days around today that differ."""

    week: Sequence[Hours]
    exceptions: Mapping[str, Hours]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a person works: by a role on an office or a unit, or at home there as a courier."""

    offices: frozenset[UUID]
    units: frozenset[UUID]

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.offices or self.units)


def office(office_id: UUID) -> Office:
    """Return an office with its unit and site.

    Raises:
        NotFound: there is none.
    """
    found = Office.objects.select_related("unit", "site").filter(pk=office_id).first()
    if found is None:
        raise NotFound
    return found


def offices_on(on: date) -> QuerySet[Office]:
    """Return the offices that exist on a day, with unit and site, in order of name."""
    return (
        Office.objects.select_related("unit", "site")
        .filter(Q(valid_from=None) | Q(valid_from__lte=on))
        .filter(Q(valid_until=None) | Q(valid_until__gt=on))
        .order_by("name", "party_id")
    )


def office_at_each(site_ids: Collection[UUID], *, on: date) -> dict[UUID, UUID]:
    """Return the office that a site stands for on a day; sites without one are absent.

    Of several in one building it is the one with a counter, then who decides; of equal ones the
    same each time.
    """
    rows = offices_on(on).filter(site__in=site_ids).values_list("site", "kind", "pk")
    ranked = sorted(rows, key=lambda row: (_RANKS[OfficeKind(row[1])], row[2]), reverse=True)
    return {site: office_id for site, _, office_id in ranked}


def units_above(*, unit_id: UUID, on: date) -> list[UUID]:
    """Return the units that stand above one on a day, the nearest first, without itself."""
    return [unit for _, unit in _unit_rows(UNITS_ABOVE, [unit_id], on) if unit != unit_id]


def units_above_each(*, unit_ids: Collection[UUID], on: date) -> dict[UUID, frozenset[UUID]]:
    """Return for each unit itself and all that stand above it on a day."""
    above: dict[UUID, set[UUID]] = {unit_id: {unit_id} for unit_id in unit_ids}
    for start, unit in _unit_rows(UNITS_ABOVE, unit_ids, on):
        above[start].add(unit)
    return {unit_id: frozenset(units) for unit_id, units in above.items()}


def units_below(*, unit_ids: Collection[UUID], on: date) -> frozenset[UUID]:
    """Return units and all that stand below them on a day."""
    return frozenset(unit for _, unit in _unit_rows(UNITS_BELOW, unit_ids, on))


def tops_of(*, unit_ids: Collection[UUID], on: date) -> frozenset[UUID]:
    """Return those of some units that exist on a day and stand below no other on any day."""
    tops = _units_on(on).filter(pk__in=unit_ids, parent_edges=None)
    return frozenset(tops.values_list("pk", flat=True))


def places_on(*, places: Places, on: date) -> Places:
    """Return those of some places that are there on a day; an office is in a unit that is."""
    offices = offices_on(on).filter(pk__in=places.offices, unit__in=_units_on(on))
    units = _units_on(on).filter(pk__in=places.units)
    return Places(
        offices=frozenset(offices.values_list("pk", flat=True)),
        units=frozenset(units.values_list("pk", flat=True)),
    )


def _units_on(on: date) -> QuerySet[Unit]:
    return Unit.objects.filter(Q(valid_from=None) | Q(valid_from__lte=on)).filter(
        Q(valid_until=None) | Q(valid_until__gt=on)
    )


def offices_below(*, unit_id: UUID, on: date) -> list[Office]:
    """Return the offices in a unit and in all below it on a day, in order of name."""
    return list(offices_on(on).filter(unit__in=units_below(unit_ids=[unit_id], on=on)))


def _unit_rows(sql: str, unit_ids: Collection[UUID], on: date) -> list[tuple[UUID, UUID]]:
    if not unit_ids:
        return []
    with prepared() as cursor:
        cursor.execute(sql, {"units": list(unit_ids), "day": on})
        return [(start, unit_id) for start, unit_id in cursor.fetchall()]


def places_of(*, person_id: UUID, at: datetime) -> Places:
    """Return where a person works at a moment or later.

    A courier works at home: the offices that a courier may take from are not among the places.
    """
    return places_of_each(people=[person_id], at=at)[person_id]


def places_of_each(*, people: Collection[UUID], at: datetime) -> dict[UUID, Places]:
    """Return where each of some people works at a moment or later, as `places_of` does."""
    grants = (
        Grant.objects.filter(person__in=people)
        .filter(Q(until_at=None) | Q(until_at__gt=at))
        .exclude(role__in=CARRYING)
    )
    homes = Courier.objects.filter(person__in=people).values_list("person_id", "home_id")
    parties = grants.filter(party__office__isnull=False).values_list("person_id", "party_id")
    above = grants.filter(unit__isnull=False).values_list("person_id", "unit_id")
    offices, units = {*homes, *parties}, set(above)
    return {
        one: Places(
            offices=frozenset(office for person, office in offices if person == one),
            units=frozenset(unit for person, unit in units if person == one),
        )
        for one in people
    }


def places_of_device(*, device: Device, at: datetime) -> Places:
    """Return the office of a desk, or where a phone's owner works at a moment or later."""
    if device.person_id is not None:
        return places_of(person_id=device.person_id, at=at)
    offices = frozenset() if device.office_id is None else frozenset({device.office_id})
    return Places(offices=offices, units=frozenset())


def offices_answering_for(*, device: Device, at: datetime) -> frozenset[UUID]:
    """Return the offices whose desks are told of a device.

    These are the offices where its owner works, or whose desk it is, and the own offices of all
    units above: there sit those who supervise.
    """
    places = places_of_device(device=device, at=at)
    below = Office.objects.filter(pk__in=places.offices).values_list("unit_id", flat=True)
    on = localdate(at)
    above = units_above_each(unit_ids={*places.units, *below}, on=on)
    own = offices_on(on).filter(own_of__in=set(chain(*above.values())))
    return places.offices | frozenset(own.values_list("pk", flat=True))


def office_hours(*, on: date) -> OfficeHours:
    """Return when offices work, as screens count due times: their own days off are left out."""
    calendar = working_calendar(None)
    days = (on + timedelta(days=count) for count in TOLD_DAYS)
    hours = ((day, tuple(calendar.hours_on(day))) for day in days)
    return OfficeHours(
        week=OFFICE_WEEK,
        exceptions={
            day.isoformat(): told for day, told in hours if told != OFFICE_WEEK[day.weekday()]
        },
    )


def working_calendar(of: Office | None) -> WorkingCalendar:
    """Return when an office works, or every office that says nothing of its own.

    The law's calendar stands under the days put in for all offices, these under the office's own.
    """
    rows = (
        CalendarDay.objects.filter(Q(office=None) | Q(office=of))
        .order_by(F("office").asc(nulls_first=True))
        .values_list("on", "hours")
    )
    put_in: dict[date, Hours] = {
        on: tuple((opens, closes) for opens, closes in hours) for on, hours in rows
    }

    def hours_on(day: date) -> Hours:
        if day in put_in:
            return put_in[day]
        return OFFICE_HOURS if VIETNAM.is_working_day(day) else ()

    return WorkingCalendar(hours_on)
