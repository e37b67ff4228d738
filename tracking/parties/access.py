"""Who may see and do what: the one place that decides it, always from grants in force.

A grant on an office covers that office; a grant on a unit covers the offices of the unit and of
all below it. What a caller may not know of is refused as if it did not exist.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, localtime, make_aware

from tracking.kernel.line import PartyKind, Role
from tracking.kernel.refusal import Refusal, Retry
from tracking.parties.models import Courier, Device, DeviceState, EnrolmentTicket, Grant, Office
from tracking.parties.queries import (
    CARRYING,
    UNAPPROVED,
    NotFound,
    Places,
    courier_of,
    grants_in_force,
    has_phone_in_use,
    is_active,
    needs_approval,
    offices_on,
    places_of,
    places_on,
    tops_of,
    units_above_each,
    units_below,
)

# Who works at an office, and so sees what it sees. `serves` lets a courier take from it, no more;
# a courier is one for the own party alone, which is no office.
SEES: Final = frozenset(
    {Role.CLERK, Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.COURIER}
)
RUNS: Final = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
WORKS: Final = frozenset({Role.CLERK, Role.OFFICER})  # has papers in hand
# Whose desk it is: they are told of its cases, and of devices that join.
WATCHES: Final = WORKS | {Role.SUPERVISOR}
# As long as streams are replayed: so long the news of an enrolment finds the owner's other phones.
OWN_UNDO_LIVES: Final = timedelta(days=7)


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
    """

    person: UUID
    device: str | None
    office: UUID | None
    log_in: str | None
    until_at: datetime | None
    permissions: tuple[Permission, ...]

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
    """Return the owner of a phone as a caller; one that waits gives no right that waits for it."""
    principal = principal_of(person=person, device=phone.pk, until_at=until_at, at=at)
    if phone.state is not DeviceState.WAITING:
        return principal
    given = tuple(held for held in principal.permissions if held.role in UNAPPROVED)
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


class Lack(StrEnum):
    """What keeps a caller's device from saying what its person may."""

    ANOTHER_DEVICE = "another_device"
    APPROVED_DESK = "approved_desk"


def lacks_to_confirm(*, principal: Principal, devices: Collection[str]) -> Lack | None:
    """Return what a device lacks to confirm what some devices signed; None if nothing, or no desk.

    A desk does not say which of its people it was, so it confirms nothing of its own.
    """
    if principal.device in devices:
        return Lack.ANOTHER_DEVICE
    is_waiting = Device.objects.filter(pk=principal.device, is_vouched=False).exists()
    return Lack.APPROVED_DESK if is_waiting else None


def may_enrol_desk(*, principal: Principal, office: UUID, on: date) -> bool:
    """Tell whether the caller may make a browser a desk of an office that is there."""
    roles = RUNS | WORKS
    covers = covered_offices(principal=principal, offices=[office], on=on, roles=roles)
    return bool(covers) and is_open(office=office, on=on)


def may_still_enrol(*, ticket: EnrolmentTicket, at: datetime) -> bool:
    """Tell whether who made an enrolment ticket may do so now, and for whom or what it is acts."""
    if ticket.person_id is not None and not is_active(ticket.person_id):
        return False
    if ticket.made_by_id is None:  # by the server's terminal, which may always
        return ticket.office_id is None or is_open(office=ticket.office_id, on=localdate(at))
    if not is_active(ticket.made_by_id):
        return False
    maker = principal_of(person=ticket.made_by_id, at=at)
    if ticket.office_id is not None:
        return may_enrol_desk(principal=maker, office=ticket.office_id, on=localdate(at))
    return ticket.person_id is not None and may_enrol_phone(
        principal=maker, person=ticket.person_id, at=at
    )


def waits_for_approval(*, ticket: EnrolmentTicket, at: datetime) -> bool:
    """Tell whether a device that joins by a ticket waits for another person.

    The phone of who has roles that no phone has by itself, always. A second phone of one person,
    and a desk, unless whoever made the ticket vouches for it.
    """
    if ticket.person_id is not None and needs_approval(person_id=ticket.person_id, at=at):
        return True
    if ticket.made_by_id is None:
        return False
    maker = principal_of(person=ticket.made_by_id, at=at)
    if ticket.person_id is None:
        offices = frozenset({ticket.office_id} if ticket.office_id else ())
        return not _vouches(principal=maker, offices=offices, on=localdate(at))
    homes = places_of(person_id=ticket.person_id, at=at).offices
    return has_phone_in_use(ticket.person_id) and not _vouches(
        principal=maker, offices=homes, on=localdate(at)
    )


def _vouches(*, principal: Principal, offices: frozenset[UUID], on: date) -> bool:
    """Tell whether somebody runs offices and has no papers in hand there.

    Who has would be able to give and to take, or to deliver and to confirm it, alone.
    """
    run = covered_offices(principal=principal, offices=offices, on=on, roles=RUNS)
    return run == offices and not may_work_at(principal=principal, offices=offices, on=on)


def may_enrol_phone(*, principal: Principal, person: UUID, at: datetime) -> bool:
    """Tell whether the caller may give a person a phone, which has effect wherever that one works.

    A clerk may for couriers at home in the clerk's office who work nowhere else; others for whom
    they answer for.
    """
    homes = frozenset(Courier.objects.filter(person=person).values_list("home_id", flat=True))
    as_clerk = covered_offices(
        principal=principal, offices=homes, on=localdate(at), roles={Role.CLERK}
    )
    return _runs_all(principal=principal, person=person, at=at, beside=as_clerk)


