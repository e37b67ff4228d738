"""Put offices, carriers, couriers and people who log in into the tables, many at once.

Every put is safe to repeat: the row with the same id is corrected.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q

from tracking.kernel.line import PartyKind
from tracking.parties.models import (
    Carrier,
    Courier,
    FieldTransfer,
    Office,
    OfficeKind,
    OfficeParent,
    OfficeSuccession,
    Party,
    Person,
    Posting,
)

TICK: Final = timedelta(milliseconds=1)


class EndedBefore(ValueError):
    """An office that is there would end on a day that is over, or an end that is over would fall.

    What was signed since would change. It can end today, or later; one that ended stays so.
    """


class OtherBeginning(ValueError):
    """An office that is there would have begun on another day: what was signed there would change.

    Let it end, and put in another one.
    """


class OtherPerson(ValueError):
    """A courier would be another person: what was signed for the party would be that one's.

    Another person is another courier.
    """


class OtherKind(ValueError):
    """A party would be of another kind: what was delivered to it, or signed for it, would fall.

    An authority that gets screens goes on as an office, which is another party.
    """


class MovedOffice(ValueError):
    """An office's unit, or the unit whose own office it is, would be another.

    What was signed at its desks is judged by both: let the office end, and put in another one.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierRow:
    """An enterprise that carries."""

    id: UUID
    name: str
    short_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """An office, with the fields that it takes in from a day on."""

    id: UUID
    kind: OfficeKind
    name: str
    name_en: str
    short_name: str
    org_code: str
    unit: UUID
    own_of: UUID | None
    site: UUID
    parent: UUID | None
    operated_by: UUID | None
    phone: str
    valid_from: date | None
    valid_until: date | None
    is_chosen_for_demo: bool
    fields: tuple[str, ...]
    fields_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOffices:
    """What came of putting offices: those that ended just now, and those with another period."""

    ended: list[UUID]
    changed: list[OfficeRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person; without a log-in he acts by his phone alone."""

    id: UUID
    name: str
    login: str | None
    is_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierRow:
    """A courier as a party."""

    id: UUID
    person: UUID
    carrier: UUID
    home: UUID
    call_sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRow:
    """That one office continues the work of another."""

    predecessor: UUID
    successor: UUID
    on: date
    legal_ref: str


def put_carriers(rows: Iterable[CarrierRow]) -> None:
    """Make or correct carriers."""
    Carrier.objects.bulk_create(
        [Carrier(id=row.id, name=row.name, short_name=row.short_name) for row in rows],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "short_name"],
    )


@transaction.atomic
def put_offices(rows: Collection[OfficeRow], *, on: date) -> PutOffices:
    """Make or correct offices, whom they pass papers up to, and what they take in.

    Call this through `tracking.custody.operations.rights`, which closes what people have open
    there, and tells the log.

    Raises:
        EndedBefore: one that is there already would have ended before that day, or ended then
            and would not have.
        OtherBeginning: one that is there already would have begun on another day.
        OtherKind: one is there already as a party of another kind.
        MovedOffice: one that is there already stands in another unit, or is the own office of
            another one or of none.

    Source: docs/decisions/0019-what-was-signed-is-judged-by-its-own-day.md.
    """
    asked = Office.objects.filter(pk__in=[row.id for row in rows])
    known = {one.pk: one for one in asked.select_for_update(no_key=True).order_by("pk")}
    _refuse_moved(rows, known)
    _refuse_begun(rows, known)
    _refuse_ended(rows, known, on)
    are_open = Q(valid_until=None) | Q(valid_until__gt=on)
    were_open = set(asked.filter(are_open).values_list("pk", flat=True))
    _put_parties([row.id for row in rows], PartyKind.OFFICE)
    Office.objects.bulk_create(
        [_office(row) for row in rows],
        update_conflicts=True,
        unique_fields=["party"],
        update_fields=[
            "name",
            "name_en",
            "short_name",
            "org_code",
            "site",
            "operated_by",
            "phone",
            "valid_until",
            "is_chosen_for_demo",
        ],
    )
    _put_parents(rows)
    FieldTransfer.objects.bulk_create(
        [
            FieldTransfer(office_id=row.id, field_code=field, valid_from=row.fields_from)
            for row in rows
            for field in row.fields
        ],
        ignore_conflicts=True,
    )
    still_open = asked.filter(are_open).values_list("pk", flat=True)
    return PutOffices(
        ended=sorted(were_open.difference(still_open)),
        changed=[
            row
            for row in rows
            if row.id not in known or known[row.id].valid_until != row.valid_until
        ],
    )


def _refuse_moved(rows: Iterable[OfficeRow], known: Mapping[UUID, Office]) -> None:
    moved = [
        row.name
        for row in rows
        if (one := known.get(row.id)) is not None
        and (one.unit_id, one.own_of_id) != (row.unit, row.own_of)
    ]
    if moved:
        raise MovedOffice(", ".join(moved))


def _refuse_begun(rows: Iterable[OfficeRow], known: Mapping[UUID, Office]) -> None:
    begun = [
        row.name
        for row in rows
        if (one := known.get(row.id)) is not None and one.valid_from != row.valid_from
    ]
    if begun:
        raise OtherBeginning(", ".join(begun))


def _refuse_ended(rows: Iterable[OfficeRow], known: Mapping[UUID, Office], on: date) -> None:
    ended = [
        row.name
        for row in rows
        if (one := known.get(row.id)) is not None
        and row.valid_until != one.valid_until
        and any(end is not None and end < on for end in (one.valid_until, row.valid_until))
    ]
    if ended:
        raise EndedBefore(", ".join(ended))


def _office(row: OfficeRow) -> Office:
    return Office(
        party_id=row.id,
        kind=row.kind,
        name=row.name,
        name_en=row.name_en,
        short_name=row.short_name,
        org_code=row.org_code,
        unit_id=row.unit,
        own_of_id=row.own_of,
        site_id=row.site,
        operated_by_id=row.operated_by,
        phone=row.phone,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        is_chosen_for_demo=row.is_chosen_for_demo,
    )


def _put_parents(rows: Collection[OfficeRow]) -> None:
    known = set(
        OfficeParent.objects.filter(office__in=[row.id for row in rows]).values_list(
            "office_id", "parent_id", "valid_from"
        )
    )
    OfficeParent.objects.bulk_create(
        OfficeParent(
            office_id=row.id,
            parent_id=row.parent,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
        )
        for row in rows
        if row.parent is not None and (row.id, row.parent, row.valid_from) not in known
    )


@transaction.atomic
def put_successions(rows: Collection[SuccessionRow]) -> None:
    """Say which office continues the work of which."""
    known = set(OfficeSuccession.objects.values_list("predecessor_id", "successor_id"))
    OfficeSuccession.objects.bulk_create(
        OfficeSuccession(
            predecessor_id=row.predecessor,
            successor_id=row.successor,
            on=row.on,
            legal_ref=row.legal_ref,
        )
        for row in rows
        if (row.predecessor, row.successor) not in known
    )


def put_people(rows: Iterable[PersonRow], *, password: str | None) -> None:
    """Make or correct people.

    A password that is set already stays. Those who log in get one hash, since it is one password
    that they all share until each sets his own; without one nobody can log in.
    """
    shared = make_password(password)
    nothing = make_password(None)
    Person.objects.bulk_create(
        [
            Person(
                id=row.id,
                name=row.name,
                login=row.login,
                is_staff=row.is_staff,
                password=shared if row.login else nothing,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name", "login", "is_staff"],
    )


@transaction.atomic
def put_couriers(rows: Collection[CourierRow], *, now: datetime) -> list[Posting]:
    """Make or correct couriers, and post them from now on; their people and homes are there.

    A courier's first posting holds for all that was signed before, too. Every other one begins
    now: what was signed until then stays judged by the posting before.

    Args:
        rows: the couriers, each once.
        now: the clock.

    Returns:
        The new postings; call this through `tracking.custody.operations.rights`, which closes
        what is open by those before, and tells the log.

    Raises:
        OtherKind: one is there already as a party of another kind.
        OtherPerson: one that is there already is another person.
    """
    # In the one order of locks, before they are written in the order in which they came.
    locked = Courier.objects.select_for_update(no_key=True).order_by("pk")
    people = {one.pk: one.person_id for one in locked.filter(pk__in=[row.id for row in rows])}
    others = [row.call_sign for row in rows if people.get(row.id, row.person) != row.person]
    if others:
        raise OtherPerson(", ".join(others))
    _put_parties([row.id for row in rows], PartyKind.COURIER)
    Courier.objects.bulk_create(
        [
            Courier(
                party_id=row.id,
                person_id=row.person,
                carrier_id=row.carrier,
                home_id=row.home,
                call_sign=row.call_sign,
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["party"],
        update_fields=["carrier", "home", "call_sign"],
    )
    # Their rows are locked from here on: postings of one courier come one after the other.
    asked = Posting.objects.filter(courier__in=[row.id for row in rows])
    newest = {one.courier_id: one for one in asked.order_by(F("from_at").asc(nulls_first=True))}
    moved = [
        row
        for row in rows
        if (one := newest.get(row.id)) is None
        or (one.carrier_id, one.home_id) != (row.carrier, row.home)
    ]
    return Posting.objects.bulk_create(
        Posting(
            courier_id=row.id,
            carrier_id=row.carrier,
            home_id=row.home,
            from_at=_from_after(newest[row.id], now) if row.id in newest else None,
        )
        for row in moved
    )


def _from_after(before: Posting, now: datetime) -> datetime:
    """Return from when the next posting holds, even if a clock went back: the later row counts."""
    return now if before.from_at is None else max(now, before.from_at + TICK)


def _put_parties(ids: Collection[UUID], kind: PartyKind) -> None:
    Party.objects.bulk_create([Party(id=one, kind=kind) for one in ids], ignore_conflicts=True)
    others = list(Party.objects.filter(pk__in=ids).exclude(kind=kind).values_list("pk", flat=True))
    if others:
        raise OtherKind(", ".join(map(str, sorted(others))))
