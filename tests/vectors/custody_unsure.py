"""What may have been said when its device was lost, or the right of its signer gone."""

from tests.vectors.custody_cast import Story
from tests.vectors.custody_said_later import DAY, PHOTO, at_the_counter


def taken_back_by_a_phone_that_may_be_lost():
    lost = {"an": {"person": "an", "lost": 30 * DAY}}
    story = Story("whoever found the phone takes back no return", now=60 * DAY, devices=lost)
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    take = story.scan("an", "take", deliver, why="wrong", at=[100, 40 * DAY])
    return story.expect(
        "held",
        "an",
        tip=take,
        flags=["unconfirmed"],
        cases=[["unconfirmed_take", take]],
        handed_over=deliver,
    )


def taken_back_by_a_right_that_may_have_ended():
    story = Story(
        "who was a clerk once takes back no return",
        now=60 * DAY,
        grants=[["phuc", "commune", "clerk", {"until": 30 * DAY}]],
        devices={"phuc": {"person": "phuc"}},
    )
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    take = story.scan("phuc", "take", deliver, why="wrong", party="commune", at=[100, 40 * DAY])
    return story.expect(
        "held",
        "commune",
        tip=take,
        flags=["unconfirmed"],
        cases=[["unconfirmed_take", take]],
        handed_over=deliver,
    )


def denied_by_a_phone_that_may_be_lost():
    lost = {"an": {"person": "an", "lost": 30 * DAY}}
    story, take = at_the_counter("whoever found the phone denies nothing", PHOTO, devices=lost)
    story.scan("an", "deny", take, of=take, at=[100, 40 * DAY])
    return story.expect("delivered", "dan", handed_over="deliver_hoa")


def _withdrawn_by(name, who, **around):
    """Let who may have had neither device nor right any more withdraw what was accepted."""
    story = Story(name, now=60 * DAY, **around)
    offer = story.scan("hoa", "offer", story.commissioned(), to="binh")
    accept = story.scan("binh", "accept", offer, of=offer)
    story.scan(who, "withdraw", offer, of=offer, party="commune", at=[22, 40 * DAY])
    return story.expect("held", "binh", tip=accept)


def withdrawn_by_a_phone_that_may_be_lost():
    lost = {"hoa": {"person": "hoa", "lost": 10 * DAY}}
    return _withdrawn_by("whoever found the phone withdraws nothing", "hoa", devices=lost)


def withdrawn_by_a_right_that_may_have_ended():
    return _withdrawn_by(
        "who was a clerk once withdraws nothing",
        "phuc",
        grants=[["phuc", "commune", "clerk", {"until": 30 * DAY}]],
        devices={"phuc": {"person": "phuc"}},
    )


def refused_by_a_phone_that_may_be_lost():
    lost = {"binh": {"person": "binh", "lost": 10 * DAY}}
    story = Story("whoever found the phone refuses nothing", now=60 * DAY, devices=lost)
    offer = story.scan("hoa", "offer", story.commissioned(), to="binh")
    accept = story.scan("binh", "accept", offer, of=offer)
    story.scan("binh", "refuse", offer, of=offer, at=[22, 40 * DAY])
    return story.expect("held", "binh", tip=accept)


def taken_though_withdrawn_as_one_knew():
    lost = {"hoa": {"person": "hoa", "lost": 10 * DAY}}
    story = Story("who knew of a doubtful withdraw took with one hand", now=60 * DAY, devices=lost)
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    withdraw = story.scan("hoa", "withdraw", offer, of=offer, at=[22, 40 * DAY])
    accept = story.scan("an", "accept", withdraw, of=offer, at=[23, 41 * DAY])
    return story.expect("held", "an", tip=accept, flags=["unconfirmed"])


UNSURE = (
    taken_back_by_a_phone_that_may_be_lost,
    taken_back_by_a_right_that_may_have_ended,
    denied_by_a_phone_that_may_be_lost,
    withdrawn_by_a_phone_that_may_be_lost,
    withdrawn_by_a_right_that_may_have_ended,
    refused_by_a_phone_that_may_be_lost,
    taken_though_withdrawn_as_one_knew,
)
