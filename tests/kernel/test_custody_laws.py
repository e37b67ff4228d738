"""What must hold of custody for any scans, those of lying devices too."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.kernel.custody_reader import MINUTE_MS, uuid_of
from tests.kernel.custody_strategies import (
    ALL_BUT_RESOLVES,
    AROUND,
    DELIVERIES,
    IDS,
    LATER_MS,
    MOVES_AND_WORDS,
    NOBODY,
    commissioned,
    law,
    on_own_branch,
    scan,
    scans_of_anyone,
    stories,
    taken,
)
from tracking.kernel.custody import fold
from tracking.kernel.line import (
    CaseKind,
    Judgement,
    Posting,
    ProofKind,
    SigningDevice,
    Standing,
    State,
    Verdict,
)
from tracking.kernel.scan import Act, Flag

PIN = Judgement(verdict=Verdict.GOOD, by=ProofKind.PIN)
SLIP = Judgement(verdict=Verdict.GOOD, by=ProofKind.SLIP)
PHOTO = Judgement(verdict=Verdict.GOOD, by=ProofKind.PHOTO)
UNPROVEN = {Verdict.BAD, Verdict.PENDING}
# Whatever names a scan proves that it was there: even a void one may tell when another was made.
LAST = {"earliest_ms": LATER_MS, "latest_ms": LATER_MS}
LATE_MIN = LATER_MS // MINUTE_MS
TAKING = {Act.TAKE, Act.ACCEPT, Act.FIND}
WORDS_ABOUT_OTHERS = st.sampled_from([Act.DENY, Act.CONFIRM, Act.OFFER, Act.REFUSE, Act.CHECK])


def is_bad(one):
    return one.judgement is not None and one.judgement.verdict is Verdict.BAD


def custody(line):
    """What a line says of custody, beside its thread and cases."""
    return (
        line.state,
        line.holder,
        line.offeree,
        line.is_bearer_offer,
        line.claimants,
        line.flags,
        line.tip,
        line.tips,
        line.parts_at,
        line.verdict,
    )


@law
@given(story=stories(), order=st.randoms(use_true_random=False))
def test_every_order_and_doubling_folds_to_the_same(story, order):
    scans, around = story
    shuffled = [*scans, *order.choices(scans, k=3)]
    order.shuffle(shuffled)

    assert fold(scans=shuffled, around=around) == fold(scans=scans, around=around)


@law
@given(story=stories())
def test_a_line_is_whole(story):
    scans, around = story
    ids = sorted(one.id for one in scans)
    parties = {one.party for one in scans} | {one.to for one in scans}

    line = fold(scans=scans, around=around)
    is_disputed = line.state is State.DISPUTED

    assert sorted(step.scan for step in line.steps) == ids
    assert {line.holder, *line.claimants} - {None} <= parties
    assert (len(line.claimants) > 1, bool(line.claimants)) == (is_disputed, is_disputed)
    assert (line.holder is None) == (line.state in {None, State.DISPUTED})
    assert (line.tip is None) == (line.holder is None)
    assert (line.parts_at is not None) == is_disputed
    assert (line.verdict is not None) == (line.state is State.DELIVERED)
    assert line.verdict not in UNPROVEN or Flag.UNCONFIRMED in line.flags
    assert (CaseKind.DISPUTE in {case.kind for case in line.cases}) == is_disputed
    assert (Standing.CLAIM in {step.standing for step in line.steps}) == is_disputed
    assert {*line.tips, *line.scan_flags, *(case.scan for case in line.cases)} <= set(ids)


@law
@given(story=stories(), void=scans_of_anyone(), basis=st.sampled_from([*IDS, "never_came"]))
def test_a_scan_without_a_grant_changes_nothing(story, void, basis):
    scans, around = story
    stranger = replace(void[-1], id="scan_of_nobody", who=NOBODY, bases=(basis,), **LAST)

    line = fold(scans=[*scans, stranger], around=around)

    assert custody(line) == custody(fold(scans=scans, around=around))
    assert CaseKind.NO_GRANT in {case.kind for case in line.cases}


@law
@given(
    story=stories(),
    lie=scans_of_anyone(),
    basis=st.sampled_from([*IDS, "never_came"]),
    device=st.sampled_from(["strange", "waiting", "of_another", "at_an_empty_office"]),
)
def test_what_a_device_may_not_say_changes_no_line(story, lie, basis, device):
    scans, around = story
    lie = replace(lie[-1], id="lie", device=device, bases=(basis,), **LAST)
    devices = {
        "waiting": SigningDevice(person=lie.who, is_believed=False),
        "of_another": SigningDevice(person=NOBODY),
        "at_an_empty_office": SigningDevice(office=NOBODY),
    }
    around = replace(around, devices=around.devices | devices)

    line = fold(scans=[*scans, lie], around=around)
    without = fold(scans=scans, around=around)

    assert custody(line) == custody(without)
    assert {(case.kind, case.scan) for case in set(line.cases) ^ set(without.cases)} == {
        (CaseKind.NO_GRANT, "lie")
    }
    assert line.scan_flags["lie"] == (Flag.NO_GRANT,)


@law
@given(story=stories(acts=DELIVERIES))
def test_withholding_a_proof_never_looks_better_than_showing_a_bad_one(story):
    scans, around = story
    around = replace(around, now_ms=LATER_MS)
    withheld = [replace(one, judgement=None) if is_bad(one) else one for one in scans]

    line = fold(scans=scans, around=around)
    line_without = fold(scans=withheld, around=around)

    assert replace(line, verdict=None) == replace(line_without, verdict=None)
    assert line.verdict == line_without.verdict or line.verdict is Verdict.BAD


@law
@given(story=stories(acts=DELIVERIES, is_wild=False), judgement=st.sampled_from([PHOTO, PIN]))
def test_withholding_a_proof_ends_no_doubt(story, judgement):
    scans, around = story
    shown = [replace(one, judgement=judgement) for one in scans]
    withheld = [replace(one, judgement=None) for one in scans]

    line = fold(scans=withheld, around=around)

    assert line.state is not State.DELIVERED or Flag.UNCONFIRMED in line.flags
    assert line.verdict in {None, *UNPROVEN, Verdict.CONFIRMED}
    assert fold(scans=shown, around=around).verdict in {None, Verdict.GOOD}


@law
@given(
    story=stories(acts=ALL_BUT_RESOLVES),
    basis=st.sampled_from([*IDS, "never_came"]),
    at=st.sampled_from([(0, 900), (800, 900)]),
    judgement=st.sampled_from([PIN, SLIP]),
)
def test_a_delivery_by_pin_or_slip_is_lost_to_nothing_that_is_not_built_on_it(
    story, basis, at, judgement
):
    scans, around = story
    chi, dan = uuid_of("chi"), uuid_of("dan")
    delivery = scan(
        "delivery", Act.DELIVER, chi, bases=(basis,), at=at, to=dan, judgement=judgement
    )
    others = [
        replace(one, judgement=PHOTO)
        for one in scans
        if one.act is not Act.DELIVER or one.party != chi
    ]

    line = fold(scans=[*others, delivery], around=around)

    assert (line.state, line.holder, line.verdict) == (State.DELIVERED, dan, Verdict.GOOD)


@law
@given(story=stories(is_wild=False), void=scans_of_anyone(), which=st.integers(1, 7))
def test_a_scan_without_effect_is_transparent(story, void, which):
    scans, around = story
    built = scans[min(which, len(scans) - 1)]
    under = replace(void[-1], id="scan_of_nobody", who=NOBODY, bases=built.bases, of="never_came")
    on_it = replace(built, bases=(under.id,))
    others = [one for one in scans if one is not built]

    line = fold(scans=[*others, under, on_it], around=around)

    assert custody(line) == custody(fold(scans=scans, around=around))


@law
@given(story=stories(is_wild=False), minutes=st.lists(st.integers(0, 90), min_size=8, max_size=8))
def test_times_that_prove_no_order_decide_nothing_where_every_basis_is_known(story, minutes):
    scans, around = story
    assume(not any(one.act is Act.ANNUL for one in scans))
    at_any_time = [replace(one, earliest_ms=0) for one in scans]
    at_other_times = [
        replace(one, latest_ms=latest * MINUTE_MS)
        for one, latest in zip(at_any_time, minutes, strict=False)
    ]

    line = fold(scans=at_other_times, around=around)

    assert custody(line) == custody(fold(scans=at_any_time, around=around))


@law
@given(
    story=stories(acts=DELIVERIES | st.just(Act.CONFIRM), is_wild=False),
    word=scans_of_anyone(acts=WORDS_ABOUT_OTHERS),
    bases=st.lists(st.sampled_from(IDS), min_size=len(IDS), max_size=len(IDS)),
)
def test_what_was_handed_over_by_all_that_was_known_no_later_word_undoes(story, word, bases):
    scans, around = story
    over = fold(scans=scans, around=around).handed_over
    later = [
        replace(one, id=f"later_{no}", bases=(basis,), of=one.of or basis, **LAST)
        for no, (one, basis) in enumerate(zip(word[1:], bases, strict=False))
    ]
    stray = scan("stray", Act.TAKE, uuid_of("chi"), bases=(bases[0],), at=(LATE_MIN, LATE_MIN))
    is_strays = any(one.party == stray.party and one.act is Act.DELIVER for one in scans)
    after = fold(scans=[*scans, *later, *([] if is_strays else [stray])], around=around)

    assert over is None or after.handed_over == over


@law
@given(story=stories(acts=DELIVERIES | st.just(Act.CONFIRM), is_wild=False))
def test_what_was_handed_over_when_all_had_come_by_then_stays_so(story):
    scans, around = story
    came = sorted({one.latest_ms for one in scans})
    for ms, next_ms in pairwise(came):
        known = [one for one in scans if one.latest_ms <= ms]
        words = [one for one in scans if one.latest_ms == next_ms]
        named = {name for one in known for name in (*one.bases, one.of)}
        if any(one.act in TAKING or one.id in named for one in words):
            continue  # it may have been taken back
        over = fold(scans=known, around=around).handed_over
        after = fold(scans=[*known, *words], around=around).handed_over
        assert over is None or (after is not None and after.scan == over.scan)


@law
@given(beside=scans_of_anyone(acts=MOVES_AND_WORDS))
def test_nothing_beside_a_delivery_with_proof_displaces_it(beside):
    an, dan = uuid_of("an"), uuid_of("dan")
    delivery = scan("delivery", Act.DELIVER, an, bases=("take_an",), to=dan, judgement=PIN)
    rivals = [replace(one, bases=("take_an",), judgement=None) for one in beside]

    line = fold(scans=[commissioned(), taken("an"), delivery, *rivals], around=AROUND)

    assert (line.state, line.holder) == (State.DELIVERED, dan)


@law
@given(
    beside=scans_of_anyone(acts=MOVES_AND_WORDS), basis=st.sampled_from(["commission", "offer"])
)
def test_two_hands_beat_one(beside, basis):
    an, commune = uuid_of("an"), uuid_of("commune")
    offer = scan("offer", Act.OFFER, uuid_of("hoa"), party=commune, bases=("commission",), to=an)
    accept = scan("accept", Act.ACCEPT, an, bases=("offer",), of="offer")
    rivals = [
        replace(one, bases=(basis,), ticket=None, judgement=None)
        for one in beside
        if one.party not in {an, commune}
    ]

    line = fold(scans=[commissioned(), offer, accept, *rivals], around=AROUND)

    assert (line.state, line.holder, line.flags) == (State.HELD, an, ())


@law
@given(
    one_way=scans_of_anyone(acts=ALL_BUT_RESOLVES),
    other_way=scans_of_anyone(acts=ALL_BUT_RESOLVES),
)
def test_no_scanning_on_closes_a_dispute(one_way, other_way):
    tam, lan = (uuid_of("tam"), uuid_of("district")), (uuid_of("lan"), uuid_of("province"))
    dan, bank = uuid_of("dan"), uuid_of("bank")
    onward = [
        *on_own_branch(one_way, courier="an", office=tam, to=dan),
        *on_own_branch(other_way, courier="binh", office=lan, to=bank),
    ]
    onward = [replace(one, judgement=PHOTO) for one in onward]

    line = fold(scans=[commissioned(), taken("an"), taken("binh"), *onward], around=AROUND)

    assert line.state is State.DISPUTED
    assert {uuid_of("an"), tam[1], dan} & set(line.claimants)
    assert {uuid_of("binh"), lan[1], bank} & set(line.claimants)


POSTINGS = st.builds(
    Posting,
    carrier=st.sampled_from([uuid_of("post"), uuid_of("other")]),
    home=st.sampled_from([uuid_of("commune"), uuid_of("district"), uuid_of("elsewhere")]),
    from_ms=st.just(0),
)


@law
@given(story=stories(), others=st.lists(POSTINGS, min_size=2, max_size=2), who=st.data())
def test_where_a_courier_is_posted_before_and_after_all_scans_changes_nothing(story, others, who):
    scans, around = story
    courier = who.draw(st.sampled_from(sorted(around.postings)))
    before = replace(others[0], from_ms=min(one.earliest_ms for one in scans) - 1)
    after = replace(others[1], from_ms=max(one.latest_ms for one in scans) + 1)
    (then,) = around.postings[courier]
    dated = (before, then, after)

    moved = replace(around, postings={**around.postings, courier: dated})

    assert fold(scans=scans, around=moved) == fold(scans=scans, around=around)


@law
@given(story=stories(), kept=st.data())
def test_a_grant_that_begins_or_ends_beside_all_scans_changes_nothing(story, kept):
    scans, around = story
    whose = kept.draw(st.sampled_from(around.grants))
    first = min(one.earliest_ms for one in scans)
    last = max(one.latest_ms for one in scans)
    cut = replace(whose, from_ms=first, until_ms=last + 1)
    beside = [replace(whose, until_ms=first), replace(whose, from_ms=last + 1)]
    others = [grant for grant in around.grants if grant is not whose]

    dated = replace(around, grants=(*others, cut, *beside))

    assert fold(scans=scans, around=dated) == fold(scans=scans, around=around)


def test_a_very_long_way_needs_no_deep_stack():
    hands = [(uuid_of("an"), uuid_of("an")), (uuid_of("tam"), uuid_of("district"))]
    scans = [commissioned()]
    for number in range(3000):
        who, party = hands[number % 2]
        basis = scans[-1].id
        scans.append(scan(f"take_{number:04}", Act.TAKE, who, party=party, bases=(basis,)))

    line = fold(scans=scans, around=AROUND)

    assert (line.tip, line.holder) == ("take_2999", uuid_of("district"))
