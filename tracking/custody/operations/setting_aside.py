"""What the door does not let in: judged once its device is locked, and set aside whole."""

from collections.abc import Iterable, Mapping
from typing import Final

from tracking.custody.in_hand import LockedDevice
from tracking.custody.reading import Reading, Trusted, Untrusted, private_to_keep, untrusted
from tracking.kernel.scan import Reason
from tracking.ledger.operations import UntrustedScan
from tracking.ledger.queries import Neighbour

# What is found of a scan only after it would have been found that its device was revoked. A fault
# of ours is among them, or what came after a revocation would be let in as what came before it.
_FOUND_AFTER_REVOKED: Final = frozenset({Reason.UNKNOWN_VERSION, Reason.SCHEMA, Reason.UNREADABLE})


def judged_under_lock(
    reading: Reading, *, devices: Mapping[str, LockedDevice], known: Mapping[str, Neighbour]
) -> Reading:
    """Judge what only the lock can tell: that a device was revoked, or has ceased to exist.

    Bytes that the device did not sign are none of its: they never lie in its share.
    """
    if isinstance(reading, Trusted):
        if reading.scan.id in known:
            return reading
    elif reading.reason not in _FOUND_AFTER_REVOKED or reading.share != reading.device:
        return reading
    device = devices.get(reading.device)
    if device is None:
        return untrusted(
            offered=reading.offered, reason=Reason.UNKNOWN_DEVICE, device=reading.device
        )
    if device.revoked_at is not None:
        return untrusted(
            offered=reading.offered,
            reason=Reason.REVOKED,
            device=reading.device,
            share=reading.device,
        )
    return reading


def spoilt_scan(reading: Reading) -> Untrusted:
    """Describe a scan on which the door itself failed: its bytes are kept, and tried again."""
    return untrusted(
        offered=reading.offered,
        reason=Reason.UNREADABLE,
        device=reading.device,
        share=reading.device if isinstance(reading, Trusted) else reading.share,
    )


def set_aside(judged: Iterable[Reading]) -> list[UntrustedScan]:
    """Return what is to be set aside of a batch, each once."""
    return [
        UntrustedScan(
            key=one.key,
            jws=one.offered.jws,
            private=private_to_keep(one.offered),
            reason=one.reason,
            scan=one.scan,
            kid=one.device,
            share=one.share,
        )
        for one in _fullest(one for one in judged if isinstance(one, Untrusted))
        if not one.is_strangers
    ]


def _fullest(aside: Iterable[Untrusted]) -> Iterable[Untrusted]:
    """Return each once; of what was sent twice, that with its private part."""
    found: dict[str, Untrusted] = {}
    for one in aside:
        first = found.setdefault(one.key, one)
        if private_to_keep(first.offered) is None:
            found[one.key] = one
    return found.values()
