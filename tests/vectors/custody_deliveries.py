"""Stories of deliveries: to whom, what proves them, and what that is worth where lines part."""

from tests.vectors.custody_cast import GOOD, TWO_TAKES, Story, ticket, two_couriers_take_it

DAY = 24 * 60
PHOTO = ["good", "photo"]
SLIP = ["good", "slip"]


def _delivered(name, judged=None, **around):
    story = Story(name, **around)
    tip = story.handed("hoa", "an", story.commissioned())
    members = {} if judged is None else {"judged": judged}
    story.scan("an", "deliver", tip, to="dan", **members)
    return story


def a_wrong_pin():
    story = _delivered("delivered with a wrong PIN", ["bad", "pin"])
    return story.expect(
        "delivered", "dan", judged="bad", cases=[["unproven_delivery", "deliver_an"]]
    )


def no_proof_yet():
    story = _delivered("a delivery whose proof is pending is unconfirmed", now=41 + DAY - 1)
    return story.expect("delivered", "dan", judged="pending")


def no_proof_for_a_day():
    story = _delivered("a delivery whose proof is pending for a day is unproven", now=41 + DAY)
    return story.expect(
        "delivered", "dan", judged="pending", cases=[["unproven_delivery", "deliver_an"]]
    )


def no_proof_asked():
    story = _delivered("a delivery of which the policy asks no proof", ["waived"], now=9 * DAY)
    return story.expect("delivered", "dan", judged="waived", handed_over="deliver_an")


def proven_by_a_photo():
    story = _delivered("a delivery proven by a photo", PHOTO)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def _confirmed(name, judged=None, who="truong", **members):
    story = _delivered(name, judged, now=9 * DAY)
    story.scan(who, "confirm", "deliver_an", of="deliver_an", **members)
    return story


def confirmed_by_a_supervisor():
    story = _confirmed("a supervisor over the courier's home office confirms the delivery")
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def a_wrong_pin_confirmed():
    story = _confirmed("a supervisor confirms a delivery with a wrong PIN", ["bad", "pin"])
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def confirmed_though_proven():
    story = _confirmed("a supervisor confirms what is proven", PHOTO)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def confirmed_though_waived():
    story = _confirmed("a supervisor confirms what needs no proof", ["waived"])
    return story.expect("delivered", "dan", judged="waived", handed_over="deliver_an")


def confirmed_for_another_party():
    story = _confirmed("a supervisor confirms for any party", who="quan", party="province")
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


UNPROVEN = ["unproven_delivery", "deliver_an"]


def confirmed_by_a_clerk():
    story = _confirmed("a clerk confirms no delivery", who="hai")
    return story.expect(
        "delivered", "dan", judged="pending", cases=[["no_grant", "confirm_hai"], UNPROVEN]
    )


def confirmed_by_another_supervisor():
    story = _confirmed("no supervisor of another office confirms a delivery", who="sup")
    story.around["grants"] = [["sup", "district", "supervisor"]]
    story.around["devices"] = {"sup": {"person": "sup"}}
    story.scans[-1]["for"] = "district"
    return story.expect(
        "delivered", "dan", judged="pending", cases=[["no_grant", "confirm_sup"], UNPROVEN]
    )


def confirmed_by_the_deliverer():
    story = Story("nobody confirms one's own delivery", grants=[["truong", "commune", "clerk"]])
    deliver = story.scan("truong", "deliver", story.commissioned(), to="dan")
    story.scan("truong", "confirm", deliver, of=deliver)
    return story.expect(
        "delivered", "dan", judged="pending", cases=[["no_grant", "confirm_truong"]]
    )


def confirmed_of_no_delivery():
    story = Story("a confirm of a delivery without effect says nothing")
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="mai")
    story.scan("truong", "confirm", deliver, of=deliver)
    return story.expect("held", "commune", cases=[["wrong_recipient", "deliver_hoa"]])


def a_delivery_denied():
    story = _delivered("nobody denies a delivery", PHOTO)
    story.scan("truong", "deny", "deliver_an", of="deliver_an", party="commune")
    return story.expect("delivered", "dan", handed_over="deliver_an")


