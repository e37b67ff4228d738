"""Secrets that the house makes itself: random, shown once, kept only as HMACs under the pepper."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum

from tracking.kernel.ids import NotBase64url, b64u, b64u_bytes
from tracking.parties.encryption import pepper


class Purpose(StrEnum):
    """What a secret opens; it is hashed along, so that none opens anything else."""

    TICKET = "enrolment-ticket"
    CHALLENGE = "device-challenge"
    BEARER = "device-session"


TICKET_BYTES = 16
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Token:
    """A secret as its bearer holds it, and as the database does."""

    text: str
    hash: bytes


def new_token(*, purpose: Purpose, size: int = SECRET_BYTES) -> Token:
    """Make a secret of so many random bytes."""
    raw = secrets.token_bytes(size)
    return Token(b64u(raw), _hash(purpose, raw))


def token_hash(*, purpose: Purpose, text: str) -> bytes | None:
    """Return the hash under which a secret is kept, or None if no secret looks like that."""
    try:
        return _hash(purpose, b64u_bytes(text))
    except NotBase64url:
        return None


def _hash(purpose: Purpose, raw: bytes) -> bytes:
    return hmac.digest(pepper(), purpose.encode() + b"\0" + raw, hashlib.sha256)
