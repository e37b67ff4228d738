"""How the settled tree of holds is told as one line and its thread; pure."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from tracking.kernel.folding.forks import Outcomes
from tracking.kernel.folding.holds import Effect, Hanging, Hold, Strength
from tracking.kernel.folding.irregularities import (
    changes_ms,
    find_cases,
    is_doubted,
    parts_at,
)
from tracking.kernel.folding.judging import Tree
from tracking.kernel.folding.proofs import verdict_of_line
from tracking.kernel.folding.reading import Reading
from tracking.kernel.line import (
    CaseKind,
    Certainty,
    HandedOver,
    Line,
    Standing,
    State,
    Step,
    SubjectScan,
)
from tracking.kernel.scan import Flag

_NOT_ALLOWED: Final = frozenset({CaseKind.NO_GRANT, CaseKind.UNAPPROVED_DESK})


def read_line(
    *, tree: Tree, outcomes: Outcomes, reading: Reading, over: HandedOver | None
) -> Line:
    """Say what the settled tree proves, beside what was handed over for the law."""
    outcome = outcomes[tree.root]
    steps = tuple(_steps(tree=tree, reading=reading))
    end = outcome.ends[0]
    is_disputed = len(outcome.ends) > 1
    offer = None if is_disputed else _newest_offer(end)
    newest = None if is_disputed else end.newest
    flags = frozenset.intersection(
        *(reading.flags[one] for one in (*outcome.ends, *outcome.twins))
    )
    return Line(
        state=State.DISPUTED if is_disputed else State.OFFERED if offer else end.state,
        holder=None if is_disputed else end.holder,
        offeree=offer.to if offer else None,
        is_bearer_offer=offer is not None and offer.to is None,
        claimants=_claimants(outcome.ends) if is_disputed else (),
        certainty=Certainty.VERIFIED,
        flags=tuple(sorted(flags)),
        tip=newest.id if newest else None,
        tips=tuple(sorted(one.newest.id for one in outcome.ends if one.newest)),
        parts_at=parts_at(outcomes=outcomes, root=tree.root),
        earliest_ms=newest.earliest_ms if newest else None,
        latest_ms=newest.latest_ms if newest else None,
        steps=steps,
        cases=find_cases(tree=tree, outcomes=outcomes, reading=reading),
        scan_flags={step.scan: step.flags for step in steps if step.flags},
        changes_ms=changes_ms(tree),
        is_doubted=not is_disputed and is_doubted(tree=tree, hold=end),
        handed_over=over,
        verdict=None if is_disputed else verdict_of_line((end, *outcome.twins)),
    )


def _claimants(ends: tuple[Hold, ...]) -> tuple[UUID, ...]:
    return tuple(sorted({end.holder for end in ends if end.holder is not None}))


def _newest_offer(hold: Hold) -> SubjectScan | None:
    newest = min(hold.offers.values(), key=lambda one: (-one.depth, one.scan.id), default=None)
    return newest.scan if newest is not None else None


def _steps(*, tree: Tree, reading: Reading) -> Iterator[Step]:
    for hold, standing in reading.standing.items():
        for scan in hold.scans:
            yield _claim_step(tree=tree, hold=hold, scan=scan, standing=standing, reading=reading)
        for one in hold.hanging:
            yield _hanging_step(tree=tree, hold=hold, one=one, standing=standing, reading=reading)


def _claim_step(
    *, tree: Tree, hold: Hold, scan: SubjectScan, standing: Standing, reading: Reading
) -> Step:
    return Step(
        scan=scan.id,
        act=scan.act,
        party=scan.party,
        standing=standing if scan is hold.scans[0] else Standing.NOTE,
        state=hold.state,
        holder=hold.holder,
        is_two_sided=hold.strength is not Strength.ONE_HAND,
        flags=_flags(hold=hold, standing=standing, reading=reading),
        is_doubted=is_doubted(tree=tree, hold=hold),
    )


def _hanging_step(
    *, tree: Tree, hold: Hold, one: Hanging, standing: Standing, reading: Reading
) -> Step:
    scan = one.scan
    flags: tuple[Flag, ...] = ()
    if one.case in _NOT_ALLOWED or scan.id in tree.overreaching:
        flags = (Flag.NO_GRANT,)
    elif scan in hold.shown:
        flags = _flags(hold=hold, standing=standing, reading=reading)
    return Step(
        scan=scan.id,
        act=scan.act,
        party=scan.party,
        standing=_standing(tree=tree, one=one, standing=standing),
        state=State.OFFERED if one.offer is not None else hold.state,
        holder=hold.holder,
        is_two_sided=False,
        flags=flags,
    )


def _standing(*, tree: Tree, one: Hanging, standing: Standing) -> Standing:
    if one.effect is Effect.WORD:
        return standing
    says_something = (
        one.effect is Effect.NOTE
        or one.scan.id in tree.effective
        or one.scan.id in tree.mends.annuls
    )
    return Standing.NOTE if says_something else Standing.VOID


def _flags(*, hold: Hold, standing: Standing, reading: Reading) -> tuple[Flag, ...]:
    flags = reading.flags[hold]
    if standing is Standing.BESIDE:
        flags |= {Flag.CONTESTED}
    return tuple(sorted(flags))
