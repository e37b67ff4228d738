"""Read who may hold and who acts, in which roles, and how screens call them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from geo.models import Unit
from tracking.kernel.deadline import ZONE
from tracking.kernel.instants import milliseconds
from tracking.kernel.line import Grant as DatedGrant
from tracking.kernel.line import PartyKind, Role
from tracking.parties.models import (
    Courier,
    Grant,
    Office,
    Party,
    Person,
    Shift,
)
from tracking.parties.places import CARRYING, offices_on
from tracking.parties.prepared import Asked, ask
from tracking.parties.refusals import NotFound

_SQL: Final = Path(__file__).parent / "sql"
GRANTS_COVERING: Final = (_SQL / "grants_covering.sql").read_text()
# For whom a phone may join beside another without a second person who says yes.
NEED_NO_APPROVAL: Final = CARRYING | {Role.CLERK}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyName:
    """How screens call a party: an office or a courier's call sign, never a person's name."""

    id: UUID
    kind: PartyKind
    name: str | None
    short_name: str | None
    call_sign: str | None


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
        people: whose grants are wanted, beside those of the couriers among the parties.
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


def needs_approval(*, person_id: UUID, at: datetime) -> bool:
    """Tell whether a person has, at a moment or later, a role that no phone has by itself."""
    return (
        Grant.objects.filter(person=person_id)
        .filter(Q(until_at=None) | Q(until_at__gt=at))
        .exclude(role__in=NEED_NO_APPROVAL)
        .exists()
    )


def shifts_on_duty(*, at: datetime) -> QuerySet[Shift]:
    """Return the open shifts of those who are couriers at a moment: nobody else is on the map."""
    return Shift.objects.filter(Exists(_right_of_a_courier(at)), ended_at=None)


def shifts_without_right(*, at: datetime) -> QuerySet[Shift]:
    """Return the open shifts of those who are no couriers at a moment, so can stop none."""
    return Shift.objects.filter(~Exists(_right_of_a_courier(at)), ended_at=None)


def _right_of_a_courier(at: datetime) -> QuerySet[Grant]:
    """Return the grants by which the courier of a shift is one at a moment."""
    return Grant.objects.filter(
        role=Role.COURIER,
        party=OuterRef("courier_id"),
        person=OuterRef("courier__person_id"),
        from_at__lte=at,
    ).filter(Q(until_at=None) | Q(until_at__gt=at))


def courier_until(courier_id: UUID, *, at: datetime) -> datetime | None:
    """Return when somebody was last a courier before a moment at which there is no such right."""
    ended = Grant.objects.filter(role=Role.COURIER, party=courier_id, until_at__lte=at)
    return ended.order_by("-until_at").values_list("until_at", flat=True).first()


def open_shift(courier_id: UUID) -> Shift | None:
    """Return the shift that a courier is on, or None."""
    return Shift.objects.filter(courier=courier_id, ended_at=None).first()
