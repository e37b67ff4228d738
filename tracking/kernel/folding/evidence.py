"""What a proof that was shown says the second time; pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import Final
from uuid import UUID

from tracking.kernel.line import Judgement, ProofKind, SubjectScan, Verdict

_THE_CITIZEN_ALONE_HAS: Final = frozenset({ProofKind.PIN, ProofKind.SLIP})
_SPENT: Final = Judgement(verdict=Verdict.GOOD, by=None)


def is_citizens_proof(judgement: Judgement | None) -> bool:
    """Tell whether a delivery was proven by what the citizen alone has."""
    return (
        judgement is not None
        and judgement.verdict is Verdict.GOOD
        and judgement.by in _THE_CITIZEN_ALONE_HAS
    )


def without_spent_proofs(
    scans: Mapping[str, SubjectScan], *, counts: Callable[[SubjectScan], bool]
) -> Mapping[str, SubjectScan]:
    """Return scans by id; what the citizen proved to one deliverer proves nothing by the next.

    Who heard a PIN or saw a slip can say it again. So the party whose delivery was known first has
    the citizen's proof, and what others show of the kind is as good as a photo.

    Args:
        scans: all, by id.
        counts: whether a scan has any effect; what is annulled or void was given no proof.
    """
    proven = [
        scan for scan in scans.values() if is_citizens_proof(scan.judgement) and counts(scan)
    ]
    if not proven:
        return scans
    first: dict[UUID | None, UUID] = {}
    for scan in sorted(proven, key=attrgetter("latest_ms", "id")):
        first.setdefault(scan.to, scan.party)
    return {
        **scans,
        **{
            scan.id: replace(scan, judgement=_SPENT)
            for scan in proven
            if scan.party != first[scan.to]
        },
    }


def is_spent_proof(judgement: Judgement | None) -> bool:
    """Tell whether a delivery was shown what the citizen had given to another deliverer."""
    return judgement == _SPENT
