"""The way of an item follows what its scans prove by now, and can be made anew from them."""

import pytest

from tests import make
from tests.hands import Hand, send
from tests.story import Story
from tracking.custody.models import Line
from tracking.custody.operations.lines import rebuild
from tracking.kernel.line import Role
from tracking.legs.models import Leg
from tracking.legs.queries import ahead_of

pytestmark = pytest.mark.django_db


def way(story):
    legs = Leg.objects.filter(item=story.item.pk).order_by("no")
    return list(legs.values_list("origin", "destination", "started_at", "ended_at"))


def ahead(story):
    return [stop.office for stop in ahead_of(item_id=story.item.pk, now=story.now)]


def test_what_the_authority_takes_back_lies_ahead_again():
    story = Story().carry_out()
    before = way(story)
    story.hand_over(story.phone, story.deciding)
    assert ahead(story) == []

    story.act(story.deciding, "annul", of=story.tip.id)

    assert way(story) == before
    assert ahead(story) == [story.deciding.party] == [Line.objects.get(pk=story.item.pk).next_stop]


def test_in_a_dispute_an_item_is_as_far_as_nobody_disputes():
    story = Story().commission()
    before = way(story)
    fork = story.tip
    story.act(story.phone, "take")
    rival = story.other_phone.sign("take", story.item, basis=fork)
    send(rival, now=story.now)

    assert Line.objects.get(pk=story.item.pk).state == "disputed"
    assert way(story) == before


def test_whatever_stands_on_legs_is_made_anew_as_it_was():
    story = Story().reach_authority()
    live = way(story)
    Leg.objects.update(started_at=None, ended_at=story.now)

    rebuild(now=story.now)

    assert way(story) == live
    assert all(started and ended for _, _, started, ended in live)


def test_beside_the_way_a_new_one_is_planned_once_and_rebuilt_the_same():
    story = Story().carry_out()
    other = make.office()
    desk = Hand(make.desk(other), at=story.now)
    make.grant(to=story.phone.signer.person, on=other, role=Role.SERVES)
    story.hand_over(story.phone, desk)
    live = way(story)

    rebuild(now=story.now)

    assert [destination for _, destination, _, _ in live] == [other.pk, story.deciding.party]
    assert way(story) == live
