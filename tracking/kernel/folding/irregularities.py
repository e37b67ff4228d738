"""Which irregularities the scans of one subject show; pure.

What needs more than the scans (places, labels, slips) is found by the door.
"""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from tracking.kernel.folding.forks import Outcome, Outcomes, holds_named
from tracking.kernel.folding.hands import is_by_giver
from tracking.kernel.folding.holds import Effect, Hold, Strength
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import deliverer, deliveries, giver_of, overdue_ms, verdict_of
from tracking.kernel.folding.reading import Reading
from tracking.kernel.folding.way_back import is_from_outside
from tracking.kernel.line import CaseKind, FoundCase, PartyKind, State, Verdict
from tracking.kernel.scan import Act

_NOBODY: Final = UUID(int=0)
_DAY_MS: Final = 24 * 60 * 60 * 1000
_OF_THE_ZONE_MS: Final = 7 * 60 * 60 * 1000  # Viet Nam has one zone, and no summer time
_VOID: Final = frozenset({Effect.VOID})
_SAID: Final = frozenset(Effect) - _VOID


def find_cases(*, tree: Tree, outcomes: Outcomes, reading: Reading) -> tuple[FoundCase, ...]:
    """List every irregularity once, sorted."""
    cases = {*_forged(tree), *_unproven(tree), *_fresh(tree)}
    in_vain = [*_not_allowed(tree)]
    for hold in tree.holds:
        cases.update(_hanging(hold, effects=_SAID))
        in_vain += _hanging(hold, effects=_VOID)
        if reading.counts(hold):
            cases.update(_claimed(tree=tree, hold=hold))
            cases.update(_denied_in_vain(hold=hold, outcome=outcomes[hold]))
        if len(hold.claims) > 1 and reading.counts(hold):
            cases.update(_forked(tree=tree, hold=hold, outcome=outcomes[hold]))
    outcome = outcomes[tree.root]
    in_vain += [
        _case(CaseKind.CONTESTED, claim.id, _holders([claim, *outcome.ends]))
        for claim in tree.floats.claims
    ]
    cases.update(_one_a_day(tree=tree, cases=in_vain))
    parting = parts_at(outcomes=outcomes, root=tree.root)
    if parting is not None:
        cases.add(_case(CaseKind.DISPUTE, parting, _holders(outcome.ends)))
    return tuple(sorted(cases))


def parts_at(*, outcomes: Outcomes, root: Hold) -> str | None:
    """Name the node where the lines part: the take, if only its denial parts them."""
    hold = outcomes[root].parted
    if hold is None:
        return None
    branches = outcomes[hold].branches
    is_denial = len(branches) == 1 and branches[0].is_denied
    return min(one.id for one in branches) if is_denial or hold is root else hold.id


def _case(kind: CaseKind, scan: str, parties: Iterable[UUID | None]) -> FoundCase:
    return FoundCase(kind, scan, tuple(sorted({one for one in parties if one is not None})))


def _holders(holds: Iterable[Hold]) -> list[UUID | None]:
    return [hold.holder for hold in holds]


def _one_a_day(*, tree: Tree, cases: Iterable[FoundCase]) -> Iterable[FoundCase]:
    """Keep of what a device says in vain one case a day, of each kind, act and party.

    It is that of the scan known first. Whoever has a device and no right could fill with the rest
    what people have to look at.
    """
    first: dict[tuple[CaseKind, str, Act, UUID, int], FoundCase] = {}
    scans = tree.matter.scans
    for case in sorted(cases, key=lambda one: (scans[one.scan].latest_ms, one.scan)):
        scan = scans[case.scan]
        day = (scan.latest_ms + _OF_THE_ZONE_MS) // _DAY_MS
        first.setdefault((case.kind, scan.device, scan.act, scan.party, day), case)
    return first.values()


def _hanging(hold: Hold, *, effects: frozenset[Effect]) -> Iterator[FoundCase]:
    for one in hold.hanging:
        if one.case is not None and one.effect in effects:
            yield _case(one.case, one.scan.id, [one.scan.party, hold.holder])


def _not_allowed(tree: Tree) -> Iterator[FoundCase]:
    """Find resolves and confirms by whom they were not for."""
    for scan_id, missing in tree.overreaching.items():
        yield _case(missing, scan_id, [tree.matter.scans[scan_id].party])


def _forged(tree: Tree) -> Iterator[FoundCase]:
    """Find tickets that no giver signed."""
    for scan_id in tree.claim_of:
        scan = tree.matter.scans[scan_id]
        ticket = scan.ticket
        if ticket is not None and not is_by_giver(tree=tree, scan=scan, ticket=ticket):
            yield _case(CaseKind.FORGED, scan_id, [scan.party, ticket.giver_party])


