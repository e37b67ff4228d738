"""Read who may hold, who acts, on which device, and who stands below whom on a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate
from holidays import country_holidays

from geo.models import Unit
from tracking.kernel.deadline import OFFICE_HOURS, OFFICE_WEEK, ZONE, Hours, WorkingCalendar
from tracking.kernel.instants import milliseconds
from tracking.kernel.line import Grant as DatedGrant
from tracking.kernel.line import PartyKind, Role, SigningDevice
from tracking.kernel.refusal import Refusal
from tracking.parties.models import (
    CalendarDay,
    Courier,
    Device,
    DeviceKind,
    DeviceSession,
    DeviceState,
    Grant,
    Office,
    Party,
    Person,
    Shift,
)
from tracking.parties.prepared import Asked, ask, prepared
from tracking.parties.tokens import Purpose, kept_hash_of_text

_SQL: Final = Path(__file__).parent / "sql"
UNITS_ABOVE: Final = (_SQL / "units_above.sql").read_text()
UNITS_BELOW: Final = (_SQL / "units_below.sql").read_text()
GRANTS_COVERING: Final = (_SQL / "grants_covering.sql").read_text()
SIGNING_DEVICES: Final = (_SQL / "signing_devices.sql").read_text()
# What carries papers; and all that the phone of a person may do before anybody approved it.
CARRYING: Final = frozenset({Role.COURIER, Role.SERVES})
UNAPPROVED: Final = CARRYING | {Role.CLERK}
# Lunar days, compensatory days off and make-up Saturdays; later swaps are rows of CalendarDay.
VIETNAM: Final = country_holidays("VN")
# What is late by more, or due later, needs no holiday to be told from what presses.
TOLD_DAYS: Final = range(-60, 120)


class NotFound(Refusal):
    """There is no such thing, or none that the caller may know of: both sound the same."""

    code: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """When offices work: in every week, and on the days around today that differ."""

    week: Sequence[Hours]
    exceptions: Mapping[str, Hours]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyName:
    """How screens call a party: an office or a courier's call sign, never a person's name."""

    id: UUID
    kind: PartyKind
    name: str | None
    short_name: str | None
    call_sign: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a person works: by a role on an office or a unit, or at home there as a courier."""

    offices: frozenset[UUID]
    units: frozenset[UUID]

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self.offices or self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """For whom a device works; a desk has no person and no grants, those who log in have them."""

    device: str
    person: UUID | None
    office: Office | None
    courier: Courier | None
    grants: list[Grant]
    state: DeviceState


UNIT: Final = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hat:
    """One role that a person has now; `kind` is that of the party, or `unit` for all below it.

    Attributes:
        own_office: of a unit, at whose desks those work who supervise it.
    """

    id: UUID
    kind: str
    name: str | None
    short_name: str | None
    role: Role
    from_at: datetime
    until_at: datetime | None
    unit: UUID | None
    own_office: Office | None


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


def person(person_id: UUID) -> Person:
    """Return a person who may act.

    Raises:
        NotFound: there is none, or no more.
    """
    found = Person.objects.filter(pk=person_id, is_active=True).first()
    if found is None:
        raise NotFound
    return found


def is_active(person_id: UUID) -> bool:
    """Tell whether a person may act at all."""
    return Person.objects.filter(pk=person_id, is_active=True).exists()


def courier_of(person_id: UUID) -> Courier:
    """Return the courier that a person is, with his home office.

    Raises:
        NotFound: the person is none.
    """
    found = courier_or_none(person_id)
    if found is None:
        raise NotFound
    return found


def courier_or_none(person_id: UUID) -> Courier | None:
    """Return the courier that a person is, with his home office, or None."""
    return Courier.objects.select_related("home").filter(person=person_id).first()


def couriers_below(*, office_ids: Collection[UUID]) -> list[Courier]:
    """Return the couriers at home in some offices with their phones, in order of call sign."""
    return list(
        Courier.objects.filter(home__in=office_ids)
        .select_related("person", "home")
        .prefetch_related("person__devices")
        .order_by("call_sign")
    )


def names_of(party_ids: Collection[UUID]) -> dict[UUID, PartyName]:
    """Return how screens call parties; those that do not exist are absent."""
    found = Party.objects.filter(pk__in=set(party_ids)).select_related("office", "courier")
    return {party.pk: _party_name(party) for party in found}


