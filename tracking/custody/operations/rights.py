"""End what people may do, and close in the same transaction what they have open by it.

Grants and devices end in `membership`, since the log must know of them; a slip
ends where the next one is printed.
"""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from tracking.feed.operations import bump_rights
from tracking.legs.operations.positions import stop_shift
from tracking.parties.models import Courier, Person
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


@transaction.atomic
def close_account(*, person_id: UUID, now: datetime) -> None:
    """Let a person act no more, from any device; safe to repeat.

    What is signed until the account is opened again counts for nothing, and who was on a shift is
    watched no more.

    Raises:
        NotFound: there is no such person.
    """
    if accounts.close_account(person_id=person_id, now=now):
        bump_rights([person_id])
        devices.forget_tickets(person_id=person_id)
        for courier in Courier.objects.filter(person=person_id):
            stop_shift(courier=courier, at=now, now=now)


@transaction.atomic
def put_couriers(rows: Collection[CourierRow], *, now: datetime) -> None:
    """Make or correct couriers; whose carrier or home is another now has to come in anew.

    What was signed until now stays judged by the carrier and home that the courier had then.
    """
    bump_rights(directory.put_couriers(rows, now=now))


@transaction.atomic
def put_offices(rows: Collection[OfficeRow], *, on: date) -> None:
    """Make or correct offices, and close what is open on those that have ended.

    Args:
        rows: the offices.
        on: today; what ends later is closed by itself on its day.

    Raises:
        MovedOffice: the unit of one, or the unit whose own office it is, would be another.
    """
    bump_rights(directory.put_offices(rows, on=on))