def at_the_counter_confirmed():
    story = Story("a supervisor of the office confirms a delivery over its counter")
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="dan")
    story.scan("truong", "confirm", deliver, of=deliver)
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_hoa")


def a_shown_hand_confirmed_by_a_supervisor():
    story = Story("a courier forgets to scan and delivers; a supervisor confirms it")
    deliver = story.scan("an", "deliver", story.commissioned(), to="dan")
    story.scan("quan", "confirm", deliver, of=deliver, party="district")
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_an")


def _after_a_take(name, judged):
    story = Story(name)
    take = story.scan("an", "take", story.commissioned())
    members = {} if judged is None else {"judged": judged}
    story.scan("an", "deliver", take, to="dan", **members)
    return story


def no_proof_yet_after_a_take():
    story = _after_a_take("a delivery whose proof is pending ends no doubt", None)
    return story.expect("delivered", "dan", judged="pending")


def a_photo_after_a_take():
    story = _after_a_take("a photo ends no doubt of how the courier came by it", PHOTO)
    return story.expect("delivered", "dan", flags=["unconfirmed"])


def no_proof_asked_after_a_take():
    story = _after_a_take("a delivery without a proof asked ends no doubt", ["waived"])
    return story.expect("delivered", "dan", judged="waived", flags=["unconfirmed"])


def proof_after_a_take():
    story = _after_a_take("a delivery proven by the citizen's PIN ends the doubt", GOOD)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def a_stand_in_after_a_take():
    story = _after_a_take("a stand-in ends no doubt", ["good", "stand_in"])
    return story.expect("delivered", "dan", flags=["unconfirmed"])


def the_slip_after_a_take():
    story = _after_a_take("a delivery proven by the citizen's slip ends the doubt", SLIP)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def to_another_citizen():
    story = Story("a delivery to another citizen has no effect")
    tip = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", tip, to="mai", judged=GOOD)
    story.handed("an", "tam", deliver)
    return story.expect("held", "district", cases=[["wrong_recipient", "deliver_an"]])


def to_an_office():
    story = Story("a delivery to who is no receiver has no effect, whoever it is")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("an", "deliver", tip, to="district")
    return story.expect("held", "an", cases=[["wrong_recipient", "deliver_an"]])


def of_an_unknown_label():
    story = Story("a label that is for nobody is delivered to nobody")
    story.scan("hoa", "deliver", story.commissioned(), to="dan", labels=["third_label"])
    return story.expect("held", "commune", cases=[["wrong_recipient", "deliver_hoa"]])


def to_the_authority():
    story = Story("an authority without screens, where its way ends")
    story.scan("hoa", "deliver", story.commissioned(), to="bank", judged=["waived"])
    return story.expect("delivered", "bank", judged="waived", handed_over="deliver_hoa")


def resolved_to_another_citizen():
    story = Story("a resolve gives it to no citizen whose it is not")
    an, binh = two_couriers_take_it(story)
    story.scan("quan", "resolve", binh, of="commission", ends=[an, binh], to="mai")
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[*TWO_TAKES, ["wrong_recipient", "resolve_quan"]],
    )


def resolved_to_the_authority():
    story = Story("resolved: the authority for which it is has it")
    an, binh = two_couriers_take_it(story)
    story.scan("quan", "resolve", binh, of="commission", ends=[an, binh], to="bank")
    return story.expect("delivered", "bank", judged="confirmed", handed_over="resolve_quan")


def said_again_with_the_proof():
    story = _delivered("a delivery said again with its proof", ["bad", "pin"])
    story.scan("an", "deliver", "deliver_an", to="dan", id="deliver_again", judged=GOOD)
    return story.expect("delivered", "dan", tip="deliver_an", handed_over="deliver_again")


def a_failed_proof_and_none():
    story = _delivered("a failed proof is not mended by another one withheld", ["bad", "pin"])
    story.scan("an", "deliver", "accept_an_hoa", to="dan", id="deliver_twice")
    return story.expect("delivered", "dan", judged="bad", cases=[UNPROVEN])


