"""Signed scans: the signature is the authority, so no session is asked for."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import OPEN
from courier_api.safe import Id, IfSaid, In, Out
from tracking.custody.operations.scans import receive_scans
from tracking.custody.reading import OfferedScan
from tracking.kernel.receipt import MAX_BATCH

router = Router(tags=["scans"])


class ScanIn(In):
    """A scan as it was signed and the private part beside it; each is judged for itself, later."""

    jws: str
    private: IfSaid[str] = None


class ScanBatchIn(In):
    """Scans that a device offers, oldest first."""

    v: Annotated[int, Field(ge=1, le=1)]
    batch: Id
    scans: Annotated[list[ScanIn], Field(min_length=1, max_length=MAX_BATCH)]


class ReceiptOut(Out):
    """The house's signed answer: results in the order sent."""

    receipt: str


@router.post("/scan-batches", auth=OPEN, response=ReceiptOut, operation_id="receive_scan_batch")
def receive_scan_batch(request: HttpRequest, body: ScanBatchIn) -> dict[str, str]:  # noqa: ARG001 - ninja's signature
    """Store a batch of scans and return one signed receipt, results in the order sent."""
    scans = [OfferedScan(jws=one.jws, private=one.private) for one in body.scans]
    return {"receipt": receive_scans(scans=scans, batch=body.batch, now=timezone.now())}
