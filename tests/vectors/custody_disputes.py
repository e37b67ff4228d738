"""Stories in which the lines part, and which of them is the line."""

from tests.vectors.custody_cast import GOOD, TWO_TAKES, Story, ticket, two_couriers_take_it


def two_couriers_take():
    story = Story("two couriers take")
    two_couriers_take_it(story)
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=TWO_TAKES,
        tips=["take_an", "take_binh"],
        parts_at="commission",
    )


def both_go_on_scanning():
    story = Story("two couriers take, and both go on scanning")
    an, binh = two_couriers_take_it(story)
    story.handed("an", "tam", an)
    story.handed("binh", "lan", binh)
    return story.expect("disputed", claimants=["district", "province"], cases=TWO_TAKES)


def a_delivery_further_down():
    story = Story("two couriers take, one delivers with proof")
    an, _ = two_couriers_take_it(story)
    story.scan("an", "deliver", an, to="dan", judged=GOOD)
    return story.expect(
        "delivered", "dan", cases=[["contested", "take_binh"]], handed_over="deliver_an"
    )


def one_hands_it_to_the_other():
    story = Story("two couriers take, one hands it to the other: one story again")
    an, _ = two_couriers_take_it(story)
    story.handed("an", "binh", an)
    return story.expect("held", "binh", cases=TWO_TAKES[1:])


def and_he_hands_it_on():
    story = Story("two couriers take, one hands it to the other, who hands it on")
    an, _ = two_couriers_take_it(story)
    tip = story.handed("an", "binh", an)
    story.handed("binh", "tam", tip)
    return story.expect("held", "district", cases=TWO_TAKES[1:])


def one_helps_himself():
    story = Story("two couriers take, one takes it from the other: still disputed")
    an, _ = two_couriers_take_it(story)
    story.scan("binh", "take", an, id="take_again_binh")
    return story.expect(
        "disputed", claimants=["an", "binh"], flags=["unconfirmed"], cases=TWO_TAKES
    )


def helped_himself_with_leave():
    story = Story("two couriers take, one takes it from the other, who confirms it")
    an, _ = two_couriers_take_it(story)
    take = story.scan("binh", "take", an, id="take_again_binh")
    story.scan("an", "confirm", take, of=take)
    return story.expect("held", "binh", cases=TWO_TAKES[1:])


def the_giver_confirms_one():
    story = Story("two couriers take, the giver confirms one")
    an, _ = two_couriers_take_it(story)
    story.scan("hoa", "confirm", an, of=an)
    return story.expect("held", "an", cases=[["contested", "take_binh"]])


def two_hands_beat_one():
    story = Story("two hands beat one")
    commission = story.commissioned()
    story.scan("an", "take", commission)
    story.handed("hoa", "binh", commission)
    return story.expect("held", "binh", cases=[["contested", "take_an"]])


def two_hands_on_both_sides():
    story = Story("two couriers with the same ticket")
    offer = story.scan("hoa", "offer", story.commissioned())
    seen = ticket(offer, by="commune", device="hoa")
    story.scan("an", "accept", offer, of=offer, tk=seen)
    story.scan("binh", "accept", offer, of=offer, tk=seen)
    story.scan("chi", "take", offer)
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        cases=[["contested", "take_chi"], ["dispute", "commission"]],
    )


def nothing_beside_a_proven_delivery():
    story = Story("nothing beside a delivery with proof displaces it")
    commission = story.commissioned()
    story.handed("hoa", "an", commission)
    story.scan("hoa", "deliver", commission, to="dan", judged=GOOD)
    return story.expect(
        "delivered", "dan", cases=[["contested", "accept_an_hoa"]], handed_over="deliver_hoa"
    )


def two_proven_deliveries():
    story = Story("two deliveries with proof")
    commission = story.commissioned()
    story.scan("hoa", "deliver", commission, to="dan", judged=GOOD)
    story.scan("hai", "deliver", commission, to="bank", judged=GOOD)
    return story.expect(
        "disputed",
        claimants=["bank", "dan"],
        cases=[["dispute", "commission"]],
        handed_over="deliver_hoa",
    )


