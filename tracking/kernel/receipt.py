"""What the server signs for phones: the receipt of a batch, and the list of its keys; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from tracking.kernel.scan import Flag, Reason
from tracking.kernel.signing import (
    NotSigned,
    PrivateKey,
    PublicKey,
    UnusableKey,
    compact_json,
    sign_jws,
    signed_payload,
)
from tracking.kernel.strict_json import (
    Misshapen,
    elements,
    enumerated,
    feed_epoch,
    hash_text,
    integer,
    matching,
    member,
    members,
    text,
    uuid,
)

RECEIPT_TYPE: Final = "scan-receipt+jwt"
KEYS_TYPE: Final = "keys+jwt"
VERSION: Final = 1
MAX_BATCH: Final = 200
MAX_RESULTS: Final = 5_000  # of a file that is carried home; a batch has no more than its scans
MAX_KEYS: Final = 1000
MAX_JWK_MEMBER: Final = 100
THUMBPRINT_CHARACTERS: Final = 43

# 0 to 255, one byte of each label.
_LABEL_KEY_ID: Final = re.compile(r"0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]")


class Outcome(StrEnum):
    """What became of a scan that was sent."""

    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


class KeyUse(StrEnum):
    """What a listed key is for: what it signs, or that phones seal their scans to it."""

    LABEL = "label"
    RECEIPT = "receipt"
    LOG = "log"
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """What became of one scan.

    `key` is the scan id if it was accepted, else the hash of its text.
    """

    key: str
    outcome: Outcome
    flags: tuple[Flag, ...] = ()
    reason: Reason | None = None
    case: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The server's promise for one batch; results are in the order in which scans were sent."""

    batch: UUID
    epoch: str
    at_ms: int
    results: tuple[ScanResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedKey:
    """A public key of the house, and when it was in use.

    `kid` is the key's thumbprint; for labels it is the key id that they carry, in decimal.
    """

    kid: str
    use: KeyUse
    jwk: Mapping[str, str]
    from_ms: int
    until_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyList:
    """All keys of the house that may still be met, as the root key vouches for them."""

    at_ms: int
    keys: tuple[ListedKey, ...]

    def label_keys(self) -> dict[int, PublicKey]:
        """Return the keys that sign labels, by the key id that labels carry."""
        return {int(kid): key for kid, key in self._of(KeyUse.LABEL)}

    def receipt_keys(self) -> dict[str, PublicKey]:
        """Return the keys that sign receipts, by thumbprint."""
        return dict(self._of(KeyUse.RECEIPT))

    def export_keys(self) -> dict[str, PublicKey]:
        """Return the keys to which phones seal what they carry home by hand, by thumbprint."""
        return dict(self._of(KeyUse.EXPORT))

    def _of(self, use: KeyUse) -> list[tuple[str, PublicKey]]:
        return [(one.kid, PublicKey.from_jwk(one.jwk)) for one in self.keys if one.use is use]


def sign_receipt(*, receipt: Receipt, key: PrivateKey) -> str:
    """Sign a receipt as compact JWS."""
    payload = {
        "v": VERSION,
        "batch": str(receipt.batch),
        "epoch": receipt.epoch,
        "at": receipt.at_ms,
        "results": [_result_said(result) for result in receipt.results],
    }
    return sign_jws(typ=RECEIPT_TYPE, payload=compact_json(payload), key=key)


def _result_said(result: ScanResult) -> dict[str, object]:
    said: dict[str, object] = {"k": result.key, "r": result.outcome}
    if result.flags:
        said["f"] = list(result.flags)
    if result.reason is not None:
        said["q"] = result.reason
    if result.case is not None:
        said["c"] = str(result.case)
    return said


def read_receipt(*, jws: str, keys: Mapping[str, PublicKey]) -> Receipt:
    """Read a receipt as a phone does; whoever gets no receipt from it keeps his scans.

    Args:
        jws: compact JWS.
        keys: the house's receipt keys by thumbprint.

    Raises:
        NotSigned: not by a key that is known, or not a receipt.
    """
    said = signed_payload(jws=jws, typ=RECEIPT_TYPE, keys=keys)
    try:
        receipt = members(said, needs={"v", "batch", "epoch", "at", "results"})
        integer(receipt["v"], lowest=VERSION, highest=VERSION)
        results = elements(receipt["results"], at_least=1, at_most=MAX_RESULTS)
        return Receipt(
            batch=uuid(receipt["batch"]),
            epoch=feed_epoch(receipt["epoch"]),
            at_ms=integer(receipt["at"]),
            results=tuple(_result(result) for result in results),
        )
    except Misshapen as error:
        raise NotSigned from error


def _result(value: object) -> ScanResult:
    said = members(value, needs={"k", "r"}, may={"f", "q", "c"})
    return ScanResult(
        key=hash_text(said["k"]),
        outcome=enumerated(said["r"], kind=Outcome),
        flags=member(said, name="f", read=_flags) or (),
        reason=member(said, name="q", read=_reason),
        case=member(said, name="c", read=uuid),
    )


def _flags(value: object) -> tuple[Flag, ...]:
    flags = elements(value, at_least=1, at_most=len(Flag))
    return tuple(enumerated(flag, kind=Flag) for flag in flags)


def _reason(value: object) -> Reason:
    return enumerated(value, kind=Reason)


def sign_keys(*, keys: Sequence[ListedKey], at_ms: int, root: PrivateKey) -> str:
    """Sign the list of keys by the root key that phones pinned when they enrolled."""
    payload = {"v": VERSION, "at": at_ms, "keys": [_key_said(key) for key in keys]}
    return sign_jws(typ=KEYS_TYPE, payload=compact_json(payload), key=root)


def _key_said(key: ListedKey) -> dict[str, object]:
    said = {"kid": key.kid, "use": key.use, "key": dict(key.jwk), "from": key.from_ms}
    return said if key.until_ms is None else {**said, "until": key.until_ms}


def read_keys(*, jws: str, root: PublicKey) -> KeyList:
    """Read the list of keys as a phone does.

    Raises:
        NotSigned: not by the root key, or not such a list.
    """
    said = signed_payload(jws=jws, typ=KEYS_TYPE, keys={root.thumbprint: root})
    try:
        listed = members(said, needs={"v", "at", "keys"})
        integer(listed["v"], lowest=VERSION, highest=VERSION)
        keys = elements(listed["keys"], at_least=0, at_most=MAX_KEYS)
        return KeyList(at_ms=integer(listed["at"]), keys=tuple(_key(key) for key in keys))
    except (Misshapen, UnusableKey) as error:
        raise NotSigned from error


def _key(value: object) -> ListedKey:
    said = members(value, needs={"kid", "use", "key", "from"}, may={"until"})
    jwk = said["key"]
    if not isinstance(jwk, dict):
        raise Misshapen
    listed = ListedKey(
        kid=text(said["kid"], at_least=1, at_most=THUMBPRINT_CHARACTERS),
        use=enumerated(said["use"], kind=KeyUse),
        jwk={name: text(part, at_most=MAX_JWK_MEMBER) for name, part in jwk.items()},
        from_ms=integer(said["from"]),
        until_ms=member(said, name="until", read=integer),
    )
    # The log's key is of another curve and is checked where the log is.
    if listed.use is not KeyUse.LOG:
        PublicKey.from_jwk(listed.jwk)
    if listed.use is KeyUse.LABEL:
        matching(listed.kid, pattern=_LABEL_KEY_ID)
    return listed
