"""What a device signs to show that it has its key: when it joins, and when it calls; pure."""

from typing import Final

from tracking.kernel.signing import (
    NotSigned,
    PrivateKey,
    PublicKey,
    compact_json,
    sign_jws,
    signed_payload,
)

ENROLMENT_TYPE: Final = "enrol+jwt"
SESSION_TYPE: Final = "session+jwt"


def sign_enrolment(*, ticket_secret: str, key: PrivateKey) -> str:
    """Sign the proof that goes with a device's own public key when it joins.

    Args:
        ticket_secret: `t` of the enrolment ticket, in base64url.
        key: the device's.
    """
    payload = compact_json({"t": ticket_secret, "thumbprint": key.public.thumbprint})
    return sign_jws(typ=ENROLMENT_TYPE, payload=payload, key=key)


def is_enrolment_proof(*, proof: str, ticket_secret: str, key: PublicKey) -> bool:
    """Tell whether the owner of the key asked to join by this ticket."""
    said = {"t": ticket_secret, "thumbprint": key.thumbprint}
    return _says(proof=proof, typ=ENROLMENT_TYPE, key=key, said=said)


def sign_session(*, challenge: str, key: PrivateKey) -> str:
    """Sign the answer to a challenge, for a session."""
    payload = compact_json({"challenge": challenge, "device": key.public.thumbprint})
    return sign_jws(typ=SESSION_TYPE, payload=payload, key=key)


def is_session_proof(*, proof: str, challenge: str, key: PublicKey) -> bool:
    """Tell whether the owner of the key answered this challenge."""
    said = {"challenge": challenge, "device": key.thumbprint}
    return _says(proof=proof, typ=SESSION_TYPE, key=key, said=said)


def _says(*, proof: str, typ: str, key: PublicKey, said: dict[str, str]) -> bool:
    try:
        return signed_payload(jws=proof, typ=typ, keys={key.thumbprint: key}) == said
    except NotSigned:
        return False