def branches_that_end_alike():
    story = Story("branches that end alike merge")
    commission = story.commissioned()
    an = story.scan("an", "take", commission)
    nam = story.scan("nam", "take", commission)
    story.handed("an", "tam", an)
    story.handed("nam", "tam", nam)
    return story.expect("held", "district")


def they_merge_with_the_flags_of_both():
    story = Story("branches merge with the flags that both have")
    commission = story.commissioned()
    an = story.scan("an", "take", commission)
    nam = story.scan("nam", "take", commission)
    story.scan("tam", "take", an, id="a_take")
    story.handed("nam", "tam", nam)
    return story.expect("held", "district", tip="a_take")


def a_thief():
    story = Story("a thief takes, the giver denies, the thief checks")
    take = story.scan("chi", "take", story.commissioned())
    deny = story.scan("hoa", "deny", take, of=take)
    story.scan("chi", "check", deny)
    return story.expect(
        "disputed",
        claimants=["chi", "commune"],
        cases=[["dispute", "take_chi"], ["unconfirmed_take", "take_chi"]],
        parts_at="take_chi",
    )


def a_denial_stands_above_a_confirm():
    story = Story("a denial stands above a confirm")
    take = story.scan("an", "take", story.commissioned())
    story.scan("hoa", "confirm", take, of=take)
    story.scan("truong", "deny", take, of=take)
    return story.expect("disputed", claimants=["an", "commune"], cases=[["dispute", "take_an"]])


def two_hands_are_not_denied():
    story = Story("nobody denies what he offered")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("hai", "deny", tip, of=tip)
    return story.expect("held", "an")


def the_giver_who_denied_goes_on():
    story = Story("the giver who denied hands it to another")
    take = story.scan("chi", "take", story.commissioned())
    deny = story.scan("hoa", "deny", take, of=take)
    story.handed("hoa", "an", deny)
    return story.expect("held", "an", cases=[["contested", "take_chi"]])


def the_giver_helps_himself():
    story = Story("the giver who denied takes it back with one hand: still disputed")
    take = story.scan("an", "take", story.commissioned())
    story.scan("hoa", "deny", take, of=take)
    story.scan("hoa", "take", take)
    return story.expect(
        "disputed",
        claimants=["an", "commune"],
        flags=["unconfirmed"],
        cases=[["dispute", "take_an"]],
    )


def the_thief_brings_it_back():
    story = Story("the thief hands it back with two hands: one story again")
    take = story.scan("chi", "take", story.commissioned())
    story.scan("hoa", "deny", take, of=take)
    story.handed("chi", "hoa", take)
    return story.expect("held", "commune", cases=[["unconfirmed_take", "take_chi"]])


def no_annul_after_a_denial():
    story = Story("a denied take is not annulled")
    take = story.scan("chi", "take", story.commissioned(), at=[20, 21])
    story.scan("hoa", "deny", take, of=take, at=[22, 23])
    story.scan("chi", "annul", take, of=take, at=[24, 25])
    return story.expect(
        "disputed",
        claimants=["chi", "commune"],
        cases=[["dispute", "take_chi"], ["unconfirmed_take", "take_chi"]],
    )


def lost_beside_a_take():
    story = Story("reported lost, and taken: who has it is disputed")
    commission = story.commissioned()
    story.scan("hoa", "report_lost", commission)
    story.scan("an", "take", commission)
    return story.expect(
        "disputed",
        claimants=["an", "commune"],
        cases=[["dispute", "commission"], ["lost", "report_lost_hoa"]],
    )


DISPUTES = (
    two_couriers_take,
    both_go_on_scanning,
    a_delivery_further_down,
    one_hands_it_to_the_other,
    and_he_hands_it_on,
    one_helps_himself,
    helped_himself_with_leave,
    the_giver_confirms_one,
    two_hands_beat_one,
    two_hands_on_both_sides,
    nothing_beside_a_proven_delivery,
    two_proven_deliveries,
    branches_that_end_alike,
    they_merge_with_the_flags_of_both,
    a_thief,
    a_denial_stands_above_a_confirm,
    two_hands_are_not_denied,
    the_giver_who_denied_goes_on,
    the_giver_helps_himself,
    the_thief_brings_it_back,
    no_annul_after_a_denial,
    lost_beside_a_take,
)
