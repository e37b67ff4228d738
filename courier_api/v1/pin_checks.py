"""Ask at a door or a counter, while there is a network, whether a PIN that was said is right."""

from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import EITHER, Request
from courier_api.safe import Id, In, Out
from tracking.consignments.operations.citizens import try_pin
from tracking.consignments.pin_lock import PinTry
from tracking.custody.subjects import subjects_of
from tracking.parties import access
from tracking.parties.queries import NotFound

router = Router(tags=["pin-checks"])


class PinIn(In):
    """A PIN as the recipient said it."""

    item: Id
    pin: Annotated[str, Field(pattern=r"^[0-9 ]{4,12}$")]


class PinTryOut(Out):
    """Whether it was right, and how many more tries there are before it is locked."""

    is_right: bool
    tries_left: int


@router.post("/pin-checks", auth=EITHER, response=PinTryOut, operation_id="check_pin")
def check_pin(request: Request, body: PinIn) -> PinTry:
    """Try a PIN for an item that the caller's courier or desk holds; each try counts in public."""
    holder = request.auth.office or access.courier_party(request.auth).pk
    dossier = _dossier_held_by(holder, body.item)
    return try_pin(dossier_id=dossier, pin=body.pin, now=timezone.now())


def _dossier_held_by(holder: UUID, item: UUID) -> UUID:
    """Return the dossier of an item, if it is the result and the holder has it in hand."""
    subject = subjects_of([item]).get(item)
    if subject is None or subject.direction != "back":
        raise NotFound
    access.demand(subject.line is not None and subject.line.holder == holder)
    return subject.dossier
