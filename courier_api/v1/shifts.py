"""A courier's time on duty, as he declares it."""

from enum import StrEnum
from typing import Annotated

from django.utils import timezone
from ninja import Router

from courier_api.auth import DEVICE, Request
from courier_api.safe import BY_VALUE, In, Moment, Out
from tracking.legs.operations.positions import start_shift, stop_shift
from tracking.parties.access import courier_party

router = Router(tags=["shifts"])


class ShiftAct(StrEnum):
    """What a courier does to his shift."""

    START = "start"
    STOP = "stop"


class ShiftIn(In):
    """What the courier declares, and when by his phone's clock."""

    act: Annotated[ShiftAct, BY_VALUE]
    at: Moment


class TimesOut(Out):
    """From when and, once it ended, until when."""

    started_at: Moment
    ended_at: Moment | None


class ShiftOut(Out):
    """The shift as it stands; none if there never was one."""

    shift: TimesOut | None


@router.post("/shifts", auth=DEVICE, response=ShiftOut, operation_id="change_shift")
def change_shift(request: Request, body: ShiftIn) -> dict[str, object]:
    """Start or stop the courier's shift; safe to repeat, and believed up to a day late."""
    courier, now = courier_party(request.auth), timezone.now()
    if body.act is ShiftAct.STOP:
        return {"shift": stop_shift(courier=courier, at=body.at, now=now)}
    return {
        "shift": start_shift(courier=courier, device_id=request.auth.device, at=body.at, now=now)
    }
