"""Two at the same moment: an act in a thread of its own, and whom it must wait for."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests import make
from tests.hands import Hand, send
from tracking.custody.models import Line
from tracking.custody.operations import grants, membership
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role

LONG = 20
LOOK_S = 0.01
# Of this database; without the first statement one transaction sees the same list for ever.
FORGET = "SELECT PG_STAT_CLEAR_SNAPSHOT()"
WAITS_FOR_A_LOCK = """
SELECT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE datname = CURRENT_DATABASE() AND wait_event_type = 'Lock'
)
"""


@pytest.fixture
def later():
    """Run an act in another thread, with a connection of its own."""
    threads = ThreadPoolExecutor(4)

    def run(act, /, *args, **named) -> Future:
        def alone():
            try:
                return act(*args, **named)
            finally:
                connection.close()

        return threads.submit(alone)

    yield run
    threads.shutdown()


def must_wait(future: Future) -> None:
    """See that an act has come as far as it can, and waits for a lock of somebody else."""
    while not future.done():
        if _does_anybody_wait():
            return
        time.sleep(LOOK_S)
    pytest.fail(f"it waited for nothing: {future}")


def _does_anybody_wait() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
        cursor.execute(WAITS_FOR_A_LOCK)
        return bool(cursor.fetchone()[0])


class Counter:
    def __init__(self):
        self.now = timezone.now()
        self.office, _ = make.counter_and_authority()
        sent = take_in(intake=make.intake(), office=self.office, by=make.person().pk, now=self.now)
        self.item = sent.item
        self.desk = Hand(make.desk(self.office), at=self.now)
        courier = make.courier(home=self.office)
        make.grant(to=courier.person, on=self.office, role=Role.SERVES)
        self.phone = Hand(make.phone(courier), at=self.now)
        self.commission = self.desk.sign("commission", self.item)
        send(self.commission, now=self.soon)

    @property
    def soon(self):
        return timezone.now() + timedelta(seconds=30)

    def take(self):
        return self.phone.sign("take", self.item, basis=self.commission)

    def undo(self):
        return membership.undo_device(
            device_id=self.phone.signer.id, why="not_mine", by=None, now=self.soon
        )

    @property
    def holder(self):
        return Line.objects.get(subject=self.item.pk).holder


@pytest.fixture
def counter():
    return Counter()


def give(person, role=Role.SUPERVISOR, **more):
    return grants.give_grant(
        person_id=person.pk,
        role=role,
        unit_id=make.unit().pk,
        from_at=make.NOON,
        now=make.NOON,
        **more,
    )
