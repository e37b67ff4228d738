"""Who may enrol, approve, undo and revoke which device, and what a device itself lacks."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from tracking.kernel.line import Role
from tracking.kernel.refusal import Refusal, Retry
from tracking.parties.access import (
    RUNS,
    WORKS,
    Principal,
    covered_offices,
    is_open,
    may_administer,
    may_run,
    principal_of,
)
from tracking.parties.devices import has_phone_in_use
from tracking.parties.models import Courier, Device, DeviceState, EnrolmentTicket, Grant, Office
from tracking.parties.places import (
    CARRYING,
    Places,
    places_of,
    places_of_each,
    places_on,
    units_above_each,
    units_below,
)
from tracking.parties.queries import is_active, needs_approval
from tracking.parties.vouching import hangs_on_one_word, has_papers_with

# As long as streams are replayed: so long the news of an enrolment finds the owner's other phones.
OWN_UNDO_LIVES: Final = timedelta(days=7)


@dataclass(eq=False)
class MayOnlyStop(Refusal):
    """Who runs only some places of its owner stops a device, and says no moment of its loss."""

    code: ClassVar[str] = "may_only_stop"
    status: ClassVar[int] = 403
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


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
    if ticket.person_id is None:
        return not _is_vouched_for(ticket=ticket, at=at)
    return needs_approval(person_id=ticket.person_id, at=at) or joins_as_second(
        ticket=ticket, at=at
    )


def joins_as_second(*, ticket: EnrolmentTicket, at: datetime) -> bool:
    """Tell whether a phone joins beside one in use, and nobody vouches for it.

    Such a one may be a stranger's, whatever its owner may do.
    """
    return (
        ticket.person_id is not None
        and has_phone_in_use(ticket.person_id)
        and not _is_vouched_for(ticket=ticket, at=at)
    )


def _is_vouched_for(*, ticket: EnrolmentTicket, at: datetime) -> bool:
    if ticket.made_by_id is None:  # by the server's terminal
        return True
    maker = principal_of(person=ticket.made_by_id, at=at)
    return _runs_where_it_works(principal=maker, key=ticket, at=at) and not has_papers_with(
        person_id=ticket.made_by_id, key=ticket, since=at, on=localdate(at)
    )


def may_enrol_phone(*, principal: Principal, person: UUID, at: datetime) -> bool:
    """Tell whether the caller may give a person a phone, which has effect wherever that one works.

    A clerk may for couriers at home in the clerk's office who work nowhere else; others for whom
    they answer for.
    """
    homes = frozenset(Courier.objects.filter(person=person).values_list("home_id", flat=True))
    as_clerk = covered_offices(
        principal=principal, offices=homes, on=localdate(at), roles={Role.CLERK}
    )
    places = places_of_each(people=[person], at=at)
    return bool(_run_wholly(principal=principal, places=places, at=at, beside=as_clerk))


def may_answer_for(*, principal: Principal, person: UUID, at: datetime) -> bool:
    """Tell whether the caller runs every place where a person works.

    Whoever works nowhere any more, and places that are no more and nobody else runs, are left to
    the administrator of the whole house.
    """
    return person in _answered_for(principal=principal, people=[person], at=at)


def _answered_for(
    *, principal: Principal, people: Collection[UUID], at: datetime
) -> frozenset[UUID]:
    places = places_of_each(people=people, at=at)
    return _run_wholly(principal=principal, places=places, at=at)


def _run_wholly(
    *,
    principal: Principal,
    places: Mapping[UUID, Places],
    at: datetime,
    beside: frozenset[UUID] = frozenset(),
) -> frozenset[UUID]:
    """Return those of whose places the caller runs every one, or all but some offices beside."""
    on = localdate(at)
    every = _together(places.values())
    run = covered_offices(principal=principal, offices=every.offices, on=on, roles=RUNS)
    units = principal.units_as(RUNS)
    above = units_above_each(unit_ids=every.units, on=on)
    left = {
        whose: Places(
            offices=some.offices - run - beside,
            units=frozenset(unit for unit in some.units if not above[unit] & units),
        )
        for whose, some in places.items()
    }
    wholly = frozenset(whose for whose, some in places.items() if some and not left[whose])
    if len(wholly) == len(places) or not may_administer(principal=principal, on=on):
        return wholly
    there = places_on(places=_together(left.values()), on=on)
    return wholly | {
        whose
        for whose, some in left.items()
        if not some.offices & there.offices and not some.units & there.units
    }


def _together(places: Iterable[Places]) -> Places:
    some = list(places)
    return Places(
        offices=frozenset().union(*(one.offices for one in some)),
        units=frozenset().union(*(one.units for one in some)),
    )


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
    return _runs_where_it_works(principal=principal, key=device, at=at)


def _runs_where_it_works(
    *, principal: Principal, key: Device | EnrolmentTicket, at: datetime
) -> bool:
    if key.office_id is not None:
        return may_run(principal=principal, office=key.office_id, on=localdate(at))
    return key.person_id is not None and may_answer_for(
        principal=principal, person=key.person_id, at=at
    )


def judged_among(
    *, principal: Principal, devices: Collection[Device], at: datetime
) -> frozenset[str]:
    """Return those of many devices that the caller judges, as `may_judge_device` says of one."""
    offices = {one.office_id for one in devices if one.office_id is not None}
    people = {one.person_id for one in devices if one.person_id is not None}
    run = covered_offices(principal=principal, offices=offices, on=localdate(at), roles=RUNS)
    answered = _answered_for(principal=principal, people=people, at=at)
    return frozenset(
        one.pk for one in devices if one.office_id in run or one.person_id in answered
    )


def demand_that_loss_may_be_said(*, principal: Principal, device: Device, at: datetime) -> None:
    """Go on only if the caller judges a device: a loss takes effect from what it signed before.

    Raises:
        MayOnlyStop: the caller runs only some of the places where its owner works.
    """
    if not may_judge_device(principal=principal, device=device, at=at):
        raise MayOnlyStop


def may_approve_device(*, principal: Principal, device: Device, at: datetime) -> bool:
    """Tell whether the caller may say yes to a device: who judges it, or from an older phone."""
    calling = Device.objects.filter(pk=principal.device, person=principal.person).first()
    return may_judge_device(principal=principal, device=device, at=at) or (
        calling is not None and is_second_phone(device, calling=calling, at=at)
    )


def is_second_phone(device: Device, *, calling: Device, at: datetime) -> bool:
    """Tell whether its owner calls from an older phone in use, and has no role that needs more.

    Not from one for which somebody else vouched alone: by it that one could say yes to another.
    """
    return (
        device.person_id is not None
        and calling.person_id == device.person_id
        and calling.state is DeviceState.IN_USE
        and calling.enrolled_at < device.enrolled_at
        and not needs_approval(person_id=device.person_id, at=at)
        and not hangs_on_one_word(calling)
    )


def may_undo_device(*, principal: Principal, device: Device, at: datetime) -> bool:
    """Tell whether the caller may undo an enrolment: whoever judges the device, or its owner."""
    calling = Device.objects.filter(pk=principal.device, person=principal.person).first()
    return may_judge_device(principal=principal, device=device, at=at) or (
        calling is not None and _is_news_to(calling, device, at)
    )


def _is_news_to(calling: Device, device: Device, at: datetime) -> bool:
    """Tell whether an enrolment is news to its owner, who calls from a phone of older standing.

    Only so: a phone that somebody else enrolled must not undo the owner's true one, and a phone
    that is found after weeks must not void a month of honest work. Nor is one of standing that was
    news itself until now, and that the same person enrolled: who enrols two phones one after the
    other may keep either. Nor does one that is news itself undo another for which whoever answers
    for the owner vouched, since anybody may have made the first.
    """
    return (
        calling.person_id == device.person_id
        and calling.state is DeviceState.IN_USE
        and calling.enrolled_at < device.enrolled_at
        and (
            (device.waits_since is not None and calling.enrolled_by_id != device.enrolled_by_id)
            or _is_of_standing(calling, before=device.enrolled_at)
        )
        and device.enrolled_by_id != calling.person_id
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