def said_again_by_another():
    story = _delivered("another courier's photo proves nothing of a delivery")
    story.scan("binh", "deliver", "deliver_an", to="dan", judged=PHOTO)
    return story.expect("delivered", "dan", judged="pending", tip="deliver_an")


def proven_by_another():
    story = _delivered("another courier proves a delivery after it: the paper came back between")
    story.scan("binh", "deliver", "deliver_an", to="dan", judged=GOOD)
    return story.expect(
        "delivered",
        "dan",
        flags=["unconfirmed"],
        tip="deliver_binh",
        cases=[["unconfirmed_take", "deliver_binh"]],
        handed_over="deliver_binh",
    )


def proven_to_another():
    story = _delivered("delivered, and proven to be delivered to another receiver after it", PHOTO)
    story.scan("an", "deliver", "deliver_an", to="bank", id="deliver_bank", judged=GOOD)
    return story.expect(
        "delivered", "bank", flags=["unconfirmed"], tip="deliver_bank", handed_over="deliver_an"
    )


def delivered_to_another():
    story = _delivered("a photo of another receiver after a delivery has no effect", PHOTO)
    story.scan("an", "deliver", "deliver_an", to="bank", id="deliver_bank", judged=PHOTO)
    return story.expect(
        "delivered", "dan", cases=[["after_delivery", "deliver_bank"]], handed_over="deliver_an"
    )


def proven_on_a_branch_that_would_lose():
    story = Story("a delivery by PIN ends the line on a branch that would lose its fork")
    commission = story.commissioned()
    take = story.scan("an", "take", commission)
    story.handed("hoa", "binh", commission)
    story.scan("an", "deliver", take, to="dan", judged=GOOD)
    return story.expect(
        "delivered", "dan", cases=[["contested", "accept_binh_hoa"]], handed_over="deliver_an"
    )


def a_photo_on_a_branch_that_loses():
    story = Story("a delivery by photo weighs as one hand: its branch loses to two")
    commission = story.commissioned()
    take = story.scan("an", "take", commission)
    story.handed("hoa", "binh", commission)
    story.scan("an", "deliver", take, to="dan", judged=PHOTO)
    return story.expect("held", "binh", cases=[["contested", "take_an"]])


def _beside_a_take(name, judged):
    story = Story(name)
    tip = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", tip, to="dan", judged=judged)
    story.scan("nam", "take", tip, party="nam")
    return story.expect(
        "disputed", claimants=["dan", "nam"], cases=[["dispute", tip]], handed_over=deliver
    )


def a_photo_beside_a_take():
    return _beside_a_take("a delivery by photo beside a take: disputed", PHOTO)


def a_signature_beside_a_take():
    return _beside_a_take(
        "a delivery by a drawn signature beside a take: disputed", ["good", "signature"]
    )


def no_proof_asked_beside_a_take():
    return _beside_a_take("a delivery without a proof asked beside a take: disputed", ["waived"])


def the_slip_beside_two_hands():
    story = Story("a delivery by slip beside two hands")
    commission = story.commissioned()
    story.handed("hoa", "an", commission)
    story.scan("hai", "deliver", commission, to="dan", judged=SLIP)
    return story.expect(
        "delivered", "dan", cases=[["contested", "accept_an_hoa"]], handed_over="deliver_hai"
    )


def a_confirmed_delivery_beside_two_hands():
    story = Story("a confirmed delivery beside two hands loses")
    commission = story.commissioned()
    story.handed("hoa", "an", commission)
    deliver = story.scan("hai", "deliver", commission, to="dan")
    story.scan("truong", "confirm", deliver, of=deliver)
    return story.expect("held", "an", cases=[["contested", "deliver_hai"]])


def proven_by_a_thief():
    story = Story("a denied take that led to a delivery by PIN: the citizen has it")
    take = story.scan("chi", "take", story.commissioned())
    story.scan("hoa", "deny", take, of=take)
    story.scan("chi", "deliver", take, to="dan", judged=GOOD)
    return story.expect(
        "delivered",
        "dan",
        cases=[["contested", "take_chi"], ["unconfirmed_take", "take_chi"]],
        handed_over="deliver_chi",
    )


