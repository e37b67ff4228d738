"""Stories of what is taken back, and of what is done again afterwards."""

from tests.vectors.custody_cast import TWO_TAKES, Story, two_couriers_take_it


def annulled():
    story = Story("annulled within a quarter of an hour")
    tip = story.handed("hoa", "an", story.commissioned())
    offer = story.scan("an", "offer", tip, to="district")
    story.scan("an", "annul", offer, of=offer)
    return story.expect("held", "an", tip="accept_an_hoa")


def annulled_and_done_again():
    story = Story("taken by mistake, annulled, and the office goes on")
    commission = story.commissioned()
    take = story.scan("chi", "take", commission)
    annul = story.scan("chi", "annul", take, of=take)
    story.handed("hoa", "an", annul)
    return story.expect("held", "an")


def annulled_too_late():
    story = Story("annulled too late")
    take = story.scan("an", "take", story.commissioned(), at=[10, 11])
    story.scan("an", "annul", take, of=take, at=[40, 41])
    return story.expect("held", "an", flags=["unconfirmed"])


def annulled_offline():
    story = Story("annulled in time by the phone's own monotonic clock, uploaded late")
    take = story.scan("an", "take", story.commissioned(), at=[20, 900], mono=20)
    story.scan("an", "annul", take, of=take, at=[20, 900], mono=34)
    return story.expect("held", "commune")


def annulled_offline_days_after_it_was_heard():
    story = Story("an annul that comes days later is not dated by its phone's clock alone")
    take = story.scan("an", "take", story.commissioned(), at=[10, 40], mono=2)
    story.scan("an", "annul", take, of=take, at=[10, 40 + 24 * 60 + 1], mono=14)
    return story.expect("held", "an", flags=["unconfirmed"], tip="take_an")


def annulled_by_another():
    story = Story("nobody annuls another's scan")
    take = story.scan("an", "take", story.commissioned())
    story.scan("hoa", "annul", take, of=take)
    return story.expect("held", "an", flags=["unconfirmed"])


def a_double_tap_annulled():
    story = Story("what was said twice is annulled at once")
    commission = story.commissioned()
    story.scan("an", "take", commission, id="take_1", at=[20, 21])
    take = story.scan("an", "take", commission, id="take_2", at=[20, 21])
    story.scan("an", "annul", take, of=take, at=[22, 23])
    return story.expect("held", "commune")


def annulled_when_it_had_gone_on():
    story = Story("nothing is annulled that went on")
    take = story.scan("an", "take", story.commissioned())
    story.handed("an", "tam", take)
    story.scan("an", "annul", take, of=take, at=[25, 26])
    return story.expect("held", "district")


def two_annulled():
    story = Story("a take and its offer, both annulled")
    take = story.scan("an", "take", story.commissioned(), at=[20, 21])
    offer = story.scan("an", "offer", take, to="district", at=[22, 23])
    undo = story.scan("an", "annul", offer, of=offer, id="annul_offer", at=[24, 25])
    story.scan("an", "annul", undo, of=take, id="annul_take", at=[26, 27])
    return story.expect("held", "commune")


def offered_again():
    story = Story("offer, annul, offer: the second offer counts")
    commission = story.commissioned()
    first = story.scan("hoa", "offer", commission, to="an", id="offer_1")
    story.scan("hoa", "annul", first, of=first)
    story.scan("hoa", "offer", commission, to="an", id="offer_2")
    return story.expect("offered", "commune", offeree="an", tip="offer_2")


def offered_again_and_accepted():
    story = Story("offer, annul, offer on the annul, accept")
    first = story.scan("hoa", "offer", story.commissioned(), to="an", id="offer_1")
    annul = story.scan("hoa", "annul", first, of=first)
    second = story.scan("hoa", "offer", annul, to="an", id="offer_2")
    story.scan("an", "accept", second, of=second)
    return story.expect("held", "an")


def taken_again():
    story = Story("take, annul, take: the second take counts")
    commission = story.commissioned()
    take = story.scan("an", "take", commission, id="take_1")
    story.scan("an", "annul", take, of=take)
    story.scan("an", "take", commission, id="take_2")
    return story.expect("held", "an", flags=["unconfirmed"], tip="take_2")


def taken_again_and_handed_on():
    story = Story("take, annul, take, and the office goes on from the second one")
    commission = story.commissioned()
    take = story.scan("an", "take", commission, id="take_1")
    story.scan("an", "annul", take, of=take)
    again = story.scan("an", "take", commission, id="take_2")
    story.handed("an", "tam", again)
    return story.expect("held", "district")


def commissioned_again():
    story = Story("commission, annul, commission: the second one counts")
    story.scan("hoa", "commission", id="commission_1")
    story.scan("hoa", "annul", "commission_1", of="commission_1")
    again = story.scan("hoa", "commission", id="commission_2")
    story.handed("hoa", "an", again)
    return story.expect("held", "an")


