"""Stories of one hand: takes, confirms, losses, commissions, and scans for nothing."""

from tests.vectors.custody_cast import GOOD, Story


def two_checks():
    story = Story("two checks by one office")
    commission = story.commissioned()
    story.scan("hoa", "check", commission)
    story.scan("hai", "check", commission)
    return story.expect("held", "commune", tip="commission")


def built_on_a_check():
    story = Story("an offer built on a check")
    check = story.scan("hoa", "check", story.commissioned())
    story.scan("hoa", "offer", check, to="an")
    return story.expect("offered", "commune", offeree="an")


def built_on_nothing():
    story = Story("an honest act built on an ineffective one")
    commission = story.commissioned()
    void = story.scan("tam", "withdraw", commission, of=commission)
    offer = story.scan("hoa", "offer", void, to="an")
    story.scan("an", "accept", offer, of=offer)
    return story.expect("held", "an")


def a_take_by_who_serves():
    story = Story("a courier who serves the office takes")
    story.scan("an", "take", story.commissioned())
    return story.expect("held", "an", flags=["unconfirmed"])


def a_take_by_an_outsider():
    story = Story("a courier who does not serve the office takes")
    story.scan("chi", "take", story.commissioned())
    return story.expect(
        "held", "chi", flags=["unconfirmed"], cases=[["unconfirmed_take", "take_chi"]]
    )


def couriers_of_one_carrier():
    story = Story("couriers of one carrier take from each other")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("binh", "take", tip)
    return story.expect("held", "binh", flags=["unconfirmed"])


def couriers_of_two_carriers():
    story = Story("a courier of another carrier takes")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("chi", "take", tip)
    return story.expect(
        "held", "chi", flags=["unconfirmed"], cases=[["unconfirmed_take", "take_chi"]]
    )


def confirmed():
    story = Story("the giver confirms the take")
    take = story.scan("chi", "take", story.commissioned())
    story.scan("truong", "confirm", take, of=take)
    return story.expect("held", "chi", tip="take_chi")


def confirmed_by_himself():
    story = Story("nobody confirms his own take")
    take = story.scan("nam", "take", story.commissioned(), party="nam")
    story.scan("nam", "confirm", take, of=take, party="commune")
    return story.expect("held", "nam", flags=["unconfirmed"])


def confirmed_by_a_stranger():
    story = Story("another office confirms nothing")
    take = story.scan("an", "take", story.commissioned())
    story.scan("tam", "confirm", take, of=take)
    return story.expect("held", "an", flags=["unconfirmed"])


def confirmed_by_an_officer():
    story = Story("an officer answers for no take", grants=[["duc", "commune", "officer"]])
    take = story.scan("an", "take", story.commissioned())
    story.scan("duc", "confirm", take, of=take, party="commune")
    return story.expect("held", "an", flags=["unconfirmed"], cases=[["no_grant", "confirm_duc"]])


def a_supervisor_moves_nothing():
    story = Story("a supervisor has no paper in hand")
    story.scan("truong", "offer", story.commissioned(), to="an")
    return story.expect("held", "commune", cases=[["no_grant", "offer_truong"]])


def unconfirmed_until_the_next_handoff():
    story = Story("unconfirmed until the next two-sided move")
    tip = story.scan("an", "take", story.commissioned())
    story.handed("an", "tam", tip)
    return story.expect("held", "district")


def forgot_to_scan():
    story = Story("a courier forgets to scan and delivers with proof")
    story.scan("an", "deliver", story.commissioned(), to="dan", judged=GOOD)
    return story.expect("delivered", "dan", flags=["unconfirmed"], handed_over="deliver_an")


def forgot_to_accept():
    story = Story("the offeree forgets to accept and delivers")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("an", "deliver", offer, to="dan", judged=GOOD)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def forgot_to_scan_and_offers():
    story = Story("a courier forgets to scan and offers it on")
    offer = story.scan("an", "offer", story.commissioned(), to="district")
    story.scan("tam", "accept", offer, of=offer)
    return story.expect("held", "district")


def an_officer_shows_no_hand():
    story = Story("who neither carries nor receives shows no hand")
    story.scan("duc", "offer", story.commissioned(), to="an")
    return story.expect("held", "commune", cases=[["no_grant", "offer_duc"]])


def back_from_a_wrong_delivery():
    story = Story("the way back from a wrong delivery")
    tip = story.handed("hoa", "an", story.commissioned())
    tip = story.scan("an", "deliver", tip, to="dan")
    story.scan("an", "take", tip, why="wrong_person")
    return story.expect("held", "an", flags=["unconfirmed"])


def taken_back_without_a_reason():
    story = Story("taken back from a delivery without a reason")
    tip = story.handed("hoa", "an", story.commissioned())
    tip = story.scan("an", "deliver", tip, to="dan")
    story.scan("an", "take", tip)
    return story.expect(
        "delivered", "dan", judged="pending", cases=[["after_delivery", "take_an"]]
    )


def lost_and_found():
    story = Story("reported lost, then found")
    tip = story.handed("hoa", "an", story.commissioned())
    tip = story.scan("an", "report_lost", tip)
    story.scan("tam", "find", tip)
    return story.expect("held", "district", flags=["unconfirmed"])


