"""The panel of one item: what it tells whom, and who is offered to confirm a delivery."""

import pytest

from tests import make
from tests.courier_api.callers import API, as_staff, at_desk
from tests.hands import Hand
from tests.story import Story
from tracking.kernel.line import Role

pytestmark = pytest.mark.django_db


def read(client, story):
    return client.get(f"{API}/items/{story.item.pk}").json()


@pytest.fixture
def story():
    """A result that went over the counter without any proof."""
    told = Story().come_back()
    told.act(told.desk, "deliver", to=str(told.dossier.citizen_id))
    return told


def test_a_supervisor_over_the_counter_is_offered_its_unproven_delivery(story):
    counter = story.desk.signer.office
    over_office = make.clerk(at=counter, role=Role.SUPERVISOR)
    over_unit = make.person()
    make.grant(to=over_unit, on=counter.unit, role=Role.SUPERVISOR)

    offered = [read(as_staff(one), story)["to_confirm"] for one in (over_office, over_unit)]

    assert offered == [story.tip.id, story.tip.id]


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_is_offered_it(story, role):
    other = make.clerk(at=story.desk.signer.office, role=role)

    told = read(as_staff(other), story)

    assert (told["verdict"], told["to_confirm"]) == ("pending", None)


def test_it_is_not_confirmed_at_the_desk_that_delivered_since_one_key_is_one_hand(story):
    counter = story.desk.signer.office
    over = make.clerk(at=counter, role=Role.SUPERVISOR)

    said = [
        (told["to_confirm"], told["confirm_lacks"])
        for desk in (
            story.desk.signer,
            make.desk(counter, waits_since=make.LONG_AGO),
            make.desk(counter),
        )
        if (told := read(at_desk(desk, person=over), story))
    ]

    assert said == [(None, "another_device"), (None, "approved_desk"), (story.tip.id, None)]


def test_who_delivered_is_not_offered_the_own_delivery(story):
    deliverer = story.desk.signer.person
    make.grant(to=deliverer, on=story.desk.signer.office, role=Role.SUPERVISOR)

    told = read(at_desk(story.desk.signer), story)

    assert (told["verdict"], told["to_confirm"]) == ("pending", None)


def test_a_couriers_delivery_is_offered_to_who_supervises_the_home_office():
    story = Story(returns_to_door=True).carry_back()
    story.act(story.phone, "deliver", to=str(story.dossier.citizen_id))
    home = story.desk.signer.office
    over_home = make.clerk(at=home, role=Role.SUPERVISOR)
    over_decider = make.clerk(at=story.deciding.signer.office, role=Role.SUPERVISOR)

    offered = [read(as_staff(one), story)["to_confirm"] for one in (over_home, over_decider)]

    assert offered == [story.tip.id, None]


def test_what_was_confirmed_is_offered_to_nobody(story):
    counter = story.desk.signer.office
    over = make.clerk(at=counter, role=Role.SUPERVISOR)
    client = as_staff(over)
    named = read(client, story)["to_confirm"]

    other = make.desk(counter)
    story.act(
        Hand(make.Signer(other.key, other.device, over, counter.party_id), at=story.now),
        "confirm",
        of=named,
    )

    told = read(client, story)
    assert (told["verdict"], told["to_confirm"]) == ("confirmed", None)
    assert told["business_state"] == "returned"


def test_what_was_proven_is_offered_to_nobody():
    story = Story().deliver()
    over = make.clerk(at=story.desk.signer.office, role=Role.SUPERVISOR)

    told = read(as_staff(over), story)

    assert (told["verdict"], told["to_confirm"]) == ("good", None)
