"""Try the PIN of a delivery that comes in; wrong ones are counted, whoever brings them."""

from collections.abc import Sequence
from datetime import datetime

from tracking.consignments.operations.citizens import try_pin
from tracking.custody.proofs import NO_PIN, ProofJudged, judge_pin, pin_demanded
from tracking.custody.reading import Trusted
from tracking.custody.subjects import Subject


def proof_of(
    reading: Trusted, subjects: Sequence[Subject], /, now: datetime
) -> ProofJudged | None:
    """Judge the proof of a delivery among those that it names; None where none is due.

    Their items are locked by the caller, so two batches never wait for each other's PINs. While a
    PIN is locked no proof by it is good, or a phone could try them all in scans, which are never
    refused.
    """
    demanded = pin_demanded(reading, subjects)
    if demanded is None:
        return None
    if demanded.pin is None:
        return NO_PIN
    pin = demanded.pin
    return judge_pin(
        [try_pin(dossier_id=dossier, pin=pin, now=now) for dossier in demanded.dossiers]
    )
