"""Stories that a supervisor ends."""

from tests.vectors.custody_cast import GOOD, TWO_TAKES, Story, two_couriers_take_it


def _resolved(story, to, of="commission", who="quan", **members):
    an, binh = two_couriers_take_it(story)
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
    return story.expect("delivered", "dan", judged="confirmed", handed_over="resolve_quan")


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


def a_word_as_a_tip():
    story = Story("a resolve that names an offer as a tip: its accept follows with one hand")
    commission = story.commissioned()
    an = story.scan("an", "take", commission)
    offer = story.scan("an", "offer", an, to="district")
    ends = [offer, story.scan("nam", "take", commission)]
    story.around["grants"] = [["quan", "nam", "supervisor"]]
    story.scan("quan", "resolve", ends[1], of="commission", ends=ends, to="an")
    story.scan("tam", "accept", offer, of=offer)
    return story.expect("held", "district", flags=["unconfirmed"])


def what_the_other_did_after():
    story = Story("what the other one did beyond his tip is a late claim")
    _resolved(story, "an")
    story.handed("binh", "lan", "take_binh")
    return story.expect("held", "an", cases=[["late_claim", "accept_lan_binh"]])


def what_was_taken_from_him_before():
    story = Story("what another took from the new holder beyond his tip is a late claim")
    _resolved(story, "an")
    story.scan("nam", "take", "take_an")
    return story.expect("held", "an", cases=[["late_claim", "take_nam"]])


def resolved_with_a_tip_too_many():
    story = Story("a resolve that also names a node above the fork")
    tip = story.handed("hoa", "an", story.commissioned())
    ends = [story.scan("binh", "take", tip), story.scan("nam", "take", tip)]
    story.around["grants"] = [["quan", "nam", "supervisor"]]
    named = [*ends, "commission"]
    story.scan("quan", "resolve", ends[0], of=tip, ends=named, to="nam")
    return story.expect("held", "nam")


def corrected():
    story = Story("a resolve corrected by one that names it alone")
    first = _resolved(story, "an", id="resolve_1")
    story.scan("quan", "resolve", first, of="commission", ends=[first], to="binh", id="resolve_2")
    return story.expect("held", "binh", tip="resolve_2")


def corrected_by_whom_it_is_not_for():
    story = Story("a resolve corrected by a supervisor of its holder alone")
    story.around["grants"] = [["truong", "an", "supervisor"]]
    first = _resolved(story, "an", id="resolve_1")
    ends = [first]
    story.scan("truong", "resolve", first, of="commission", ends=ends, to="an", id="resolve_2")
    return story.expect("held", "an", tip="resolve_1", cases=[["no_grant", "resolve_2"]])


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
    )
    _resolved(story, "an")
    story.scan("hoa", "deliver", "commission", to="dan", judged=GOOD)
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


def a_third_resolve_ends_both():
    story = Story("two resolves that do not know of each other, and a third that names both")
    first = _resolved(story, "an", id="resolve_1")
    ends = ["take_an", "take_binh"]
    story.scan("quan", "resolve", ends[0], of="commission", ends=ends, to="binh", id="resolve_2")
    ends = [first, "resolve_2"]
    story.scan("quan", "resolve", first, of="commission", ends=ends, to="binh", id="resolve_3")
    return story.expect("held", "binh", tip="resolve_3")


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


def a_void_denial_parts_nothing():
    story = Story("a denial without effect parts nothing that could be resolved")
    tip = story.handed("hoa", "an", story.commissioned())
    deny = story.scan("hai", "deny", tip, of=tip)
    story.scan("quan", "resolve", deny, of=tip, ends=[tip], to="commune")
    return story.expect("held", "an")


def one_tip_is_no_answer():
    story = Story("a resolve that names one tip of a fork answers nothing")
    an, _ = two_couriers_take_it(story)
    story.scan("quan", "resolve", an, of="commission", ends=[an], to="an")
    return story.expect(
        "disputed", claimants=["an", "binh"], flags=["unconfirmed"], cases=TWO_TAKES
    )


def a_proven_delivery_resolved():
    story = Story("a delivery with proof, displaced by a resolve")
    commission = story.commissioned()
    accept = story.handed("hoa", "an", commission)
    delivery = story.scan("hoa", "deliver", commission, to="dan", judged=GOOD)
    ends = [accept, delivery]
    story.scan("quan", "resolve", delivery, of=commission, ends=ends, to="an")
    return story.expect("held", "an", handed_over="deliver_hoa")


def resolved_at_a_hand_shown():
    story = Story("lines that part where a hand was shown")
    offer = story.scan("an", "offer", story.commissioned(), to="district")
    ends = [story.scan("binh", "take", offer), story.scan("nam", "take", offer)]
    story.around["grants"] = [["quan", "nam", "supervisor"]]
    story.scan("quan", "resolve", offer, of=offer, ends=ends, to="nam")
    return story.expect("held", "nam")


def resolved_at_a_word():
    story = Story("a resolve names any node between which only words stand")
    commission = story.commissioned()
    offer = story.scan("hoa", "offer", commission, to="chi")
    ends = [story.scan("an", "take", commission), story.scan("binh", "take", offer)]
    story.scan("quan", "resolve", ends[1], of=offer, ends=ends, to="binh")
    return story.expect("held", "binh")