def proven_and_brought_back():
    story = Story("what is built on a delivery by PIN keeps its place at the fork")
    commission = story.commissioned()
    take = story.scan("an", "take", commission)
    story.handed("hoa", "binh", commission)
    deliver = story.scan("an", "deliver", take, to="dan", judged=GOOD)
    back = story.scan("an", "take", deliver, why="wrong_person", id="take_back")
    story.handed("an", "tam", back)
    return story.expect(
        "held",
        "district",
        cases=[["after_delivery", "take_back"], ["contested", "accept_binh_hoa"]],
        handed_over="deliver_an",
    )


def proven_beside_one_brought_back():
    story = Story("the same PIN said to a second one, beside a delivery that came back")
    commission = story.commissioned()
    an = story.scan("an", "take", commission)
    nam = story.scan("nam", "take", commission, party="nam")
    deliver = story.scan("an", "deliver", an, to="dan", judged=GOOD)
    story.scan("an", "take", deliver, why="wrong_person", id="take_back")
    story.scan("nam", "deliver", nam, party="nam", to="dan", judged=GOOD)
    return story.expect(
        "held",
        "an",
        flags=["unconfirmed"],
        cases=[["after_delivery", "take_back"], ["contested", "take_nam"]],
        handed_over="deliver_an",
    )


def proven_twice():
    story = Story("two couriers take, both deliver by one PIN: it proves what was known first")
    an, binh = two_couriers_take_it(story)
    story.scan("an", "deliver", an, to="dan", judged=GOOD)
    story.scan("binh", "deliver", binh, to="dan", judged=GOOD)
    return story.expect(
        "delivered",
        "dan",
        tip="deliver_an",
        cases=[["contested", "take_binh"]],
        handed_over="deliver_an",
    )


def proven_after_a_theft():
    story = Story("a rival takes it from a claimant and delivers by PIN: the citizen has it")
    an, _ = two_couriers_take_it(story)
    take = story.scan("binh", "take", an, id="take_again_binh")
    story.scan("binh", "deliver", take, to="dan", judged=GOOD)
    story.scan("binh", "deliver", "take_binh", to="dan", id="deliver_too", judged=GOOD)
    return story.expect(
        "delivered", "dan", cases=[["unconfirmed_take", "take_binh"]], handed_over="deliver_binh"
    )


def proven_to_two_receivers():
    story = Story("two couriers take, each delivers by PIN to another receiver: disputed")
    an, binh = two_couriers_take_it(story)
    story.scan("an", "deliver", an, to="dan", judged=GOOD)
    story.scan("binh", "deliver", binh, to="bank", judged=GOOD)
    return story.expect(
        "disputed", claimants=["bank", "dan"], cases=TWO_TAKES, handed_over="deliver_an"
    )


def proven_to_another_after_the_way_back():
    story = Story("brought back and delivered by PIN to another, beside one that stands: disputed")
    an, binh = two_couriers_take_it(story)
    story.scan("an", "deliver", an, to="dan", judged=GOOD)
    deliver = story.scan("binh", "deliver", binh, to="dan", judged=GOOD)
    back = story.scan("binh", "take", deliver, why="wrong_person", id="take_back")
    story.scan("binh", "deliver", back, to="bank", id="deliver_bank", judged=GOOD)
    return story.expect(
        "disputed", claimants=["bank", "dan"], cases=TWO_TAKES, handed_over="deliver_an"
    )


def proven_to_two_receivers_below_a_fork():
    story = Story("a branch on which two deliveries by PIN are disputed beats two hands")
    commission = story.commissioned()
    take = story.scan("an", "take", commission)
    story.handed("hoa", "nam", commission)
    story.scan("an", "deliver", take, to="dan", id="deliver_dan", judged=GOOD)
    story.scan("an", "deliver", take, to="bank", id="deliver_bank", judged=GOOD)
    return story.expect(
        "disputed",
        claimants=["bank", "dan"],
        cases=[["contested", "accept_nam_hoa"], ["dispute", "take_an"]],
        handed_over="deliver_dan",
    )


