"""Old screen + facts = new screen: the honest test of a live board."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tracking.consignments.intake import Decision, Paper
from tracking.consignments.models import Direction, Item
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.custody.operations.sending import decide, take_in, void_label
from tracking.custody.operations.tallies import tally
from tracking.custody.queries import board
from tracking.feed import queries as feed
from tracking.feed import sequencer
from tracking.feed.queries import StreamEntry
from tracking.kernel.line import Role

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)
TOLD_BY = {
    "custody.changed": (
        "rev",
        "state",
        "holder",
        "holder_kind",
        "offeree",
        "claimants",
        "certainty",
        "flags",
        "tip",
        "earliest",
        "latest",
        "scan",
        "verdict",
    ),
    "dossier.changed": ("rev", "business_state", "due_at", "next"),
    "case.opened": ("rev",),
    "case.healed": ("rev",),
    "case.reopened": ("rev",),
}
COUNTS = {"case.opened": 1, "case.healed": -1, "case.reopened": 1}

Screen = dict[str, dict[str, object]]


def screen_of(stream: str) -> tuple[Screen, int]:
    shown = board(stream=stream, now=LATER)
    # As the wire does, so that ids and words are compared as text.
    items = json.loads(json.dumps(shown.items))
    return {item["subject"]: item for item in items}, shown.position


def apply(screen: Screen, entries: Iterable[StreamEntry]) -> Screen:
    """Bring a board up to date as the browser does."""
    now: dict[str, dict[str, Any]] = {one: dict(item) for one, item in screen.items()}
    for entry in entries:
        body = json.loads(entry.body)
        item = now.get(body["subject"])
        if item is not None and body["rev"] <= item["rev"]:
            continue
        if entry.kind == "item.announced":
            now[body["subject"]] = body
        elif item is not None:
            item.update({name: body[name] for name in TOLD_BY[entry.kind]})
            item["cases"] += COUNTS.get(entry.kind, 0)
    return now


class Province:
    """Two communes, a district's counter, a province with an authority, two couriers."""

    def __init__(self) -> None:
        self.counter, self.authority = make.counter_and_authority()
        self.stranger = make.office()
        self.desk, self.far = Hand(make.desk(self.counter)), Hand(make.desk(self.authority))
        self.phone = Hand(make.phone(make.courier(home=self.counter)))
        self.rival = Hand(make.phone(make.courier(home=self.counter)))
        for hand in (self.phone, self.rival):
            make.grant(to=hand.signer.person, on=self.counter, role=Role.SERVES)
        self.watched = [
            f"office.{self.counter.pk}",
            f"office.{self.authority.pk}",
            f"office.{self.stranger.pk}",
            f"unit.{self.counter.unit_id}",
            f"unit.{self.authority.unit_id}",
        ]

    def item(self) -> Item:
        return take_in(
            intake=make.intake(), office=self.counter, by=make.person().pk, now=MORNING
        ).item

    def carried_out(self) -> Item:
        item = self.item()
        taken_in = self.desk.sign("commission", item)
        offered = self.desk.sign("offer", item, basis=taken_in, to=str(self.phone.party))
        accepted = self.phone.sign("accept", item, basis=offered, of=offered.id)
        brought = self.phone.sign("offer", item, basis=accepted, to=str(self.authority.pk))
        received = self.far.sign("accept", item, basis=brought, of=brought.id)
        for scan in (taken_in, offered, accepted, brought, received):
            send(scan, now=LATER)
        return item

    def comes_home(self) -> None:
        out = self.carried_out()
        dossier = out.consignment.dossier
        key = make_citizen_key(dossier_id=dossier.pk, now=MORNING)
        papers = [Paper(name="Giấy phép", kind="original", count=1)]
        back = decide(
            dossier_id=dossier.pk,
            decision=Decision(outcome="granted", papers=papers),
            by=make.person().pk,
            now=LATER,
        ).item
        taken_in = self.far.sign("commission", back)
        offered = self.far.sign("offer", back, basis=taken_in, to=str(self.phone.party))
        accepted = self.phone.sign("accept", back, basis=offered, of=offered.id)
        brought = self.phone.sign("offer", back, basis=accepted, to=str(self.counter.pk))
        received = self.desk.sign("accept", back, basis=brought, of=brought.id)
        delivered = self.desk.sign(
            "deliver",
            back,
            basis=received,
            to=str(dossier.citizen_id),
            private={"pin": key.pin},
        )
        for scan in (taken_in, offered, accepted, brought, received, delivered):
            send(scan, now=LATER)

    def is_disputed(self) -> None:
        item = self.item()
        taken_in = self.desk.sign("commission", item)
        takes = [hand.sign("take", item, basis=taken_in) for hand in (self.phone, self.rival)]
        send(taken_in, takes[0], now=LATER)
        send(takes[1], now=LATER)

    def goes_astray(self) -> None:
        item = self.item()
        taken_in = self.desk.sign("commission", item)
        offered = self.desk.sign("offer", item, basis=taken_in, to=str(self.phone.party))
        accepted = self.phone.sign("accept", item, basis=offered, of=offered.id)
        brought = self.phone.sign("offer", item, basis=accepted, to=str(self.stranger.pk))
        lost = Hand(make.desk(self.stranger))
        received = lost.sign("accept", item, basis=brought, of=brought.id)
        send(taken_in, offered, accepted, brought, received, now=LATER)

    def is_relabelled(self) -> None:
        item = self.item()
        void_label(
            label_id=item.labels.get().pk,
            why="torn",
            office_id=self.counter.pk,
            by=make.person().pk,
            now=LATER,
        )

    def is_counted_short(self) -> None:
        item = self.carried_out()
        check = self.far.sign("check", item)
        send(check, now=LATER)
        tally(
            scan=check.id,
            item=item.pk,
            office=self.authority.pk,
            counted=[(1, 1)],
            now=LATER,
        )


