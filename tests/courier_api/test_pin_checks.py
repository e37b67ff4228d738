"""A courier at a door, or a clerk at his counter, asks whether a PIN is right."""

from uuid import uuid4

import pytest

from tests import make
from tests.courier_api.callers import as_phone, at_desk, post
from tests.hands import Hand, send
from tests.story import Story
from tracking.parties.models import Courier

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    return Story(returns_to_door=True).carry_back()


def wrong(pin):
    return f"{(int(pin) + 1) % 10**6:06}"


def ask(story, pin, *, item=None, phone=None):
    client = as_phone(phone or story.phone.signer)
    return post(client, "/pin-checks", {"item": str(item or story.item.pk), "pin": pin})


def test_the_courier_who_holds_the_result_learns_whether_the_pin_is_right(story):
    assert ask(story, wrong(story.slip.pin)).json() == {"is_right": False, "tries_left": 4}
    assert ask(story, story.slip.pin).json() == {"is_right": True, "tries_left": 5}


def test_the_counter_that_holds_the_result_asks_too():
    story = Story().come_back()
    body = {"item": str(story.item.pk), "pin": story.slip.pin}

    at_counter = post(at_desk(story.desk.signer), "/pin-checks", body)
    elsewhere = post(at_desk(story.deciding.signer), "/pin-checks", body)

    assert at_counter.json()["is_right"]
    assert elsewhere.status_code == 404


def test_the_fifth_wrong_pin_locks_it(story):
    tries = [ask(story, wrong(story.slip.pin)).json()["tries_left"] for _ in range(5)]

    assert tries == [4, 3, 2, 1, 0]
    assert ask(story, story.slip.pin).json() == {"is_right": False, "tries_left": 0}


def test_nobody_asks_about_what_he_does_not_hold(story):
    answers = [
        ask(story, story.slip.pin, phone=make.phone()),
        ask(story, story.slip.pin, phone=story.other_phone.signer),
        ask(story, story.slip.pin, item=uuid4()),
    ]

    assert [answer.status_code for answer in answers] == [404] * 3


def test_an_office_from_afar_that_says_to_have_it_asks_for_nothing(story):
    desk = make.desk()
    send(Hand(desk, at=story.now).sign("take", story.item, basis=story.tip), now=story.now)
    body = {"item": str(story.item.pk), "pin": story.slip.pin}

    assert post(at_desk(desk), "/pin-checks", body).status_code == 404


def test_papers_on_their_way_out_have_no_pin():
    story = Story().carry_out()

    assert ask(story, story.slip.pin).status_code == 404


@pytest.mark.parametrize("pin", ["", "abc", "12345678901234", "12\u0663456"])
def test_what_is_no_pin_is_not_tried(story, pin):
    assert ask(story, pin).status_code == 422


def test_a_second_phone_that_waits_spends_no_try_of_the_citizen(story):
    courier = Courier.objects.get(pk=story.phone.party)
    stranger = make.phone(courier, waits_since=make.NOON, is_second=True)

    answers = [ask(story, wrong(story.slip.pin), phone=stranger) for _ in range(6)]

    assert {answer.status_code for answer in answers} == {404}
    assert ask(story, story.slip.pin).json() == {"is_right": True, "tries_left": 5}
