"""Secrets that the house makes: random, shown once, known again by HMACs under the pepper."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from tracking.kernel.ids import NotBase64url, b64u, b64u_bytes
from tracking.parties.encryption import pepper

SECRET_BYTES: Final = 32
_SECONDS_BYTES, _NONCE_BYTES, _MAC_BYTES = 6, 10, 16  # of a challenge, SECRET_BYTES in all


class Purpose(StrEnum):
    """What a secret opens; it is hashed along, so that none opens anything else."""

    TICKET = "enrolment-ticket"
    MADE_CHALLENGE = "made-device-challenge"
    CHALLENGE = "device-challenge"
    BEARER = "device-session"
    LOG_IN = "log-in"
    FAILED_LOGIN = "failed-login"


@dataclass(frozen=True, slots=True)
class Token:
    """A secret as its bearer holds it, and as the database does."""

    raw: bytes
    hash: bytes

    @property
    def text(self) -> str:
        """The secret as the wire writes it."""
        return b64u(self.raw)


def new_token(*, purpose: Purpose, size: int = SECRET_BYTES) -> Token:
    """Make a secret of so many random bytes."""
    raw = secrets.token_bytes(size)
    return Token(raw, kept_hash(purpose=purpose, raw=raw))


def kept_hash(*, purpose: Purpose, raw: bytes) -> bytes:
    """Return the hash under which a secret is kept."""
    return hmac.digest(pepper(), purpose.encode() + b"\0" + raw, hashlib.sha256)


def new_challenge(*, device: str, expires_at: datetime) -> str:
    """Make a number for a device to sign that says itself, and proves, until when."""
    said = int(expires_at.timestamp()).to_bytes(_SECONDS_BYTES) + secrets.token_bytes(_NONCE_BYTES)
    return b64u(said + _mac_of_challenge(said, device))


def challenge_expires_at(*, challenge: str, device: str) -> datetime | None:
    """Return until when a challenge may be answered; None if we made none such for the device.

    Args:
        challenge: base64url of so many bytes as `SECRET_BYTES`.
        device: who answers it.
    """
    raw = b64u_bytes(challenge)
    said, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac_of_challenge(said, device)):
        return None
    return datetime.fromtimestamp(int.from_bytes(said[:_SECONDS_BYTES]), UTC)


def _mac_of_challenge(said: bytes, device: str) -> bytes:
    raw = said + device.encode()
    return kept_hash(purpose=Purpose.MADE_CHALLENGE, raw=raw)[:_MAC_BYTES]


def log_in_id(session_key: str) -> str:
    """Return how the house names a log-in, by the key of its cookie and without telling it."""
    return b64u(kept_hash(purpose=Purpose.LOG_IN, raw=session_key.encode()))


def kept_hash_of_text(*, purpose: Purpose, text: str) -> bytes | None:
    """Return the hash under which a secret is kept, or None if no secret looks like that."""
    try:
        return kept_hash(purpose=purpose, raw=b64u_bytes(text))
    except NotBase64url:
        return None
