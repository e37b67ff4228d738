"""The first part of the one door: what a batch holds, before anything is stored.

Only device keys are looked up; signature first, then shape. What cannot be read or trusted is not
lost: it comes out as `Untrusted`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from tracking.kernel.private_part import (
    MAX_PRIVATE_BYTES,
    PrivatePart,
    UnreadablePrivatePart,
    private_hash,
    read_private,
)
from tracking.kernel.scan import Reason, Scan
from tracking.kernel.scan_reading import (
    Envelope,
    RegisteredKey,
    Unreadable,
    quarantine_key,
    read_envelope,
    read_payload,
    scan_id,
    verify_and_read,
)
from tracking.kernel.signing import PublicKey
from tracking.parties.devices import devices_by_id

DEVICES_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedScan:
    """What a device offers: a JWS and, if there is one, the private part beside it.

    `came_at` is when the bytes first reached us, if that was before now.
    """

    jws: str
    private: str | None = None
    came_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """A scan that its device signed and that has a shape we know.

    `private_text` is kept only if it is the part that was signed for; `private` is what it says,
    if we read it: a newer app may say what we do not know.
    """

    offered: OfferedScan
    scan: Scan
    private_text: str | None
    private: PrivatePart | None

    @property
    def device(self) -> str:
        """The device that signed it."""
        return self.scan.device

    @property
    def is_private_missing(self) -> bool:
        """Whether the scan names a private part and none that we read came with it."""
        return self.scan.private_hash is not None and self.private is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Untrusted:
    """A scan to set aside, or to refuse if nobody we know vouches for it.

    Attributes:
        offered: what was sent.
        reason: why it is not accepted.
        device: that it names; may be anything, empty if it names none.
        key: the hash of its text.
        scan: its scan id, if it names a device.
        share: the device that signed it, in whose room it may lie; None if that is shown of none.
    """

    offered: OfferedScan
    reason: Reason
    device: str
    key: str
    scan: str
    share: str | None

    @property
    def is_strangers(self) -> bool:
        """Whether it names no device that we know, so that nothing of it is stored."""
        names_none = self.reason is Reason.UNKNOWN_DEVICE or not self.device
        return self.share is None and names_none


Reading = Trusted | Untrusted


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDevice:
    """What never changes about a device: its key, and whose it is."""

    key: PublicKey
    person: UUID | None
    office: UUID | None


_KNOWN: Final[dict[str, KnownDevice]] = {}


def read_scans(scans: Sequence[OfferedScan], *, brought_by: str | None = None) -> list[Reading]:
    """Read scans in the order sent, each for itself, so that none can stop another.

    Whether a device was revoked is not asked here but under the lock that stores its scans.

    Args:
        scans: what was sent.
        brought_by: the desk that imports them, which vouches for scans of unknown devices.
    """
    envelopes = [_envelope(offered) for offered in scans]
    opened = [envelope for envelope in envelopes if isinstance(envelope, Envelope)]
    devices = devices_known(envelope.device for envelope in opened)
    return [
        envelope
        if isinstance(envelope, Untrusted)
        else _reading(offered, envelope, devices.get(envelope.device), brought_by)
        for offered, envelope in zip(scans, envelopes, strict=True)
    ]


def untrusted(
    *, offered: OfferedScan, reason: Reason, device: str = "", share: str | None = None
) -> Untrusted:
    """Describe a scan that is not accepted, under the hash of its text."""
    return Untrusted(
        offered=offered,
        reason=reason,
        device=device,
        key=quarantine_key(offered.jws),
        scan=scan_id(offered.jws) if device else "",
        share=share,
    )


def _envelope(offered: OfferedScan) -> Envelope | Untrusted:
    try:
        return read_envelope(offered.jws)
    except Unreadable as error:
        return untrusted(offered=offered, reason=error.reason)


def _reading(
    offered: OfferedScan,
    envelope: Envelope,
    device: KnownDevice | None,
    brought_by: str | None,
) -> Reading:
    registered = None if device is None else RegisteredKey(key=device.key)
    try:
        scan = verify_and_read(envelope=envelope, registered=registered)
    except Unreadable as error:
        vouches = brought_by if error.reason is Reason.UNKNOWN_DEVICE else None
        share = envelope.device if error.is_signed else vouches
        return untrusted(offered=offered, reason=error.reason, device=envelope.device, share=share)
    text = offered.private
    if text is None or not _was_signed_for(scan, text):
        return Trusted(offered=offered, scan=scan, private_text=None, private=None)
    return Trusted(offered=offered, scan=scan, private_text=text, private=_private(text))


def private_to_keep(offered: OfferedScan) -> str | None:
    """Return the private part that came with a scan, unless the scan shows that it is another.

    Whoever brings a wrong one must not keep the right one out, which may come later.
    """
    try:
        scan = read_payload(read_envelope(offered.jws))
    except Unreadable:  # nobody can tell yet
        return offered.private
    text = offered.private
    return text if text is not None and _was_signed_for(scan, text) else None


def _was_signed_for(scan: Scan, text: str) -> bool:
    """Whether a text is the private part of a scan: bytes that can be kept, not too many."""
    try:
        is_small = len(text.encode()) <= MAX_PRIVATE_BYTES
    except UnicodeEncodeError:  # half a character, which JSON lets one write
        return False
    return is_small and private_hash(text) == scan.private_hash


def _private(text: str) -> PrivatePart | None:
    try:
        return read_private(text)
    except UnreadablePrivatePart:
        return None


def devices_known(devices: Iterable[str]) -> dict[str, KnownDevice]:
    """Return registered devices, those revoked too; unknown ones are absent.

    A device's id is the thumbprint of its key and its owner never changes, so a device once seen
    is never asked for again.
    """
    wanted = set(devices)
    new = wanted - _KNOWN.keys()
    if len(_KNOWN) > DEVICES_KEPT:
        _KNOWN.clear()
        new = wanted
    if new:
        _KNOWN.update(
            {
                device.pk: KnownDevice(
                    key=PublicKey.from_jwk(device.jwk),
                    person=device.person_id,
                    office=device.office_id,
                )
                for device in devices_by_id(new).values()
            }
        )
    return {device: _KNOWN[device] for device in wanted if device in _KNOWN}
