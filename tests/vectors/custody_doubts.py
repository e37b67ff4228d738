"""Stories of rights, times and tickets that may not have been what they were said to be."""

from tests.vectors.custody_cast import GOOD, Story, ticket

ENDED = [["thu", "commune", "clerk", {"until": 100}]]


def _thu(name, **around):
    """A clerk whose grant ended at minute 100, and who still has a phone."""
    around["grants"] = [*ENDED, *around.pop("grants", [])]
    return Story(name, devices={"thu": {"person": "thu"}}, **around)


def ended_before_it_came():
    story = _thu("an offer that may have been made when its giver had the right no more")
    offer = story.scan(
        "thu", "offer", story.commissioned(), to="an", party="commune", at=[15, 9000]
    )
    story.scan("an", "accept", offer, of=offer, at=[30, 9000])
    return story.expect("held", "an", flags=["unconfirmed"])


def accepted_before_it_ended():
    story = _thu("what was accepted before the right ended was offered before that, too")
    offer = story.scan(
        "thu", "offer", story.commissioned(), to="an", party="commune", at=[15, 9000]
    )
    story.scan("an", "accept", offer, of=offer, at=[30, 31])
    return story.expect("held", "an")


def accepted_too_late():
    story = _thu("an accept that may have been signed when its taker had the right no more")
    brought = story.handed("hoa", "an", story.commissioned())
    offer = story.scan("an", "offer", brought, to="commune", at=[150, 151])
    story.scan("thu", "accept", offer, of=offer, party="commune", at=[30, 9000])
    return story.expect("held", "commune", flags=["unconfirmed"])


def a_ticket_shown_too_late():
    story = _thu("an unknown offer, accepted when the giver may have had the right no more")
    story.commissioned()
    seen = ticket("lost", by="commune", device="thu")
    story.scan("an", "accept", "commission", of="lost", tk=seen, at=[15, 9000])
    return story.expect("held", "an", flags=["unconfirmed"])


def confirmed_too_late():
    story = _thu("a confirm that may have come after its right confirms nothing")
    take = story.scan("an", "take", story.commissioned())
    story.scan("thu", "confirm", take, of=take, party="commune", at=[30, 9000])
    return story.expect("held", "an", flags=["unconfirmed"])


def the_same_ticket_twice():
    story = Story("one ticket of an offer that nobody knows is a second hand once")
    seen = ticket("lost", by="commune", device="desk")
    accept = story.scan("an", "accept", story.commissioned(), of="lost", tk=seen)
    back = story.handed("an", "hoa", accept)
    story.scan("an", "accept", back, of="lost", tk=seen, id="accept_again")
    return story.expect("held", "an", flags=["unconfirmed"])


def an_annul_by_a_clock_that_lies():
    story = Story("an annul that provably came hours later, whatever the device's clock says")
    accept = story.handed("hoa", "an", story.commissioned())
    story.scan("an", "annul", accept, of=accept, mono=31, at=[330, 400])
    return story.expect("held", "an")


def an_offer_annulled_under_its_accept():
    story = Story("an offer by which somebody took is annulled no more")
    commission = story.commissioned()
    offer = story.scan("hoa", "offer", commission)
    seen = ticket(offer, by="commune", device="hoa")
    story.scan("an", "accept", commission, of=offer, tk=seen)
    story.scan("hoa", "annul", offer, of=offer, at=[33, 34])
    return story.expect("held", "an")


def _offered(name, to=None):
    story = Story(name)
    commission = story.commissioned()
    seen = {"to": to} if to else {}
    offer = story.scan("hoa", "offer", commission, **seen)
    return story, offer, ticket(offer, by="commune", device="hoa", **seen)


def a_picture_of_what_was_withdrawn():
    story, offer, seen = _offered("the ticket of an offer that was withdrawn before")
    story.scan("hai", "withdraw", offer, of=offer)
    story.scan("an", "accept", offer, of=offer, tk=seen)
    return story.expect("held", "an", flags=["unconfirmed"])


def taken_by_who_knew_of_the_withdrawal():
    story, offer, seen = _offered("the ticket of an offer of whose end the taker knew")
    withdraw = story.scan("hai", "withdraw", offer, of=offer, at=[20, 9000])
    story.scan("an", "accept", withdraw, of=offer, tk=seen, at=[20, 9000])
    return story.expect("held", "an", flags=["unconfirmed"])


