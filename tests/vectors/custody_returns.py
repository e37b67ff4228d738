"""Stories of what the law may rely on: whether something was handed over, and when."""

from tests.vectors.custody_cast import GOOD, Story

PHOTO = ["good", "photo"]
DAY = 24 * 60


def _delivered(name, judged=None, **around):
    story = Story(name, **around)
    tip = story.handed("hoa", "an", story.commissioned())
    members = {} if judged is None else {"judged": judged}
    return story, story.scan("an", "deliver", tip, to="dan", **members)


def _taken(name, judged, who, case):
    """Let somebody take what was delivered; it stays handed over."""
    story, deliver = _delivered(name, judged)
    story.scan(who, "take", deliver, why="wrong_person")
    return _with_the_taker(story, who, case)


def _with_the_taker(story, who, case, handed_over="deliver_an"):
    cases = [[case, f"take_{who}"]]
    return story.expect("held", who, flags=["unconfirmed"], cases=cases, handed_over=handed_over)


def _resolved(name):
    """Let two take it, and a supervisor say that the citizen has it."""
    story = Story(name)
    commission = story.commissioned()
    ends = [story.scan("an", "take", commission), story.scan("binh", "take", commission)]
    return story, story.scan("quan", "resolve", ends[1], of=commission, ends=ends, to="dan")


def _confirmed_by_phuc(story, deliver, party):
    """Let somebody confirm who supervises the party that delivered, and nobody else."""
    story.around["grants"] = [["phuc", party, "supervisor"]]
    story.around["devices"] = {"phuc": {"person": "phuc"}}
    story.scan("phuc", "confirm", deliver, of=deliver, party=party)


def _in_doubt(story, doubt, flags=("unconfirmed",)):
    """Expect that it is confirmed, though nobody vouches for how the deliverer came by it."""
    return story.expect(
        "delivered",
        "dan",
        judged="confirmed",
        flags=list(flags),
        cases=[doubt],
        handed_over=None,
    )


def by_pin():
    story, _ = _delivered("handed over by PIN", GOOD)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def without_proof():
    story, _ = _delivered("what nobody proved was not handed over")
    return story.expect("delivered", "dan", judged="pending", handed_over=None)


def waived():
    story, _ = _delivered("handed over where no proof is asked", ["waived"])
    return story.expect("delivered", "dan", judged="waived", handed_over="deliver_an")


def confirmed():
    story, deliver = _delivered("handed over since a supervisor says so")
    story.scan("truong", "confirm", deliver, of=deliver)
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def resolved_to_the_citizen():
    story, _ = _resolved("handed over since a resolve says so")
    return story.expect("delivered", "dan", judged="confirmed", handed_over="resolve_quan")


def taken_from_the_citizen_by_a_stranger():
    name = "a stranger who takes it from the citizen undoes nothing"
    return _taken(name, GOOD, "chi", "after_delivery")


def by_a_slip_that_was_printed_for_it():
    story, _ = _delivered("handed over by a slip of the deliverer's own", ["good", "pin", "fresh"])
    cases = [["fresh_slip", "deliver_an"]]
    return story.expect("delivered", "dan", cases=cases, handed_over="deliver_an")


def by_a_slip_that_was_printed_for_it_confirmed():
    name = "handed over by a slip of the deliverer's own, and a supervisor says so"
    story, deliver = _delivered(name, ["good", "slip", "fresh"])
    story.scan("truong", "confirm", deliver, of=deliver)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def taken_back_though_proven():
    name = "what was proven by PIN stays handed over on the way back"
    return _taken(name, GOOD, "an", "after_delivery")


def taken_back_by_the_deliverer():
    story, deliver = _delivered("the deliverer undoes what was proven by a photo", PHOTO)
    story.scan("an", "take", deliver, why="wrong_person")
    return story.expect("held", "an", flags=["unconfirmed"], handed_over=None)


def taken_by_a_stranger_though_a_photo():
    name = "a stranger does not undo what was proven by a photo"
    return _taken(name, PHOTO, "chi", "unconfirmed_take")


def delivered_anew():
    story, deliver = _delivered("brought back and handed over once more", PHOTO)
    back = story.scan("an", "take", deliver, why="wrong_person")
    story.scan("an", "deliver", back, to="dan", id="deliver_again", judged=GOOD)
    return story.expect("delivered", "dan", handed_over="deliver_again")


