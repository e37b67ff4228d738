"""Devices by the word of somebody with no other right than is said, and roles that come later."""

from datetime import timedelta
from typing import Any

from django.conf import settings

from tests import make
from tests.make import MORNING
from tests.tracking.custody.enrolling import join, joining_with
from tracking.custody.operations import grants, membership, rights
from tracking.kernel.line import PartyKind, Role
from tracking.parties.models import Device
from tracking.parties.operations.devices import issue_ticket
from tracking.parties.operations.directory import CourierRow

EVENING = MORNING + timedelta(hours=9)


def runs(office, role=Role.SUPERVISOR):
    return make.clerk(at=office, role=role)


def clerk_and_supervisor(office):
    person = runs(office)
    make.grant(to=person, on=office, role=Role.CLERK)
    return person


def desk_by(maker, *, office):
    """Enrol a desk by the ticket of somebody who has no other right than is said."""
    return Device.objects.get(pk=_joined(maker, office=office).pk)


def _joined(maker, **whose):
    ticket = issue_ticket(
        person_id=whose["person"].pk if "person" in whose else None,
        office_id=whose["office"].pk if "office" in whose else None,
        origin=settings.ORIGIN,
        made_by=maker and maker.pk,
        now=make.NOON,
    ).ticket
    return join(joining_with(ticket))


def phone_by(maker, *, courier):
    return phone_of(courier.person, by=maker)


def phone_of(person, *, by):
    return _joined(by, person=person)


def approve(device, by, *, calling=None):
    return membership.approve_device(
        device_id=device.pk,
        by=by.pk,
        now=EVENING,
        from_device=calling and calling.pk,
    )


def becomes_clerk(person, office, **differs):
    said: dict[str, Any] = {"from_at": EVENING, "now": EVENING, "role": Role.CLERK} | differs
    return grants.give_grant(person_id=person.pk, party_id=office.pk, **said)


def moves(courier, *, home, person=None):
    """Put in a courier of a new home, or as another person a new courier of the same carrier."""
    row = CourierRow(
        id=courier.pk if person is None else make.party(PartyKind.COURIER).pk,
        person=(person or courier.person).pk,
        carrier=courier.carrier_id,
        home=home.pk,
        call_sign=courier.call_sign if person is None else "TN-99",
    )
    rights.put_couriers([row], now=EVENING)
    return row.id
