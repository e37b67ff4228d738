"""How the tree of holds grows out of the scans; pure, and never recursive."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracking.kernel.folding.holds import Hanging, Hold, Key, Strength, before
from tracking.kernel.folding.judging import (
    NOTHING,
    Tree,
    commissioner,
    hang,
    is_given,
    is_given_to_himself,
    judge,
    resolved_state,
)
from tracking.kernel.folding.matter import Matter, Mends
from tracking.kernel.folding.words import weigh_words
from tracking.kernel.line import State, SubjectScan
from tracking.kernel.moves import SHOWS_HAND
from tracking.kernel.scan import Act


@dataclass(slots=True, eq=False)
class _Claimants:
    """The scans that make one claim, before it is a hold."""

    scans: list[SubjectScan] = field(default_factory=list)
    shown: list[SubjectScan] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Ground:
    """What the tree grows on: who stands on what, and what stands on nothing known."""

    standing_on: dict[str, list[SubjectScan]] = field(default_factory=dict)
    loose: list[SubjectScan] = field(default_factory=list)


def grow(*, matter: Matter, mends: Mends) -> Tree:
    """Grow all holds, those of floats too; scans that stand on themselves are left out."""
    tree = Tree(matter=matter, mends=mends)
    tree.commissioner = commissioner(tree)
    ground = _ground(matter=matter, mends=mends)
    tree.holds = [tree.root, tree.floats]
    for hold in tree.holds:
        _grow_hold(tree=tree, ground=ground, hold=hold)
    for scan in (scan for scans in mends.resolves.values() for scan in scans):
        if scan.id not in tree.place:  # the parting that it ended is not there any more
            tree.root.hanging.append(hang(scan=scan, basis=None, verdict=NOTHING))
            tree.place[scan.id] = tree.root
    return tree


def _ground(*, matter: Matter, mends: Mends) -> _Ground:
    ground = _Ground()
    resolves = {scan.id for scans in mends.resolves.values() for scan in scans}
    for scan in matter.scans.values():
        if scan.id in resolves:
            continue
        basis = mends.basis_of(scan=scan, matter=matter)
        if basis is None:
            ground.loose.append(scan)
        else:
            ground.standing_on.setdefault(basis, []).append(scan)
    return ground


def _grow_hold(*, tree: Tree, ground: _Ground, hold: Hold) -> None:
    claims = _hang_all(tree=tree, ground=ground, hold=hold)
    weigh_words(hold)
    grown = [
        _claim(tree=tree, hold=hold, key=key, claimants=claimants)
        for key, claimants in claims.items()
    ]
    if tree.mends.resolves and hold is not tree.floats:
        for anchor in _anchors(hold):
            grown.extend(_resolved(tree=tree, hold=hold, anchor=anchor))
    grown.sort(key=lambda claim: (claim.id, claim.key))
    hold.claims = grown
    tree.holds.extend(grown)


def _anchors(hold: Hold) -> list[str]:
    """Name all that a scan may stand on to hang in the hold itself."""
    if hold.above is None:
        return [hold.anchor]
    anchors = [scan.id for scan in hold.scans]
    return anchors + [before(scan.id) for scan in hold.shown] if hold.shown else anchors


def _hang_all(*, tree: Tree, ground: _Ground, hold: Hold) -> dict[Key, _Claimants]:
    """Hang what stands here; what a scan without effect or a word carries stands here too."""
    claims: dict[Key, _Claimants] = {}
    to_hang: list[tuple[SubjectScan, Hanging | None]] = [(scan, None) for scan in hold.shown]
    if hold is tree.floats:
        to_hang += [(scan, None) for scan in ground.loose]
    else:
        for anchor in _anchors(hold):
            to_hang += [(scan, None) for scan in ground.standing_on.get(anchor, ())]
    for scan, basis in to_hang:  # it grows while we walk
        verdict = judge(tree=tree, hold=hold, scan=scan)
        if isinstance(verdict, Key):
            key = verdict if hold is not tree.floats else verdict._replace(apart=scan.id)
            claimants = claims.setdefault(key, _Claimants())
            is_shown = scan.act in SHOWS_HAND and key.state is State.HELD
            (claimants.shown if is_shown else claimants.scans).append(scan)
            continue
        hanging = hang(scan=scan, basis=basis, verdict=verdict)
        hold.hanging.append(hanging)
        tree.place[scan.id] = hold
        carried = ground.standing_on.get(scan.id, ())
        if hold is tree.root:
            ground.loose.extend(carried)  # it stands on nothing that counts
        else:
            to_hang += [(one, hanging) for one in carried]
    return claims


def _claim(*, tree: Tree, hold: Hold, key: Key, claimants: _Claimants) -> Hold:
    scans = sorted(claimants.scans, key=_by_id)
    shown = sorted(claimants.shown, key=_by_id)
    signed = scans + shown if shown else scans
    claim = Hold(above=hold, key=key, id=min(scan.id for scan in signed), scans=scans, shown=shown)
    claim.is_taken = key.state is State.HELD and signed[0].act is not Act.COMMISSION
    if claim.is_taken:
        _see_hands(tree=tree, hold=hold, claim=claim)
    if any(tree.matter.proofs.get(scan.id) is True for scan in signed):
        claim.strength = Strength.PROVEN
    _settle_in(tree=tree, claim=claim)
    return claim


def _see_hands(*, tree: Tree, hold: Hold, claim: Hold) -> None:
    gapped = tree.mends.gapped
    claim.is_gapped = bool(gapped) and all(scan.id in gapped for scan in claim.signed)
    claim.is_given = any(is_given(tree=tree, hold=hold, scan=scan) for scan in claim.signed)
    if claim.is_given:
        claim.strength = Strength.TWO_HANDS
        claim.is_same_person = is_given_to_himself(tree=tree, hold=hold, scans=claim.signed)


def _resolved(*, tree: Tree, hold: Hold, anchor: str) -> Iterable[Hold]:
    """Grow the claims of the resolves that end the parting of the lines here."""
    claims: dict[Key, Hold] = {}
    for scan in tree.mends.resolves.get(anchor, ()):
        if scan.to is None:
            continue
        key = Key(resolved_state(tree=tree, scan=scan), scan.to, " ".join(scan.ends))
        claim = claims.setdefault(
            key, Hold(above=hold, key=key, id=scan.id, strength=Strength.RESOLVED)
        )
        claim.scans.append(scan)
        claim.id = min(claim.id, scan.id)
    for claim in claims.values():
        claim.scans.sort(key=_by_id)
        _settle_in(tree=tree, claim=claim)
    return claims.values()


def _settle_in(*, tree: Tree, claim: Hold) -> None:
    for scan in claim.scans:
        tree.place[scan.id] = claim
        tree.claim_of[scan.id] = claim
    for scan in claim.shown:
        tree.claim_of[scan.id] = claim


def _by_id(scan: SubjectScan) -> str:
    return scan.id