def lost():
    story = Story("the holder reports it lost beside his office's offer")
    commission = story.commissioned()
    story.scan("hoa", "offer", commission, to="an")
    story.scan("hai", "report_lost", commission)
    return story.expect("lost", "commune", cases=[["lost", "report_lost_hai"]])


def lost_says_a_stranger():
    story = Story("a stranger reports it lost")
    story.scan("chi", "report_lost", story.commissioned())
    return story.expect("held", "commune", cases=[["lost", "report_lost_chi"]])


def lost_after_delivery():
    story = Story("reported lost after it was delivered")
    tip = story.handed("hoa", "an", story.commissioned())
    tip = story.scan("an", "deliver", tip, to="dan")
    story.scan("an", "report_lost", tip)
    return story.expect("delivered", "dan", judged="pending", cases=[["lost", "report_lost_an"]])


def damaged():
    story = Story("reported damaged")
    story.scan("hai", "report_damaged", story.commissioned())
    return story.expect("held", "commune", cases=[["damaged", "report_damaged_hai"]])


def a_second_commission():
    story = Story("any phone commissioning an item in use")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("tam", "commission", tip)
    story.scan("lan", "commission")
    return story.expect(
        "held",
        "an",
        cases=[
            ["second_commission", "commission_lan"],
            ["second_commission", "commission_tam"],
        ],
    )


def a_second_label():
    story = Story("a reprint: the commune commissions a second label")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("hai", "commission", tip, labels=["second_label"])
    return story.expect("held", "an")


def a_roll_passed_on():
    story = Story(
        "a roll that was passed on",
        issued={"label": [["commune", 0], ["district", 5]]},
    )
    story.scan("tam", "commission", at=[8, 9])
    return story.expect("held", "district")


def a_roll_not_passed_on_yet():
    story = Story(
        "a commission before the roll was passed on",
        issued={"label": [["commune", 0], ["district", 50]]},
    )
    story.scan("tam", "commission", at=[8, 9])
    return story.expect(None, None, cases=[["no_grant", "commission_tam"]])


def a_roll_passed_on_before():
    story = Story(
        "a commission after the roll was passed on",
        issued={"label": [["commune", 0], ["district", 5]]},
    )
    story.scan("hoa", "commission", at=[8, 9])
    return story.expect(None, None, cases=[["no_grant", "commission_hoa"]])


def two_offices_commission():
    story = Story(
        "two offices commission while the roll passes between them",
        issued={"label": [["commune", 0], ["district", 10]]},
    )
    story.scan("hoa", "commission", at=[7, 11])
    story.scan("tam", "commission", at=[8, 12])
    return story.expect("held", "commune", cases=[["second_commission", "commission_tam"]])


def the_first_commission():
    story = Story(
        "of two commissions the one that proves to be the first",
        issued={"label": [["commune", 0], ["district", 10]]},
    )
    story.scan("tam", "commission", at=[20, 21], id="a_commission")
    story.scan("hoa", "commission", at=[7, 8])
    return story.expect("held", "commune", cases=[["second_commission", "a_commission"]])


def without_a_grant():
    story = Story("without a grant nothing counts")
    commission = story.commissioned()
    take = story.scan("minh", "take", commission)
    story.scan("hoa", "offer", take, to="an")
    return story.expect("offered", "commune", offeree="an", cases=[["no_grant", "take_minh"]])


def serves_signs_nothing():
    story = Story("who only serves an office signs nothing for it")
    story.scan("an", "offer", story.commissioned(), to="binh", party="commune")
    return story.expect("held", "commune", cases=[["no_grant", "offer_an"]])


def of_the_wrong_kind():
    story = Story("a label of the wrong kind")
    story.scan("an", "take", story.commissioned(), flags=["wrong_kind"])
    return story.expect("held", "commune")


def two_labels():
    story = Story("of two labels the later basis counts")
    commission = story.commissioned()
    tip = story.handed("hoa", "an", commission)
    story.scan("an", "offer", [tip, commission], to="district", labels=["label", "second_label"])
    return story.expect("offered", "an", offeree="district")


def the_later_of_two_labels():
    story = Story("of two labels the later basis counts, whichever comes first")
    commission = story.commissioned()
    tip = story.handed("hoa", "an", commission)
    offer = story.scan("an", "offer", tip, to="district")
    story.scan("tam", "accept", [commission, offer], of=offer, labels=["label", "second_label"])
    return story.expect("held", "district")


ACTS = (
    two_checks,
    built_on_a_check,
    built_on_nothing,
    a_take_by_who_serves,
    a_take_by_an_outsider,
    couriers_of_one_carrier,
    couriers_of_two_carriers,
    confirmed,
    confirmed_by_himself,
    confirmed_by_a_stranger,
    confirmed_by_an_officer,
    a_supervisor_moves_nothing,
    unconfirmed_until_the_next_handoff,
    forgot_to_scan,
    forgot_to_accept,
    forgot_to_scan_and_offers,
    an_officer_shows_no_hand,
    back_from_a_wrong_delivery,
    taken_back_without_a_reason,
    lost_and_found,
    lost,
    lost_says_a_stranger,
    lost_after_delivery,
    damaged,
    a_second_commission,
    a_second_label,
    a_roll_passed_on,
    a_roll_not_passed_on_yet,
    a_roll_passed_on_before,
    two_offices_commission,
    the_first_commission,
    without_a_grant,
    serves_signs_nothing,
    of_the_wrong_kind,
    two_labels,
    the_later_of_two_labels,
)