def brought_back_by_two():
    story = Story("two bring a proven delivery back: its branch still beats two hands")
    commission = story.commissioned()
    take = story.scan("an", "take", commission)
    story.handed("hoa", "binh", commission)
    deliver = story.scan("an", "deliver", take, to="dan", judged=GOOD)
    story.scan("an", "take", deliver, why="wrong_person", id="back_an")
    story.scan("tam", "take", deliver, why="wrong_person", id="back_tam")
    return story.expect(
        "disputed",
        claimants=["an", "district"],
        flags=["unconfirmed"],
        cases=[
            ["after_delivery", "back_an"],
            ["after_delivery", "back_tam"],
            ["contested", "accept_binh_hoa"],
            ["dispute", "deliver_an"],
        ],
        handed_over="deliver_an",
    )


def _float(name, judged=GOOD, **members):
    story = Story(name)
    story.handed("hoa", "tam", story.commissioned())
    members = {"at": [0, 5000]} | members
    story.scan("chi", "deliver", "never_came", to="dan", judged=judged, **members)
    return story


def a_proven_float():
    story = _float("a floating delivery by PIN ends the line over a gap")
    return story.expect(
        "delivered",
        "dan",
        flags=["gap", "unconfirmed"],
        cases=[["gap", "deliver_chi"], ["unconfirmed_take", "deliver_chi"]],
        handed_over="deliver_chi",
    )


def a_float_by_photo():
    story = _float("a floating delivery by photo ends nothing", PHOTO)
    return story.expect("held", "district", cases=[["contested", "deliver_chi"]])


def a_proven_float_before():
    story = _float("a floating delivery by PIN before the line's end: it came back", at=[1, 25])
    return story.expect(
        "held", "district", cases=[["contested", "deliver_chi"]], handed_over="deliver_chi"
    )


def a_proven_float_before_the_last_offer():
    story = _float("a floating delivery by PIN before the holder's newest offer", at=[1, 35])
    story.scan("tam", "offer", "accept_tam_hoa", to="an", at=[40, 41])
    return story.expect(
        "offered",
        "district",
        offeree="an",
        cases=[["contested", "deliver_chi"]],
        handed_over="deliver_chi",
    )


def a_float_that_leads_to_a_proof():
    story = Story("a floating take that leads to a delivery by PIN")
    story.handed("hoa", "tam", story.commissioned())
    take = story.scan("chi", "take", "never_came", at=[0, 5000])
    story.scan("chi", "deliver", take, to="dan", judged=GOOD, at=[0, 5000])
    return story.expect(
        "delivered",
        "dan",
        flags=["gap"],
        cases=[["gap", "take_chi"], ["unconfirmed_take", "take_chi"]],
        handed_over="deliver_chi",
    )


def a_proven_float_in_a_dispute():
    story = Story("a floating delivery by PIN ends a dispute")
    two_couriers_take_it(story)
    story.scan("chi", "deliver", "never_came", to="dan", judged=GOOD, at=[0, 5000])
    return story.expect(
        "delivered",
        "dan",
        flags=["gap", "unconfirmed"],
        cases=[
            ["contested", "take_an"],
            ["contested", "take_binh"],
            ["gap", "deliver_chi"],
            ["unconfirmed_take", "deliver_chi"],
        ],
        handed_over="deliver_chi",
    )


def a_proven_float_beside_a_photo():
    story = _delivered("a floating delivery by PIN to another receiver than a photo shows", PHOTO)
    story.scan("chi", "deliver", "never_came", to="bank", judged=GOOD, at=[0, 5000])
    return story.expect(
        "delivered",
        "bank",
        flags=["gap", "unconfirmed"],
        cases=[
            ["contested", "deliver_an"],
            ["gap", "deliver_chi"],
            ["unconfirmed_take", "deliver_chi"],
        ],
        handed_over="deliver_an",
    )


