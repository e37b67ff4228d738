"""Scans of anyone for Hypothesis: honest, mistaken and lying devices alike."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st

from tests.kernel.custody_reader import MINUTE_MS, surroundings, uuid_of
from tests.vectors.stored import stored
from tracking.kernel.line import (
    Judgement,
    ProofKind,
    SeenTicket,
    SigningDevice,
    SubjectScan,
    Verdict,
)
from tracking.kernel.scan import Act

CAST = stored("custody")["cast"]
PEOPLE = [(uuid_of(person), uuid_of(party)) for person, party, _ in CAST["grants"]]
# Everybody has a phone; the desks are those of the stories.
PHONES = {f"device_{who}": SigningDevice(person=who) for who, _ in PEOPLE}
AROUND = replace(surroundings(CAST), devices={**surroundings(CAST).devices, **PHONES})
DESKS = [device for device, of in AROUND.devices.items() if of.office is not None]
PARTIES = [uuid_of(party) for party in CAST["kinds"]]
RECEIVERS = [uuid_of("dan"), uuid_of("bank")]
NOBODY = uuid_of("nobody")
LATER_MS = 9 * 24 * 60 * MINUTE_MS
IDS = [f"scan_{letter}" for letter in "abcdefgh"]

# A fold takes a tenth of the time that drawing its scans does.
law = settings(max_examples=50, deadline=None)

ACTS = st.sampled_from(Act)
ALL_BUT_RESOLVES = st.sampled_from(sorted(set(Act) - {Act.RESOLVE, Act.ANNUL, Act.COMMISSION}))
MOVES_AND_WORDS = ALL_BUT_RESOLVES.filter(lambda act: act not in {Act.CONFIRM, Act.DENY})
DELIVERIES = st.just(Act.DELIVER) | MOVES_AND_WORDS
_NAMES_ANOTHER = {Act.ACCEPT, Act.WITHDRAW, Act.REFUSE, Act.CONFIRM, Act.DENY, Act.ANNUL}

judgements = st.builds(
    Judgement,
    verdict=st.sampled_from([Verdict.GOOD, Verdict.BAD, Verdict.WAIVED]),
    by=st.sampled_from(ProofKind),
)
times = st.tuples(st.integers(0, 60), st.integers(0, 30)).map(
    lambda drawn: (drawn[0], drawn[0] + drawn[1])
)


def scan(scan_id, act, who, **members):
    """Make one scan by a person, for himself if for nobody else, at any time of the day."""
    earliest, latest = members.pop("at", (0, 90))
    return SubjectScan(
        id=scan_id,
        act=act,
        who=who,
        party=members.pop("party", who),
        device=members.pop("device", f"device_{who}"),
        epoch="epoch",
        n=members.pop("n", 0),
        context="context",
        mono_ms=earliest * MINUTE_MS,
        earliest_ms=earliest * MINUTE_MS,
        latest_ms=latest * MINUTE_MS,
        labels=("label",),
        **members,
    )


def commissioned():
    return scan("commission", Act.COMMISSION, uuid_of("hoa"), party=uuid_of("commune"), at=(0, 0))


def taken(name):
    return scan(f"take_{name}", Act.TAKE, uuid_of(name), bases=("commission",))


@st.composite
def scans_of_anyone(draw, *, acts=ACTS, is_wild=True):
    """Draw scans that stand on each other and, if wild, on nothing known or on themselves."""
    ids = draw(st.permutations(IDS))[: draw(st.integers(2, len(IDS)))]
    scans = [replace(commissioned(), id=ids[0])]
    for n, scan_id in enumerate(ids[1:], start=1):
        bases = st.sampled_from(ids[:n]).map(lambda basis: (basis,))
        if is_wild:
            bases |= st.sampled_from([(), ("never_came",), (ids[-1],), (ids[0], ids[n - 1])])
        scans.append(draw(_scan(scan_id=scan_id, n=n, act=draw(acts), bases=draw(bases))))
    return scans[draw(st.integers(0, 1)) :] if is_wild else scans


@st.composite
def _scan(draw, *, scan_id, n, act, bases):
    who, party = draw(st.sampled_from(PEOPLE))
    said = {}
    if act in _NAMES_ANOTHER:
        said["of"] = draw(st.sampled_from([*bases, *IDS]))
    if act is Act.RESOLVE:
        who, party = uuid_of("quan"), uuid_of("province")
        said["of"] = draw(st.sampled_from(IDS))
        said["ends"] = tuple(sorted(draw(st.sets(st.sampled_from(IDS), min_size=1, max_size=4))))
    if act is Act.RESOLVE or (act is Act.OFFER and draw(st.booleans())):
        said["to"] = draw(st.sampled_from(PARTIES))
    if act is Act.ACCEPT and draw(st.booleans()):
        said["ticket"] = draw(_tickets(offer=said["of"], to=party))
    if act is Act.DELIVER:
        said["to"] = draw(st.sampled_from([*RECEIVERS, *RECEIVERS, uuid_of("mai")]))
        said["judgement"] = draw(st.none() | judgements)
    if draw(st.integers(0, 9)) == 0:
        said["device"] = draw(st.sampled_from([*DESKS, *PHONES]))
    return scan(
        scan_id,
        act,
        who,
        party=party,
        n=n,
        at=draw(times),
        bases=bases,
        why=draw(st.sampled_from([None, "wrong_person"])),
        **said,
    )


@st.composite
def _tickets(draw, *, offer, to):
    giver, giver_party = draw(st.sampled_from(PEOPLE))
    return SeenTicket(
        giver_device=draw(st.sampled_from([f"device_{giver}", *DESKS])),
        giver_party=giver_party,
        offer=offer,
        to_party=draw(st.sampled_from([None, to, NOBODY])),
        signed=draw(st.booleans()),
        fits=draw(st.booleans()),
    )


@st.composite
def stories(draw, /, **kinds):
    """Draw scans, and when they are looked at: soon, or long afterwards."""
    scans = draw(scans_of_anyone(**kinds))
    return scans, replace(AROUND, now_ms=draw(st.sampled_from([0, LATER_MS])))


def on_own_branch(scans, *, courier, office, to):
    """Let a courier and an office alone go on with these scans from the courier's take."""
    hands = [(uuid_of(courier), uuid_of(courier)), office]
    ids = {one.id: f"{one.id}_{courier}" for one in scans}
    for number, one in enumerate(scans):
        (who, party), (_, other) = hands[number % 2], hands[1 - number % 2]
        basis = one.bases[0] if one.bases else None
        yield replace(
            one,
            id=ids[one.id],
            who=who,
            party=party,
            bases=(ids.get(basis, f"take_{courier}"),),
            of=ids.get(one.of, f"take_{courier}"),
            to=to if one.act is Act.DELIVER else other,
        )
