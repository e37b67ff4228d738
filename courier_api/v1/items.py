"""One item with its whole story."""

from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Path, Router
from pydantic import Field

from courier_api.auth import EITHER, Request
from courier_api.safe import Id, Moment, Out
from courier_api.v1.boards import BoardItemOut
from tracking.consignments.models import PaperKind
from tracking.custody.queries import parties_of
from tracking.custody.sightings import who_sees_move
from tracking.custody.threads import Thread, item_thread, subject_seen
from tracking.kernel.line import PartyKind, State
from tracking.kernel.scan import Act
from tracking.legs.queries import Position
from tracking.parties import access, device_access

router = Router(tags=["items"])


class PaperOut(Out):
    """A line of the document list."""

    no: int
    name: str
    kind: PaperKind
    count: int


class TimeOut(Out):
    """When a scan can have happened; `printed` is the phone's clock where it can be right."""

    earliest: Moment
    latest: Moment
    printed: Moment | None


class StepOut(Out):
    """One scan of the thread."""

    scan: str
    act: Act
    party: UUID
    party_name: str | None
    party_kind: PartyKind
    to_name: str | None
    state: State | None
    holder_name: str | None
    at: TimeOut
    received_at: Moment
    flags: list[str]
    is_effective: bool
    is_two_sided: bool
    typed: bool
    place: str | None


class AheadOut(Out):
    """An office that the item has still to come to."""

    office: UUID
    name: str
    expected_at: Moment | None


class CaseOut(Out):
    """What is amiss."""

    kind: str
    opened_at: Moment
    parties: list[UUID]


class PositionOut(Out):
    """Where the courier who carries it was last."""

    lat_e7: int
    lon_e7: int
    accuracy_m: int
    at: Moment


class ThreadOut(BoardItemOut):
    """An item, what is in it, who had it, who will have it.

    `to_confirm` is the delivery without proof that the caller may confirm, if there is one.
    """

    papers: list[PaperOut]
    thread: list[StepOut]
    ahead: list[AheadOut]
    cases: Annotated[list[CaseOut], Field()]  # type: ignore[assignment]  # the board counts them
    position: PositionOut | None
    # What the caller may confirm, and what the device that asks lacks to do so.
    to_confirm: str | None
    confirm_lacks: device_access.Lack | None


@router.get("/items/{item_id}", auth=EITHER, response=ThreadOut, operation_id="read_item")
def read_item(request: Request, item_id: Annotated[Id, Path()]) -> dict[str, object]:
    """Return the custody thread of an item, oldest first."""
    now, subject = timezone.now(), subject_seen(item_id)
    on = timezone.localdate(now)
    access.demand(access.may_see_item(principal=request.auth, parties=parties_of(subject), on=on))
    thread = item_thread(subject=subject, now=now)
    return {
        **_said(thread),
        "position": _position(thread, request.auth, on),
        **_to_confirm(thread, request.auth, on),
    }


def _position(thread: Thread, caller: access.Principal, on: date) -> Position | None:
    """Return where its courier is, to whom the live map would say it: not to who had it before."""
    if thread.position is None or thread.carrier is None:
        return None
    watching = who_sees_move(courier=thread.carrier, on=on)
    may = access.may_see_item(principal=caller, parties=watching, on=on)
    return thread.position if may else None


def _to_confirm(thread: Thread, caller: access.Principal, on: date) -> dict[str, str | None]:
    delivery = thread.unproven
    if delivery is None or not access.may_confirm_delivery(
        principal=caller, by=delivery.party, signers=delivery.signers, on=on
    ):
        return {"to_confirm": None, "confirm_lacks": None}
    lack = device_access.lacks_to_confirm(principal=caller, devices=delivery.devices)
    return {"to_confirm": None if lack else delivery.scan, "confirm_lacks": lack}


def _said(thread: Thread) -> dict[str, object]:
    return {
        **thread.item,
        "papers": thread.papers,
        "thread": thread.steps,
        "ahead": [
            {"office": stop.office, "name": name, "expected_at": stop.expected_at}
            for stop, name in thread.ahead
        ],
        "cases": thread.cases,
    }
