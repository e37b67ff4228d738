"""Open cases are what is amiss now: opened, healed when the cause is gone, reopened with it."""

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from tests import make
from tests.hands import Hand, send
from tests.make import MORNING
from tests.story import Story
from tracking.custody.models import Case, Line
from tracking.custody.operations.lines import rebuild, refold
from tracking.custody.operations.sending import take_in
from tracking.feed.models import OutboxRow
from tracking.kernel.line import CaseKind, Role

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)


class Fork:
    """Two couriers who take one item of a counter, and then settle it among themselves."""

    def __init__(self):
        self.counter, _ = make.counter_and_authority()
        sent = take_in(intake=make.intake(), office=self.counter, by=make.person().pk, now=MORNING)
        self.item = sent.item
        self.desk = Hand(make.desk(self.counter))
        self.one, self.other = (
            Hand(make.phone(make.courier(home=self.counter))) for _ in range(2)
        )
        for hand in (self.one, self.other):
            make.grant(to=hand.signer.person, on=self.counter, role=Role.SERVES)
        self.taken_in = self.desk.sign("commission", self.item)
        self.takes = [
            hand.sign("take", self.item, basis=self.taken_in) for hand in (self.one, self.other)
        ]

    def given_over(self):
        offer = self.other.sign("offer", self.item, basis=self.takes[1], to=str(self.one.party))
        accept = self.one.sign("accept", self.item, basis=offer, of=offer.id)
        return [offer, accept]


def open_kinds(item):
    found = Case.objects.filter(subject=item.pk, closed_at=None)
    return sorted(found.values_list("kind", flat=True))


def told(item):
    """Return the steps of cases that were told of an item, oldest first."""
    rows = OutboxRow.objects.filter(kind__startswith="case.").order_by("pk")
    return [row for row in rows if row.body["subject"] == str(item.pk)]


def test_a_dispute_that_ends_heals_its_case_and_all_who_see_it_are_told():
    fork = Fork()
    send(fork.taken_in, *fork.takes, now=LATER)
    assert open_kinds(fork.item) == ["dispute"]
    case = Case.objects.get(kind=CaseKind.DISPUTE)

    send(*fork.given_over(), now=LATER)

    case.refresh_from_db()
    assert open_kinds(fork.item) == []
    assert case.closed_at == LATER
    steps = told(fork.item)
    assert [row.kind for row in steps] == ["case.opened", "case.healed"]
    assert {row.body["case"] for row in steps} == {str(case.pk)}
    for row in steps:
        assert {f"desk.{fork.counter.pk}", f"office.{fork.counter.pk}"} <= set(row.streams)
        assert f"person.{fork.one.signer.person.pk}" in row.streams


def test_a_cause_that_comes_back_reopens_the_same_case():
    story = Story().reach_authority()
    decide_papers = story.tip
    story_decided(story)
    item = story.item

    story.act(story.deciding, "annul", of=story.tip.id)
    first = Case.objects.get(kind=CaseKind.DECIDED_WITHOUT_PAPERS)
    story.tip = decide_papers
    taken = story.act(story.deciding, "take")
    story.act(story.deciding, "annul", of=taken.id)

    again = Case.objects.get(kind=CaseKind.DECIDED_WITHOUT_PAPERS)
    assert (again.pk, again.closed_at) == (first.pk, None)
    assert again.opened_at > first.opened_at
    kinds = [row.kind for row in told(item) if row.body["case"] == str(again.pk)]
    assert kinds == ["case.opened", "case.healed", "case.reopened"]


def story_decided(story):
    """Decide, and stay with the papers that went out."""
    papers = story.item
    tip = story.tip
    story.decided_now()
    story.item, story.tip = papers, tip


@pytest.mark.parametrize("seed", range(4))
def test_open_cases_are_the_same_whatever_came_first(seed):
    fork = Fork()
    scans = [fork.taken_in, *fork.takes]
    strange = fork.desk.sign("check", fork.item, basis=fork.taken_in, who=str(make.person().pk))
    scans += [strange, fork.one.sign("offer", fork.item, basis=fork.takes[0])]
    send(*scans, now=LATER)
    right = sorted(Case.objects.filter(closed_at=None).values_list("pk", "kind", "parties"))
    assert len(right) > 1
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM ledger_scanlabel; DELETE FROM ledger_scan")
        cursor.execute("DELETE FROM custody_case; DELETE FROM custody_line")
        cursor.execute("SET LOCAL session_replication_role = origin")

    for one in random.Random(seed).sample(scans, len(scans)):  # noqa: S311 - a seeded order
        send(one, now=LATER)

    found = sorted(Case.objects.filter(closed_at=None).values_list("pk", "kind", "parties"))
    assert found == right


def test_a_fold_that_fails_heals_nothing_and_its_own_case_heals_when_it_folds_again():
    fork = Fork()
    send(fork.taken_in, *fork.takes, now=LATER)
    label = fork.item.labels.get()
    with torn(fork.taken_in):
        send(fork.desk.sign("check", fork.item, basis=fork.taken_in), now=LATER)
        assert open_kinds(fork.item) == ["dispute", "fold_failed"]
        assert Line.objects.get(subject=fork.item.pk).is_fold_failed

    refold(items=[label.item_id], now=LATER)

    assert open_kinds(fork.item) == ["dispute"]
    assert not Line.objects.get(subject=fork.item.pk).is_fold_failed
    steps = [row.kind for row in told(fork.item) if row.body["kind"] == "fold_failed"]
    assert steps == ["case.opened", "case.healed"]


class torn:  # noqa: N801 - reads as a sentence: with torn(scan)
    """A scan whose stored text is past reading for a while."""

    def __init__(self, scan):
        self.scan = scan

    def __enter__(self):
        self.put("a.b.c")

    def __exit__(self, *_):
        self.put(self.scan.jws)

    def put(self, jws):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute("UPDATE ledger_scan SET jws = %s WHERE id = %s", [jws, self.scan.id])
            cursor.execute("SET LOCAL session_replication_role = origin")


def test_what_the_door_found_stays_open_however_often_the_item_is_folded():
    fork = Fork()
    far = [106_000_000, 1_060_000_000, 20, 0]
    send(fork.desk.sign("check", fork.item, private={"pos": far}), now=LATER)
    assert "implausible_place" in open_kinds(fork.item)

    refold(items=[fork.item.pk], now=LATER)
    rebuild(now=LATER)

    assert "implausible_place" in open_kinds(fork.item)


def test_rebuilding_opens_what_is_missing_and_heals_what_nobody_finds():
    fork = Fork()
    send(fork.taken_in, *fork.takes, now=LATER)
    right = Case.objects.get()
    Case.objects.all().delete()
    bogus = Case.objects.create(
        id=uuid4(), kind=CaseKind.LOST, subject=fork.item.pk, scan="x", opened_at=LATER
    )

    rebuild(now=LATER)

    assert open_kinds(fork.item) == ["dispute"]
    assert Case.objects.get(kind=CaseKind.DISPUTE).pk == right.pk
    bogus.refresh_from_db()
    assert bogus.closed_at == LATER


def test_a_case_names_those_who_are_concerned_now():
    fork = Fork()
    send(fork.taken_in, *fork.takes, now=LATER)
    third = Hand(make.phone(make.courier(home=fork.counter)))
    make.grant(to=third.signer.person, on=fork.counter, role=Role.SERVES)

    send(third.sign("take", fork.item, basis=fork.taken_in), now=LATER)

    case = Case.objects.get(kind=CaseKind.DISPUTE, closed_at=None)
    parties = {hand.party for hand in (fork.one, fork.other, third)}
    assert set(case.parties) == parties
