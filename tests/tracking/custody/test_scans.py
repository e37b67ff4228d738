"""The one door, on a real database."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tracking.custody.models import Case, Line
from tracking.custody.operations.sending import take_in
from tracking.kernel.receipt import Outcome
from tracking.kernel.scan import Flag
from tracking.ledger.models import QuarantinedScan, Scan

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)


def test_a_handoff_moves_custody_whichever_phone_uploads_first():
    counter, _ = make.counter_and_authority()
    item = take_in(intake=make.intake(), office=counter, by=make.person().pk, now=MORNING).item
    desk, phone = Hand(make.desk(counter)), Hand(make.phone(make.courier(home=counter)))
    taken_in = desk.sign("commission", item)
    offered = desk.sign("offer", item, basis=taken_in, to=str(phone.party))
    accepted = phone.sign(
        "accept", item, basis=offered, of=offered.id, tk=desk.ticket(offered, item, to=phone.party)
    )

    send(accepted, now=LATER)
    send(taken_in, offered, now=LATER)

    line = Line.objects.get(subject=item.pk)
    assert (line.state, line.holder, line.flags) == ("held", phone.party, [])
