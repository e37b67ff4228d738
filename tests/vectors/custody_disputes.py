"""Stories in which the lines part."""

from tests.vectors.custody_cast import Story, ticket

TWO_TAKES = [["dispute", "commission"], ["unconfirmed_take", "take_binh"]]


def _two_couriers_take(story):
    commission = story.commissioned()
    return story.scan("an", "take", commission), story.scan("binh", "take", commission)


def two_couriers_take():
    story = Story("two couriers take")
    _two_couriers_take(story)
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
    an, binh = _two_couriers_take(story)
    story.handed("an", "tam", an)
    story.handed("binh", "lan", binh)
    return story.expect("disputed", claimants=["district", "province"], cases=TWO_TAKES)


def a_delivery_further_down():
    story = Story("two couriers take, one delivers with proof", proofs={"deliver_an": True})
    an, _ = _two_couriers_take(story)
    story.scan("an", "deliver", an, to="dan")
    return story.expect("disputed", claimants=["binh", "dan"], cases=TWO_TAKES)


def one_hands_it_to_the_other():
    story = Story("two couriers take, one hands it to the other: one story again")
    an, _ = _two_couriers_take(story)
    story.handed("an", "binh", an)
    return story.expect("held", "binh", cases=TWO_TAKES[1:])


def and_he_hands_it_on():
    story = Story("two couriers take, one hands it to the other, who hands it on")
    an, _ = _two_couriers_take(story)
    tip = story.handed("an", "binh", an)
    story.handed("binh", "tam", tip)
    return story.expect("held", "district", cases=TWO_TAKES[1:])


def one_helps_himself():
    story = Story("two couriers take, one takes it from the other: still disputed")
    an, _ = _two_couriers_take(story)
    story.scan("binh", "take", an, id="take_again_binh")
    return story.expect(
        "disputed", claimants=["an", "binh"], flags=["unconfirmed"], cases=TWO_TAKES
    )


def helped_himself_with_leave():
    story = Story("two couriers take, one takes it from the other, who confirms it")
    an, _ = _two_couriers_take(story)
    take = story.scan("binh", "take", an, id="take_again_binh")
    story.scan("an", "confirm", take, of=take)
    return story.expect("held", "binh", cases=TWO_TAKES[1:])


def the_giver_confirms_one():
    story = Story("two couriers take, the giver confirms one")
    an, _ = _two_couriers_take(story)
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
    story = Story(
        "nothing beside a delivery with proof displaces it", proofs={"deliver_hoa": True}
    )
    commission = story.commissioned()
    story.handed("hoa", "an", commission)
    story.scan("hoa", "deliver", commission, to="dan")
    return story.expect("delivered", "dan", cases=[["contested", "accept_an_hoa"]])


def two_proven_deliveries():
    story = Story("two deliveries with proof", proofs={"deliver_hoa": True, "deliver_hai": True})
    commission = story.commissioned()
    story.scan("hoa", "deliver", commission, to="dan")
    story.scan("hai", "deliver", commission, to="bank")
    return story.expect("disputed", claimants=["bank", "dan"], cases=[["dispute", "commission"]])


def branches_that_end_alike():
    story = Story("branches that end alike merge")
    commission = story.commissioned()
    an = story.scan("an", "take", commission)
    nam = story.scan("nam", "take", commission)
    story.handed("an", "tam", an)
    story.handed("nam", "tam", nam)
    return story.expect("held", "district")


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


def _resolved(story, to, of="commission", who="quan", **members):
    an, binh = _two_couriers_take(story)
    return story.scan(who, "resolve", binh, of=of, ends=[an, binh], to=to, **members)


def resolved():
    story = Story("resolved")
    _resolved(story, "an")
    return story.expect("held", "an", tip="resolve_quan")


def resolved_after_a_denial():
    story = Story("resolved after a denial")
    take = story.scan("chi", "take", story.commissioned())
    deny = story.scan("hoa", "deny", take, of=take)
    story.around["grants"] = [["quan", "chi", "supervisor"]]
    story.scan("quan", "resolve", deny, of=take, ends=[take], to="commune")
    return story.expect("held", "commune")


def resolved_to_a_citizen():
    story = Story("resolved: a citizen has it")
    _resolved(story, "dan")
    return story.expect("delivered", "dan")


def resolved_and_handed_on():
    story = Story("resolved, and handed on")
    resolve = _resolved(story, "an")
    story.handed("an", "tam", resolve)
    return story.expect("held", "district")


