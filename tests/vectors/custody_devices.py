"""Stories of who may say what: by which device, for whom, and by which ticket."""

from tests.vectors.custody_cast import GOOD, TWO_TAKES, Story, ticket, two_couriers_take_it


def by_a_foreign_phone():
    story = Story("a phone speaks for nobody but its person")
    story.scan("hoa", "offer", story.commissioned(), to="an", device="an")
    return story.expect("held", "commune", cases=[["no_grant", "offer_hoa"]])


def by_an_unknown_device():
    story = Story("a device that nobody enrolled speaks for nobody")
    story.scan("hoa", "offer", story.commissioned(), to="an", device="strange")
    return story.expect("held", "commune", cases=[["no_grant", "offer_hoa"]])


def by_a_device_that_is_not_believed():
    story = Story(
        "a phone that waits for approval, or was undone, speaks for nobody",
        devices={"an": {"person": "an", "is_believed": False}},
    )
    story.scan("an", "take", story.commissioned())
    return story.expect("held", "commune", cases=[["no_grant", "take_an"]])


def at_the_desk():
    story = Story("a desk speaks for its own clerk")
    story.scan("hoa", "offer", story.commissioned(), to="an", device="desk")
    return story.expect("offered", "commune", offeree="an")


def at_a_foreign_desk():
    story = Story("a desk speaks for no clerk of another office")
    story.scan("hoa", "offer", story.commissioned(), to="an", device="desk_of_district")
    return story.expect("held", "commune", cases=[["no_grant", "offer_hoa"]])


def a_courier_at_the_desk():
    story = Story("a desk speaks for no courier who serves its office")
    story.scan("an", "take", story.commissioned(), device="desk")
    return story.expect("held", "commune", cases=[["no_grant", "take_an"]])


def an_auditor_at_the_desk():
    story = Story(
        "a desk speaks for no auditor of its office", grants=[["minh", "district", "clerk"]]
    )
    commission = story.commissioned()
    story.scan("minh", "take", commission, party="district", device="desk")
    return story.expect("held", "commune", cases=[["no_grant", "take_minh"]])


def two_clerks_at_one_desk():
    story = Story("a desk signs for two clerks: an offer by one, the courier's hat of the other")
    commission = story.commissioned()
    offer = story.scan("hoa", "offer", commission, to="nam", device="desk")
    story.scan("nam", "accept", offer, of=offer, party="nam", device="desk")
    return story.expect("held", "nam", flags=["same_person"])


def both_hands_by_one_phone():
    story = Story("one phone is not both hands of a handoff")
    commission = story.commissioned()
    offer = story.scan("hoa", "offer", commission, to="an", device="an")
    story.scan("an", "accept", offer, of=offer)
    return story.expect("held", "an", flags=["unconfirmed"], cases=[["no_grant", "offer_hoa"]])


def at_the_desk_before_the_grant_and_after():
    story = Story(
        "a desk speaks for a clerk while the grant lasts",
        grants=[["moi", "commune", "clerk", {"from": 30, "until": 40}]],
    )
    commission = story.commissioned()
    for number, at in enumerate(([28, 29], [29, 30], [39, 40], [40, 41])):
        members = {"party": "commune", "device": "desk", "id": f"damaged_{number}", "at": at}
        story.scan("moi", "report_damaged", commission, **members)
    return story.expect(
        "held",
        "commune",
        cases=[
            ["damaged", "damaged_1"],
            ["damaged", "damaged_2"],
            ["no_grant", "damaged_0"],
        ],
    )


def in_vain_again_and_again():
    story = Story("what a device says in vain opens one case a day for each act and party")
    commission = story.commissioned()
    for number, minute in enumerate((30, 31, 1500, 1501)):
        members = {"party": "commune", "id": f"check_{number}", "at": [minute, minute]}
        story.scan("chi", "check", commission, **members)
    story.scan("binh", "check", commission, party="commune", at=[31, 31])
    cases = [["no_grant", name] for name in ("check_0", "check_2", "check_binh")]
    return story.expect("held", "commune", cases=cases)


