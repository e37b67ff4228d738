"""Which delivery the law means, and when what a resolve says of it counts."""

from tests.vectors.custody_cast import Story, two_couriers_take_it
from tests.vectors.custody_said_later import DAY, LATER, PHOTO


def _beside_a_false_one(name):
    """Let a clerk say a delivery of what two hands had given on, so that one is proven early."""
    story = Story(name, now=60 * DAY)
    commission = story.commissioned()
    brought = story.handed("hoa", "an", commission)
    false = story.scan("hai", "deliver", commission, to="dan", judged=PHOTO)
    return story, brought, false


def taken_back_beside_a_false_one():
    story, brought, false = _beside_a_false_one("what was taken back is not handed over")
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    back = story.scan("an", "take", deliver, why="wrong", at=LATER)
    return story.expect(
        "held",
        "an",
        tip=back,
        flags=["unconfirmed"],
        cases=[["contested", false]],
        handed_over=None,
    )


def annulled_beside_a_false_one():
    story, brought, false = _beside_a_false_one("what was annulled was never handed over")
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    story.scan("an", "annul", deliver, of=deliver)
    return story.expect("held", "an", tip=brought, cases=[["contested", false]])


def settled_and_disputed_later():
    story = Story("the resolve that gave it to the deliverer takes nothing back", now=60 * DAY)
    one, other = two_couriers_take_it(story)
    resolve = story.scan("quan", "resolve", one, of="commission", ends=[one, other], to="an")
    deliver = story.scan("an", "deliver", resolve, to="dan", judged=PHOTO)
    stray = story.scan("chi", "take", resolve, at=LATER)
    return story.expect(
        "disputed",
        claimants=["chi", "dan"],
        cases=[["dispute", resolve], ["unconfirmed_take", stray]],
        handed_over=deliver,
    )


def first_of_two_branches():
    story = Story("of two branches that end alike it is the delivery known first", now=60 * DAY)
    commission = story.commissioned()
    one = story.handed("hoa", "an", commission)
    other = story.handed("hai", "nam", commission)
    first = story.scan("nam", "deliver", other, to="dan", judged=PHOTO)
    story.scan("an", "deliver", one, to="dan", judged=PHOTO)
    return story.expect("delivered", "dan", handed_over=first)


def confirmed_the_second_saying():
    story = Story("a confirm dates what it names", now=60 * DAY)
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan")
    again = story.scan("an", "deliver", deliver, to="dan", id="again")
    story.scan("truong", "confirm", again, of=again)
    return story.expect("delivered", "dan", judged="confirmed", handed_over=again)


def proven_after_a_proof_that_failed():
    story = Story("a proof that failed dates nothing", now=60 * DAY)
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan", judged=["bad", "pin"])
    again = story.scan("an", "deliver", deliver, to="dan", judged=PHOTO, id="again")
    return story.expect("delivered", "dan", handed_over=again)


def _disputed_since(name):
    """Let a delivery be disputed by what two hands gave once more weeks later."""
    story = Story(name, now=60 * DAY)
    commission = story.commissioned()
    brought = story.handed("hoa", "an", commission)
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    offer = story.scan("hai", "offer", commission, to="binh", at=LATER)
    accept = story.scan("binh", "accept", offer, of=offer, at=[40 * DAY + 2, 40 * DAY + 3])
    wrong = story.scan(
        "quan",
        "resolve",
        deliver,
        of=commission,
        ends=[deliver, accept],
        to="binh",
        id="wrong",
        at=[41 * DAY, 41 * DAY + 1],
    )
    return story, commission, deliver, wrong


def resolved_otherwise():
    story, _, _, wrong = _disputed_since("a resolve says that it was not handed over")
    return story.expect("held", "binh", tip=wrong, handed_over=None)


def resolved_otherwise_and_corrected():
    story, commission, deliver, wrong = _disputed_since(
        "a resolve that was corrected says nothing"
    )
    right = story.scan(
        "quan",
        "resolve",
        wrong,
        of=commission,
        ends=[wrong],
        to="dan",
        id="right",
        at=[42 * DAY, 42 * DAY + 1],
    )
    return story.expect("delivered", "dan", judged="confirmed", tip=right, handed_over=deliver)


def _taken_from_the_citizen(name):
    """Let two take what was delivered, and a resolve give it to one of them."""
    story = Story(name, now=60 * DAY)
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    ends = [
        story.scan(who, "take", deliver, why="wrong", at=[40 * DAY + n, 40 * DAY + n])
        for n, who in enumerate(["binh", "lan"])
    ]
    wrong = story.scan(
        "quan",
        "resolve",
        ends[0],
        of=deliver,
        ends=ends,
        to="binh",
        id="wrong",
        at=[41 * DAY, 41 * DAY + 1],
    )
    return story, deliver, wrong


def resolved_below_it():
    story, _, wrong = _taken_from_the_citizen("a resolve below a delivery takes it back")
    return story.expect("held", "binh", tip=wrong, handed_over=None)


def resolved_below_it_and_corrected():
    story, deliver, wrong = _taken_from_the_citizen(
        "a resolve below a delivery that was corrected takes nothing back"
    )
    right = story.scan(
        "quan",
        "resolve",
        wrong,
        of=deliver,
        ends=[wrong],
        to="dan",
        id="right",
        at=[42 * DAY, 42 * DAY + 1],
    )
    return story.expect("delivered", "dan", judged="confirmed", tip=right, handed_over=deliver)


LAW = (
    taken_back_beside_a_false_one,
    annulled_beside_a_false_one,
    settled_and_disputed_later,
    first_of_two_branches,
    confirmed_the_second_saying,
    proven_after_a_proof_that_failed,
    resolved_otherwise,
    resolved_otherwise_and_corrected,
    resolved_below_it,
    resolved_below_it_and_corrected,
)
