"""What can be done to bytes on their way: the twin of a signature, a broken one, noise; pure."""

from tests.simulation.chance import number
from tracking.custody.reading import OfferedScan
from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.scan_reading import SCAN_TYPE
from tracking.kernel.signing import ORDER, PublicKey, compact_json


def twin(jws: str) -> str:
    """Return the same statement with the other valid signature of the two that ECDSA has."""
    signed, _, signature = jws.rpartition(".")
    raw = b64u_bytes(signature)
    s = ORDER - int.from_bytes(raw[32:])
    return f"{signed}.{b64u(raw[:32] + s.to_bytes(32))}"


def spoilt(jws: str) -> str:
    """Return a statement whose signature does not hold."""
    signed, _, signature = jws.rpartition(".")
    return f"{signed}.{b64u(b64u_bytes(signature)[::-1])}"


def noise(*, many: int, size: int, kid: PublicKey | None) -> tuple[OfferedScan, ...]:
    """Return bytes that nobody of ours signed, each another; with a header if a key is named."""
    return tuple(OfferedScan(jws=_noise(no, size, kid)) for no in range(many))


def _noise(no: int, size: int, kid: PublicKey | None) -> str:
    filling = (b64u(number("noise", no, size).to_bytes(32)) * (size // 43 + 1))[:size]
    if kid is None:
        return filling
    header = {"alg": "ES256", "typ": SCAN_TYPE, "kid": kid.thumbprint}
    payload = b64u(compact_json({"v": 1, "filling": filling}))
    return f"{b64u(compact_json(header))}.{payload}.{b64u(bytes(64))}"
