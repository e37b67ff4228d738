"""P-256 keys and ES256 in compact form, over `cryptography` alone; pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from tracking.kernel.ids import NotBase64url, b64u, b64u_bytes
from tracking.kernel.strict_json import (
    Misshapen,
    b64u_text,
    has_space_between,
    members,
    read_json,
)

COORDINATE_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64
THUMBPRINT_BYTES: Final = 32
# The order of the group of P-256 (FIPS 186-5): a signature (r, s) has the twin (r, order - s).
ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

_HEADER_MEMBERS: Final = frozenset({"alg", "typ", "kid"})
_CURVE: Final = ec.SECP256R1()
_ES256: Final = ec.ECDSA(hashes.SHA256())
# RFC 6979: the same statement has the same signature, and no bad random source leaks the key.
_ES256_SIGN: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class UnusableKey(ValueError):
    """The JWK is no public key of P-256, or it holds a private part."""


class NotCompact(ValueError):
    """The text is no JWS in compact form: three parts of canonical base64url."""


class NotSigned(ValueError):
    """The text is no statement of the type asked for by the key asked for."""


def low_s(signature: bytes) -> bytes:
    """Choose, of the two valid twins of a signature, the one with the low s."""
    s = int.from_bytes(signature[COORDINATE_BYTES:])
    return signature[:COORDINATE_BYTES] + min(s, ORDER - s).to_bytes(COORDINATE_BYTES)


def is_low_s(signature: bytes) -> bool:
    """Tell whether a signature is the twin that labels and tickets carry."""
    return int.from_bytes(signature[COORDINATE_BYTES:]) <= ORDER // 2


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A point of P-256, known by its RFC 7638 thumbprint.

    Made by `from_jwk`, which checks that the point is on the curve.
    """

    x: str
    y: str
    thumbprint: str
    _key: ec.EllipticCurvePublicKey

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.thumbprint == other.thumbprint

    def __hash__(self) -> int:
        return hash(self.thumbprint)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> Self:
        """Read a JWK; members that are not the key's are ignored, as RFC 7517 asks.

        Raises:
            UnusableKey: not EC P-256, coordinates not canonical, not on the curve, or private.
        """
        x, y = jwk.get("x"), jwk.get("y")
        if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
            raise UnusableKey
        if not isinstance(x, str) or not isinstance(y, str):
            raise UnusableKey
        try:
            point = ec.EllipticCurvePublicNumbers(
                int.from_bytes(b64u_bytes(x, length=COORDINATE_BYTES)),
                int.from_bytes(b64u_bytes(y, length=COORDINATE_BYTES)),
                _CURVE,
            )
            return cls._of(point.public_key())
        except (NotBase64url, ValueError) as error:
            raise UnusableKey from error

    @classmethod
    def _of(cls, key: ec.EllipticCurvePublicKey) -> Self:
        point = key.public_numbers()
        x, y = (b64u(number.to_bytes(COORDINATE_BYTES)) for number in (point.x, point.y))
        # RFC 7638: the required members alone, in lexical order, without whitespace.
        canonical = f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'
        return cls(x, y, b64u(hashlib.sha256(canonical.encode()).digest()), key)

    def jwk(self) -> dict[str, str]:
        """Write the key with the four members that RFC 7638 requires."""
        return {"kty": "EC", "crv": "P-256", "x": self.x, "y": self.y}

    def has_signed(self, *, signature: bytes, message: bytes) -> bool:
        """Tell whether a raw r||s signature over the message is by this key."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        r = int.from_bytes(signature[:COORDINATE_BYTES])
        s = int.from_bytes(signature[COORDINATE_BYTES:])
        try:
            self._key.verify(encode_dss_signature(r, s), message, _ES256)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A signing key of the server, of a simulated phone, or of a test."""

    public: PublicKey
    _key: ec.EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return f"PrivateKey({self.public.thumbprint})"

    @classmethod
    def generate(cls) -> Self:
        """Make a new key from the machine's random source."""
        return cls._of(ec.generate_private_key(_CURVE))

    @classmethod
    def from_secret(cls, secret: int) -> Self:
        """Make the key whose private number is given, between 1 and the order of the curve.

        Raises:
            UnusableKey: the number is outside.
        """
        try:
            return cls._of(ec.derive_private_key(secret, _CURVE))
        except ValueError as error:
            raise UnusableKey from error

    @classmethod
    def from_der(cls, der: bytes) -> Self:
        """Read an unencrypted PKCS 8 key.

        Raises:
            UnusableKey: it is no private key of P-256.
        """
        try:
            key = load_der_private_key(der, password=None)
        except (ValueError, TypeError) as error:
            raise UnusableKey from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.curve.name != _CURVE.name:
            raise UnusableKey
        return cls._of(key)

    @classmethod
    def _of(cls, key: ec.EllipticCurvePrivateKey) -> Self:
        return cls(PublicKey._of(key.public_key()), key)  # noqa: SLF001 - the two halves of one key

    def shared_secret(self, other: PublicKey) -> bytes:
        """Agree on a secret with the owner of another key (ECDH); its hash may be a key."""
        return self._key.exchange(ec.ECDH(), other._key)  # noqa: SLF001 - as above

    def der(self) -> bytes:
        """Write the key as unencrypted PKCS 8, for a file that only the server may read."""
        return self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, message: bytes) -> bytes:
        """Sign a message; the result is raw r||s with the low s, and the same every time."""
        r, s = decode_dss_signature(self._key.sign(message, _ES256_SIGN))
        return low_s(r.to_bytes(COORDINATE_BYTES) + s.to_bytes(COORDINATE_BYTES))


