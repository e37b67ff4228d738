"""Phones and desks that join as real ones do: by a ticket and a proof."""

from django.conf import settings

from geo.models import Unit
from tests import make
from tracking.custody.operations.enrolment import NewDevice, enrol_device
from tracking.kernel.device_proof import sign_enrolment
from tracking.kernel.ids import b64u
from tracking.kernel.line import Role
from tracking.kernel.signing import PrivateKey
from tracking.kernel.ticket import read_enrolment_ticket
from tracking.parties.models import Device, Office
from tracking.parties.operations.devices import issue_ticket
from tracking.parties.places import places_of


def joining(*, person=None, office=None, by=None, key=None) -> NewDevice:
    """Make a ticket, by somebody who may, and what a device with a key answers to it."""
    if by is not None:
        _let_enrol(by, person=person, office=office)
    ticket = issue_ticket(
        person_id=person.pk if person else None,
        office_id=office.pk if office else None,
        origin=settings.ORIGIN,
        made_by=by.pk if by else None,
        now=make.NOON,
    ).ticket
    return joining_with(ticket, key=key)


def _let_enrol(by, *, person, office) -> None:
    """Let somebody run the place of a desk, or the house and every place where a person works."""
    make.grant(to=by, on=make.unit(level="province"), role=Role.ADMINISTRATOR)
    if office is not None:
        make.grant(to=by, on=office, role=Role.ADMINISTRATOR)
    if person is not None:
        places = places_of(person_id=person.pk, at=make.NOON)
        for its_office in Office.objects.filter(pk__in=places.offices):
            make.grant(to=by, on=its_office, role=Role.ADMINISTRATOR)
        for its_unit in Unit.objects.filter(pk__in=places.units):
            make.grant(to=by, on=its_unit, role=Role.ADMINISTRATOR)


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
