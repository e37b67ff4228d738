"""What proof a delivery must carry, and how it is judged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from tracking.consignments.models import Direction
from tracking.consignments.pin_lock import PinTry
from tracking.custody.reading import Trusted
from tracking.custody.subjects import Subject
from tracking.kernel.scan import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofJudged:
    """Whether a delivery carried the proof that was demanded, and what proved it or failed to."""

    is_good: bool
    how: str


NO_PIN: Final = ProofJudged(is_good=False, how="no_pin")
TOO_MANY_TRIES: Final = ProofJudged(is_good=False, how="too_many_tries")


@dataclass(frozen=True, slots=True, kw_only=True)
class PinDemanded:
    """A PIN that a delivery came with, if any, and the dossiers whose PIN it must be."""

    pin: str | None
    dossiers: Sequence[UUID]


def pin_demanded(reading: Trusted, subjects: Sequence[Subject]) -> PinDemanded | None:
    """Return the PIN to try for a delivery to the citizen whose dossier it is.

    At a door the PIN is demanded; over the counter the clerk knows who stands there, and a PIN
    that was asked for all the same must be right. None where no proof is due, or while the private
    part has not come.
    """
    scan, private = reading.scan, reading.private
    mine = [
        one
        for one in subjects
        if one.direction == Direction.BACK and one.citizen == scan.to and one.pin_hmac is not None
    ]
    if scan.act is not Act.DELIVER or not mine or reading.is_private_missing:
        return None
    pin = None if private is None else private.pin
    if pin is None and not any(one.goes_to_door for one in mine):
        return None
    return PinDemanded(pin=pin, dossiers=sorted({one.dossier for one in mine}))


def judge_pin(tries: Collection[PinTry]) -> ProofJudged:
    """Judge a delivery by how its PIN did for each dossier that is in it."""
    if any(one.was_locked for one in tries):
        return TOO_MANY_TRIES
    return ProofJudged(is_good=all(one.is_right for one in tries), how="pin")