def accepted_after_it_was_refused():
    story, offer, seen = _offered("the ticket of an offer that was refused", to="an")
    refuse = story.scan("an", "refuse", offer, of=offer)
    story.scan("an", "accept", refuse, of=offer, tk=seen)
    return story.expect("held", "an", flags=["unconfirmed"])


def an_annulled_offers_picture():
    story, offer, seen = _offered("the ticket of an offer that was annulled before")
    story.scan("hoa", "annul", offer, of=offer, at=[21, 23])
    story.scan("an", "accept", offer, of=offer, tk=seen)
    return story.expect("held", "an", flags=["unconfirmed"])


def _annulled_accept(name):
    """An accepts and annuls it; Nam, then the district have it by two hands."""
    story = Story(name)
    accept = story.handed("hoa", "an", story.commissioned())
    story.scan("an", "annul", accept, of=accept)
    offer = story.scan("hoa", "offer", "commission", to="chi")
    taken = story.scan("chi", "accept", offer, of=offer)
    story.handed("chi", "tam", taken)
    return story, accept


def built_on_what_was_annulled():
    story, accept = _annulled_accept("a stranger revives nothing that was annulled")
    story.scan("binh", "take", accept, at=[25, 9000])
    return story.expect("held", "district", cases=[["contested", "take_binh"]])


def offered_on_what_was_annulled():
    story, accept = _annulled_accept("a stranger's offer revives nothing that was annulled")
    story.scan("binh", "offer", accept, to="chi", at=[25, 9000])
    return story.expect("held", "district", cases=[["contested", "offer_binh"]])


def a_confirm_annulled_under_an_offer():
    story = Story("who took it keeps no confirm that was annulled")
    take = story.scan("chi", "take", story.commissioned())
    confirm = story.scan("hoa", "confirm", take, of=take)
    story.scan("hoa", "annul", confirm, of=confirm)
    story.scan("chi", "offer", confirm, at=[30, 9000])
    return story.expect(
        "offered", "chi", flags=["unconfirmed"], cases=[["unconfirmed_take", "take_chi"]]
    )


def a_resolve_kept_by_a_stranger():
    story = Story("a resolve of nobody's does not keep another from being annulled")
    commission = story.commissioned()
    ends = [story.scan(who, "take", commission) for who in ("an", "binh")]
    resolve = story.scan("quan", "resolve", ends[1], of=commission, ends=ends, to="an")
    story.scan("chi", "resolve", resolve, of=commission, ends=[resolve], to="chi")
    story.scan("quan", "annul", resolve, of=resolve, at=[45, 46])
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[["dispute", commission], ["unconfirmed_take", "take_binh"]],
    )


def both_hands_by_one_desk():
    story = Story("one desk says for giver and taker who they were")
    story.around["grants"] = [["hoa", "district", "clerk"]]
    commission = story.commissioned()
    offer = story.scan("hai", "offer", commission, to="district", device="desk")
    story.scan("hoa", "accept", offer, of=offer, party="district", device="desk")
    return story.expect("held", "district", flags=["same_person"])


def confirmed_by_the_same_desk():
    story = Story("a desk that delivers confirms not what it said", now=100)
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="dan", device="desk")
    story.scan("truong", "confirm", deliver, of=deliver, device="desk")
    return story.expect(
        "delivered",
        "dan",
        judged="pending",
        cases=[["same_device", "confirm_truong"]],
        handed_over=None,
    )


def said_again_where_it_was_confirmed():
    story = Story("who says a delivery again takes back no confirm that was there", now=100)
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="dan")
    story.scan("truong", "confirm", deliver, of=deliver, device="desk")
    story.scan("hoa", "deliver", deliver, to="dan", device="desk", id="again")
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_hoa")


def annulled_after_it_was_confirmed():
    story = Story("who confirms a delivery stands on it, whatever else the device knew", now=2000)
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="dan", at=[20, 21], mono=2)
    story.scan("truong", "confirm", of=deliver, at=[30, 31])
    story.scan("hoa", "annul", deliver, of=deliver, at=[10, 1200], mono=12, epoch="anew")
    return story.expect("delivered", "dan", judged="confirmed", handed_over="deliver_hoa")


