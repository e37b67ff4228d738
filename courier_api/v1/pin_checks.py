"""Ask at a door or a counter, while there is a network, whether a PIN that was said is right."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import HAND, Request
from courier_api.safe import Id, In, Out
from tracking.consignments.operations.citizens import try_pin
from tracking.consignments.pin_lock import PinTry
from tracking.custody.projection import LineRow
from tracking.custody.subjects import subjects_of
from tracking.parties import access
from tracking.parties.refusals import NotFound

router = Router(tags=["pin-checks"])


class PinIn(In):
    """A PIN as the recipient said it."""

    item: Id
    pin: Annotated[str, Field(pattern=r"^[0-9 ]{4,12}$")]


class PinTryOut(Out):
    """Whether it was right, and how many more tries there are before it is locked."""

    is_right: bool
    tries_left: int


@router.post("/pin-checks", auth=HAND, response=PinTryOut, operation_id="check_pin")
def check_pin(request: Request, body: PinIn) -> PinTry:
    """Try a PIN for an item that the caller, courier or desk, has in hand; each try counts."""
    now = timezone.now()
    holder = _holder(request.auth, now)
    dossier = _dossier_held_by(holder, body.item)
    return try_pin(dossier_id=dossier, party=holder, pin=body.pin, now=now)


def _holder(principal: access.Principal, now: datetime) -> UUID:
    """Return for whom the caller has things in hand: the own courier, or a desk's office."""
    if principal.office is None:
        return access.courier_party(principal).party_id
    on = timezone.localdate(now)
    access.demand(access.may_work_at(principal=principal, offices=[principal.office], on=on))
    return principal.office


def _in_hand(line: LineRow, *, destination: UUID | None) -> set[UUID | None]:
    """Return who may try: nobody who merely says to have what nobody gave him.

    But the counter where it is given out may have got it from a courier who forgot to scan, and
    has the citizen before it.
    """
    return {line.has_in_hand, line.holder if line.holder == destination else None}


def _dossier_held_by(holder: UUID, item: UUID) -> UUID:
    """Return the dossier of an item, if it is the result and the holder has it in hand."""
    subject = subjects_of([item]).get(item)
    if subject is None or subject.direction != "back":
        raise NotFound
    access.demand(
        subject.line is not None
        and holder in _in_hand(subject.line, destination=subject.destination)
    )
    return subject.dossier
