"""Put in people and couriers; a repeat with the same id changes what differs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from tracking.kernel.line import PartyKind
from tracking.kernel.refusal import Refusal, Retry
from tracking.parties.models import Carrier, Courier, Party, Person


@dataclass(eq=False)
class TakenLogin(Refusal):
    """Another person has this log-in."""

    code: ClassVar[str] = "taken_login"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class TakenCallSign(Refusal):
    """Another courier has this call sign."""

    code: ClassVar[str] = "taken_call_sign"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as an administrator states him; couriers have no log-in."""

    id: UUID
    name: str
    login: str | None = None
    password: str | None = None
    language: str = "vi"
    is_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierRow:
    """A courier as an administrator states him; `id` is that of his party."""

    id: UUID
    person: UUID
    carrier: UUID
    home: UUID
    call_sign: str


def put_person(row: PersonRow) -> Person:
    """Put a person in; a password that is the same is not hashed again.

    Raises:
        TakenLogin: another person has the log-in.
    """
    person = Person.objects.filter(pk=row.id).first() or Person(pk=row.id)
    person.name, person.login = row.name, row.login
    person.language, person.is_staff = row.language, row.is_staff
    if row.password is None and not person.password:
        person.set_unusable_password()
    elif row.password and not check_password(row.password, person.password):
        person.set_password(row.password)
    with _refused("parties_person_login", TakenLogin()):
        person.save()
    return person


def put_carrier(*, carrier_id: UUID, name: str, short_name: str) -> Carrier:
    """Put in an enterprise whose couriers serve each other."""
    carrier, _ = Carrier.objects.update_or_create(
        pk=carrier_id, defaults={"name": name, "short_name": short_name}
    )
    return carrier


@transaction.atomic
def put_courier(row: CourierRow) -> Courier:
    """Put a courier in as a party; he may act only once he has a grant for it.

    Raises:
        TakenCallSign: another courier has the call sign.
    """
    Party.objects.get_or_create(pk=row.id, defaults={"kind": PartyKind.COURIER})
    with _refused("parties_courier_call_sign", TakenCallSign()):
        courier, _ = Courier.objects.update_or_create(
            party_id=row.id,
            defaults={
                "person_id": row.person,
                "carrier_id": row.carrier,
                "home_id": row.home,
                "call_sign": row.call_sign,
            },
        )
    return courier


@contextmanager
def _refused(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Turn the violation of a constraint, known by how its name begins, into a refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        cause = error.__cause__
        named = cause.diag.constraint_name if isinstance(cause, UniqueViolation) else None
        if named and named.startswith(constraint):
            raise refusal from error
        raise