def a_proven_float_beside_a_proven_delivery():
    story = _delivered("a floating delivery by PIN beside one to another receiver", GOOD)
    story.scan("chi", "deliver", "never_came", to="bank", judged=GOOD, at=[0, 5000])
    return story.expect(
        "disputed",
        claimants=["bank", "dan"],
        cases=[
            ["dispute", "accept_an_hoa"],
            ["gap", "deliver_chi"],
            ["unconfirmed_take", "deliver_chi"],
        ],
        handed_over="deliver_an",
    )


def a_proven_float_after_the_way_back():
    story = _delivered("a floating delivery by PIN of what came back from another's delivery")
    story.scan("an", "take", "deliver_an", why="wrong_person")
    story.scan("binh", "deliver", "never_came", to="dan", judged=GOOD, at=[0, 5000])
    return story.expect(
        "delivered",
        "dan",
        flags=["gap", "unconfirmed"],
        cases=[["gap", "deliver_binh"]],
        handed_over="deliver_binh",
    )


def a_proven_float_that_came_back():
    story = Story("a floating delivery by PIN from which the paper came back ends nothing")
    story.handed("hoa", "tam", story.commissioned())
    deliver = story.scan("chi", "deliver", "never_came", to="dan", judged=GOOD, at=[0, 5000])
    story.scan("chi", "take", deliver, why="wrong_person", at=[0, 5000])
    return story.expect("held", "district", cases=[["contested", "deliver_chi"]])


def a_ticket_and_a_proof():
    story = Story("a floating accept with a good ticket that leads to a delivery by slip")
    story.handed("hoa", "tam", story.commissioned())
    seen = ticket("never_came", by="binh", device="binh")
    members = {"of": "never_came", "tk": seen, "at": [0, 5000]}
    accept = story.scan("an", "accept", "never_came", **members)
    story.scan("an", "deliver", accept, to="dan", judged=SLIP, at=[0, 5000])
    return story.expect(
        "delivered", "dan", flags=["gap"], cases=[["gap", "accept_an"]], handed_over="deliver_an"
    )


DELIVERIES = (
    a_wrong_pin,
    no_proof_yet,
    no_proof_for_a_day,
    no_proof_asked,
    proven_by_a_photo,
    confirmed_by_a_supervisor,
    a_wrong_pin_confirmed,
    confirmed_though_proven,
    confirmed_though_waived,
    confirmed_for_another_party,
    confirmed_by_a_clerk,
    confirmed_by_another_supervisor,
    confirmed_by_the_deliverer,
    confirmed_of_no_delivery,
    a_delivery_denied,
    at_the_counter_confirmed,
    a_shown_hand_confirmed_by_a_supervisor,
    no_proof_yet_after_a_take,
    a_photo_after_a_take,
    no_proof_asked_after_a_take,
    proof_after_a_take,
    a_stand_in_after_a_take,
    the_slip_after_a_take,
    to_another_citizen,
    to_an_office,
    of_an_unknown_label,
    to_the_authority,
    resolved_to_another_citizen,
    resolved_to_the_authority,
    said_again_with_the_proof,
    a_failed_proof_and_none,
    said_again_by_another,
    proven_by_another,
    proven_to_another,
    delivered_to_another,
    proven_on_a_branch_that_would_lose,
    a_photo_on_a_branch_that_loses,
    a_photo_beside_a_take,
    a_signature_beside_a_take,
    no_proof_asked_beside_a_take,
    the_slip_beside_two_hands,
    a_confirmed_delivery_beside_two_hands,
    proven_by_a_thief,
    proven_and_brought_back,
    proven_beside_one_brought_back,
    proven_twice,
    proven_after_a_theft,
    proven_to_two_receivers,
    proven_to_another_after_the_way_back,
    proven_to_two_receivers_below_a_fork,
    brought_back_by_two,
    a_proven_float,
    a_float_by_photo,
    a_proven_float_before,
    a_proven_float_before_the_last_offer,
    a_float_that_leads_to_a_proof,
    a_proven_float_in_a_dispute,
    a_proven_float_beside_a_photo,
    a_proven_float_beside_a_proven_delivery,
    a_proven_float_after_the_way_back,
    a_proven_float_that_came_back,
    a_ticket_and_a_proof,
)