def a_label_printed_later():
    story = Story("a label that came later begins no story anew")
    story.around["issued"] = {"second_label": [["district", 35]]}
    story.scan("hoa", "commission", id="commission", at=[0, 20])
    story.handed("hoa", "an", "commission")
    story.scan("tam", "commission", id="a_commission", labels=["second_label"], at=[0, 9000])
    return story.expect("held", "an", cases=[["second_commission", "a_commission"]])


def annulled_under_who_may_take():
    story = Story("nobody erases himself under an office that took it from him")
    accept = story.handed("hoa", "an", story.commissioned())
    story.scan("tam", "take", accept, at=[330, 331])
    story.scan("an", "annul", accept, of=accept, mono=35, at=[30, 400])
    return story.expect("held", "district", flags=["unconfirmed"])


def offered_anew_by_a_colleague():
    story = Story("what ended an offer ends none that was made afterwards")
    commission = story.commissioned()
    offer = story.scan("hoa", "offer", commission, to="an")
    story.scan("hoa", "withdraw", offer, of=offer)
    again = story.scan("hai", "offer", commission, to="an")
    seen = ticket(again, by="commune", device="hai", to="an")
    story.scan("an", "accept", again, of=again, tk=seen)
    return story.expect("held", "an")


def handed_on_by_a_stranger():
    story = Story("who takes from a stranger with both hands is as doubtful")
    tip = story.handed("hoa", "an", story.commissioned())
    take = story.scan("chi", "take", tip)
    story.handed("chi", "binh", take)
    return story.expect("held", "binh", is_doubted=True, cases=[["unconfirmed_take", "take_chi"]])


def resolved_among_ones_own():
    story = Story("who supervises couriers that may take there says which of them has it")
    story.around["grants"] = [["nam", "district", "serves"], ["an", "province", "serves"]]
    story.around["grants"] += [["nam", "province", "serves"]]
    commission = story.scan("lan", "commission", id="commission", labels=["far_label"])
    ends = [
        story.scan("an", "take", commission, labels=["far_label"]),
        story.scan("nam", "take", commission, party="nam", labels=["far_label"]),
    ]
    story.around["issued"] = {"far_label": [["province", 0]]}
    story.around["grants"] += [["hang", "an", "supervisor"], ["hang", "nam", "supervisor"]]
    story.around["devices"] = {"hang": {"person": "hang"}}
    story.scan(
        "hang",
        "resolve",
        ends[1],
        of=commission,
        ends=ends,
        to="an",
        party="an",
        labels=["far_label"],
    )
    return story.expect("held", "an")


def a_commission_that_may_have_been():
    story = Story("an office that may have had the label gives way to one that surely had it")
    story.around["issued"] = {"label": [["district", 0], ["commune", 5]]}
    story.commissioned()
    story.handed("hoa", "an", "commission")
    story.scan("tam", "commission", id="a_commission", at=[0, 9000])
    return story.expect("held", "an", cases=[["second_commission", "a_commission"]])


def resolved_among_strangers():
    story = Story("strangers take it, and their superior gives it to one")
    story.around["grants"] = [["phuc", who, "supervisor"] for who in ("chi", "binh")]
    story.around["devices"] = {"phuc": {"person": "phuc"}}
    commission = story.commissioned()
    ends = [story.scan(who, "take", commission) for who in ("binh", "chi")]
    story.scan("phuc", "resolve", ends[1], of=commission, ends=ends, to="dan", party="chi")
    return story.expect(
        "disputed",
        claimants=["binh", "chi"],
        flags=["unconfirmed"],
        cases=[
            ["dispute", commission],
            ["no_grant", "resolve_phuc"],
            ["unconfirmed_take", "take_binh"],
            ["unconfirmed_take", "take_chi"],
        ],
    )


