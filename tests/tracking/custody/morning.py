"""A morning at a counter: one dossier taken in, and a courier on shift."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, Signed
from tests.make import MORNING
from tracking.consignments.models import Item
from tracking.custody.models import Line
from tracking.custody.operations.sending import take_in
from tracking.kernel.receipt import Outcome, Receipt
from tracking.kernel.scan import Flag
from tracking.parties.models import Office

LATER = MORNING + timedelta(hours=1)


@dataclass
class Morning:
    """A counter that took one dossier in, and a courier on shift who serves it."""

    counter: Office
    authority: Office
    item: Item
    desk: Hand
    phone: Hand


@pytest.fixture
def morning() -> Morning:
    counter, authority = make.counter_and_authority()
    item = take_in(intake=make.intake(), office=counter, by=make.person().pk, now=MORNING).item
    courier = make.courier(home=counter)
    make.shift(of=courier, from_at=MORNING)
    return Morning(counter, authority, item, Hand(make.desk(counter)), Hand(make.phone(courier)))


def line_of(item: Item) -> Line:
    return Line.objects.get(subject=item.pk)


def handoff(day: Morning) -> list[Signed]:
    """Commission, offer to the courier, and his accept with the ticket he saw."""
    taken_in = day.desk.sign("commission", day.item)
    offered = day.desk.sign("offer", day.item, basis=taken_in, to=str(day.phone.party))
    accepted = day.phone.sign(
        "accept",
        day.item,
        basis=offered,
        of=offered.id,
        tk=day.desk.ticket(offered, day.item, to=day.phone.party),
    )
    return [taken_in, offered, accepted]


def said(receipt: Receipt) -> list[tuple[Outcome, tuple[Flag, ...]]]:
    return [(one.outcome, one.flags) for one in receipt.results]
