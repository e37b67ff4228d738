"""What was handed over by all that was known stays so, whatever others say of it later."""

from tests.vectors.custody_cast import GOOD, Story

DAY = 24 * 60
PHOTO = ["good", "photo"]
LATER = [40 * DAY, 40 * DAY + 1]


def at_the_counter(name, judged=None, **around):
    """Let a clerk take what a courier brings with one hand, deliver it, and be confirmed."""
    story = Story(name, now=60 * DAY, **around)
    brought = story.handed("hoa", "an", story.commissioned())
    take = story.scan("hoa", "take", brought)
    proof = {} if judged is None else {"judged": judged}
    deliver = story.scan("hoa", "deliver", take, to="dan", **proof)
    story.scan("truong", "confirm", deliver, of=deliver)
    return story, take


def _by_a_courier(name, *, stray):
    """Let a courier deliver what two hands gave, beside the take of who had no business there."""
    story = Story(name, now=60 * DAY)
    commission = story.commissioned()
    story.scan(stray, "take", commission)
    brought = story.handed("hoa", "an", commission)
    deliver = story.scan("an", "deliver", brought, to="dan")
    story.scan("truong", "confirm", deliver, of=deliver)
    return story, commission


def denied_later():
    story, take = at_the_counter("a denial of forty days later disputes the paper, not the law")
    story.scan("an", "deny", take, of=take, at=LATER)
    return story.expect(
        "disputed",
        claimants=["an", "dan"],
        cases=[["dispute", take]],
        handed_over="deliver_hoa",
    )


def denied_before():
    story = Story("what was denied before it was proven was never handed over", now=60 * DAY)
    brought = story.handed("hoa", "an", story.commissioned())
    take = story.scan("hoa", "take", brought)
    story.scan("an", "deny", take, of=take)
    story.scan("hoa", "deliver", take, to="dan", judged=PHOTO)
    return story.expect(
        "disputed", claimants=["an", "dan"], cases=[["dispute", take]], handed_over=None
    )


def given_again_beside_a_stray_take():
    story, commission = _by_a_courier("given again beside an old stray take", stray="chi")
    offer = story.scan("hai", "offer", commission, to="binh", at=LATER)
    story.scan("binh", "accept", offer, of=offer, at=[40 * DAY + 2, 40 * DAY + 3])
    return story.expect(
        "disputed",
        claimants=["binh", "dan"],
        cases=[["contested", "take_chi"], ["dispute", "commission"]],
        handed_over="deliver_an",
    )


def the_stray_take_confirmed_later():
    story, _ = _by_a_courier(
        "a stray take that is confirmed later undoes no delivery", stray="chi"
    )
    story.scan("hai", "confirm", "take_chi", of="take_chi", at=LATER)
    return story.expect(
        "disputed",
        claimants=["chi", "dan"],
        cases=[["dispute", "commission"]],
        handed_over="deliver_an",
    )


def the_stray_take_offered_later():
    story, commission = _by_a_courier("nobody gives what was taken long before", stray="chi")
    story.scan("hai", "offer", commission, to="chi", at=LATER)
    return story.expect(
        "delivered",
        "dan",
        judged="confirmed",
        cases=[["contested", "take_chi"]],
        handed_over="deliver_an",
    )


def taken_from_before_a_gap():
    story = Story("a stranger takes from before a gap what the citizen has", now=60 * DAY)
    commission = story.commissioned()
    take = story.scan("tam", "take", id="take_over_a_gap")
    there = story.handed("tam", "binh", take)
    back = story.handed("binh", "tam", there)
    deliver = story.scan("tam", "deliver", back, to="dan", judged=GOOD)
    story.scan("chi", "take", commission, at=LATER)
    return story.expect(
        "delivered",
        "dan",
        flags=["gap"],
        cases=[
            ["contested", "take_chi"],
            ["gap", "take_over_a_gap"],
            ["unconfirmed_take", "take_over_a_gap"],
        ],
        handed_over=deliver,
    )


def delivered_again_by_a_colleague():
    story, _ = _by_a_courier("a colleague takes and delivers what another delivered", stray="chi")
    take = story.scan("binh", "take", "deliver_an", why="x", at=LATER)
    story.scan("binh", "deliver", take, to="dan", at=LATER)
    return story.expect(
        "delivered",
        "dan",
        judged="pending",
        cases=[
            ["contested", "take_chi"],
            ["unconfirmed_take", "take_binh"],
            ["unproven_delivery", "deliver_binh"],
        ],
        handed_over="deliver_an",
    )