def resolved_among_strangers_after_a_resolve():
    story = Story("strangers take what a resolve gave, and their superior gives it to one")
    commission = story.commissioned()
    ends = [story.scan("an", "take", commission), story.scan("binh", "take", commission)]
    resolve = story.scan("quan", "resolve", ends[1], of=commission, ends=ends, to="dan")
    story.around["grants"] = [["phuc", who, "supervisor"] for who in ("chi", "nam")]
    story.around["devices"] = {"phuc": {"person": "phuc"}}
    taken = [
        story.scan("chi", "take", resolve, why="x"),
        story.scan("nam", "take", resolve, why="x", party="nam"),
    ]
    story.scan("phuc", "resolve", taken[1], of=resolve, ends=taken, to="chi", party="chi")
    return story.expect(
        "disputed",
        claimants=["chi", "nam"],
        flags=["unconfirmed"],
        cases=[
            ["dispute", resolve],
            ["no_grant", "resolve_phuc"],
            ["unconfirmed_take", "take_chi"],
            ["unconfirmed_take", "take_nam"],
        ],
        handed_over=resolve,
    )


def resolved_past_two_hands():
    story = Story("a resolve that says nothing of whom two hands had given it to")
    commission = story.commissioned()
    accept = story.handed("hoa", "an", commission)
    ends = [story.scan(who, "take", commission) for who in ("binh", "nam")]
    story.around["grants"] = [["quan", "nam", "supervisor"]]
    story.scan("quan", "resolve", ends[1], of=commission, ends=ends, to="binh")
    return story.expect(
        "held",
        "an",
        tip=accept,
        cases=[
            ["contested", "take_binh"],
            ["contested", "take_nam"],
            ["no_grant", "resolve_quan"],
        ],
    )


def resolved_past_the_citizen():
    story = Story("a resolve does not pass over a citizen who has it")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("an", "deliver", tip, to="dan", judged=GOOD)
    ends = [story.scan(who, "take", tip) for who in ("binh", "nam")]
    story.around["grants"] = [["quan", "nam", "supervisor"]]
    story.scan("quan", "resolve", ends[1], of=tip, ends=ends, to="binh")
    return story.expect(
        "delivered",
        "dan",
        handed_over="deliver_an",
        cases=[
            ["contested", "take_binh"],
            ["contested", "take_nam"],
            ["no_grant", "resolve_quan"],
        ],
    )


def resolved_to_nobody():
    story = Story("nothing is resolved to a party that nobody knows")
    commission = story.commissioned()
    ends = [story.scan(who, "take", commission) for who in ("an", "binh")]
    story.scan("quan", "resolve", ends[1], of=commission, ends=ends, to="nobody")
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[
            ["dispute", commission],
            ["unconfirmed_take", "take_binh"],
            ["wrong_recipient", "resolve_quan"],
        ],
    )


def taken_by_an_office_elsewhere():
    story = Story("an office takes from a courier who does not call there")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("lan", "take", tip)
    return story.expect(
        "held", "province", flags=["unconfirmed"], cases=[["unconfirmed_take", "take_lan"]]
    )


def taken_by_an_office_of_his():
    story = Story("an office takes from a courier who calls there")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("tam", "take", tip)
    return story.expect("held", "district", flags=["unconfirmed"])


DOUBTS = (
    ended_before_it_came,
    accepted_before_it_ended,
    accepted_too_late,
    a_ticket_shown_too_late,
    confirmed_too_late,
    the_same_ticket_twice,
    an_annul_by_a_clock_that_lies,
    an_offer_annulled_under_its_accept,
    a_commission_that_may_have_been,
    a_picture_of_what_was_withdrawn,
    taken_by_who_knew_of_the_withdrawal,
    accepted_after_it_was_refused,
    an_annulled_offers_picture,
    built_on_what_was_annulled,
    offered_on_what_was_annulled,
    a_confirm_annulled_under_an_offer,
    a_resolve_kept_by_a_stranger,
    both_hands_by_one_desk,
    confirmed_by_the_same_desk,
    said_again_where_it_was_confirmed,
    annulled_after_it_was_confirmed,
    a_label_printed_later,
    annulled_under_who_may_take,
    offered_anew_by_a_colleague,
    handed_on_by_a_stranger,
    resolved_among_ones_own,
    resolved_among_strangers,
    resolved_among_strangers_after_a_resolve,
    resolved_past_two_hands,
    resolved_past_the_citizen,
    resolved_to_nobody,
    taken_by_an_office_elsewhere,
    taken_by_an_office_of_his,
)