def may_answer_for(*, principal: Principal, person: UUID, at: datetime) -> bool:
    """Tell whether the caller runs every place where a person works.

    Whoever works nowhere any more, and places that are no more and nobody else runs, are left to
    the administrator of the whole house.
    """
    return _runs_all(principal=principal, person=person, at=at)


def _runs_all(
    *, principal: Principal, person: UUID, at: datetime, beside: frozenset[UUID] = frozenset()
) -> bool:
    on, places = localdate(at), places_of(person_id=person, at=at)
    run = covered_offices(principal=principal, offices=places.offices, on=on, roles=RUNS)
    units = principal.units_as(RUNS)
    above = units_above_each(unit_ids=places.units, on=on)
    left = Places(
        offices=places.offices - run - beside,
        units=frozenset(unit for unit in places.units if not above[unit] & units),
    )
    if places and not left:
        return True
    return not places_on(places=left, on=on) and may_administer(principal=principal, on=on)


def may_revoke_device(*, principal: Principal, device: Device, at: datetime) -> bool:
    """Tell whether the caller runs the office of a desk, or any place of a phone's owner.

    To stop a device is never too early, so any one of those who answer for its owner may.
    """
    if device.person_id is None:
        return may_judge_device(principal=principal, device=device, at=at)
    on, places = localdate(at), places_of(person_id=device.person_id, at=at)
    units = principal.units_as(RUNS)
    above = units_above_each(unit_ids=places.units, on=on)
    return (
        any(above[unit] & units for unit in places.units)
        or bool(covered_offices(principal=principal, offices=places.offices, on=on, roles=RUNS))
        or may_answer_for(principal=principal, person=device.person_id, at=at)
    )


def may_judge_device(*, principal: Principal, device: Device, at: datetime) -> bool:
    """Tell whether the caller may say what all that a device signed is worth.

    Whoever does so gives it effect, or takes it away, wherever its owner works; so the caller
    runs all of that.
    """
    if device.office_id is not None:
        return may_run(principal=principal, office=device.office_id, on=localdate(at))
    return device.person_id is not None and may_answer_for(
        principal=principal, person=device.person_id, at=at
    )


def may_approve_device(*, principal: Principal, device: Device, at: datetime) -> bool:
    """Tell whether the caller may say yes to a device: who judges it, or from an older phone."""
    return may_judge_device(principal=principal, device=device, at=at) or is_second_phone(
        principal=principal, device=device, at=at
    )


def is_second_phone(*, principal: Principal, device: Device, at: datetime) -> bool:
    """Tell whether the caller has an older phone in use beside it, and no role that needs more."""
    calling = Device.objects.filter(pk=principal.device, person=device.person_id).first()
    return (
        device.person_id is not None
        and device.person_id == principal.person
        and calling is not None
        and calling.state is DeviceState.IN_USE
        and calling.enrolled_at < device.enrolled_at
        and not needs_approval(person_id=device.person_id, at=at)
    )


def may_undo_device(*, principal: Principal, device: Device, at: datetime) -> bool:
    """Tell whether the caller may undo an enrolment: whoever judges the device, or its owner."""
    return may_judge_device(principal=principal, device=device, at=at) or (
        device.person_id == principal.person and _is_news_to_an_older_phone(principal, device, at)
    )


def _is_news_to_an_older_phone(principal: Principal, device: Device, at: datetime) -> bool:
    """Tell whether the owner calls from a phone of older standing, while the enrolment is news.

    Only so: a phone that somebody else enrolled must not undo the owner's true one, and a phone
    that is found after weeks must not void a month of honest work. Nor is one of standing that was
    news itself until now, and that the same person enrolled: who enrols two phones one after the
    other may keep either.
    """
    calling = Device.objects.filter(pk=principal.device, person=principal.person).first()
    return (
        calling is not None
        and calling.state is DeviceState.IN_USE
        and calling.enrolled_at < device.enrolled_at
        and (
            calling.enrolled_by_id != device.enrolled_by_id
            or _is_of_standing(calling, before=device.enrolled_at)
        )
        and device.enrolled_by_id != principal.person
        and device.approved_at is None
        and at - device.enrolled_at <= OWN_UNDO_LIVES
    )


def _is_of_standing(phone: Device, *, before: datetime) -> bool:
    """Tell whether a phone was approved by somebody else, or so long there that nobody minded."""
    is_approved = (
        phone.approved_at is not None
        and phone.approved_at < before
        and phone.approved_by_id != phone.person_id
    )
    return is_approved or before - phone.enrolled_at > OWN_UNDO_LIVES


def devices_run(*, principal: Principal, at: datetime) -> QuerySet[Device]:
    """Return the desks of the offices that the caller runs, and the phones of who works there."""
    on = localdate(at)
    parties = principal.parties_as(RUNS)
    units = units_below(unit_ids=principal.units_as(RUNS), on=on)
    offices = Office.objects.filter(Q(pk__in=parties) | Q(unit__in=units)).values("pk")
    staff = (
        Grant.objects.filter(Q(party__in=offices) | Q(unit__in=units))
        .filter(Q(until_at=None) | Q(until_at__gt=at))
        .exclude(role__in=CARRYING)
    )
    return Device.objects.filter(
        Q(office__in=offices)
        | Q(person__in=Courier.objects.filter(home__in=offices).values("person"))
        | Q(person__in=staff.values("person"))
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
    return kind == "person" and subject == principal.person


def demand(allowed: bool) -> None:  # noqa: FBT001 - reads as a sentence: demand(may_…)
    """Go on only if something is allowed.

    Raises:
        NotFound: it is not; what one may not see sounds as if it did not exist.
    """
    if not allowed:
        raise NotFound