def resolved_later():
    story, commission = _by_a_courier("a resolve says also of the law what is so", stray="binh")
    story.scan("hai", "confirm", "take_binh", of="take_binh", at=LATER)
    at = [41 * DAY, 41 * DAY + 1]
    ends = ["take_binh", "deliver_an"]
    story.scan("quan", "resolve", "take_binh", of=commission, ends=ends, to="binh", at=at)
    return story.expect("held", "binh", handed_over=None)


def taken_back_on_another_branch():
    story = Story("what was taken back stays so, wherever the lines part since", now=60 * DAY)
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    take = story.scan("chi", "take", deliver, why="x", at=[DAY, DAY + 1])
    story.scan("an", "take", take, id="take_back", at=[2 * DAY, 2 * DAY + 1])
    story.scan("binh", "take", take, at=LATER)
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[
            ["dispute", take],
            ["unconfirmed_take", "take_back"],
            ["unconfirmed_take", "take_binh"],
            ["unconfirmed_take", take],
        ],
        handed_over=None,
    )


def delivered_again_by_the_counter():
    story = Story("a second proof to the same citizen makes no return later", now=60 * DAY)
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    story.scan("hoa", "deliver", deliver, to="dan", judged=GOOD, at=[9 * DAY, 9 * DAY + 1])
    return story.expect("delivered", "dan", flags=["unconfirmed"], handed_over=deliver)


def a_false_one_confirmed_beside_the_pin():
    story = Story("a false delivery that is confirmed late dates no true one", now=60 * DAY)
    commission = story.commissioned()
    story.scan("hai", "deliver", commission, to="dan", id="false")
    there = story.handed("hoa", "an", commission)
    at = [20 * DAY, 20 * DAY + 1]
    deliver = story.scan("an", "deliver", there, to="dan", judged=GOOD, at=at)
    story.scan("truong", "confirm", "false", of="false", at=LATER)
    return story.expect("delivered", "dan", cases=[["contested", "false"]], handed_over=deliver)


def settled_otherwise():
    story = Story("what a resolve said of the law stays said", now=60 * DAY)
    commission = story.commissioned()
    brought = story.handed("hoa", "an", commission)
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    take = story.scan("tam", "take", brought, at=LATER)
    at = [41 * DAY, 41 * DAY + 1]
    story.scan("quan", "resolve", deliver, of=brought, ends=[deliver, take], to="district", at=at)
    offer = story.scan("hai", "offer", commission, to="binh", at=[42 * DAY, 42 * DAY + 1])
    story.scan("binh", "accept", offer, of=offer, at=[43 * DAY, 43 * DAY + 1])
    return story.expect(
        "disputed",
        claimants=["binh", "district"],
        cases=[["dispute", "commission"]],
        handed_over=None,
    )


def _taken_by_two(name, to):
    """Let two strangers take it from the citizen, and a supervisor say who has it."""
    story = Story(name, now=60 * DAY)
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    ends = [story.scan(who, "take", deliver, why="x", at=LATER) for who in ("binh", "lan")]
    at = [41 * DAY, 41 * DAY + 1]
    story.scan("quan", "resolve", ends[0], of=deliver, ends=ends, to=to, at=at)
    return story


def settled_after_it_was_taken():
    story = _taken_by_two("a resolve to another undoes a photo", "province")
    return story.expect("held", "province", handed_over=None)


def settled_for_the_citizen_after_it_was_taken():
    story = _taken_by_two("a resolve to the citizen undoes nothing", "dan")
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def settled_the_same():
    story, take = at_the_counter("a resolve to the same citizen leaves the time as it was")
    story.scan("an", "deny", take, of=take, at=LATER)
    at = [41 * DAY, 41 * DAY + 1]
    story.scan("quan", "resolve", take, of=take, ends=["deliver_hoa"], to="dan", at=at)
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_hoa")


