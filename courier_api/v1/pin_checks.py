"""Ask at a door, while there is signal, whether the PIN that the recipient says is right."""

from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import DEVICE, Request
from courier_api.safe import Id, In, Out
from tracking.consignments.operations.citizens import PinTry, try_pin
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


@router.post("/pin-checks", auth=DEVICE, response=PinTryOut, operation_id="check_pin")
def check_pin(request: Request, body: PinIn) -> PinTry:
    """Try a PIN for an item that the courier holds; the public page counts the same tries."""
    courier = access.courier_party(request.auth)
    dossier = _dossier_held_by(courier.pk, body.item)
    return try_pin(dossier_id=dossier, pin=body.pin, now=timezone.now())


def _dossier_held_by(courier: UUID, item: UUID) -> UUID:
    """Return the dossier of an item, if it is the result and the courier has it in hand."""
    subject = subjects_of([item]).get(item)
    if subject is None or subject.direction != "back":
        raise NotFound
    access.demand(subject.line is not None and subject.line.holder == courier)
    return subject.dossier
