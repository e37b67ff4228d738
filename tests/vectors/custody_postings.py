"""Stories of couriers who get another home or another carrier, before and after it mattered."""

from tests.vectors.custody_cast import Story, two_couriers_take_it

LONG_AFTER = 9 * 24 * 60
UNPROVEN = ["unproven_delivery", "deliver_an"]


def _home_moves(name, minute, *, homes=("commune", "district"), **members):
    """Let a supervisor of the commune confirm at minute 50, and the courier change the home."""
    old, new = homes
    postings = {"an": [["post", old, 0], ["post", new, minute]]}
    story = Story(name, now=LONG_AFTER, postings=postings)
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("an", "deliver", tip, to="dan")
    story.scan("truong", "confirm", "deliver_an", of="deliver_an", **members)
    return story


def _not_confirmed(story):
    cases = [["no_grant", "confirm_truong"], UNPROVEN]
    return story.expect("delivered", "dan", judged="pending", cases=cases)


def moved_home_after_a_confirm():
    story = _home_moves("a courier who moves home after a confirm takes nothing back", 60)
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def moved_home_before_a_confirm():
    return _not_confirmed(
        _home_moves("who supervised the home before confirms nothing any more", 45)
    )


def moved_home_perhaps_before_a_confirm():
    story = _home_moves("a confirm that may be older than the move counts", 55, at=[50, 500])
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def confirmed_at_the_new_home():
    name = "who supervises the new home confirms what was delivered before"
    story = _home_moves(name, 45, homes=("district", "commune"))
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def confirmed_before_the_new_home():
    name = "who supervises the new home confirmed nothing before it was the home"
    return _not_confirmed(_home_moves(name, 60, homes=("district", "commune")))


def _carrier_moves(name, minute, *, who="binh", at=None):
    """Let a courier of the same carrier take at minute 40, and one of the two move."""
    home = {"an": "commune", "binh": "district"}[who]
    postings = {who: [["post", home, 0], ["other", home, minute]]}
    story = Story(name, postings=postings)
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("binh", "take", tip, **({} if at is None else {"at": at}))
    return story


TAKEN_BY_AN_OUTSIDER = [["unconfirmed_take", "take_binh"]]


def moved_carrier_after_a_take():
    story = _carrier_moves("a courier who changes the carrier after a take is no outsider", 50)
    return story.expect("held", "binh", flags=["unconfirmed"])


def the_giver_moved_carrier_after_a_take():
    story = _carrier_moves(
        "a courier whose colleague changed the carrier after a take is no outsider", 50, who="an"
    )
    return story.expect("held", "binh", flags=["unconfirmed"])


def moved_carrier_before_a_take():
    story = _carrier_moves("a courier who changed the carrier before a take is an outsider", 35)
    return story.expect("held", "binh", flags=["unconfirmed"], cases=TAKEN_BY_AN_OUTSIDER)


def the_giver_moved_carrier_before_a_take():
    story = _carrier_moves(
        "a courier whose colleague changed the carrier before a take is an outsider", 35, who="an"
    )
    return story.expect("held", "binh", flags=["unconfirmed"], cases=TAKEN_BY_AN_OUTSIDER)


def moved_carrier_perhaps_before_a_take():
    story = _carrier_moves("a take that may be older than the change", 45, at=[40, 500])
    return story.expect("held", "binh", flags=["unconfirmed"])


def _resolved_while_home_moves(name, minute):
    """Let two couriers take it, one of them change the home, and a supervisor of both resolve."""
    postings = {"binh": [["post", "district", 0], ["post", "elsewhere", minute]]}
    story = Story(name, postings=postings)
    ends = list(two_couriers_take_it(story))
    story.scan("quan", "resolve", ends[0], of="commission", ends=ends, to="an")
    return story


def moved_home_after_a_resolve():
    name = "a claimant who moves home after a resolve opens no dispute anew"
    return _resolved_while_home_moves(name, 60).expect("held", "an", tip="resolve_quan")


def moved_home_before_a_resolve():
    name = "a claimant whose home one does not supervise any more is not one's to judge"
    return _resolved_while_home_moves(name, 35).expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[
            ["dispute", "commission"],
            ["no_grant", "resolve_quan"],
            ["unconfirmed_take", "take_binh"],
        ],
    )


POSTINGS = (
    moved_home_after_a_confirm,
    moved_home_before_a_confirm,
    moved_home_perhaps_before_a_confirm,
    confirmed_at_the_new_home,
    confirmed_before_the_new_home,
    moved_carrier_after_a_take,
    the_giver_moved_carrier_after_a_take,
    moved_carrier_before_a_take,
    the_giver_moved_carrier_before_a_take,
    moved_carrier_perhaps_before_a_take,
    moved_home_after_a_resolve,
    moved_home_before_a_resolve,
)
