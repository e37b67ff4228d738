"""End what people may do, tell the log, and close in the same transaction what is open by it.

Grants end in `grants` and devices in `membership`, since the log must know of them; a slip ends
where the next one is printed. What the directory says of units, offices and couriers comes in
here too, since rights hang on it.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from geo import operations
from geo.catalogue import SuccessionRow, UnitRow
from tracking.custody.operations.grants import (
    demand_that_others_vouched,
    mark_what_was_signed_by,
)
from tracking.custody.operations.locks import lock_with_vouchers
from tracking.custody.operations.telling import without_nothing
from tracking.custody.operations.waiting import look_at_what_is_marked
from tracking.feed.operations import bump_rights
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entries, append_entry
from tracking.legs.operations.positions import stop_shift
from tracking.parties.models import Courier, Grant, Person
from tracking.parties.operations import accounts, devices, directory
from tracking.parties.operations.directory import CourierRow, OfficeRow


@transaction.atomic
def end_log_in(*, log_in: str) -> None:
    """End the sessions of desks and the sockets that were opened beside a log-in."""
    devices.end_sessions_beside(log_in=log_in)
    bump_rights([log_in])


@transaction.atomic
def change_password(*, person: Person, password: str) -> None:
    """Set a password; whoever came in with the one before is out."""
    accounts.set_password(person=person, password=password)
    end_what_a_password_opened(person=person)


@transaction.atomic
def end_what_a_password_opened(*, person: Person) -> None:
    """Close the sockets of somebody whose password is another now, and take back the tickets."""
    bump_rights([person.pk])
    devices.forget_tickets(person_id=person.pk)


def close_account(*, person_id: UUID, now: datetime) -> None:
    """Let a person act no more, from any device; safe to repeat.

    What is signed until the account is opened again counts for nothing, also what came while this
    waited for others, and who was on a shift is watched no more.

    Raises:
        NotFound: there is no such person.
    """
    look_at_what_is_marked(_closed(person_id, now), now=now)


@transaction.atomic
def _closed(person_id: UUID, now: datetime) -> list[UUID]:
    if not accounts.close_account(person_id=person_id, now=now):
        return []
    append_entry(kind=EntryKind.ACCOUNT_CLOSED, row={"person": person_id}, at=now)
    for courier in Courier.objects.filter(person=person_id).order_by("pk"):
        stop_shift(courier=courier, at=now, now=now)
    bump_rights([person_id])
    devices.forget_tickets(person_id=person_id)
    return _mark_since(person_id, now)


def _mark_since(person_id: UUID, now: datetime) -> list[UUID]:
    held = list(Grant.objects.filter(person=person_id))
    return mark_what_was_signed_by([person_id], grants=held, since=now, now=now)


def reopen_account(*, person_id: UUID, now: datetime) -> None:
    """Let a person act again, by the grants that are in force; safe to repeat.

    What came while this waited for others counts, too.
    """
    look_at_what_is_marked(_reopened(person_id, now), now=now)


@transaction.atomic
def _reopened(person_id: UUID, now: datetime) -> list[UUID]:
    if not accounts.reopen_account(person_id=person_id, now=now):
        return []
    append_entry(kind=EntryKind.ACCOUNT_OPENED, row={"person": person_id}, at=now)
    return _mark_since(person_id, now)


def put_couriers(rows: Collection[CourierRow], *, now: datetime) -> None:
    """Make or correct couriers; whose carrier or home is another now has to come in anew.

    What was signed until now stays judged by the carrier and home that the courier had then; what
    came while this waited for others is folded again.

    Raises:
        OtherPerson: one that is there is another person.
        UnapprovedPhones: at the new home somebody would have papers in hand who alone vouched for
            a device there: the courier's phone, or a desk or phone for which the courier vouched.
    """
    look_at_what_is_marked(_put(rows, now), now=now)


@transaction.atomic
def _put(rows: Collection[CourierRow], now: datetime) -> list[UUID]:
    person_of = {row.id: row.person for row in rows}
    lock_with_vouchers(frozenset(person_of.values()))
    posted = directory.put_couriers(rows, now=now)
    for person_id in sorted({person_of[one.courier_id] for one in posted}):
        demand_that_others_vouched(person_id=person_id, now=now)
    bump_rights([person_of[one.courier_id] for one in posted if one.from_at is not None])
    entries = [
        without_nothing(
            {
                "courier": one.courier_id,
                "person": person_of[one.courier_id],
                "carrier": one.carrier_id,
                "home": one.home_id,
                "from": one.from_at,
            }
        )
        for one in posted
    ]
    append_entries(kind=EntryKind.COURIER_POSTED, rows=entries, at=now)
    begun = {one.courier_id: one.from_at for one in posted if one.from_at is not None}
    if not begun:
        return []
    moved = {person_of[courier] for courier in begun}
    return mark_what_was_signed_by(moved, grants=(), since=min(begun.values()), now=now)


@transaction.atomic
def put_offices(rows: Collection[OfficeRow], *, now: datetime) -> None:
    """Make or correct offices, and close what is open on those that have ended.

    Args:
        rows: the offices.
        now: the clock; what ends after today is closed by itself on its day.

    Raises:
        EndedBefore: one that is there would have ended before today, or did, and would not have.
        OtherBeginning: one that is there would have begun on another day.
        MovedOffice: the unit of one, or the unit whose own office it is, would be another.
    """
    put = directory.put_offices(rows, on=localdate(now))
    bump_rights(put.ended)
    entries = [
        without_nothing(
            {
                "office": row.id,
                "unit": row.unit,
                "own_of": row.own_of,
                "from": _day(row.valid_from),
                "until": _day(row.valid_until),
            }
        )
        for row in put.changed
    ]
    append_entries(kind=EntryKind.OFFICE_PUT, rows=entries, at=now)


@transaction.atomic
def put_units(
    *, rows: Collection[UnitRow], successions: Iterable[SuccessionRow], now: datetime
) -> None:
    """Make or correct units; each new edge of their tree is told to the log.

    Raises:
        EdgeInThePast: see `geo.operations.put_units`.
    """
    entries = [
        without_nothing(
            {
                "unit": edge.unit_id,
                "parent": edge.parent_id,
                "from": _day(edge.valid_from),
                "until": _day(edge.valid_until),
            }
        )
        for edge in operations.put_units(rows=rows, successions=successions, on=localdate(now))
    ]
    append_entries(kind=EntryKind.UNIT_EDGE_PUT, rows=entries, at=now)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
