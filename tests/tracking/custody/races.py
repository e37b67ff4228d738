"""Two at the same moment: an act in a thread of its own, and whom it must wait for."""

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
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

A_MOMENT = 0.4
LONG = 20


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
    with pytest.raises(StillWaiting):
        future.result(timeout=A_MOMENT)


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
