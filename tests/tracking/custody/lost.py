"""The day of a phone that is lost, revoked and found again."""

import json
from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tracking.custody.operations.membership import (
    revoke_device,
)
from tracking.custody.operations.releases import release_device
from tracking.custody.operations.sending import take_in
from tracking.kernel.receipt import Outcome
from tracking.ledger.models import LogEntry, Scan

MINUTE = timedelta(minutes=1)
LOST = MORNING + timedelta(hours=1)
REVOKED = MORNING + timedelta(hours=2)
FOUND = MORNING + timedelta(hours=5)
NEXT_DAY = MORNING + timedelta(days=1)


class Day:
    """A counter that took items in, and a courier whose phone was offline when it was lost."""

    def __init__(self):
        self.counter, _ = make.counter_and_authority()
        self.desk = Hand(make.desk(self.counter))
        self.courier = make.courier(home=self.counter)
        make.shift(of=self.courier, from_at=MORNING)
        self.phone = Hand(make.phone(self.courier), at=MORNING + 10 * MINUTE)
        self.item = self.commissioned()

    def commissioned(self):
        item = take_in(
            intake=make.intake(), office=self.counter, by=make.person().pk, now=MORNING
        ).item
        send(self.desk.sign("commission", item), now=MORNING + 5 * MINUTE)
        return item

    def check(self, *, at=None, hand=None):
        hand = hand or self.phone
        hand.at = at or hand.at
        return hand.sign("check", self.item)

    def revoked(self, why="lost", **said):
        revoke_device(device_id=self.phone.signer.id, why=why, now=REVOKED, **said)

    def set_aside(self, *signed, now=FOUND):
        for one in signed:
            results = send(one, now=now).results
            assert [result.outcome for result in results] == [Outcome.QUARANTINED]

    def released(self, *, lost_at=LOST, by=None, now=NEXT_DAY):
        release_device(device_id=self.phone.signer.id, lost_at=lost_at, by=by, now=now)
        return set(Scan.objects.filter(device=self.phone.signer.id).values_list("pk", flat=True))


@pytest.fixture
def day():
    return Day()


def ids(*signed):
    return {one.id for one in signed}


def entries(kind):
    return [json.loads(entry.text) for entry in LogEntry.objects.filter(kind=kind).order_by("pk")]
