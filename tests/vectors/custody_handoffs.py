"""Stories of offers, their tickets and what is answered."""

from tests.vectors.custody_cast import GOOD, Story, ticket


def nothing_yet():
    return Story("nothing yet").expect(None, None)


def taken_in():
    story = Story("taken in at the counter")
    story.commissioned()
    return story.expect("held", "commune", tip="commission")


def offered():
    story = Story("an offer waits for its answer")
    story.scan("hoa", "offer", story.commissioned(), to="an")
    return story.expect("offered", "commune", offeree="an", tip="offer_hoa")


def offered_to_whoever_shows_the_ticket():
    story = Story("an offer to whoever shows the ticket")
    story.scan("hoa", "offer", story.commissioned())
    return story.expect("offered", "commune", is_bearer_offer=True)


def the_normal_way():
    story = Story("the normal way")
    tip = story.handed("hoa", "an", story.commissioned())
    tip = story.handed("an", "tam", tip)
    tip = story.handed("tam", "lan", tip)
    tip = story.handed("lan", "an", tip)
    story.scan("an", "deliver", tip, to="dan", judged=GOOD)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def double_tap_on_accept():
    story = Story("a double tap on accept")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("an", "accept", offer, of=offer, id="accept_1")
    second = story.scan("an", "accept", offer, of=offer, id="accept_2")
    story.handed("an", "tam", second)
    return story.expect("held", "district")


def an_accept_that_names_its_offer_alone():
    story = Story("an accept that gives no basis stands on the offer it names")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("an", "accept", of=offer)
    return story.expect("held", "an")


def a_label_checked_and_a_label_offered():
    story = Story("of two labels one was only checked: the offer is the later basis")
    commission = story.commissioned()
    check = story.scan("hai", "check", commission)
    first = story.scan("hoa", "offer", commission, to="binh", id="offer_binh")
    both = ["label", "second_label"]
    story.scan("hoa", "offer", [check, first], to="an", id="offer_an", labels=both)
    return story.expect("offered", "commune", offeree="an", tip="offer_an")


def double_tap_on_offer():
    story = Story("a double tap on offer, withdrawn once")
    commission = story.commissioned()
    story.scan("hoa", "offer", commission, to="an", id="offer_1")
    second = story.scan("hoa", "offer", commission, to="an", id="offer_2")
    story.scan("hoa", "withdraw", second, of=second)
    return story.expect("held", "commune")


def the_givers_late_withdraw():
    story = Story("the giver's late withdraw after delivery")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    accept = story.scan("an", "accept", offer, of=offer)
    story.scan("an", "deliver", accept, to="dan", judged=GOOD)
    story.scan("hoa", "withdraw", offer, of=offer)
    return story.expect("delivered", "dan", handed_over="deliver_an")


def withdrawn_while_it_was_accepted():
    story = Story("withdrawn while it was accepted by name: only one hand is left")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("an", "accept", offer, of=offer)
    story.scan("hai", "withdraw", offer, of=offer, at=[25, 40])
    return story.expect("held", "an", flags=["unconfirmed"])


def withdrawn_after_it_was_accepted():
    story = Story("withdrawn after it was accepted by name: both hands stay")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("an", "accept", offer, of=offer)
    story.scan("hai", "withdraw", offer, of=offer)
    story.scan("hoa", "offer", offer, to="binh", id="offer_again")
    return story.expect("held", "an")


def denied_though_it_was_offered():
    story = Story("what was offered and taken is not denied by withdrawing it afterwards")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    accept = story.scan("an", "accept", offer, of=offer)
    story.scan("hai", "withdraw", offer, of=offer)
    story.scan("hoa", "deny", accept, of=accept)
    return story.expect("held", "an")


def withdrawn_after_the_ticket_was_shown():
    story = Story("no withdrawal undoes a ticket that was shown")
    offer = story.scan("hoa", "offer", story.commissioned())
    seen = ticket(offer, by="commune", device="hoa")
    story.scan("an", "accept", offer, of=offer, tk=seen)
    story.scan("hai", "withdraw", offer, of=offer)
    return story.expect("held", "an")


def withdrawn_twice():
    story = Story("withdrawn, and withdrawn again")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    withdraw = story.scan("hoa", "withdraw", offer, of=offer)
    story.scan("hai", "withdraw", withdraw, of=offer)
    return story.expect("held", "commune", tip="withdraw_hoa")


def refused():
    story = Story("the offeree refuses")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    story.scan("an", "refuse", offer, of=offer)
    return story.expect("held", "commune", tip="refuse_an")


def a_bearer_offer_is_not_refused():
    story = Story("nobody refuses an offer to whoever shows the ticket")
    offer = story.scan("hoa", "offer", story.commissioned())
    story.scan("an", "refuse", offer, of=offer)
    return story.expect("offered", "commune", is_bearer_offer=True, tip="offer_hoa")


