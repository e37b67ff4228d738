"""What changes where scans stand: circles, annuls, denials; pure.

Each function adds what it finds to the mends (a circle is cut in the bases) and tells whether it
found anything; the tree is then grown anew. Each scan is moved to another basis once at most, and
to none once, so this ends.
"""

from typing import Final

from tracking.kernel.folding.evidence import is_citizens_proof
from tracking.kernel.folding.holds import Effect, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.line import SubjectScan
from tracking.kernel.scan import Act

ANNUL_WITHIN_MS: Final = 15 * 60 * 1000
# What a device took back is heeded for as long as a day without network may last.
ANNUL_HEARD_WITHIN_MS: Final = 24 * 60 * 60 * 1000
_ANSWERS: Final = frozenset({Act.CONFIRM, Act.DENY})
_STAND_ON_WHAT_THEY_NAME: Final = frozenset({Act.ACCEPT, Act.CONFIRM})


def loosen(tree: Tree) -> bool:
    """Let one scan float that hangs nowhere: it stands on itself by way of others.

    Only made-up ids can do so; what stood on a resolve that lost its place floats too.
    """
    matter, mends = tree.matter, tree.mends
    if len(tree.place) == len(matter.scans):
        return False
    walked = [next(scan_id for scan_id in matter.scans if scan_id not in tree.place)]
    while True:
        basis = tree.basis_of(matter.scans[walked[-1]])
        if basis is None or basis not in matter.scans or basis in tree.place:
            mends.moved[walked[-1]] = None
            return True
        if basis in walked:
            break
        walked.append(basis)
    circle = walked[walked.index(basis) :]
    if mends.moved.keys().isdisjoint(circle):
        matter.bases[min(circle)] = None
    else:
        mends.moved[min(circle)] = None
    return True


def annul(tree: Tree) -> bool:
    """Strike what its own device took back in time, if nothing that counts stands on it.

    What the device says once more after it is said anew, and counts.
    """
    annuls = [scan for scan in tree.matter.scans.values() if _may_annul(tree=tree, scan=scan)]
    if not annuls:
        return False
    count = _counting(tree)
    on_it: dict[str, set[str]] = {}
    for scan_id in count:
        below = _stands_on(tree=tree, scan_id=scan_id, count=count)
        on_it.setdefault(below, set()).add(scan_id)
        scan = tree.matter.scans[scan_id]
        if scan.act in _STAND_ON_WHAT_THEY_NAME and scan.of in count:
            # Who took by an offer stands on it, and who confirms, whatever else the device knew.
            on_it.setdefault(scan.of, set()).add(scan_id)
    depths = {scan.id: len(list(tree.downward(scan.of or ""))) for scan in annuls}
    found = False
    # The newest first, so that a whole chain of annuls is undone at once.
    for scan in sorted(annuls, key=lambda one: depths[one.id], reverse=True):
        struck = _said_with(tree=tree, annul=scan)
        followers = {
            scan_id
            for below in struck
            for scan_id in on_it.get(below, ())
            if _holds_up(tree=tree, annul=scan, follower=tree.matter.scans[scan_id])
        }
        if followers - struck - tree.mends.struck or not struck & count:
            continue
        tree.mends.annuls.add(scan.id)
        tree.mends.struck |= struck
        found = True
    return found


def _holds_up(*, tree: Tree, annul: SubjectScan, follower: SubjectScan) -> bool:
    """Whether what stands on a scan keeps it from being annulled.

    Not what provably came after the annul. What another took with one hand stands as well on what
    was there before, unless he may take from there and it was known first: then it was there to be
    taken. Nothing stands on an answer, whatever was built on it.
    """
    own = tree.matter.scans[annul.of or ""]
    if own.act in _ANSWERS or annul.latest_ms < follower.earliest_ms:
        return False
    claim = tree.claim_of.get(follower.id)
    return (
        claim is None
        or follower.party == annul.party
        or claim.is_given
        or claim.strength is not Strength.ONE_HAND
        or not claim.is_taken
        or (
            follower.latest_ms < annul.latest_ms
            and not tree.matter.rights.is_outsider(scan=follower, giver=annul.party)
        )
    )