def _unproven(tree: Tree) -> Iterator[FoundCase]:
    """Deliveries without a proof, wherever they stand: one undone by the way back was made too."""
    for hold in tree.holds:
        if hold.state is not State.DELIVERED:
            continue
        verdict = verdict_of(hold)
        is_late = verdict is Verdict.PENDING and overdue_ms(hold) <= tree.matter.now_ms
        if verdict is Verdict.BAD or is_late:
            yield _case(CaseKind.UNPROVEN_DELIVERY, hold.id, [deliverer(hold), hold.holder])


def _fresh(tree: Tree) -> Iterator[FoundCase]:
    """Find what was proven by a slip that the deliverer could have printed for that, and read.

    It is proven all the same; the case ends once a supervisor confirms the delivery.
    """
    for hold in tree.holds:
        if hold.state is not State.DELIVERED or hold.is_confirmed:
            continue
        fresh = [one for one in deliveries(hold) if one.judgement and one.judgement.is_fresh]
        if fresh:
            yield _case(CaseKind.FRESH_SLIP, fresh[0].id, [deliverer(hold), hold.holder])


def changes_ms(tree: Tree) -> int | None:
    """Return when the next delivery that waits for its proof will have waited too long."""
    waiting = (
        overdue_ms(hold)
        for hold in tree.holds
        if hold.state is State.DELIVERED and verdict_of(hold) is Verdict.PENDING
    )
    return min((due_ms for due_ms in waiting if due_ms > tree.matter.now_ms), default=None)


def _denied_in_vain(*, hold: Hold, outcome: Outcome) -> Iterator[FoundCase]:
    """Find a denied take that stands all the same, since it led to a delivery that is proven."""
    if hold.is_denied and outcome.proof is not None and hold.above is not None:
        yield _case(CaseKind.CONTESTED, hold.id, [hold.holder, hold.above.holder])


def _claimed(*, tree: Tree, hold: Hold) -> Iterator[FoundCase]:
    giver = giver_of(hold)
    if hold.state is State.LOST and not hold.claims:
        yield _case(CaseKind.LOST, hold.id, [hold.holder])
    if hold.is_gapped:
        yield _case(CaseKind.GAP, hold.id, [hold.holder, giver])
    if hold.is_taken and hold.above is not None and hold.above.strength is Strength.PROVEN:
        # The citizen has it, and says nothing of it: whoever has it now must be asked.
        yield _case(CaseKind.AFTER_DELIVERY, hold.id, [hold.holder, hold.above.holder])
    elif _is_one_hand(hold) and is_from_outside(tree=tree, hold=hold):
        yield _case(CaseKind.UNCONFIRMED_TAKE, hold.id, [hold.holder, giver])


def is_doubted(*, tree: Tree, hold: Hold) -> bool:
    """Tell whether somebody says to have it whom nobody gave it, and who need not have got it.

    No courier ends the doubt by handing it to another; an office that has it by two hands does.
    """
    below: Hold | None = hold
    while below is not None:
        if _is_one_hand(below) and (
            below.is_gapped or below.above is tree.floats or is_from_outside(tree=tree, hold=below)
        ):
            return True
        is_with_courier = tree.matter.kinds.get(below.holder or _NOBODY) is PartyKind.COURIER
        below = below.above if is_with_courier else None
    return False


def _is_one_hand(hold: Hold) -> bool:
    return hold.is_taken and not hold.is_given and hold.strength is Strength.ONE_HAND


def _forked(*, tree: Tree, hold: Hold, outcome: Outcome) -> Iterator[FoundCase]:
    resolves = [one for one in hold.claims if one.strength is Strength.RESOLVED]
    if resolves:
        for claim in _unanswered(tree=tree, hold=hold, resolves=resolves):
            yield _case(CaseKind.LATE_CLAIM, claim.id, _holders([claim, *outcome.ends]))
        return
    for claim in outcome.lost:
        yield _case(CaseKind.CONTESTED, claim.id, _holders([claim, *outcome.ends]))


def _unanswered(*, tree: Tree, hold: Hold, resolves: list[Hold]) -> Iterator[Hold]:
    """Find the claims that no resolve here names: whole branches, and what grew past its tip."""
    answered = {hold}
    for resolve in resolves:
        for named in holds_named(tree=tree, resolve=resolve):
            way = list(named.upward())
            if hold in way:
                answered.update(way[: way.index(hold)])
    for seen in answered:
        for claim in seen.claims:
            if claim not in answered and claim not in resolves:
                yield claim