def _party_name(party: Party) -> PartyName:
    its_office: Office | None = getattr(party, "office", None)
    its_courier: Courier | None = getattr(party, "courier", None)
    call_sign = its_courier.call_sign if its_courier else None
    return PartyName(
        id=party.pk,
        kind=PartyKind(party.kind),
        name=its_office.name if its_office else call_sign,
        short_name=its_office.short_name if its_office else call_sign,
        call_sign=call_sign,
    )


def ask_grants(
    *,
    people: Collection[UUID],
    parties: Collection[UUID],
    staff_of: Collection[UUID] = (),
) -> Asked[tuple[DatedGrant, ...]]:
    """Ask for all grants, past ones too, by which people may sign for parties, and when they may.

    A grant on a unit is told once for each time in which a party stood below it: a day of the tree
    begins at midnight there.

    Args:
        people: whose grants are wanted.
        parties: for whom; all home offices that couriers among them ever had are covered, too.
        staff_of: the parties of which everybody's grants are wanted.
    """
    return ask(
        GRANTS_COVERING,
        {
            "people": list(people),
            "parties": list(parties),
            "staff_of": list(staff_of),
            "zone": str(ZONE),
        },
        read=lambda rows: tuple(
            DatedGrant(
                person=person_id,
                party=party_id,
                role=Role(role),
                from_ms=milliseconds(from_at),
                until_ms=milliseconds(until_at) if until_at else None,
                unit=unit_id,
            )
            for person_id, party_id, role, from_at, until_at, unit_id in rows
        ),
    )


def ask_signing_devices(device_ids: Collection[str]) -> Asked[dict[str, SigningDevice]]:
    """Ask whose some devices are, and whether they are believed; unknown ones are absent."""
    return ask(
        SIGNING_DEVICES,
        {"devices": list(device_ids)},
        read=lambda rows: {
            device_id: SigningDevice(
                person=person_id,
                office=office_id,
                own_unit=unit_id,
                is_believed=is_believed,
                lost_ms=milliseconds(lost_at) if lost_at else None,
            )
            for device_id, person_id, office_id, unit_id, is_believed, lost_at in rows
        },
    )


def hats_of(*, person_id: UUID, at: datetime) -> list[Hat]:
    """Return the roles that a person has at a moment, offices before units, then by name."""
    grants = grants_in_force(person_id=person_id, at=at)
    names = names_of([grant.party_id for grant in grants if grant.party_id])
    unit_of = dict(Office.objects.filter(pk__in=names).values_list("pk", "unit_id"))
    hats = [
        _hat(grant, names[grant.party_id], unit_of.get(grant.party_id))
        for grant in grants
        if grant.party_id
    ]
    own = _own_offices([grant.unit_id for grant in grants if grant.unit_id], on=localdate(at))
    hats += [_hat_on_unit(grant, grant.unit, own) for grant in grants if grant.unit]
    return sorted(hats, key=lambda hat: (hat.kind == UNIT, hat.name or "", hat.role))


def _hat(grant: Grant, named: PartyName, unit_id: UUID | None) -> Hat:
    return Hat(
        id=named.id,
        kind=named.kind,
        name=named.name,
        short_name=named.short_name,
        role=Role(grant.role),
        from_at=grant.from_at,
        until_at=grant.until_at,
        unit=unit_id,
        own_office=None,
    )


def _hat_on_unit(grant: Grant, its_unit: Unit, own: Mapping[UUID, Office]) -> Hat:
    return Hat(
        id=its_unit.pk,
        kind=UNIT,
        name=its_unit.name,
        short_name=its_unit.name,
        role=Role(grant.role),
        from_at=grant.from_at,
        until_at=grant.until_at,
        unit=its_unit.pk,
        own_office=own.get(its_unit.pk),
    )


def _own_offices(unit_ids: Collection[UUID], *, on: date) -> dict[UUID, Office]:
    """Return the one own office of each of some units on a day; units without one are absent."""
    found = offices_on(on).filter(own_of__in=set(unit_ids))
    return {one.own_of_id: one for one in found if one.own_of_id is not None}


def grants_in_force(*, person_id: UUID, at: datetime) -> list[Grant]:
    """Return a person's grants that cover a moment."""
    return list(
        Grant.objects.filter(person=person_id, from_at__lte=at)
        .filter(Q(until_at=None) | Q(until_at__gt=at))
        .select_related("unit", "party")
    )


def places_of(*, person_id: UUID, at: datetime) -> Places:
    """Return where a person works at a moment or later.

    A courier works at home: the offices that a courier may take from are not among the places.
    """
    grants = (
        Grant.objects.filter(person=person_id)
        .filter(Q(until_at=None) | Q(until_at__gt=at))
        .exclude(role__in=CARRYING)
    )
    homes = Courier.objects.filter(person=person_id).values_list("home_id", flat=True)
    parties = grants.filter(party__office__isnull=False).values_list("party_id", flat=True)
    units = grants.filter(unit__isnull=False).values_list("unit_id", flat=True)
    return Places(offices=frozenset(homes) | frozenset(parties), units=frozenset(units))