STORIES = (
    "item",
    "carried_out",
    "comes_home",
    "is_disputed",
    "goes_astray",
    "is_relabelled",
    "is_counted_short",
)


@pytest.mark.parametrize("story", STORIES)
def test_old_screen_and_facts_are_the_new_screen(story):
    province = Province()
    province.carried_out()
    sequencer.assign_positions()
    before = {stream: screen_of(stream) for stream in province.watched}

    getattr(province, story)()
    sequencer.assign_positions()

    for stream, (screen, position) in before.items():
        entries = feed.entries_after(stream=stream, position=position, limit=1000)
        assert apply(screen, entries) == screen_of(stream)[0], stream


def test_an_office_sees_only_what_passes_through_it():
    province = Province()
    item = province.carried_out()
    sequencer.assign_positions()

    seen = {stream: set(screen_of(stream)[0]) for stream in province.watched}

    assert seen == {
        f"office.{province.counter.pk}": {str(item.pk)},
        f"office.{province.authority.pk}": {str(item.pk)},
        f"office.{province.stranger.pk}": set(),
        f"unit.{province.counter.unit_id}": {str(item.pk)},
        f"unit.{province.authority.unit_id}": {str(item.pk)},
    }


def test_what_is_over_leaves_the_board_the_next_day():
    province = Province()
    province.comes_home()
    stream = f"office.{province.counter.pk}"

    today = board(stream=stream, now=LATER)
    tomorrow = board(stream=stream, now=LATER + timedelta(days=1))

    assert sorted(str(item["direction"]) for item in today.items) == [
        Direction.BACK,
        Direction.OUT,
    ]
    assert tomorrow.items == []


def test_a_citizen_is_told_five_stages_and_no_inner_id():
    province = Province()
    item = province.item()
    key = make_citizen_key(dossier_id=item.consignment.dossier_id, now=MORNING)
    stream = item.consignment.dossier.citizenkey.stream
    taken_in = province.desk.sign("commission", item)
    offered = province.desk.sign("offer", item, basis=taken_in, to=str(province.phone.party))
    accepted = province.phone.sign("accept", item, basis=offered, of=offered.id)
    brought = province.phone.sign("offer", item, basis=accepted, to=str(province.authority.pk))
    received = province.far.sign("accept", item, basis=brought, of=brought.id)

    for scan in (taken_in, offered, accepted, brought, received):
        send(scan, now=LATER)
    sequencer.assign_positions()

    entries = feed.entries_after(stream=f"track.{stream}", position=0, limit=100)
    bodies = [json.loads(entry.body) for entry in entries]
    assert key.code
    assert [body["stage"] for body in bodies] == ["received", "carried", "deciding"]
    assert all(
        set(body) == {"subject", "rev", "stage", "place", "next", "promised"} for body in bodies
    )
    assert {body["subject"] for body in bodies} == {"dossier"}


def test_a_courier_is_told_of_an_item_when_it_is_offered_to_him():
    province = Province()
    item = province.item()
    taken_in = province.desk.sign("commission", item)
    offered = province.desk.sign("offer", item, basis=taken_in, to=str(province.phone.party))

    send(taken_in, offered, now=LATER)
    sequencer.assign_positions()

    stream = f"person.{province.phone.signer.person.pk}"
    kinds = [one.kind for one in feed.entries_after(stream=stream, position=0, limit=10)]
    assert kinds == ["item.announced", "custody.changed", "dossier.changed"]


def test_a_board_costs_the_same_few_queries_whatever_its_size():
    province = Province()
    stream = f"unit.{province.authority.unit_id}"
    counts = []
    for _ in range(2):
        province.carried_out()
        with CaptureQueriesContext(connection) as queries:
            board(stream=stream, now=LATER)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 9
