"""What is known of the proof of a delivery; pure."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from tracking.kernel.folding.evidence import is_citizens_proof
from tracking.kernel.folding.holds import Effect, Hold, Strength
from tracking.kernel.line import State, SubjectScan, Verdict
from tracking.kernel.scan import Act

PENDING_FOR_MS: Final = 24 * 60 * 60 * 1000

# What is shown of one delivery more than once proves as much as the best of it; a proof that
# failed is not made good by another one withheld.
_BEST_FIRST: Final = (
    Verdict.GOOD,
    Verdict.WAIVED,
    Verdict.CONFIRMED,
    Verdict.BAD,
    Verdict.PENDING,
)


def deliverer(hold: Hold) -> UUID | None:
    """Return the party that delivered; None if a resolve gave it to whom it is for."""
    if hold.strength is Strength.RESOLVED or hold.above is None:
        return None
    return hold.above.holder


def giver_of(hold: Hold) -> UUID | None:
    """Return who answers for what one took from the hold above: of a delivery the deliverer."""
    above = hold.above
    if above is None:
        return None
    return deliverer(above) if above.state is State.DELIVERED else above.holder


def deliveries(hold: Hold) -> list[SubjectScan]:
    """List the scans that say this delivery, those that the deliverer said again on it too."""
    again = [
        one.scan
        for one in hold.hanging
        if one.effect is Effect.NOTE
        and one.scan.act is Act.DELIVER
        and one.scan.party == deliverer(hold)
    ]
    return [scan for scan in hold.scans if scan.act is Act.DELIVER] + again


def see_proof(hold: Hold) -> None:
    """See whether a delivery, once all that hangs in it is known, ends the line anywhere."""
    if any(is_citizens_proof(scan.judgement) for scan in deliveries(hold)):
        hold.strength = max(hold.strength, Strength.PROVEN)


def verdict_of(hold: Hold) -> Verdict:
    """Return what is known of the proof of one delivery."""
    found = {scan.judgement.verdict for scan in deliveries(hold) if scan.judgement is not None}
    if hold.is_confirmed or hold.strength is Strength.RESOLVED:
        found.add(Verdict.CONFIRMED)
    return _best(found)


def verdict_of_line(ends: Iterable[Hold]) -> Verdict | None:
    """Return the verdict on the delivery that ends the line, in one or more branches alike."""
    delivered = {verdict_of(hold) for hold in ends if hold.state is State.DELIVERED}
    return _best(delivered) if delivered else None


def overdue_ms(hold: Hold) -> int:
    """Return from when on a delivery has waited for its proof longer than it may."""
    return min(scan.latest_ms for scan in deliveries(hold)) + PENDING_FOR_MS


def _best(found: set[Verdict]) -> Verdict:
    return next((verdict for verdict in _BEST_FIRST if verdict in found), Verdict.PENDING)