def a_supervisor_at_the_units_own_office():
    story = Story(
        "a supervisor of a unit signs at the desk of that unit's own office",
        grants=[
            ["sep", "province", "supervisor", {"unit": "whole_province"}],
            ["sep", "commune", "supervisor", {"unit": "whole_province"}],
            ["sep", "district", "supervisor", {"unit": "whole_province"}],
        ],
    )
    an, binh = two_couriers_take_it(story)
    members = {"of": "commission", "ends": [an, binh], "to": "an", "party": "province"}
    story.scan("sep", "resolve", binh, device="operations_room", **members)
    return story.expect("held", "an", tip="resolve_sep")


def _at_a_desk_that_a_clerk_enrolled(name):
    desk = {"office": "commune", "is_vouched": False}
    return Story(
        f"a desk that a clerk enrolled and nobody approved: {name}", devices={"new": desk}
    )


def a_clerk_at_a_desk_that_nobody_approved():
    story = _at_a_desk_that_a_clerk_enrolled("a clerk works at it from the first minute")
    commission = story.scan("hoa", "commission", id="commission", device="new")
    offer = story.scan("hoa", "offer", commission, to="an", device="new")
    story.scan("an", "accept", offer, of=offer)
    return story.expect("held", "an")


def a_supervisors_confirm_at_a_desk_that_nobody_approved():
    story = _at_a_desk_that_a_clerk_enrolled("no supervisor confirms a delivery at it")
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="dan", device="desk")
    story.scan("truong", "confirm", deliver, of=deliver, device="new")
    return story.expect(
        "delivered",
        "dan",
        judged="pending",
        cases=[["unapproved_desk", "confirm_truong"]],
        handed_over=None,
    )


def a_clerk_who_supervises_at_a_desk_that_nobody_approved():
    story = _at_a_desk_that_a_clerk_enrolled("nor does a supervisor who is its clerk, too")
    story.around["grants"] = [["truong", "commune", "clerk"]]
    deliver = story.scan("hoa", "deliver", story.commissioned(), to="dan", device="desk")
    story.scan("truong", "confirm", deliver, of=deliver, device="new")
    return story.expect(
        "delivered",
        "dan",
        judged="pending",
        cases=[["unapproved_desk", "confirm_truong"]],
        handed_over=None,
    )


def a_resolve_at_a_desk_that_nobody_approved():
    story = _at_a_desk_that_a_clerk_enrolled("nobody resolves at it")
    story.around["grants"] = [["truong", "commune", "clerk"], ["truong", "district", "supervisor"]]
    an, binh = two_couriers_take_it(story)
    members = {"of": "commission", "ends": [an, binh], "to": "an", "party": "commune"}
    story.scan("truong", "resolve", binh, device="new", **members)
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[TWO_TAKES[0], ["unapproved_desk", "resolve_truong"], TWO_TAKES[1]],
    )


def a_supervisor_at_a_desk_below():
    story = Story(
        "a supervisor of a unit above signs at no desk below",
        grants=[
            ["sep", "province", "supervisor", {"unit": "whole_province"}],
            ["sep", "commune", "supervisor", {"unit": "whole_province"}],
            ["sep", "district", "supervisor", {"unit": "whole_province"}],
        ],
    )
    an, binh = two_couriers_take_it(story)
    members = {"of": "commission", "ends": [an, binh], "to": "an", "party": "commune"}
    story.scan("sep", "resolve", binh, device="desk", **members)
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[TWO_TAKES[0], ["no_grant", "resolve_sep"], TWO_TAKES[1]],
    )


def resolved_by_ones_own_phone():
    story = Story("a phone resolves nothing in a supervisor's name")
    an, binh = two_couriers_take_it(story)
    ends = [an, binh]
    story.scan("quan", "resolve", binh, of="commission", ends=ends, to="binh", device="binh")
    return story.expect(
        "disputed",
        claimants=["an", "binh"],
        flags=["unconfirmed"],
        cases=[TWO_TAKES[0], ["no_grant", "resolve_quan"], TWO_TAKES[1]],
    )


def confirmed_by_ones_own_phone():
    story = Story("a phone confirms no take in a clerk's name")
    take = story.scan("an", "take", story.commissioned())
    story.scan("hoa", "confirm", take, of=take, device="an")
    return story.expect("held", "an", flags=["unconfirmed"], cases=[["no_grant", "confirm_hoa"]])