def the_pin_said_again_by_another():
    story, deliver = _delivered("a PIN that one deliverer heard proves nothing of the next", GOOD)
    story.scan("chi", "deliver", deliver, to="dan", judged=GOOD)
    return story.expect(
        "delivered", "dan", cases=[["after_delivery", "deliver_chi"]], handed_over="deliver_an"
    )


def the_pin_said_again_without_a_basis():
    story, _ = _delivered("a PIN heard, said by one who knows nothing of the delivery", GOOD)
    story.scan("chi", "deliver", to="dan", judged=GOOD)
    return story.expect(
        "delivered", "dan", cases=[["after_delivery", "deliver_chi"]], handed_over="deliver_an"
    )


def the_pin_said_beside_it():
    story, _ = _delivered("a PIN heard, said as if before: the first that was known counts", GOOD)
    story.scan("chi", "deliver", "accept_an_hoa", to="dan", judged=GOOD)
    return story.expect(
        "delivered", "dan", cases=[["contested", "deliver_chi"]], handed_over="deliver_an"
    )


def the_pin_said_again_after_the_way_back():
    story, deliver = _delivered("a PIN heard does not end the line after the way back", GOOD)
    back = story.scan("an", "take", deliver, why="wrong_person")
    story.handed("an", "hoa", back)
    story.scan("chi", "deliver", to="dan", judged=GOOD, at=[5, 9000])
    return story.expect(
        "held",
        "commune",
        cases=[["after_delivery", "deliver_chi"], ["after_delivery", "take_an"]],
        handed_over="deliver_an",
    )


def said_before_it_was_so():
    story, _ = _delivered("said too early and proven later: it was handed over when proven")
    story.scan("an", "deliver", "accept_an_hoa", to="dan", judged=GOOD, id="a_proven")
    return story.expect("delivered", "dan", handed_over="a_proven")


def said_again_later():
    story, _ = _delivered("proven, and said again later: it was handed over when proven", GOOD)
    story.scan("an", "deliver", "accept_an_hoa", to="dan", id="a_said_again", at=[9 * DAY] * 2)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def a_strangers_superior():
    story = Story("a supervisor says not how a stranger came by it", now=9 * DAY)
    deliver = story.scan("chi", "deliver", story.commissioned(), to="dan")
    _confirmed_by_phuc(story, deliver, "chi")
    return _in_doubt(story, ["unconfirmed_take", "deliver_chi"])


def an_office_that_never_had_it():
    story = Story("an office at which the courier does not call says what it likes", now=9 * DAY)
    tip = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("lan", "deliver", tip, to="dan")
    _confirmed_by_phuc(story, deliver, "province")
    return _in_doubt(story, ["unconfirmed_take", "deliver_lan"])


def vouched_for_by_who_answers_for_both():
    story = Story("who answers for giver and deliverer ends the doubt", now=9 * DAY)
    deliver = story.scan("an", "deliver", story.commissioned(), to="dan")
    story.scan("truong", "confirm", deliver, of=deliver)
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def taken_far_away_without_a_word():
    story = Story("confirmed, but nobody says how the deliverer came by it", now=9 * DAY)
    tip = story.handed("hoa", "an", story.commissioned())
    tip = story.handed("an", "tam", tip)
    deliver = story.scan("an", "deliver", tip, to="dan")
    story.scan("truong", "confirm", deliver, of=deliver)
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def a_stranger_far_away_confirmed_by_who_was_there():
    story = Story("confirmed by who was there, and by who answers for the deliverer", now=9 * DAY)
    deliver = story.scan("binh", "deliver", story.commissioned(), to="dan")
    _confirmed_by_phuc(story, deliver, "binh")
    story.scan("hoa", "confirm", deliver, of=deliver)
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_binh")


def taken_before_it_was_delivered():
    story, deliver = _delivered("a stranger forks before what was confirmed: it was so by then")
    story.scan("truong", "confirm", deliver, of=deliver)
    story.scan("chi", "take", "accept_an_hoa")
    return story.expect(
        "disputed",
        claimants=["chi", "dan"],
        cases=[["dispute", "accept_an_hoa"], ["unconfirmed_take", "take_chi"]],
        handed_over="deliver_an",
    )


