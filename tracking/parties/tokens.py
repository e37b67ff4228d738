"""Secrets that the house makes itself: random, shown once, kept only as HMACs under the pepper."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tracking.kernel.ids import NotBase64url, b64u, b64u_bytes
from tracking.parties.encryption import pepper

TICKET_BYTES: Final = 16
SECRET_BYTES: Final = 32


class Purpose(StrEnum):
    """What a secret opens; it is hashed along, so that none opens anything else."""

    TICKET = "enrolment-ticket"
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


def log_in_id(session_key: str) -> str:
    """Return how the house names a log-in, by the key of its cookie and without telling it."""
    return b64u(kept_hash(purpose=Purpose.LOG_IN, raw=session_key.encode()))


def kept_hash_of_text(*, purpose: Purpose, text: str) -> bytes | None:
    """Return the hash under which a secret is kept, or None if no secret looks like that."""
    try:
        return kept_hash(purpose=purpose, raw=b64u_bytes(text))
    except NotBase64url:
        return None