def denied_by_a_foreign_phone():
    story = Story("a phone denies no take in a clerk's name")
    take = story.scan("an", "take", story.commissioned())
    story.scan("hoa", "deny", take, of=take, device="binh")
    return story.expect("held", "an", flags=["unconfirmed"], cases=[["no_grant", "deny_hoa"]])


def commissioned_by_a_foreign_phone():
    story = Story("a phone commissions nothing in a clerk's name")
    story.scan("hoa", "commission", device="an")
    return story.expect(None, cases=[["no_grant", "commission_hoa"]])


def annulled_by_a_foreign_phone():
    story = Story("a phone annuls nothing in another's name")
    story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("hoa", "annul", "offer_hoa", of="offer_hoa", device="binh")
    return story.expect("offered", "commune", offeree="an", cases=[["no_grant", "annul_hoa"]])


def a_couriers_grant_at_an_office():
    story = Story(
        "a courier's grant at an office signs nothing for it",
        grants=[["an", "commune", "courier"]],
    )
    commission = story.commissioned()
    take = story.scan("chi", "take", commission)
    story.scan("an", "confirm", take, of=take, party="commune")
    story.scan("an", "offer", commission, to="an", party="commune")
    return story.expect(
        "held",
        "chi",
        flags=["unconfirmed"],
        cases=[
            ["no_grant", "confirm_an"],
            ["no_grant", "offer_an"],
            ["unconfirmed_take", "take_chi"],
        ],
    )


def a_courier_confirms():
    story = Story("the courier who gave confirms the take, a supervisor over the courier does not")
    tip = story.handed("hoa", "an", story.commissioned())
    take = story.scan("tam", "take", tip)
    story.scan("quan", "confirm", take, of=take, party="an")
    story.scan("an", "confirm", take, of=take)
    return story.expect("held", "district", cases=[["no_grant", "confirm_quan"]])


def a_shown_hand_confirmed():
    story = Story("whoever gave confirms the take that a delivery showed")
    deliver = story.scan("an", "deliver", story.commissioned(), to="dan", judged=GOOD)
    story.scan("hoa", "confirm", deliver, of=deliver)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def a_shown_hand_confirmed_by_an_auditor():
    story = Story("an auditor answers for no take that a delivery showed")
    deliver = story.scan("an", "deliver", story.commissioned(), to="dan", judged=GOOD)
    story.scan("minh", "confirm", deliver, of=deliver)
    return story.expect(
        "delivered",
        "dan",
        flags=["unconfirmed"],
        cases=[["no_grant", "confirm_minh"]],
        handed_over="deliver_an",
    )


def a_shown_hand_confirmed_by_who_serves():
    story = Story("who serves an office answers for no take that a delivery showed")
    deliver = story.scan("binh", "deliver", story.commissioned(), to="dan", judged=GOOD)
    confirm = story.scan("an", "confirm", deliver, of=deliver, party="commune")
    return story.expect(
        "delivered",
        "dan",
        flags=["unconfirmed"],
        cases=[["no_grant", confirm], ["unconfirmed_take", deliver]],
        handed_over=deliver,
    )


def a_ticket_by_a_phone_of_the_office():
    story = Story("a ticket whose offer never came: by the phone of a clerk")
    seen = ticket("never_came", by="commune", device="hoa")
    story.scan("an", "accept", story.commissioned(), of="never_came", tk=seen)
    return story.expect("held", "an")


def a_ticket_by_a_desk():
    story = Story("a ticket whose offer never came: by a desk of the office")
    seen = ticket("never_came", by="commune", device="desk")
    story.scan("an", "accept", story.commissioned(), of="never_came", tk=seen)
    return story.expect("held", "an")


def _forged(name, device, by="commune", **around):
    story = Story(name, **around)
    seen = ticket("never_came", by=by, device=device)
    story.scan("an", "accept", story.commissioned(), of="never_came", tk=seen)
    return story.expect("held", "an", flags=["unconfirmed"], cases=[["forged", "accept_an"]])


def a_ticket_by_who_takes():
    return _forged("a courier who serves an office signs no ticket for it", "an")