def offered_to_another():
    story = Story("offered to another: the first offer is over")
    first = story.scan("hoa", "offer", story.commissioned(), to="an", id="offer_an")
    second = story.scan("hoa", "offer", first, to="binh", id="offer_binh")
    story.scan("binh", "accept", second, of=second)
    return story.expect("held", "binh")


def a_replaced_offer_accepted():
    story = Story("an offer that was replaced by one to another, and is accepted all the same")
    first = story.scan("hoa", "offer", story.commissioned(), to="an", id="offer_an")
    story.scan("hoa", "offer", first, to="binh", id="offer_binh")
    story.scan("an", "accept", first, of=first)
    return story.expect("held", "an", flags=["unconfirmed"])


def offered_to_two():
    story = Story("two clerks offer it to two couriers: whoever accepts has it")
    commission = story.commissioned()
    story.scan("hoa", "offer", commission, to="an")
    other = story.scan("hai", "offer", commission, to="binh")
    story.scan("binh", "accept", other, of=other)
    return story.expect("held", "binh")


def offer_and_take_agree():
    story = Story("offer and take agree")
    commission = story.commissioned()
    story.scan("hoa", "offer", commission, to="an")
    story.scan("an", "take", commission)
    return story.expect("held", "an")


def an_offer_to_one_and_a_take_by_another():
    story = Story("an offer to one and a take by another are a take on the offer")
    commission = story.commissioned()
    story.scan("hoa", "offer", commission, to="binh")
    story.scan("an", "take", commission)
    return story.expect("held", "an", flags=["unconfirmed"])


def one_person_two_hats():
    story = Story("one person, two hats")
    offer = story.scan("nam", "offer", story.commissioned(), to="nam", party="commune")
    story.scan("nam", "accept", offer, of=offer, party="nam")
    return story.expect("held", "nam", flags=["same_person"])


def a_substitute_with_the_ticket():
    story = Story("a substitute with the ticket")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an")
    seen = ticket(offer, by="commune", device="hoa", to="an")
    story.scan("binh", "accept", offer, of=offer, tk=seen)
    return story.expect(
        "held", "binh", flags=["unconfirmed"], cases=[["unconfirmed_take", "accept_binh"]]
    )


def a_substitute_without_the_ticket():
    story = Story("a substitute without the ticket")
    offer = story.scan("hoa", "offer", story.commissioned(), to="binh")
    story.scan("an", "accept", offer, of=offer)
    return story.expect("held", "an", flags=["unconfirmed"])


def a_forged_ticket():
    story = Story("a ticket that the giver did not sign")
    offer = story.scan("hoa", "offer", story.commissioned())
    seen = ticket(offer, by="commune", device="hoa", signed=False)
    story.scan("an", "accept", offer, of=offer, tk=seen)
    return story.expect("held", "an", flags=["unconfirmed"], cases=[["forged", "accept_an"]])


def a_ticket_replayed():
    story = Story("a ticket replayed when the paper is back")
    offer = story.scan("hoa", "offer", story.commissioned(), id="offer_first")
    seen = ticket(offer, by="commune", device="hoa")
    accept = story.scan("an", "accept", offer, of=offer, tk=seen)
    tip = story.handed("an", "hai", accept)
    story.scan("chi", "accept", tip, of=offer, tk=seen)
    return story.expect(
        "held", "chi", flags=["unconfirmed"], cases=[["unconfirmed_take", "accept_chi"]]
    )


def a_ticket_of_another():
    story = Story("a ticket of another than the holder is no hand of his")
    seen = ticket("never_came", by="binh", device="binh")
    story.scan("an", "accept", story.commissioned(), of="never_came", tk=seen)
    return story.expect("held", "an", flags=["unconfirmed"])


HANDOFFS = (
    nothing_yet,
    taken_in,
    offered,
    offered_to_whoever_shows_the_ticket,
    the_normal_way,
    double_tap_on_accept,
    an_accept_that_names_its_offer_alone,
    a_label_checked_and_a_label_offered,
    double_tap_on_offer,
    the_givers_late_withdraw,
    withdrawn_while_it_was_accepted,
    withdrawn_after_it_was_accepted,
    denied_though_it_was_offered,
    withdrawn_after_the_ticket_was_shown,
    withdrawn_twice,
    refused,
    a_bearer_offer_is_not_refused,
    offered_to_another,
    a_replaced_offer_accepted,
    offered_to_two,
    offer_and_take_agree,
    an_offer_to_one_and_a_take_by_another,
    one_person_two_hats,
    a_substitute_with_the_ticket,
    a_substitute_without_the_ticket,
    a_forged_ticket,
    a_ticket_replayed,
    a_ticket_of_another,
)
