"""Scans that are carried home by hand, sealed to the house; pure.

A phone whose server does not know it any more, or that never finds a network, writes what it still
has into a file. The file holds PINs and places: it is a compact JWE (ECDH-ES, A256GCM) to the
house's key, so that nobody else on the way reads it. Who sealed it is not shown by it; each scan
in it is signed.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash

from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.refusal import Refusal
from tracking.kernel.signing import PrivateKey, PublicKey, compact_json
from tracking.kernel.strict_json import (
    Misshapen,
    elements,
    integer,
    member,
    members,
    read_json,
)

VERSION: Final = 1
MAX_EXPORT_BYTES: Final = 1024 * 1024
MAX_EXPORTED_SCANS: Final = 5_000

_AGREEMENT: Final = "ECDH-ES"
_CIPHER: Final = "A256GCM"
_KEY_BYTES: Final = 32
_IV_BYTES: Final = 12
_TAG_BYTES: Final = 16


@dataclass(eq=False)
class UnreadableExport(Refusal):
    """The file holds no scans that a device sealed to this house."""

    code: ClassVar[str] = "unreadable_export"
    status: ClassVar[int] = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedScan:
    """One scan as its device kept it: JWS and private part, neither of them looked at."""

    jws: str
    private: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What a device carries home: its own key, and the scans that nobody has yet."""

    key: PublicKey
    scans: tuple[ExportedScan, ...]

    @property
    def device(self) -> str:
        """The id of the device that the file speaks of."""
        return self.key.thumbprint


def seal_export(*, export: Export, to: PublicKey) -> str:
    """Seal scans to the house's export key, each time with a fresh key of its own."""
    ephemeral = PrivateKey.generate()
    return seal_with(
        header=header_of(to=to, ephemeral=ephemeral.public),
        said=compact_json(_said(export)),
        secret=ephemeral.shared_secret(to),
        iv=secrets.token_bytes(_IV_BYTES),
    )


def header_of(*, to: PublicKey, ephemeral: PublicKey) -> dict[str, object]:
    """Return the header of an export; it has these members and no others."""
    return {"alg": _AGREEMENT, "enc": _CIPHER, "kid": to.thumbprint, "epk": ephemeral.jwk()}


def seal_with(*, header: Mapping[str, object], said: bytes, secret: bytes, iv: bytes) -> str:
    """Seal any text under any header; a secret and a start value must never serve twice."""
    head = b64u(compact_json(header))
    sealed = AESGCM(_content_key(secret)).encrypt(iv, said, head.encode())
    # Nothing stands where other algorithms have a wrapped key.
    return ".".join((head, "", b64u(iv), b64u(sealed[:-_TAG_BYTES]), b64u(sealed[-_TAG_BYTES:])))


def open_export(*, jwe: str, keys: Mapping[str, PrivateKey]) -> Export:
    """Open what a device sealed to this house.

    Args:
        jwe: compact JWE.
        keys: the house's export keys by thumbprint, earlier ones too.

    Raises:
        UnreadableExport: too big, to another key, changed on the way, or not of this form; which
            of them is told to nobody.
    """
    if len(jwe) > MAX_EXPORT_BYTES:
        raise UnreadableExport
    try:
        return _export(read_json(_opened(jwe=jwe, keys=keys)))
    except (ValueError, InvalidTag) as error:
        raise UnreadableExport from error


def _opened(*, jwe: str, keys: Mapping[str, PrivateKey]) -> bytes:
    parts = jwe.split(".")
    if len(parts) != len(("header", "key", "iv", "text", "tag")) or parts[1]:
        raise Misshapen
    head, _, iv, text, tag = parts
    header = members(read_json(b64u_bytes(head)), needs={"alg", "enc", "kid", "epk"})
    kid, epk = header["kid"], header["epk"]
    if (header["alg"], header["enc"]) != (_AGREEMENT, _CIPHER) or not isinstance(epk, dict):
        raise Misshapen
    key = keys.get(kid) if isinstance(kid, str) else None
    if key is None:
        raise Misshapen
    cipher = AESGCM(_content_key(key.shared_secret(PublicKey.from_jwk(epk))))
    sealed = b64u_bytes(text) + b64u_bytes(tag, length=_TAG_BYTES)
    return cipher.decrypt(b64u_bytes(iv, length=_IV_BYTES), sealed, head.encode())


def _content_key(secret: bytes) -> bytes:
    """Derive the key of the text as RFC 7518, 4.6.2 says, with nothing said of either party."""
    of_cipher = len(_CIPHER).to_bytes(4) + _CIPHER.encode()
    nobody = bytes(4)
    length = (_KEY_BYTES * 8).to_bytes(4)
    derivation = ConcatKDFHash(
        algorithm=hashes.SHA256(),
        length=_KEY_BYTES,
        otherinfo=of_cipher + nobody + nobody + length,
    )
    return derivation.derive(secret)


def _said(export: Export) -> dict[str, object]:
    return {
        "v": VERSION,
        "dev": export.device,
        "jwk": export.key.jwk(),
        "scans": [_scan_said(scan) for scan in export.scans],
    }


def _scan_said(scan: ExportedScan) -> dict[str, str]:
    said = {"jws": scan.jws}
    return said if scan.private is None else {**said, "private": scan.private}


def _export(value: object) -> Export:
    said = members(value, needs={"v", "dev", "jwk", "scans"})
    integer(said["v"], lowest=VERSION, highest=VERSION)
    jwk = said["jwk"]
    if not isinstance(jwk, dict):
        raise Misshapen
    export = Export(
        key=PublicKey.from_jwk(jwk),
        scans=tuple(
            _scan(scan) for scan in elements(said["scans"], at_least=1, at_most=MAX_EXPORTED_SCANS)
        ),
    )
    if export.device != said["dev"]:
        raise Misshapen
    return export


def _scan(value: object) -> ExportedScan:
    said = members(value, needs={"jws"}, may={"private"})
    return ExportedScan(
        jws=_any_text(said["jws"]), private=member(said, name="private", read=_any_text)
    )


def _any_text(value: object) -> str:
    if not isinstance(value, str):
        raise Misshapen
    return value
