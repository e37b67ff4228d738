"""Who the caller is, and what for."""

from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import EITHER, Request
from courier_api.safe import Moment, Out
from tracking.feed.queries import epoch
from tracking.kernel.line import Role
from tracking.parties.queries import hats_of, person

router = Router(tags=["me"])


class PersonOut(Out):
    """The person, told to himself alone."""

    id: UUID
    name: str
    language: str


class OwnOfficeOut(Out):
    """The one own office of a unit, at whose desks its supervisors work."""

    id: Annotated[UUID, Field(validation_alias="party_id")]
    name: str


class HatOut(Out):
    """A role of the person for a party or, where `kind` is unit, for all below a unit."""

    id: UUID
    kind: str
    name: str | None
    short_name: str | None
    role: Role
    from_: Annotated[Moment, Field(validation_alias="from_at", serialization_alias="from")]
    until: Annotated[Moment | None, Field(validation_alias="until_at")]
    unit: UUID | None
    own_office: OwnOfficeOut | None


class MeOut(Out):
    """The caller: person, device, roles in force, and the clock and epoch of the server."""

    person: PersonOut
    device: str | None
    office: UUID | None
    parties: list[HatOut]
    now: Moment
    epoch: str


@router.get("/me", auth=EITHER, response=MeOut, by_alias=True, operation_id="read_me")
def read_me(request: Request) -> MeOut:
    """Return who calls and for whom he may act now."""
    now = timezone.now()
    return MeOut.model_validate(
        {
            "person": person(request.auth.person),
            "device": request.auth.device,
            "office": request.auth.office,
            "parties": hats_of(person_id=request.auth.person, at=now),
            "now": now,
            "epoch": epoch(),
        }
    )
