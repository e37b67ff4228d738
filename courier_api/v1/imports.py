"""Scans that are carried home in a phone's file."""

from typing import Annotated

from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import DESK, Request
from courier_api.safe import In, Out
from tracking.custody.operations.imports import Imported, import_scans
from tracking.kernel.export import MAX_EXPORT_BYTES
from tracking.parties import access

router = Router(tags=["scans"])


class ImportIn(In):
    """The text of the file: a compact JWE to the house's export key."""

    export: Annotated[str, Field(min_length=1, max_length=MAX_EXPORT_BYTES)]


class ImportOut(Out):
    """The receipt, whose file it was, and how many of its scans are in and set aside."""

    receipt: str
    device: str
    scans: int
    accepted: int
    kept: int


@router.post("/imports", auth=DESK, response=ImportOut, operation_id="import_scans")
def import_export(request: Request, body: ImportIn) -> Imported:
    """Take the scans of a phone's file through the door; safe to repeat."""
    now = timezone.now()
    access.demand(access.may_import(principal=request.auth, on=timezone.localdate(now)))
    return import_scans(export=body.export, desk=access.desk_device(request.auth), now=now)
