"""Stories of scans that stand on a scan which nobody has."""

from tests.vectors.custody_cast import GOOD, Story, ticket


def the_next_office_accepts():
    story = Story("accept lost with its phone, the next office accepts from its last ticket")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("an", "accept", offer, of=offer)
    accept = story.lose()
    story.scan("an", "offer", accept)
    offer = story.lose()
    story.scan("tam", "accept", offer, of=offer, tk=ticket(offer, by="an", device="an"))
    return story.expect("held", "district", flags=["gap"], cases=[["gap", "accept_tam"]])


def the_next_office_takes():
    story = Story("accept lost with its phone, the next office takes")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("an", "accept", offer, of=offer)
    story.scan("tam", "take", story.lose())
    return story.expect(
        "held",
        "district",
        flags=["gap", "unconfirmed"],
        cases=[["gap", "take_tam"], ["unconfirmed_take", "take_tam"]],
    )


def the_gap_closes():
    story = Story("when the missing scan comes, the gap closes")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    accept = story.scan("an", "accept", offer, of=offer)
    story.scan("tam", "take", accept)
    return story.expect("held", "district", flags=["unconfirmed"])


def a_gap_stays():
    story = Story("a gap stays on the line, unconfirmed ends with two hands")
    story.commissioned()
    take = story.scan("an", "take", "never_came")
    story.handed("an", "tam", take)
    return story.expect("held", "district", flags=["gap"], cases=[["gap", "take_an"]])


def found_on_friday():
    story = Story("Monday's lost phone, found on Friday, against Thursday's office")
    tip = story.handed("hoa", "tam", story.commissioned())
    story.scan("chi", "take", "never_came", at=[5, 5000])
    story.handed("tam", "lan", tip)
    return story.expect("held", "province", cases=[["contested", "take_chi"]])


def the_offeree_knew_no_basis():
    story = Story("the offeree scans the label and knows no basis")
    story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("an", "take", at=[0, 5000])
    return story.expect("held", "an")


def the_holder_knew_no_basis():
    story = Story("the holder goes on from a scan that nobody has")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("an", "check", tip)
    offer = story.scan("an", "offer", story.lose(), to="district", at=[0, 5000])
    story.scan("tam", "accept", offer, of=offer)
    return story.expect("held", "district")


def it_says_what_is_known():
    story = Story("a float that says what the line says")
    story.handed("hoa", "an", story.commissioned())
    story.scan("an", "take", "never_came", at=[0, 5000])
    return story.expect("held", "an")


def it_says_what_was_known():
    story = Story("a float that says what an older node says, and an offer built on it")
    tip = story.handed("hoa", "an", story.commissioned())
    story.handed("an", "tam", tip)
    take = story.scan("an", "take", "never_came", at=[0, 5000])
    story.scan("an", "offer", take, to="district")
    return story.expect("held", "district")


def it_brings_the_other_hand():
    story = Story("a float whose ticket is the other hand of a take")
    commission = story.commissioned()
    take = story.scan("an", "take", commission, at=[20, 600])
    seen = ticket("never_came", by="commune", device="hoa")
    story.scan("an", "accept", "never_came", of="never_came", tk=seen, at=[0, 5000])
    story.scan("an", "check", take)
    return story.expect("held", "an")


def it_delivered_what_came_back():
    story = Story("a float that says a delivery which has been undone since")
    tip = story.handed("hoa", "an", story.commissioned())
    tip = story.scan("an", "deliver", tip, to="dan")
    story.scan("an", "take", tip, why="wrong_person")
    story.scan("binh", "deliver", "never_came", to="dan", at=[0, 5000])
    return story.expect("held", "an", flags=["unconfirmed"])


def it_delivers_what_it_holds():
    story = Story("the holder delivers from a scan that nobody has")
    story.handed("hoa", "an", story.commissioned())
    story.scan("an", "deliver", "never_came", to="dan", at=[0, 5000], judged=GOOD)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def two_floats_in_order():
    story = Story("of floats the last one stands, if it came wholly after the others")
    story.commissioned()
    story.scan("an", "take", "never_came", at=[20, 21])
    story.scan("tam", "take", "nor_this", at=[30, 31])
    return story.expect(
        "held",
        "district",
        flags=["gap", "unconfirmed"],
        cases=[["gap", "take_an"], ["gap", "take_tam"]],
    )


def two_floats_at_once():
    story = Story("floats that overlap are disputed")
    story.commissioned()
    story.scan("an", "take", "never_came", at=[20, 40])
    story.scan("tam", "take", "nor_this", at=[30, 31])
    return story.expect(
        "disputed",
        claimants=["an", "district"],
        flags=["gap", "unconfirmed"],
        cases=[
            ["dispute", "commission"],
            ["gap", "take_an"],
            ["gap", "take_tam"],
            ["unconfirmed_take", "take_tam"],
        ],
    )