def resolved_for_any_party():
    story = Story(
        "a resolve is signed for any party for which the supervisor holds a grant",
        grants=[["quan", "other_office", "auditor"]],
    )
    _resolved(story, "an", party="other_office")
    return story.expect("held", "an", tip="resolve_quan")


def resolved_for_a_party_without_a_grant():
    story = Story("a resolve is signed for no party for which the supervisor holds no grant")
    _resolved(story, "an", party="nam")
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[TWO_TAKES[0], ["no_grant", "resolve_quan"], TWO_TAKES[1]],
    )


def resolved_without_a_home_office():
    story = Story("a courier without a home office that one supervises is nobody's to judge")
    commission = story.commissioned()
    ends = [story.scan("an", "take", commission), story.scan("chi", "take", commission)]
    story.scan("quan", "resolve", ends[0], of=commission, ends=ends, to="an")
    return story.expect(
        "disputed",
        claimants=["an", "chi"],
        flags=["unconfirmed"],
        cases=[
            ["dispute", "commission"],
            ["no_grant", "resolve_quan"],
            ["unconfirmed_take", "take_chi"],
        ],
    )


def after_a_denial_the_basis_names_nothing():
    story = Story("after a denial a resolve names the take, not what it stands on")
    take = story.scan("an", "take", story.commissioned())
    deny = story.scan("hoa", "deny", take, of=take)
    story.scan("quan", "resolve", deny, of="commission", ends=[take], to="commune")
    return story.expect("disputed", claimants=["an", "commune"], cases=[["dispute", "take_an"]])


def _who_denied_resolves(name, who):
    story = Story(name)
    take = story.scan("an", "take", story.commissioned())
    deny = story.scan("truong", "deny", take, of=take)
    story.scan(who, "resolve", deny, of=take, ends=[take], to="commune")
    return story


def resolved_by_who_denied():
    story = _who_denied_resolves("a supervisor who denied the take does not resolve it", "truong")
    return story.expect(
        "disputed",
        claimants=["an", "commune"],
        cases=[["dispute", "take_an"], ["no_grant", "resolve_truong"]],
    )


def resolved_by_another_than_who_denied():
    story = _who_denied_resolves("another supervisor resolves what was denied", "quan")
    return story.expect("held", "commune")


def resolved_by_who_signed_a_claim():
    story = Story(
        "nobody resolves who signed one of the claims",
        grants=[["quan", "district", "clerk", {"until": 35}]],
    )
    commission = story.commissioned()
    ends = [
        story.scan("an", "take", commission),
        story.scan("quan", "take", commission, party="district"),
    ]
    story.scan("quan", "resolve", ends[0], of=commission, ends=ends, to="an")
    return story.expect(
        "disputed",
        claimants=["an", "district"],
        flags=["unconfirmed"],
        cases=[["dispute", "commission"], ["no_grant", "resolve_quan"]],
    )


def corrected_by_who_signed_a_claim():
    story = Story(
        "nobody corrects a resolve who signed one of the claims that it answered",
        grants=[
            ["sep", "district", "clerk", {"until": 35}],
            ["sep", "commune", "supervisor"],
            ["sep", "district", "supervisor"],
        ],
        devices={"sep": {"person": "sep"}},
    )
    commission = story.commissioned()
    ends = [
        story.scan("an", "take", commission),
        story.scan("sep", "take", commission, party="district"),
    ]
    first = story.scan("quan", "resolve", ends[0], of=commission, ends=ends, to="an")
    members = {"of": commission, "ends": [first], "to": "district", "party": "district"}
    story.scan("sep", "resolve", first, **members)
    return story.expect("held", "an", tip="resolve_quan", cases=[["no_grant", "resolve_sep"]])


RESOLVES = (
    resolved,
    resolved_after_a_denial,
    resolved_to_a_citizen,
    resolved_and_handed_on,
    what_he_did_before_he_heard,
    a_word_as_a_tip,
    what_the_other_did_after,
    what_was_taken_from_him_before,
    resolved_with_a_tip_too_many,
    corrected,
    corrected_by_whom_it_is_not_for,
    a_third_claim,
    a_third_claim_with_two_hands,
    a_late_delivery,
    the_second_resolve_names_the_first,
    two_resolves_apart,
    a_third_resolve_ends_both,
    two_resolves_alike,
    resolved_by_whom_it_is_not_for,
    resolved_in_his_own_case,
    nothing_to_resolve,
    a_void_denial_parts_nothing,
    one_tip_is_no_answer,
    a_proven_delivery_resolved,
    resolved_at_a_hand_shown,
    resolved_at_a_word,
    resolved_for_any_party,
    resolved_for_a_party_without_a_grant,
    resolved_without_a_home_office,
    after_a_denial_the_basis_names_nothing,
    resolved_by_who_denied,
    resolved_by_another_than_who_denied,
    resolved_by_who_signed_a_claim,
    corrected_by_who_signed_a_claim,
)
