"""Tickets, and the keys that join by them."""

import json
from datetime import timedelta

from tests import make
from tracking.custody.operations.enrolment import (
    NewDevice,
    enrol_device,
)
from tracking.kernel.device_proof import sign_enrolment
from tracking.kernel.ids import b64u
from tracking.kernel.signing import PrivateKey
from tracking.kernel.ticket import (
    read_enrolment_ticket,
)
from tracking.ledger.models import LogEntry
from tracking.parties.operations.devices import (
    issue_ticket,
)

HERE = "http://localhost:8000"
MINUTE = timedelta(minutes=1)


def ticket_for(*, courier=None, office=None):
    """Make the ticket of a courier's phone or of a desk, by a clerk who may."""
    return issue_ticket(
        person_id=courier.person_id if courier else None,
        office_id=office.pk if office else None,
        origin=HERE,
        made_by=make.clerk(at=office or courier.home).pk,
        now=make.NOON,
    ).ticket


def joining(ticket, *, key=None, **changes):
    key = key or PrivateKey.generate()
    secret = b64u(read_enrolment_ticket(ticket).secret)
    told = {
        "ticket": ticket,
        "jwk": key.public.jwk(),
        "model": "Nokia 3.4",
        "app": "0.1.0",
        "proof": sign_enrolment(ticket_secret=secret, key=key),
    }
    return NewDevice(**told | changes)


def enrol(new, *, at=make.NOON):
    return enrol_device(new=new, origins=[HERE], now=at)


def entries(kind):
    return [json.loads(entry.text) for entry in LogEntry.objects.filter(kind=kind)]
