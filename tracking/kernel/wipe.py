"""The order to forget everything, as the house gives it to one device; pure.

A phone wipes itself by nothing else: no network on the way can order it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tracking.kernel.signing import (
    NotSigned,
    PrivateKey,
    PublicKey,
    compact_json,
    sign_jws,
    signed_payload,
)
from tracking.kernel.strict_json import Misshapen, hash_text, integer, members

WIPE_TYPE: Final = "wipe+jwt"
VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wipe:
    """That one device shall forget everything, and when this was said."""

    device: str
    at_ms: int


def sign_wipe(*, wipe: Wipe, key: PrivateKey) -> str:
    """Sign the order as compact JWS, by the key that signs receipts."""
    payload = {"v": VERSION, "device": wipe.device, "at": wipe.at_ms}
    return sign_jws(typ=WIPE_TYPE, payload=compact_json(payload), key=key)


def read_wipe(*, jws: str, device: str, keys: Mapping[str, PublicKey]) -> Wipe:
    """Read the order as the device does that it names.

    Args:
        jws: compact JWS.
        device: that which reads.
        keys: the house's receipt keys by thumbprint.

    Raises:
        NotSigned: not by a key that is known, not such an order, or to another device.
    """
    said = signed_payload(jws=jws, typ=WIPE_TYPE, keys=keys)
    try:
        order = members(said, needs={"v", "device", "at"})
        integer(order["v"], lowest=VERSION, highest=VERSION)
        wipe = Wipe(device=hash_text(order["device"]), at_ms=integer(order["at"]))
    except Misshapen as error:
        raise NotSigned from error
    if wipe.device != device:
        raise NotSigned
    return wipe
