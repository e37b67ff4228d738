"""Stories of devices that were lost: what counts until then, and what may be from before it."""

from tests.vectors.custody_cast import GOOD, Story, ticket

# Surely its owner's until before minute 25.
LOST = {"lost": 25}


def _of(name, who, **lost):
    return Story(name, devices={who: {"person": who} | (lost or LOST)})


def taken_before_the_loss():
    story = _of("what a lost phone took before its loss is taken by two hands", "an")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an", at=[15, 16])
    story.scan("an", "accept", offer, of=offer, at=[23, 24])
    return story.expect("held", "an")


def taken_after_the_loss():
    story = _of("from its loss on a phone speaks for nobody", "an")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an", at=[15, 16])
    story.scan("an", "accept", offer, of=offer, at=[25, 26])
    return story.expect("offered", "commune", offeree="an", cases=[["no_grant", "accept_an"]])


def taken_before_the_loss_or_after():
    story = _of("what may be from before the loss or after it is one hand", "an")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an", at=[15, 16])
    story.scan("an", "accept", offer, of=offer, at=[20, 25])
    return story.expect("held", "an", flags=["unconfirmed"])


def taken_then_and_confirmed():
    story = _of("who gave to a phone that may have been lost can say so", "an")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an", at=[15, 16])
    accept = story.scan("an", "accept", offer, of=offer, at=[20, 30])
    story.scan("hoa", "confirm", accept, of=accept)
    return story.expect("held", "an")


def offered_before_the_loss_or_after():
    story = _of("an offer that may be from after the loss is no second hand", "hoa")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an", at=[20, 30])
    story.scan("an", "accept", offer, of=offer)
    return story.expect("held", "an", flags=["unconfirmed"])


def offered_before_the_loss_and_accepted_after():
    story = _of("an offer from before the loss stays a second hand", "hoa")
    offer = story.scan("hoa", "offer", story.commissioned(), to="an", at=[23, 24])
    story.scan("an", "accept", offer, of=offer, at=[30, 31])
    return story.expect("held", "an")


def a_ticket_shown_before_the_loss_or_after():
    story = _of("a ticket that may be shown after the loss is no second hand", "hoa")
    seen = ticket("never_came", by="commune", device="hoa")
    story.scan("an", "accept", story.commissioned(), of="never_came", tk=seen, at=[20, 30])
    return story.expect("held", "an", flags=["unconfirmed"])


def a_ticket_shown_after_the_loss():
    story = _of("a ticket that is shown after the loss is forged", "hoa")
    seen = ticket("never_came", by="commune", device="hoa")
    story.scan("an", "accept", story.commissioned(), of="never_came", tk=seen, at=[30, 31])
    return story.expect("held", "an", flags=["unconfirmed"], cases=[["forged", "accept_an"]])


def a_take_confirmed_before_the_loss_or_after():
    story = _of("a phone that may have been lost answers for no take", "hoa", lost=45)
    take = story.scan("binh", "take", story.commissioned())
    story.scan("hoa", "confirm", take, of=take, at=[40, 50])
    return story.expect(
        "held", "binh", flags=["unconfirmed"], cases=[["unconfirmed_take", "take_binh"]]
    )


def a_delivery_confirmed_before_the_loss_or_after():
    story = _of("a phone that may have been lost answers for no delivery", "quan", lost=65)
    accept = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", accept, to="dan")
    story.scan("quan", "confirm", deliver, of=deliver, party="commune", at=[60, 70])
    return story.expect("delivered", "dan", judged="pending", cases=[["no_grant", "confirm_quan"]])


def resolved_before_the_loss_or_after():
    story = _of("a phone that may have been lost ends no dispute", "quan", lost=55)
    commission = story.commissioned()
    takes = [story.scan(who, "take", commission) for who in ("an", "nam")]
    members = {"of": commission, "ends": sorted(takes), "to": "nam", "party": "commune"}
    story.scan("quan", "resolve", takes[-1], at=[50, 60], **members)
    return story.expect(
        "disputed",
        claimants=["an", "nam"],
        flags=["unconfirmed"],
        cases=[["dispute", "commission"], ["no_grant", "resolve_quan"]],
    )


def delivered_before_the_loss_or_after():
    story = _of("the citizen's PIN proves what a lost phone may have delivered", "an", lost=45)
    accept = story.handed("hoa", "an", story.commissioned())
    story.scan("an", "deliver", accept, to="dan", judged=GOOD, at=[40, 50])
    return story.expect("delivered", "dan", handed_over="deliver_an")


def a_desk_that_was_stolen():
    story = Story(
        "from its loss on a desk speaks for nobody",
        devices={"desk": {"office": "commune"} | LOST},
    )
    story.scan("hoa", "offer", story.commissioned(), to="an", device="desk", at=[25, 26])
    return story.expect("held", "commune", cases=[["no_grant", "offer_hoa"]])


LOSSES = (
    taken_before_the_loss,
    taken_after_the_loss,
    taken_before_the_loss_or_after,
    taken_then_and_confirmed,
    offered_before_the_loss_or_after,
    offered_before_the_loss_and_accepted_after,
    a_ticket_shown_before_the_loss_or_after,
    a_ticket_shown_after_the_loss,
    a_take_confirmed_before_the_loss_or_after,
    a_delivery_confirmed_before_the_loss_or_after,
    resolved_before_the_loss_or_after,
    delivered_before_the_loss_or_after,
    a_desk_that_was_stolen,
)
