"""Phones and desks that join as real ones do: by a ticket and a proof."""

from django.conf import settings

from tests import make
from tracking.custody.operations.enrolment import NewDevice, enrol_device
from tracking.kernel.device_proof import sign_enrolment
from tracking.kernel.ids import b64u
from tracking.kernel.line import Role
from tracking.kernel.signing import PrivateKey
from tracking.kernel.ticket import read_enrolment_ticket
from tracking.parties.models import Device
from tracking.parties.operations.devices import issue_ticket


def joining(*, person=None, office=None, by=None, key=None) -> NewDevice:
    """Make a ticket, and what a device with a key answers to it."""
    ticket = issue_ticket(
        person_id=person.pk if person else None,
        office_id=office.pk if office else None,
        origin=settings.ORIGIN,
        made_by=by.pk if by else None,
        now=make.NOON,
    ).ticket
    return joining_with(ticket, key=key)


def joining_with(ticket, *, key=None) -> NewDevice:
    key = key or PrivateKey.generate()
    secret = b64u(read_enrolment_ticket(ticket).secret)
    return NewDevice(
        ticket=ticket,
        jwk=key.public.jwk(),
        model="Nokia 3.4",
        app="0.1.0",
        proof=sign_enrolment(ticket_secret=secret, key=key),
    )


def join(new: NewDevice) -> Device:
    return enrol_device(new=new, origins=settings.ORIGINS, now=make.NOON)


def enrolled(*, times=1, **whose) -> Device:
    new = joining(**whose)
    return [join(new) for _ in range(times)][-1]


def waiting_phone(*, by=None) -> Device:
    """Enrol the phone of a person who answers for an office."""
    person = make.person()
    make.grant(to=person, on=make.office(), role=Role.SUPERVISOR)
    return enrolled(person=person, by=by)
