"""Who may see and do what: the one place that decides it, always from grants in force.

A grant on an office covers that office; a grant on a unit covers the offices of the unit and of
all below it. What a caller may not know of is refused as if it did not exist. What is about
devices stands in `device_access`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.utils.timezone import localtime, make_aware

from tracking.kernel.line import PartyKind, Role
from tracking.kernel.refusal import Refusal, Retry
from tracking.parties.models import Courier, Device, DeviceState, Grant, Office
from tracking.parties.places import (
    offices_on,
    tops_of,
    units_above_each,
    units_below,
)
from tracking.parties.queries import (
    NEED_NO_APPROVAL,
    courier_of,
    grants_in_force,
)
from tracking.parties.refusals import NotFound

# Who works at an office, and so sees what it sees. `serves` lets a courier take from it, no more;
# a courier is one for the own party alone, which is no office.
SEES: Final = frozenset(
    {Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.COURIER}
)
RUNS: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
WORKS: Final = frozenset({Role.CLERK, Role.OFFICER})  # at a desk
# Whose desk it is: they are told of its cases, and of devices that join.
WATCHES: Final = WORKS | {Role.SUPERVISOR}


@dataclass(eq=False)
class NotAllowed(Refusal):
    """The caller may see the thing, but his roles do not let him do this to it."""

    code: ClassVar[str] = "not_allowed"
    status: ClassVar[int] = 403
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A role that the caller has now, on a party or on a unit and all below it."""

    role: Role
    party: UUID | None
    unit: UUID | None
    until_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who calls: a person, from which device, and the roles in force.

    Attributes:
        person: who it is.
        device: the phone, or the desk; None at a browser that is no desk.
        office: of the desk; a phone has none.
        log_in: how the house names the log-in by which the person is in; a phone has none.
        until_at: when the session that let the caller in ends by itself, where that was asked.
        permissions: the roles in force.
        may_be_a_stranger: the phone joined beside one in use, and nobody said yes to it yet.
    """

    person: UUID
    device: str | None
    office: UUID | None
    log_in: str | None
    until_at: datetime | None
    permissions: tuple[Permission, ...]
    may_be_a_stranger: bool = False

    @property
    def stands_on(self) -> frozenset[str]:
        """The person, device and log-in; when rights of one are withdrawn, the caller is out."""
        found = (str(self.person), self.device, self.log_in)
        return frozenset(one for one in found if one is not None)

    def ends_at(self, *, now: datetime) -> datetime:
        """Return when something of this ends by itself: the session, a role, or the day.

        Who stands below whom, and which offices there are, was looked at for this day.
        """
        tomorrow = localtime(now).date() + timedelta(days=1)
        midnight = make_aware(datetime.combine(tomorrow, time.min))
        ends = (self.until_at, *(held.until_at for held in self.permissions))
        return min([midnight, *(one for one in ends if one is not None)])

    def parties_as(self, roles: Collection[Role]) -> frozenset[UUID]:
        """Return the parties on which the caller has one of some roles directly."""
        return frozenset(
            held.party for held in self.permissions if held.party and held.role in roles
        )

    def units_as(self, roles: Collection[Role]) -> frozenset[UUID]:
        """Return the units on which the caller has one of some roles."""
        return frozenset(
            held.unit for held in self.permissions if held.unit and held.role in roles
        )


def principal_of(  # noqa: PLR0913 - one for each thing by which a caller is let in
    *,
    person: UUID,
    at: datetime,
    device: str | None = None,
    office: UUID | None = None,
    log_in: str | None = None,
    until_at: datetime | None = None,
) -> Principal:
    """Return a person as a caller, with the roles in force at a moment."""
    return Principal(
        person=person,
        device=device,
        office=office,
        log_in=log_in,
        until_at=until_at,
        permissions=tuple(
            Permission(
                role=Role(grant.role),
                party=grant.party_id,
                unit=grant.unit_id,
                until_at=grant.until_at,
            )
            for grant in grants_in_force(person_id=person, at=at)
            if grant.role != Role.COURIER or _is_of_a_courier(grant)
        ),
    )


def _is_of_a_courier(grant: Grant) -> bool:
    return grant.party is not None and grant.party.kind == PartyKind.COURIER


def phone_principal(*, phone: Device, person: UUID, until_at: datetime, at: datetime) -> Principal:
    """Return the owner of a phone as a caller; one that waits gives no right that waits for it.

    A second one that waits may be a stranger's, while the owner works by the first: it gives none.
    """
    principal = principal_of(person=person, device=phone.pk, until_at=until_at, at=at)
    if phone.state is not DeviceState.WAITING:
        return principal
    if phone.is_second:
        return replace(principal, permissions=(), may_be_a_stranger=True)
    given = tuple(held for held in principal.permissions if held.role in NEED_NO_APPROVAL)
    return replace(principal, permissions=given)


def desk_office(principal: Principal) -> UUID:
    """Return the office whose desk the caller sits at.

    Raises:
        NotAllowed: he sits at none.
    """
    if principal.office is None:
        raise NotAllowed
    return principal.office


def desk_device(principal: Principal) -> str:
    """Return the desk that the caller sits at.

    Raises:
        NotAllowed: the caller sits at none.
    """
    if principal.office is None or principal.device is None:
        raise NotAllowed
    return principal.device


def courier_party(principal: Principal) -> Courier:
    """Return the courier that the caller is, by a grant that is in force.

    Raises:
        NotFound: the caller is none, or no more.
    """
    courier = courier_of(principal.person)
    demand(courier.pk in principal.parties_as({Role.COURIER}))
    return courier


def covered_offices(
    *, principal: Principal, offices: Iterable[UUID], on: date, roles: Collection[Role] = SEES
) -> frozenset[UUID]:
    """Return those of some parties that the caller's roles cover, directly or by a unit above."""
    asked = frozenset(offices)
    covered = asked & principal.parties_as(roles)
    units = principal.units_as(roles)
    rest = asked - covered
    if not units or not rest:
        return covered
    unit_of = dict(Office.objects.filter(pk__in=rest).values_list("pk", "unit_id"))
    above = units_above_each(unit_ids=set(unit_of.values()), on=on)
    return covered | {office for office, unit in unit_of.items() if above[unit] & units}


