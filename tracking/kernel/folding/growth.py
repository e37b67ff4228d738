"""How the tree of holds grows out of the scans; pure, and never recursive."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

from tracking.kernel.folding.evidence import without_spent_proofs
from tracking.kernel.folding.hands import has_good_ticket, is_given, is_given_to_oneself
from tracking.kernel.folding.holds import Hanging, Hold, Key, Strength, before
from tracking.kernel.folding.judging import NOTHING, Tree, commissioner, hang, judge, state_with
from tracking.kernel.folding.matter import Matter, Mends
from tracking.kernel.folding.proofs import see_proof
from tracking.kernel.folding.words import weigh_words
from tracking.kernel.line import State, SubjectScan
from tracking.kernel.moves import SHOWS_HAND
from tracking.kernel.scan import Act

_BEGIN_AGAIN: Final = frozenset({Act.ANNUL, Act.COMMISSION})


@dataclass(slots=True, eq=False)
class _Ground:
    """What the tree grows on: who stands on what, and what stands on nothing known."""

    standing_on: dict[str, list[SubjectScan]] = field(default_factory=dict)
    loose: list[SubjectScan] = field(default_factory=list)


def grow(*, matter: Matter, mends: Mends) -> Tree:
    """Grow all holds, those of floats too; scans that stand on themselves are left out."""
    tree = Tree(matter=matter, mends=mends)
    matter.scans = without_spent_proofs(matter.told, counts=tree.counts)
    tree.commissioner = commissioner(tree)
    ground = _ground(matter=matter, mends=mends)
    tree.holds = [tree.root, tree.floats]
    for hold in tree.holds:
        _grow_hold(tree=tree, ground=ground, hold=hold)
    for scan_id in sorted(mends.resolving - tree.place.keys()):
        # The parting that it ended is not there any more.
        scan = matter.scans[scan_id]
        tree.root.hanging.append(hang(scan=scan, basis=None, verdict=NOTHING))
        tree.place[scan_id] = tree.root
    return tree


def _ground(*, matter: Matter, mends: Mends) -> _Ground:
    ground = _Ground()
    resolving = mends.resolving
    for scan_id, own_basis in matter.bases.items():
        if scan_id in resolving:
            continue
        basis = mends.moved.get(scan_id, own_basis)
        if basis is None:
            ground.loose.append(matter.scans[scan_id])
        else:
            ground.standing_on.setdefault(basis, []).append(matter.scans[scan_id])
    return ground


def _grow_hold(*, tree: Tree, ground: _Ground, hold: Hold) -> None:
    claims = _hang_all(tree=tree, ground=ground, hold=hold)
    weigh_words(hold)
    if hold.state is State.DELIVERED:
        see_proof(hold)
    for claim in claims:
        _settle_in(tree=tree, claim=claim)
        _see_hands(tree=tree, hold=hold, claim=claim)
    if tree.mends.resolves and hold is not tree.floats:
        for anchor in _anchors(hold):
            claims.extend(_resolved(tree=tree, hold=hold, anchor=anchor))
    claims.sort(key=attrgetter("id"))
    hold.claims = claims
    tree.holds.extend(claims)


def _anchors(hold: Hold) -> list[str]:
    """Name all that a scan may stand on to hang in the hold itself."""
    if hold.above is None:
        return [hold.anchor]
    anchors = [scan.id for scan in hold.scans]
    return anchors + [before(scan.id) for scan in hold.shown] if hold.shown else anchors


def _hang_all(*, tree: Tree, ground: _Ground, hold: Hold) -> list[Hold]:
    """Hang what stands here; what a scan without effect or a word carries stands here too.

    Returns:
        The claims that what stands here makes.
    """
    claims: dict[Key, Hold] = {}
    to_hang = _standing_here(tree=tree, ground=ground, hold=hold)
    for scan, basis in to_hang:  # it grows while we walk
        verdict = judge(tree=tree, hold=hold, scan=scan)
        if isinstance(verdict, Key):
            _claim(
                claims=claims,
                hold=hold,
                key=verdict if hold is not tree.floats else verdict._replace(apart=scan.id),
                scan=scan,
            )
            continue
        hanging = hang(scan=scan, basis=basis, verdict=verdict)
        hold.hanging.append(hanging)
        tree.place[scan.id] = hold
        carried = ground.standing_on.get(scan.id)
        if carried is None:
            continue
        if hold is tree.root:
            # What stands on nothing that counts floats, but a line can be begun again.
            ground.loose += [one for one in carried if one.act not in _BEGIN_AGAIN]
            carried = [one for one in carried if one.act in _BEGIN_AGAIN]
        to_hang += [(one, hanging) for one in carried]
    return list(claims.values())


def _standing_here(
    *, tree: Tree, ground: _Ground, hold: Hold
) -> list[tuple[SubjectScan, Hanging | None]]:
    if hold is tree.floats:
        return [(scan, None) for scan in ground.loose]
    here: list[tuple[SubjectScan, Hanging | None]] = [(scan, None) for scan in hold.shown]
    for anchor in _anchors(hold):
        here += [(scan, None) for scan in ground.standing_on.get(anchor, ())]
    return here


def _claim(*, claims: dict[Key, Hold], hold: Hold, key: Key, scan: SubjectScan) -> None:
    claim = claims.get(key)
    if claim is None:
        claim = claims[key] = Hold(above=hold, key=key)
        claim.is_taken = key.state is State.HELD and scan.act is not Act.COMMISSION
    is_shown = claim.is_taken and scan.act in SHOWS_HAND
    (claim.shown if is_shown else claim.scans).append(scan)


def _settle_in(*, tree: Tree, claim: Hold) -> None:
    claim.scans.sort(key=attrgetter("id"))
    claim.shown.sort(key=attrgetter("id"))
    claim.id = min(scan.id for scan in claim.signed)
    for scan in claim.scans:
        tree.place[scan.id] = claim
        tree.claim_of[scan.id] = claim
    for scan in claim.shown:
        tree.claim_of[scan.id] = claim


def _see_hands(*, tree: Tree, hold: Hold, claim: Hold) -> None:
    """See how much stands behind a claim.

    Over a gap a ticket proves the last hand alone: it was given, but not by the one before.
    """
    if not claim.is_taken:
        return
    signed = claim.signed
    if any(is_given(tree=tree, hold=hold, scan=scan) for scan in signed):
        claim.is_given = True
        claim.strength = Strength.TWO_HANDS
        claim.is_same_person = is_given_to_oneself(tree=tree, hold=hold, scans=signed)
    if tree.mends.gapped:
        claim.is_gapped = all(scan.id in tree.mends.gapped for scan in signed)
        claim.is_given |= claim.is_gapped and any(
            has_good_ticket(tree=tree, hold=hold, scan=scan) for scan in signed
        )


def _resolved(*, tree: Tree, hold: Hold, anchor: str) -> Iterable[Hold]:
    """Grow the claims of the resolves that end the parting of the lines here."""
    claims: dict[Key, Hold] = {}
    for scan, to in tree.mends.resolves.get(anchor, ()):
        if scan.id in tree.mends.struck:
            continue
        state = state_with(tree=tree, scan=scan, holder=to)
        key = Key(state, to, " ".join(scan.ends))
        new = Hold(above=hold, key=key, strength=Strength.RESOLVED)
        claims.setdefault(key, new).scans.append(scan)
    for claim in claims.values():
        _settle_in(tree=tree, claim=claim)
    return claims.values()
