"""What the receipt says of each scan; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from tracking.custody.in_hand import InHand
from tracking.custody.reading import Reading, Trusted, Untrusted
from tracking.kernel.receipt import Outcome, ScanResult
from tracking.kernel.scan import Flag, Reason
from tracking.ledger.queries import Neighbour


def results_in_order(
    judged: Sequence[Reading],
    *,
    hand: Mapping[str, InHand],
    known: Mapping[str, Neighbour],
    set_aside_before: Mapping[str, str],
    without_room: AbstractSet[str],
) -> list[ScanResult]:
    """Answer each scan in the order sent; a repeat as it was answered first.

    Args:
        judged: what was sent.
        hand: the scans that are new, by id.
        known: those that were stored before.
        set_aside_before: of those set aside before, key and first reason.
        without_room: the keys of those for which their share has no room.
    """
    results: list[ScanResult] = []
    answered: set[str] = set()
    for one in judged:
        key = one.scan.id if isinstance(one, Trusted) else one.key
        is_repeat = key in answered or key in set_aside_before
        answered.add(key)
        if isinstance(one, Untrusted):
            if one.is_strangers or key in without_room:
                results.append(_refused(one))
            else:
                results.append(_set_aside(one, set_aside_before, is_repeat=is_repeat))
        elif key in hand:
            results.append(_accepted(key, hand[key].flags, hand[key].case, is_repeat=is_repeat))
        else:
            first = known[key]
            results.append(_accepted(key, map(Flag, first.flags), first.case, is_repeat=True))
    return results


def _accepted(
    key: str, flags: Iterable[Flag], case: UUID | None, *, is_repeat: bool
) -> ScanResult:
    said = {*flags, Flag.DUPLICATE} if is_repeat else {*flags}
    return ScanResult(key=key, outcome=Outcome.ACCEPTED, flags=in_order(said), case=case)


def _refused(one: Untrusted) -> ScanResult:
    """Answer what is not stored: the phone keeps it, and enrols if it is not known."""
    is_unknown = one.reason is Reason.UNKNOWN_DEVICE and one.share is None
    reason = Reason.UNKNOWN_DEVICE if is_unknown else Reason.NOT_STORED
    return ScanResult(key=one.key, outcome=Outcome.REFUSED, reason=reason)


def _set_aside(
    one: Untrusted, set_aside_before: Mapping[str, str], *, is_repeat: bool
) -> ScanResult:
    return ScanResult(
        key=one.key,
        outcome=Outcome.QUARANTINED,
        flags=(Flag.DUPLICATE,) if is_repeat else (),
        reason=Reason(set_aside_before.get(one.key, one.reason)),
    )


def in_order(flags: Collection[Flag]) -> tuple[Flag, ...]:
    """Bring flags in the order of the wire's list, each once."""
    return tuple(flag for flag in Flag if flag in flags)