def is_open(*, office: UUID, on: date) -> bool:
    """Tell whether an office has begun on a day, and not ended yet."""
    return offices_on(on).filter(pk=office).exists()


def offices_seen(*, principal: Principal, on: date) -> frozenset[UUID]:
    """Return the parties on which the caller has a role that sees, and all offices below units."""
    units = units_below(unit_ids=principal.units_as(SEES), on=on)
    below = Office.objects.filter(unit__in=units).values_list("pk", flat=True)
    return principal.parties_as(SEES) | frozenset(below if units else ())


def may_see_office(*, principal: Principal, office: UUID, on: date) -> bool:
    """Tell whether the caller sees what an office holds and does."""
    return bool(covered_offices(principal=principal, offices=[office], on=on))


def may_see_unit(*, principal: Principal, unit: UUID, on: date) -> bool:
    """Tell whether the caller sees all offices of a unit: by a role on it or on one above it."""
    units = principal.units_as(SEES)
    return bool(units and units & units_above_each(unit_ids=[unit], on=on)[unit])


def may_see_item(*, principal: Principal, parties: Collection[UUID], on: date) -> bool:
    """Tell whether the caller sees an item.

    Args:
        principal: the caller.
        parties: holders of the item, present and past, and the offices on its way.
        on: the day whose tree of units counts.
    """
    return bool(covered_offices(principal=principal, offices=parties, on=on))


def may_work_as(*, principal: Principal, office: UUID, role: Role, on: date) -> bool:
    """Tell whether the caller has a role on an office, directly or by a unit above it."""
    return bool(covered_offices(principal=principal, offices=[office], on=on, roles={role}))


def may_work_at(*, principal: Principal, offices: Iterable[UUID], on: date) -> bool:
    """Tell whether the caller has papers in hand at one of some offices: its clerk or officer."""
    return bool(covered_offices(principal=principal, offices=offices, on=on, roles=WORKS))


def may_run(*, principal: Principal, office: UUID, on: date) -> bool:
    """Tell whether the caller is a supervisor or administrator over an office."""
    return bool(covered_offices(principal=principal, offices=[office], on=on, roles=RUNS))


def may_import(*, principal: Principal, on: date) -> bool:
    """Tell whether the caller works at the desk, or supervises it, and so may bring scans home."""
    office = desk_office(principal)
    return bool(covered_offices(principal=principal, offices=[office], on=on, roles=WATCHES))


def may_confirm_delivery(
    *, principal: Principal, by: UUID, signers: Collection[UUID], on: date
) -> bool:
    """Tell whether the caller may confirm an unproven delivery, from a device that may say so.

    Args:
        principal: the caller.
        by: the party that delivered: an office, or a courier at home in one.
        signers: who signed the delivery; nobody confirms one's own.
        on: the day whose tree of units counts.
    """
    homes = Courier.objects.filter(pk=by).values_list("home_id", flat=True)
    return principal.person not in signers and bool(
        covered_offices(principal=principal, offices=[by, *homes], on=on, roles={Role.SUPERVISOR})
    )


def may_administer(*, principal: Principal, on: date) -> bool:
    """Tell whether the caller is the administrator of the whole house: of a unit at the top.

    A unit that was dissolved stands below nothing either, and is none.
    """
    return bool(tops_of(unit_ids=principal.units_as({Role.ADMINISTRATOR}), on=on))


def may_open_stream(*, principal: Principal, stream: str, on: date) -> bool:
    """Tell whether the caller may listen to an office, its desk, a unit, or the own `person.…`.

    An office that is not there yet, or no more, says nothing. A citizen's `track.…` is opened by
    a slip.
    """
    kind, _, name = stream.partition(".")
    try:
        subject = UUID(name)
    except ValueError:
        return False
    if str(subject) != name:
        return False
    if kind == "office":
        sees = may_see_office(principal=principal, office=subject, on=on)
        return sees and is_open(office=subject, on=on)
    if kind == "unit":
        return may_see_unit(principal=principal, unit=subject, on=on)
    if kind == "desk":
        watches = covered_offices(principal=principal, offices=[subject], on=on, roles=WATCHES)
        return bool(watches) and is_open(office=subject, on=on)
    is_own = kind == "person" and subject == principal.person
    return is_own and not principal.may_be_a_stranger  # it tells what the owner has, and where


def demand(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence: demand(may_…)
    """Go on only if something is allowed.

    Raises:
        NotFound: it is not; what one may not see sounds as if it did not exist.
    """
    if not allowed:
        raise NotFound
