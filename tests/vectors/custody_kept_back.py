"""What was announced by its hash and kept back: nobody knew it."""

from tests.vectors.custody_cast import Story
from tests.vectors.custody_said_later import DAY, PHOTO


def a_rival_announced_and_kept_back():
    story = Story("what was announced by its hash was not known by that", now=60 * DAY)
    commission = story.commissioned()
    brought = story.handed("hoa", "an", commission)
    story.scan("an", "deliver", brought, to="dan", at=[60, 61], judged=PHOTO)
    offer = story.scan("hai", "offer", commission, to="binh", at=[30, 40 * DAY])
    accept = story.scan("binh", "accept", offer, of=offer, at=[31, 40 * DAY])
    story.scan("binh", "check", accept, at=[32, 33])
    return story.expect(
        "disputed",
        claimants=["binh", "dan"],
        cases=[["dispute", "commission"]],
        handed_over="deliver_an",
    )


def an_annul_announced_and_kept_back():
    story = Story("an annul that was kept back for weeks annuls nothing", now=60 * DAY)
    brought = story.handed("hoa", "an", story.commissioned())
    deliver = story.scan("an", "deliver", brought, to="dan", judged=PHOTO, at=[40, 41])
    annul = story.scan("an", "annul", deliver, of=deliver, at=[42, 40 * DAY], mono=42)
    story.scan("an", "check", annul, at=[43, 44])
    story.scan("truong", "confirm", deliver, of=deliver, at=[100, 101])
    return story.expect("delivered", "dan", handed_over=deliver)


def a_claim_shown_after_the_resolve():
    story = Story("a claim that was kept back voids no resolve", now=60 * DAY)
    commission = story.commissioned()
    mine = story.scan("an", "take", commission, at=[10, 11])
    other = story.scan("binh", "take", commission, at=[12, 13])
    offer = story.scan("hai", "offer", commission, to="nam", at=[14, 40 * DAY])
    accept = story.scan("nam", "accept", offer, of=offer, party="nam", at=[15, 40 * DAY])
    story.scan("nam", "check", accept, party="nam", at=[16, 17])
    resolve = story.scan(
        "quan", "resolve", mine, of=commission, ends=[mine, other], to="an", at=[60, 61]
    )
    return story.expect("held", "an", tip=resolve, cases=[["late_claim", accept]])


def a_withdraw_shown_after_the_delivery():
    story = Story("a withdraw that was kept back unmakes no return", now=60 * DAY)
    commission = story.commissioned()
    offer = story.scan("hoa", "offer", commission, to="an", at=[20, 21])
    withdraw = story.scan("hoa", "withdraw", offer, of=offer, at=[22, 40 * DAY])
    story.scan("hoa", "check", withdraw, at=[23, 24])
    accept = story.scan("an", "accept", offer, of=offer, at=[30, 31])
    deliver = story.scan("an", "deliver", accept, to="dan", at=[40, 41])
    story.scan("truong", "confirm", deliver, of=deliver, at=[50, 51])
    return story.expect(
        "delivered",
        "dan",
        judged="confirmed",
        handed_over=deliver,
    )


KEPT_BACK = (
    a_rival_announced_and_kept_back,
    an_annul_announced_and_kept_back,
    a_claim_shown_after_the_resolve,
    a_withdraw_shown_after_the_delivery,
)