def _may_annul(*, tree: Tree, scan: SubjectScan) -> bool:
    own = tree.matter.scans.get(scan.of or "")
    return (
        scan.act is Act.ANNUL
        and scan.id not in tree.mends.annuls
        and own is not None
        and own.act is not Act.ANNUL
        and not is_citizens_proof(own.judgement)
        and (own.device, own.who, own.party) == (scan.device, scan.who, scan.party)
        and (own.epoch != scan.epoch or own.n < scan.n)
        and not _is_answered(tree=tree, own=own)
        and _is_in_time(tree=tree, scan=scan, own=own)
        and tree.counts(scan)
    )


def _is_in_time(*, tree: Tree, scan: SubjectScan, own: SubjectScan) -> bool:
    """Whether an annul came soon: proven, or said by the device's clock and not disproven.

    Whenever it was signed, nobody could heed it before it reached us.
    """
    if tree.matter.reached_ms(scan) - own.latest_ms > ANNUL_HEARD_WITHIN_MS:
        return False
    if scan.latest_ms - own.earliest_ms <= ANNUL_WITHIN_MS:
        return True
    return (
        own.context == scan.context
        and 0 <= scan.mono_ms - own.mono_ms <= ANNUL_WITHIN_MS
        and scan.earliest_ms - own.latest_ms <= ANNUL_WITHIN_MS
    )


def _is_answered(*, tree: Tree, own: SubjectScan) -> bool:
    """Whether a resolve was built on by another one, which counts only once this one does."""
    return own.act is Act.RESOLVE and any(
        scan.act is Act.RESOLVE
        and own.id in scan.ends
        and tree.counts(scan)
        and _answers_it(tree=tree, scan=scan, resolve=own)
        for scan in tree.matter.scans.values()
    )


def _answers_it(*, tree: Tree, scan: SubjectScan, resolve: SubjectScan) -> bool:
    """Whether the signer may judge between those between whom the other one judged."""
    holders = {tree.place[tip].holder for tip in resolve.ends if tip in tree.place}
    claimants = {holder for holder in holders if holder is not None}
    return bool(claimants) and tree.matter.rights.may_judge(scan=scan, claimants=claimants)


def _counting(tree: Tree) -> set[str]:
    """Every scan that has an effect, wherever it stands."""
    words = {
        one.scan.id for hold in tree.holds for one in hold.hanging if one.effect is Effect.WORD
    }
    return words | tree.effective | set(tree.claim_of)


def _stands_on(*, tree: Tree, scan_id: str, count: set[str]) -> str:
    """Find the nearest counting scan below, but not what an annul on the way took back."""
    undone: set[str | None] = set()
    for below in tree.downward(scan_id):
        if below in count and below not in undone:
            return below
        scan = tree.matter.scans[below]
        if scan.act is Act.ANNUL:
            undone.add(scan.of)
    return ""


def _said_with(*, tree: Tree, annul: SubjectScan) -> set[str]:
    """The scan and its doubles so far: what one device says twice it takes back at once."""
    scan = tree.matter.scans[annul.of or ""]
    place = tree.place[scan.id]
    beside = [one.scan for one in place.hanging]
    claim = tree.claim_of.get(scan.id)
    return {
        one.id
        for one in (*beside, *(claim.signed if claim is not None else ()))
        if (one.act, one.of, one.to, one.device, one.who, one.party)
        == (scan.act, scan.of, scan.to, scan.device, scan.who, scan.party)
        and tree.basis_of(one) == tree.basis_of(scan)
        and _is_before(scan=one, annul=annul)
    } | {scan.id}


def _is_before(*, scan: SubjectScan, annul: SubjectScan) -> bool:
    """Whether a device proves to have signed a scan first: by its chain, else by the times."""
    if scan.epoch == annul.epoch:
        return scan.n < annul.n
    return scan.latest_ms < annul.earliest_ms


def heed_denials(tree: Tree) -> bool:
    """Let what a giver builds on his own denial stand where he still has it."""
    scans, mends = tree.matter.scans, tree.mends
    found = False
    denied = {
        scan_id: tree.claim_of[scans[scan_id].of or ""]
        for scan_id in tree.effective
        if scans[scan_id].act is Act.DENY
    }
    if not denied:
        return False
    for scan in scans.values():
        take = denied.get(tree.basis_of(scan) or "")
        if take is None or take.above is None or scan.id in mends.moved:
            continue
        if scan.party == take.above.holder:
            mends.moved[scan.id] = take.above.anchor
            found = True
    return found
