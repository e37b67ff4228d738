"""What must be shown for a delivery to be proven, and what follows from what was shown; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from tracking.kernel.line import Judgement, ProofKind, Verdict

# Each alternative names all that it needs; the first is the one that the judgement names.
Policy = tuple[tuple[ProofKind, ...], ...]

AT_THE_DOOR: Final[Policy] = (
    (ProofKind.PIN,),
    (ProofKind.SLIP,),
    (ProofKind.PHOTO, ProofKind.SIGNATURE),
    (ProofKind.STAND_IN, ProofKind.PHOTO, ProofKind.SIGNATURE),
)
AT_A_COUNTER: Final[Policy] = ((ProofKind.PIN,), (ProofKind.SLIP,), (ProofKind.SIGNATURE,))
NOTHING_ASKED: Final[Policy] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What came with a delivery: by kind, whether it holds. What is absent did not come yet."""

    holds: Mapping[ProofKind, bool] = field(default_factory=lambda: MappingProxyType({}))


def judge(*, policy: Policy, shown: Shown) -> Judgement | None:
    """Return the judgement on a delivery, or None while its proof is pending.

    Good if one alternative holds whole; else bad if something that was shown failed.
    """
    if not policy:
        return Judgement(verdict=Verdict.WAIVED, by=None)
    for alternative in policy:
        if all(shown.holds.get(kind) is True for kind in alternative):
            return Judgement(verdict=Verdict.GOOD, by=alternative[0])
    asked = [kind for alternative in policy for kind in alternative]
    failed = next((kind for kind in asked if shown.holds.get(kind) is False), None)
    return None if failed is None else Judgement(verdict=Verdict.BAD, by=failed)