def the_other_hand_of_a_double():
    story = Story("of a take that two clerks said, the scan of one is confirmed", now=60 * DAY)
    brought = story.handed("an", "tam", story.handed("hoa", "an", story.commissioned()))
    double = story.scan("hai", "take", brought)
    deliver = story.scan(
        "hoa", "deliver", story.scan("hoa", "take", brought), to="dan", judged=PHOTO
    )
    story.scan("tam", "confirm", double, of=double, at=[DAY, DAY + 1])
    offer = story.scan("tam", "offer", brought, to="binh", at=LATER)
    story.scan("binh", "accept", offer, of=offer, at=[41 * DAY, 41 * DAY + 1])
    return story.expect(
        "disputed",
        claimants=["binh", "dan"],
        cases=[["dispute", brought]],
        handed_over=deliver,
    )


def confirmed_by_who_had_said_it():
    grants = [["truong", "commune", "clerk"]]
    story = Story("who said a delivery, too, confirms it to no law", now=60 * DAY, grants=grants)
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="dan")
    story.scan("truong", "deliver", deliver, to="dan")
    confirm = story.scan("truong", "confirm", deliver, of=deliver)
    return story.expect(
        "delivered",
        "dan",
        judged="pending",
        cases=[["no_grant", confirm], ["unproven_delivery", deliver]],
        handed_over=None,
    )


def confirmed_long_after_it_went_on():
    story = Story("a delivery that was not so is confirmed long after", now=60 * DAY)
    commission = story.commissioned()
    deliver = story.scan("hoa", "deliver", commission, to="dan")
    tip = story.handed("an", "tam", story.handed("hai", "an", commission))
    story.scan("truong", "confirm", deliver, of=deliver, at=LATER)
    return story.expect(
        "held", "district", tip=tip, cases=[["contested", deliver]], handed_over=None
    )


def a_confirm_that_was_annulled():
    story = Story("a confirm that was taken back says nothing of the law", now=60 * DAY)
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan")
    confirm = story.scan("truong", "confirm", deliver, of=deliver)
    story.scan("truong", "annul", confirm, of=confirm)
    return story.expect(
        "delivered",
        "dan",
        judged="pending",
        cases=[["unproven_delivery", deliver]],
        handed_over=None,
    )


def taken_back_from_the_counter_by_a_courier():
    story = Story("a courier who serves the counter takes back nothing of its", now=60 * DAY)
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="dan", judged=PHOTO)
    take = story.scan("an", "take", deliver, why="wrong", at=LATER)
    return story.expect(
        "held",
        "an",
        tip=take,
        flags=["unconfirmed"],
        cases=[["unconfirmed_take", take]],
        handed_over=deliver,
    )


def given_again_after_a_dispute_merged():
    story = Story("what a dispute that merged had left stays so", now=60 * DAY)
    commission = story.commissioned()
    brought = story.handed("hoa", "an", commission)
    beside = story.handed("hai", "binh", commission)
    story.scan("an", "deliver", brought, to="dan", judged=PHOTO)
    story.handed("binh", "an", beside)
    offer = story.scan("hai", "offer", commission, to="nam", at=LATER)
    story.scan("nam", "accept", offer, of=offer, at=[40 * DAY + 2, 40 * DAY + 3])
    return story.expect(
        "disputed",
        claimants=["dan", "nam"],
        cases=[["dispute", "commission"]],
        handed_over="deliver_an",
    )


def proven_when_it_was_said_again():
    story = Story("said again with its proof it is handed over from then on", now=60 * DAY)
    commission = story.commissioned()
    deliver = story.scan("hoa", "deliver", commission, to="dan")
    story.scan("hoa", "deliver", deliver, to="dan", judged=PHOTO, id="again")
    story.scan("chi", "take", commission, at=LATER)
    return story.expect(
        "disputed",
        claimants=["chi", "dan"],
        cases=[["dispute", "commission"], ["unconfirmed_take", "take_chi"]],
        handed_over="again",
    )


def proven_again_by_the_citizen():
    story = Story("the citizen's proof of later dates nothing anew", now=60 * DAY)
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="dan")
    again = story.scan("hoa", "deliver", deliver, to="dan", judged=PHOTO, id="again")
    story.scan("hoa", "deliver", again, to="dan", judged=GOOD, id="pin", at=LATER)
    return story.expect("delivered", "dan", handed_over="again")


