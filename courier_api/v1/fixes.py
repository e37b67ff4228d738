"""Where a courier on shift is, as his phone measured it."""

from typing import Annotated

from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import DEVICE, Request
from courier_api.safe import In, Out
from tracking.legs.operations import positions
from tracking.legs.tracks import Dropped
from tracking.parties.access import courier_party

MOST_FIXES = 500
SAFE_INTEGER = 2**53 - 1

router = Router(tags=["fixes"])

Whole = Annotated[int, Field(ge=-SAFE_INTEGER, le=SAFE_INTEGER)]
# Milliseconds, latitude, longitude, accuracy in metres, speed in cm/s, heading in degrees. Only
# the shape is asked for here: whether it can be a position is judged one by one.
FixIn = Annotated[
    tuple[Whole, Whole, Whole, Whole, Whole | None, Whole | None], Field(strict=False)
]


class FixesIn(In):
    """Positions of one courier, in any order; those kept without a network too."""

    fixes: Annotated[list[FixIn], Field(min_length=1, max_length=MOST_FIXES)]


class DroppedOut(Out):
    """A position that was left out, by its place in the request, and why."""

    index: int
    code: Dropped


class StoredOut(Out):
    """How many positions were kept, and which were not."""

    stored: int
    dropped: list[DroppedOut]


@router.post("/fixes", auth=DEVICE, response=StoredOut, operation_id="record_fixes")
def record_fixes(request: Request, body: FixesIn) -> positions.Stored:
    """Keep positions of the courier's shift; safe to repeat, a bad one spoils no other."""
    return positions.record_fixes(
        courier=courier_party(request.auth),
        device_id=request.auth.device,
        sent=body.fixes,
        now=timezone.now(),
    )
