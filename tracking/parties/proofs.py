"""What a device must show to join and to open a session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from tracking.kernel.device_proof import SESSION_TYPE, is_enrolment_proof
from tracking.kernel.ids import b64u
from tracking.kernel.refusal import Refusal
from tracking.kernel.signing import NotSigned, PublicKey, UnusableKey, signed_payload
from tracking.kernel.strict_json import Misshapen, b64u_text, members
from tracking.parties.tokens import SECRET_BYTES


@dataclass(eq=False)
class UnusableDeviceKey(Refusal):
    """The key that the device offers is no public key of P-256."""

    code: ClassVar[str] = "unusable_device_key"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class WrongProof(Refusal):
    """The proof is not signed by the device's key, or it says something else than asked."""

    code: ClassVar[str] = "wrong_proof"
    status: ClassVar[int] = 401


def read_device_key(jwk: Mapping[str, object]) -> PublicKey:
    """Read the key that a device offers.

    Raises:
        UnusableDeviceKey: it is no public key of P-256.
    """
    try:
        return PublicKey.from_jwk(jwk)
    except UnusableKey as error:
        raise UnusableDeviceKey from error


def demand_enrolment_proof(*, proof: str, secret: bytes, key: PublicKey) -> None:
    """Go on only if a device signed that it joins with this ticket and this key.

    Raises:
        WrongProof: it did not.
    """
    if not is_enrolment_proof(proof=proof, ticket_secret=b64u(secret), key=key):
        raise WrongProof


def challenge_answered(*, proof: str, key: PublicKey) -> str:
    """Return the challenge that a device signed.

    Raises:
        WrongProof: it is not signed by this key, for this device.
    """
    try:
        said = members(
            signed_payload(jws=proof, typ=SESSION_TYPE, keys={key.thumbprint: key}),
            needs={"challenge", "device"},
        )
        challenge = b64u_text(said["challenge"], length=SECRET_BYTES)
    except (NotSigned, Misshapen) as error:
        raise WrongProof from error
    if said["device"] != key.thumbprint:
        raise WrongProof
    return challenge