def commissioned_again_on_the_annul():
    story = Story("commission, annul, commission on the annul")
    story.scan("hoa", "commission", id="commission_1")
    annul = story.scan("hoa", "annul", "commission_1", of="commission_1")
    again = story.scan("hoa", "commission", annul, id="commission_2")
    story.handed("hoa", "an", again)
    return story.expect("held", "an")


def commissioned_by_the_next_office():
    story = Story(
        "a commission annulled, and done by the office to which the roll was passed",
        issued={"label": [["commune", 0], ["district", 15]]},
    )
    story.scan("hoa", "commission", id="commission_1", at=[10, 11])
    annul = story.scan("hoa", "annul", "commission_1", of="commission_1", at=[12, 13])
    story.scan("tam", "commission", annul, at=[20, 21])
    return story.expect("held", "district", tip="commission_tam")


def a_commission_annulled():
    story = Story("a commission annulled is none")
    story.scan("hoa", "commission", id="commission_1")
    annul = story.scan("hoa", "annul", "commission_1", of="commission_1")
    story.scan("hoa", "offer", annul, to="an")
    return story.expect(
        "offered",
        "commune",
        offeree="an",
        flags=["gap", "unconfirmed"],
        cases=[["gap", "offer_hoa"]],
    )


def a_double_tap_done_again():
    story = Story("a double tap, annulled at once, and done again")
    commission = story.commissioned()
    story.scan("an", "take", commission, id="take_1", at=[20, 21])
    take = story.scan("an", "take", commission, id="take_2", at=[20, 21])
    story.scan("an", "annul", take, of=take, at=[22, 23])
    story.scan("an", "take", commission, id="take_3", at=[24, 25])
    return story.expect("held", "an", flags=["unconfirmed"], tip="take_3")


def annulled_twice():
    story = Story("take, annul, take, annul")
    commission = story.commissioned()
    take = story.scan("an", "take", commission, id="take_1")
    story.scan("an", "annul", take, of=take, id="annul_1")
    take = story.scan("an", "take", commission, id="take_2")
    story.scan("an", "annul", take, of=take, id="annul_2")
    return story.expect("held", "commune", tip="commission")


def a_delivery_done_again():
    story = Story("delivered to nobody at home, annulled, and delivered with a PIN")
    tip = story.handed("hoa", "an", story.commissioned())
    first = story.scan("an", "deliver", tip, to="dan", id="deliver_1", judged=["bad", "pin"])
    story.scan("an", "annul", first, of=first)
    story.scan("an", "deliver", tip, to="dan", id="deliver_2", judged=["good", "pin"])
    return story.expect("delivered", "dan", tip="deliver_2", handed_over="deliver_2")


def annulled_by_the_epoch_after():
    story = Story("a phone set up anew annuls what it said before, as far as times prove it")
    commission = story.commissioned()
    take = story.scan("an", "take", commission, id="take_1", at=[20, 21])
    story.scan("an", "annul", take, of=take, at=[24, 26], epoch="anew")
    story.scan("an", "take", commission, id="take_2", at=[22, 23])
    story.scan("an", "take", commission, id="take_3", at=[25, 27])
    return story.expect("held", "an", flags=["unconfirmed"], tip="take_3")


def a_resolve_annulled():
    story = Story("a resolve annulled: disputed again")
    an, binh = two_couriers_take_it(story)
    resolve = story.scan("quan", "resolve", binh, of="commission", ends=[an, binh], to="an")
    story.scan("quan", "annul", resolve, of=resolve)
    return story.expect(
        "disputed", claimants=["an", "binh"], flags=["unconfirmed"], cases=TWO_TAKES
    )


def a_resolve_annulled_that_was_corrected():
    story = Story("a resolve that another one corrects is not annulled")
    an, binh = two_couriers_take_it(story)
    ends = [an, binh]
    first = story.scan(
        "quan", "resolve", binh, of="commission", ends=ends, to="an", id="resolve_1"
    )
    story.scan("quan", "resolve", first, of="commission", ends=[first], to="binh", id="resolve_2")
    story.scan("quan", "annul", "resolve_2", of=first, at=[45, 46])
    return story.expect("held", "binh", tip="resolve_2")


ANNULS = (
    annulled,
    annulled_and_done_again,
    annulled_too_late,
    annulled_offline,
    annulled_offline_days_after_it_was_heard,
    annulled_by_another,
    a_double_tap_annulled,
    annulled_when_it_had_gone_on,
    two_annulled,
    offered_again,
    offered_again_and_accepted,
    taken_again,
    taken_again_and_handed_on,
    commissioned_again,
    commissioned_again_on_the_annul,
    commissioned_by_the_next_office,
    a_commission_annulled,
    a_double_tap_done_again,
    annulled_twice,
    a_delivery_done_again,
    annulled_by_the_epoch_after,
    a_resolve_annulled,
    a_resolve_annulled_that_was_corrected,
)