def what_he_did_before_he_heard():
    story = Story("what the new holder did before he heard of the resolve follows it")
    _resolved(story, "an")
    story.handed("an", "tam", "take_an")
    return story.expect("held", "district")


def what_the_other_did_after():
    story = Story("what the other one did beyond his tip is a late claim")
    _resolved(story, "an")
    story.handed("binh", "lan", "take_binh")
    return story.expect("held", "an", cases=[["late_claim", "accept_lan_binh"]])


def a_third_claim():
    story = Story("resolved, then a third claim: a case, nothing reopened")
    _resolved(story, "an")
    story.scan("chi", "take", "commission")
    return story.expect("held", "an", cases=[["late_claim", "take_chi"]])


def a_third_claim_with_two_hands():
    story = Story("resolved, then a third claim with two hands: a case, nothing reopened")
    _resolved(story, "an")
    story.handed("hoa", "nam", "commission")
    return story.expect("held", "an", cases=[["late_claim", "accept_nam_hoa"]])


def a_late_delivery():
    story = Story(
        "resolved, then a delivery with proof: a case, nothing reopened",
        proofs={"deliver_hoa": True},
    )
    _resolved(story, "an")
    story.scan("hoa", "deliver", "commission", to="dan")
    return story.expect("held", "an", cases=[["late_claim", "deliver_hoa"]])


def the_second_resolve_names_the_first():
    story = Story("of two resolves the one that names the other stands")
    first = _resolved(story, "an", id="resolve_1")
    late = story.scan("chi", "take", "commission")
    story.around["grants"] = [["quan", "chi", "supervisor"]]
    ends = [first, late]
    story.scan("quan", "resolve", first, of="commission", ends=ends, to="binh", id="resolve_2")
    return story.expect("held", "binh", tip="resolve_2")


def two_resolves_apart():
    story = Story("two resolves that do not know of each other")
    _resolved(story, "an", id="resolve_1")
    ends = ["take_an", "take_binh"]
    story.scan("quan", "resolve", ends[0], of="commission", ends=ends, to="binh", id="resolve_2")
    return story.expect("disputed", claimants=["an", "binh"], cases=[["dispute", "commission"]])


def two_resolves_alike():
    story = Story("a double tap on resolve")
    _resolved(story, "an", id="resolve_1")
    ends = ["take_an", "take_binh"]
    story.scan("quan", "resolve", ends[0], of="commission", ends=ends, to="an", id="resolve_2")
    return story.expect("held", "an")


def resolved_by_whom_it_is_not_for():
    story = Story("a supervisor of one claimant alone resolves nothing")
    _resolved(story, "an", who="truong")
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[*TWO_TAKES[:1], ["no_grant", "resolve_truong"], *TWO_TAKES[1:]],
    )


def resolved_in_his_own_case():
    story = Story("nobody resolves in his own case")
    story.around["grants"] = [["quan", "an", "courier"]]
    _resolved(story, "an")
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[*TWO_TAKES[:1], ["no_grant", "resolve_quan"], *TWO_TAKES[1:]],
    )


def nothing_to_resolve():
    story = Story("without a fork a resolve has no effect")
    take = story.scan("an", "take", story.commissioned())
    story.scan("quan", "resolve", take, of="commission", ends=[take], to="commune")
    return story.expect("held", "an", flags=["unconfirmed"])


def resolved_at_a_word():
    story = Story("a resolve names any node between which only words stand")
    commission = story.commissioned()
    offer = story.scan("hoa", "offer", commission, to="chi")
    ends = [story.scan("an", "take", commission), story.scan("binh", "take", offer)]
    story.scan("quan", "resolve", ends[1], of=offer, ends=ends, to="binh")
    return story.expect("held", "binh")


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
    a_thief,
    a_denial_stands_above_a_confirm,
    two_hands_are_not_denied,
    the_giver_who_denied_goes_on,
    the_giver_helps_himself,
    the_thief_brings_it_back,
    no_annul_after_a_denial,
    resolved,
    resolved_after_a_denial,
    resolved_to_a_citizen,
    resolved_and_handed_on,
    what_he_did_before_he_heard,
    what_the_other_did_after,
    a_third_claim,
    a_third_claim_with_two_hands,
    a_late_delivery,
    the_second_resolve_names_the_first,
    two_resolves_apart,
    two_resolves_alike,
    resolved_by_whom_it_is_not_for,
    resolved_in_his_own_case,
    nothing_to_resolve,
    resolved_at_a_word,
    lost_beside_a_take,
)