def offices_answering_for(*, device: Device, at: datetime) -> frozenset[UUID]:
    """Return the offices whose desks are told of a device.

    These are the offices where its owner works, or whose desk it is, and the own offices of all
    units above: there sit those who supervise.
    """
    places = Places(
        offices=frozenset() if device.office_id is None else frozenset({device.office_id}),
        units=frozenset(),
    )
    if device.person_id is not None:
        places = places_of(person_id=device.person_id, at=at)
    below = Office.objects.filter(pk__in=places.offices).values_list("unit_id", flat=True)
    on = localdate(at)
    above = units_above_each(unit_ids={*places.units, *below}, on=on)
    own = offices_on(on).filter(own_of__in=set(chain(*above.values())))
    return places.offices | frozenset(own.values_list("pk", flat=True))


def needs_approval(*, person_id: UUID, at: datetime) -> bool:
    """Tell whether a person has, at a moment or later, a role that no phone has by itself."""
    return (
        Grant.objects.filter(person=person_id)
        .filter(Q(until_at=None) | Q(until_at__gt=at))
        .exclude(role__in=UNAPPROVED)
        .exists()
    )


def devices_by_id(device_ids: Collection[str]) -> dict[str, Device]:
    """Return devices by id, those revoked too; unknown ones are absent."""
    return Device.objects.in_bulk(set(device_ids))


def device(device_id: str) -> Device:
    """Return a device with its owner.

    Raises:
        NotFound: there is none.
    """
    found = Device.objects.select_related("person", "office").filter(pk=device_id).first()
    if found is None:
        raise NotFound
    return found


def devices_of(person_id: UUID) -> QuerySet[Device]:
    """Return the phones that were ever enrolled for a person."""
    return Device.objects.filter(person=person_id)


def devices_in(devices: QuerySet[Device], state: str | None) -> QuerySet[Device]:
    """Return those of some devices that are in a state."""
    match state:
        case DeviceState.UNDONE:
            return devices.exclude(undone_at=None)
        case DeviceState.REVOKED:
            return devices.filter(undone_at=None).exclude(revoked_at=None)
        case DeviceState.WAITING:
            return devices.filter(revoked_at=None, is_believed=False)
        case DeviceState.IN_USE:
            return devices.filter(revoked_at=None, is_believed=True)
    return devices.none()


def membership_of(*, device_id: str, at: datetime) -> Membership:
    """Return for whom a device works: the courier of a phone with his grants, or a desk's office.

    Raises:
        NotFound: there is no such device.
    """
    found = device(device_id)
    owner = found.person_id
    return Membership(
        device=found.pk,
        person=owner,
        office=found.office,
        courier=courier_or_none(owner) if owner else None,
        grants=grants_in_force(person_id=owner, at=at) if owner else [],
        state=found.state,
    )


def desk(device_id: str) -> Device | None:
    """Return a desk in use, with its office; None if it is none or was revoked."""
    return (
        Device.objects.select_related("office")
        .filter(pk=device_id, kind=DeviceKind.DESK, revoked_at=None)
        .first()
    )


def phone_session(*, bearer: str, now: datetime) -> DeviceSession | None:
    """Return the session that a phone's bearer opens, with its device; None if it opens none."""
    return (
        _sessions(bearer, now)
        .filter(device__kind=DeviceKind.PHONE, device__person__is_active=True)
        .first()
    )


def desk_session(*, bearer: str, log_in: str, now: datetime) -> DeviceSession | None:
    """Return the session that a desk's bearer opens beside a log-in; None if it opens none."""
    return _sessions(bearer, now).filter(device__kind=DeviceKind.DESK, log_in=log_in).first()


def _sessions(bearer: str, now: datetime) -> QuerySet[DeviceSession]:
    hashed = kept_hash_of_text(purpose=Purpose.BEARER, text=bearer)
    if hashed is None:
        return DeviceSession.objects.none()
    return DeviceSession.objects.select_related("device").filter(
        hash=hashed, until_at__gt=now, revoked_at=None, device__revoked_at=None
    )


def open_shift(courier_id: UUID) -> Shift | None:
    """Return the shift that a courier is on, or None."""
    return Shift.objects.filter(courier=courier_id, ended_at=None).first()


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