def proven_though_a_stranger_says_the_same():
    story, deliver = _delivered("a stranger's own delivery undoes no PIN", GOOD)
    take = story.scan("chi", "take", deliver, why="x")
    again = story.scan("chi", "deliver", take, to="dan", id="deliver_again")
    story.scan("chi", "take", again, why="x", id="take_again")
    return _with_the_taker(story, "chi", "after_delivery")


def undone_stays_undone():
    story, deliver = _delivered("what was taken back stays so, whoever else takes it then", PHOTO)
    back = story.scan("an", "take", deliver, why="wrong_person")
    story.handed("an", "hoa", back)
    story.scan("chi", "take", deliver, why="x")
    return story.expect(
        "disputed",
        claimants=["chi", "commune"],
        cases=[["dispute", "deliver_an"], ["unconfirmed_take", "take_chi"]],
        handed_over=None,
    )


def the_pin_of_what_was_annulled():
    story, deliver = _delivered("nobody annuls what the citizen proved", GOOD)
    story.scan("an", "annul", deliver, of=deliver)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def the_pin_of_a_void_delivery():
    story = Story("a delivery that counts for nothing was given no proof")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("minh", "deliver", tip, to="dan", judged=GOOD)
    story.scan("an", "deliver", tip, to="dan", judged=GOOD)
    return story.expect(
        "delivered", "dan", cases=[["no_grant", "deliver_minh"]], handed_over="deliver_an"
    )


def given_away_after_it_was_handed_over():
    story, deliver = _delivered("who gives away what he handed over before undoes nothing")
    story.scan("truong", "confirm", deliver, of=deliver)
    offer = story.scan("an", "offer", "accept_an_hoa", to="binh")
    accept = story.scan("binh", "accept", offer, of=offer)
    return story.expect(
        "held",
        "binh",
        tip=accept,
        cases=[["contested", "deliver_an"]],
        handed_over="deliver_an",
    )


def taken_by_a_colleague():
    name = "a colleague does not undo what another handed over"
    return _taken(name, PHOTO, "binh", "unconfirmed_take")


def taken_after_a_resolve():
    story, resolve = _resolved("a stranger does not undo what a resolve gave to the citizen")
    story.scan("chi", "take", resolve, why="wrong_person")
    return _with_the_taker(story, "chi", "unconfirmed_take", "resolve_quan")


def brought_back_by_others():
    story, deliver = _delivered("the paper comes back to who answers for it", PHOTO)
    back = story.scan("chi", "take", deliver, why="wrong_person")
    story.handed("chi", "hoa", back)
    return story.expect(
        "held", "commune", cases=[["unconfirmed_take", "take_chi"]], handed_over=None
    )


def nobody_had_it_before():
    story = Story("nobody vouches for what came from nowhere", now=9 * DAY)
    deliver = story.scan("an", "deliver", to="dan")
    story.scan("truong", "confirm", deliver, of=deliver)
    return _in_doubt(story, ["gap", "deliver_an"], ("gap", "unconfirmed"))


RETURNS = (
    by_pin,
    without_proof,
    waived,
    confirmed,
    resolved_to_the_citizen,
    taken_from_the_citizen_by_a_stranger,
    by_a_slip_that_was_printed_for_it,
    by_a_slip_that_was_printed_for_it_confirmed,
    taken_back_though_proven,
    taken_back_by_the_deliverer,
    taken_by_a_stranger_though_a_photo,
    delivered_anew,
    the_pin_said_again_by_another,
    the_pin_said_again_without_a_basis,
    the_pin_said_beside_it,
    the_pin_said_again_after_the_way_back,
    said_before_it_was_so,
    said_again_later,
    a_strangers_superior,
    an_office_that_never_had_it,
    vouched_for_by_who_answers_for_both,
    taken_far_away_without_a_word,
    a_stranger_far_away_confirmed_by_who_was_there,
    taken_before_it_was_delivered,
    proven_though_a_stranger_says_the_same,
    undone_stays_undone,
    the_pin_of_what_was_annulled,
    the_pin_of_a_void_delivery,
    given_away_after_it_was_handed_over,
    taken_by_a_colleague,
    taken_after_a_resolve,
    brought_back_by_others,
    nobody_had_it_before,
)