def a_ticket_by_an_auditor():
    return _forged("an auditor of the office signs no ticket for it", "minh")


def a_ticket_by_a_supervisor():
    return _forged("a supervisor of the office signs no ticket for it", "truong")


def a_ticket_by_a_foreign_desk():
    return _forged("a desk of another office signs no ticket", "desk_of_district")


def a_ticket_by_an_unknown_device():
    return _forged("a device that nobody enrolled signs no ticket", "strange")


def a_ticket_by_a_device_that_was_undone():
    return _forged(
        "a phone whose enrolment was undone signs no ticket",
        "undone",
        devices={"undone": {"person": "hoa", "is_believed": False}},
    )


def a_ticket_after_the_grant():
    return _forged(
        "a ticket is not good by a grant that had ended",
        "cu",
        grants=[["cu", "commune", "clerk", {"until": 20}]],
        devices={"cu": {"person": "cu"}},
    )


def a_ticket_of_another_offer():
    story = Story("a ticket for an offer that another device made")
    offer = story.scan("hoa", "offer", story.commissioned())
    seen = ticket(offer, by="commune", device="hai")
    story.scan("an", "accept", offer, of=offer, tk=seen)
    return story.expect("held", "an", flags=["unconfirmed"], cases=[["forged", "accept_an"]])


def a_ticket_of_a_false_offer():
    story = Story("a ticket for an offer in another's name")
    offer = story.scan("hoa", "offer", story.commissioned(), device="an")
    seen = ticket(offer, by="commune", device="an")
    story.scan("an", "accept", offer, of=offer, tk=seen)
    return story.expect(
        "held",
        "an",
        flags=["unconfirmed"],
        cases=[["forged", "accept_an"], ["no_grant", "offer_hoa"]],
    )


def a_ticket_from_ones_other_hat():
    story = Story("a ticket from one's own phone: one person may be both hands")
    seen = ticket("never_came", by="commune", device="nam")
    story.scan("nam", "accept", story.commissioned(), of="never_came", party="nam", tk=seen)
    return story.expect("held", "nam", flags=["same_person"])


def a_ticket_from_ones_own_desk():
    story = Story("a ticket from the desk where one works: one person may be both hands")
    seen = ticket("never_came", by="commune", device="desk")
    story.scan("nam", "accept", story.commissioned(), of="never_came", party="nam", tk=seen)
    return story.expect("held", "nam", flags=["same_person"])


DEVICES = (
    by_a_foreign_phone,
    by_an_unknown_device,
    by_a_device_that_is_not_believed,
    at_the_desk,
    at_a_foreign_desk,
    a_courier_at_the_desk,
    an_auditor_at_the_desk,
    two_clerks_at_one_desk,
    both_hands_by_one_phone,
    at_the_desk_before_the_grant_and_after,
    a_supervisor_at_the_units_own_office,
    in_vain_again_and_again,
    a_clerk_at_a_desk_that_nobody_approved,
    a_supervisors_confirm_at_a_desk_that_nobody_approved,
    a_clerk_who_supervises_at_a_desk_that_nobody_approved,
    a_resolve_at_a_desk_that_nobody_approved,
    a_supervisor_at_a_desk_below,
    resolved_by_ones_own_phone,
    confirmed_by_ones_own_phone,
    denied_by_a_foreign_phone,
    commissioned_by_a_foreign_phone,
    annulled_by_a_foreign_phone,
    a_couriers_grant_at_an_office,
    a_courier_confirms,
    a_shown_hand_confirmed,
    a_shown_hand_confirmed_by_an_auditor,
    a_shown_hand_confirmed_by_who_serves,
    a_ticket_by_a_phone_of_the_office,
    a_ticket_by_a_desk,
    a_ticket_by_who_takes,
    a_ticket_by_an_auditor,
    a_ticket_by_a_supervisor,
    a_ticket_by_a_foreign_desk,
    a_ticket_by_an_unknown_device,
    a_ticket_by_a_device_that_was_undone,
    a_ticket_after_the_grant,
    a_ticket_of_another_offer,
    a_ticket_of_a_false_offer,
    a_ticket_from_ones_other_hat,
    a_ticket_from_ones_own_desk,
)