@dataclass(frozen=True, slots=True)
class CompactJws:
    """The parts of a JWS, decoded but not believed; `signed` is what the signature covers."""

    header: bytes
    payload: bytes
    signature: bytes
    signed: bytes


def compact_json(value: object) -> bytes:
    """Write JSON in UTF-8 without whitespace, members in the order given."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def split_jws(jws: bytes) -> CompactJws:
    """Take a JWS apart.

    Raises:
        NotCompact: it has another form.
    """
    signed, _, signature = jws.rpartition(b".")
    header, dot, payload = signed.partition(b".")
    if not dot:
        raise NotCompact
    try:
        return CompactJws(b64u_bytes(header), b64u_bytes(payload), b64u_bytes(signature), signed)
    except NotBase64url as error:
        raise NotCompact from error


def kid_of(header: bytes) -> str:
    """Return the thumbprint that a header names, whatever else it says.

    Raises:
        NotJson: the header is no JSON, or has twin members.
        Misshapen: it names none.
    """
    value = read_json(header)
    if not isinstance(value, dict):
        raise Misshapen
    return b64u_text(value.get("kid"), length=THUMBPRINT_BYTES)


def signer_of(*, header: bytes, typ: str) -> str:
    """Return the thumbprint that a header names.

    Raises:
        NotJson: the header is no JSON, or has twin members.
        Misshapen: it is not exactly `alg` = ES256, `typ` as given and `kid`, without whitespace.
    """
    value = members(read_json(header), needs=_HEADER_MEMBERS)
    if value["alg"] != "ES256" or value["typ"] != typ or has_space_between(header):
        raise Misshapen
    return b64u_text(value["kid"], length=THUMBPRINT_BYTES)


def sign_jws(*, typ: str, payload: bytes, key: PrivateKey) -> str:
    """Sign a payload as compact JWS; the header is `alg`, `typ`, `kid` = the key's thumbprint."""
    header = compact_json({"alg": "ES256", "typ": typ, "kid": key.public.thumbprint})
    signed = f"{b64u(header)}.{b64u(payload)}"
    return f"{signed}.{b64u(key.sign(signed.encode()))}"


def signed_payload(*, jws: str, typ: str, keys: Mapping[str, PublicKey]) -> object:
    """Return what a statement says, once its signature holds.

    Args:
        jws: compact JWS.
        typ: the type it must have, so that no statement serves for another.
        keys: those whose statements are believed here, by thumbprint.

    Raises:
        NotSigned: by none of the keys, of another type, or not of this form.
    """
    try:
        parts = split_jws(jws.encode("ascii"))
        key = keys.get(signer_of(header=parts.header, typ=typ))
        if key is None or not key.has_signed(signature=parts.signature, message=parts.signed):
            raise NotSigned
        return read_json(parts.payload)
    except ValueError as error:
        raise NotSigned from error