def two_floats_at_once_and_a_later_one():
    story = Story("floats that overlap, and one wholly after them")
    story.commissioned()
    story.scan("an", "take", "never_came", at=[20, 40])
    story.scan("binh", "take", "nor_this", at=[30, 31])
    story.scan("tam", "take", "nor_that", at=[50, 51])
    return story.expect(
        "held",
        "district",
        flags=["gap", "unconfirmed"],
        cases=[
            ["contested", "take_an"],
            ["contested", "take_binh"],
            ["gap", "take_tam"],
            ["unconfirmed_take", "take_tam"],
        ],
    )


def equal_floats():
    story = Story("equal floats count as their last")
    story.commissioned()
    story.scan("an", "take", "never_came", at=[20, 21], id="take_1")
    story.scan("tam", "take", "nor_this", at=[30, 31])
    story.scan("an", "take", "nor_that", at=[40, 41], id="take_2")
    return story.expect(
        "held",
        "an",
        flags=["gap", "unconfirmed"],
        cases=[["gap", "take_1"], ["gap", "take_tam"], ["unconfirmed_take", "take_tam"]],
    )


def no_line_at_all():
    story = Story("floats without any line are the line")
    take = story.scan("an", "take")
    story.handed("an", "tam", take)
    return story.expect("held", "district", flags=["gap"], cases=[["gap", "take_an"]])


def built_on_a_void_commission():
    story = Story("what is built on a commission that does not count floats")
    commission = story.scan("tam", "commission")
    story.scan("an", "take", commission)
    return story.expect(
        "held",
        "an",
        flags=["gap", "unconfirmed"],
        cases=[["gap", "take_an"], ["no_grant", "commission_tam"]],
    )


def the_commission_comes():
    story = Story("a courier's scan came before the clerk's commission")
    story.scan("hoa", "commission", id="commission", at=[1, 2])
    take = story.scan("an", "take", "commission")
    story.handed("an", "tam", take)
    return story.expect("held", "district")


def nothing_follows_a_dispute():
    story = Story("no float follows a dispute")
    commission = story.commissioned()
    story.scan("an", "take", commission)
    story.scan("nam", "take", commission)
    story.scan("tam", "take", "never_came")
    return story.expect(
        "disputed",
        claimants=["an", "nam"],
        flags=["unconfirmed"],
        cases=[["contested", "take_tam"], ["dispute", "commission"]],
    )


def a_dispute_of_floats_resolved():
    story = Story("a dispute of floats without a line, resolved by naming any of the claims")
    ends = [story.scan("an", "take", at=[20, 40]), story.scan("tam", "take", at=[30, 31])]
    story.scan("quan", "resolve", ends[0], of=ends[1], ends=ends, to="an")
    return story.expect("held", "an", cases=[])


def a_float_after_delivery():
    story = Story("a float after a delivery")
    tip = story.handed("hoa", "an", story.commissioned())
    story.scan("an", "deliver", tip, to="dan", judged=GOOD)
    story.scan("tam", "take", "never_came")
    return story.expect(
        "delivered", "dan", cases=[["after_delivery", "take_tam"]], handed_over="deliver_an"
    )


def a_float_whose_own_line_parts():
    story = Story("a float whose own line parts, and a later one")
    story.commissioned()
    an = story.scan("an", "take", "never_came", at=[20, 21])
    story.scan("binh", "take", an, at=[22, 23])
    story.scan("nam", "take", an, at=[24, 25])
    story.scan("tam", "take", "nor_this", at=[50, 51])
    return story.expect(
        "disputed",
        claimants=["binh", "nam"],
        flags=["gap", "unconfirmed"],
        cases=[["contested", "take_tam"], ["dispute", "take_an"], ["gap", "take_an"]],
    )


def words_about_nothing():
    story = Story("a refusal of an offer that nobody has")
    story.commissioned()
    story.scan("an", "refuse", "never_came", of="never_came")
    return story.expect("held", "commune")


GAPS = (
    the_next_office_accepts,
    the_next_office_takes,
    the_gap_closes,
    a_gap_stays,
    found_on_friday,
    the_offeree_knew_no_basis,
    the_holder_knew_no_basis,
    it_says_what_is_known,
    it_says_what_was_known,
    it_brings_the_other_hand,
    it_delivered_what_came_back,
    it_delivers_what_it_holds,
    two_floats_in_order,
    two_floats_at_once,
    two_floats_at_once_and_a_later_one,
    equal_floats,
    no_line_at_all,
    built_on_a_void_commission,
    the_commission_comes,
    nothing_follows_a_dispute,
    a_dispute_of_floats_resolved,
    a_float_after_delivery,
    a_float_whose_own_line_parts,
    words_about_nothing,
)