def confirmed_in_vain_and_then_well():
    story = Story("a confirm that was in vain hides none that counts", now=60 * DAY)
    commission = story.commissioned()
    deliver = story.scan("hoa", "deliver", commission, to="dan", device="desk")
    vain = story.scan("truong", "confirm", deliver, of=deliver, device="desk", id="vain")
    story.scan("truong", "confirm", deliver, of=deliver)
    story.scan("chi", "take", commission, at=LATER)
    return story.expect(
        "disputed",
        claimants=["chi", "dan"],
        cases=[
            ["dispute", "commission"],
            ["same_device", vain],
            ["unconfirmed_take", "take_chi"],
        ],
        handed_over=deliver,
    )


def a_strangers_delivery_confirmed_later():
    story = Story("a delivery that came to suffice later shadows none before", now=60 * DAY)
    commission = story.commissioned()
    false = story.scan(
        "tam", "deliver", commission, to="dan", judged=PHOTO, at=[1 * DAY, 1 * DAY + 1]
    )
    true = story.scan(
        "hai", "deliver", commission, to="dan", judged=PHOTO, at=[20 * DAY, 20 * DAY + 1]
    )
    story.scan("hoa", "confirm", false, of=false, at=LATER)
    return story.expect("delivered", "dan", cases=[["contested", true]], handed_over=true)


def the_citizens_proof_hung_on_a_false_one():
    story = Story("what hangs the citizen's proof on a false delivery gains no day", now=60 * DAY)
    commission = story.commissioned()
    brought = story.handed("hoa", "an", commission)
    false = story.scan(
        "nam", "deliver", commission, to="dan", party="commune", judged=PHOTO, at=[DAY, DAY + 1]
    )
    offer = story.scan("an", "offer", brought, to="nam", at=[20 * DAY, 20 * DAY + 1])
    story.scan("nam", "accept", offer, of=offer, at=[20 * DAY + 2, 20 * DAY + 3])
    pin = story.scan(
        "nam",
        "deliver",
        false,
        to="dan",
        judged=GOOD,
        id="pin",
        at=[20 * DAY + 5, 20 * DAY + 6],
    )
    return story.expect(
        "delivered",
        "dan",
        flags=["unconfirmed"],
        cases=[["contested", "accept_an_hoa"], ["unconfirmed_take", pin]],
        handed_over=pin,
    )


def proven_by_the_second_try():
    story = Story("a PIN that was said on the second try stays for good", now=60 * DAY)
    commission = story.commissioned()
    brought = story.handed("hoa", "an", commission)
    deliver = story.scan("an", "deliver", brought, to="dan")
    again = story.scan("an", "deliver", deliver, to="dan", judged=GOOD, id="again")
    take = story.scan("binh", "take", commission, at=LATER)
    resolve = story.scan(
        "quan",
        "resolve",
        again,
        of=commission,
        ends=[again, take],
        to="binh",
        at=[41 * DAY, 41 * DAY + 1],
    )
    return story.expect("held", "binh", tip=resolve, handed_over=again)


def an_old_one_confirmed_after_the_pin():
    story = Story("no confirm of an old delivery dates what the PIN proved", now=60 * DAY)
    commission = story.commissioned()
    old = story.scan("hai", "deliver", commission, to="dan")
    pin = story.scan(
        "hoa", "deliver", commission, to="dan", judged=GOOD, at=[20 * DAY, 20 * DAY + 1]
    )
    story.scan("truong", "confirm", old, of=old, at=LATER)
    return story.expect("delivered", "dan", handed_over=pin)


SAID_LATER = (
    denied_later,
    denied_before,
    given_again_beside_a_stray_take,
    the_stray_take_confirmed_later,
    the_stray_take_offered_later,
    taken_from_before_a_gap,
    delivered_again_by_a_colleague,
    resolved_later,
    taken_back_on_another_branch,
    delivered_again_by_the_counter,
    a_false_one_confirmed_beside_the_pin,
    settled_otherwise,
    settled_after_it_was_taken,
    settled_for_the_citizen_after_it_was_taken,
    settled_the_same,
    the_other_hand_of_a_double,
    confirmed_by_who_had_said_it,
    confirmed_long_after_it_went_on,
    a_confirm_that_was_annulled,
    taken_back_from_the_counter_by_a_courier,
    given_again_after_a_dispute_merged,
    proven_when_it_was_said_again,
    proven_again_by_the_citizen,
    confirmed_in_vain_and_then_well,
    a_strangers_delivery_confirmed_later,
    the_citizens_proof_hung_on_a_false_one,
    proven_by_the_second_try,
    an_old_one_confirmed_after_the_pin,
)
