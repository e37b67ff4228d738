"""How screens call parties."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from ninja import Query, Router, Schema
from pydantic import Field, field_validator

from courier_api.auth import EITHER, Request
from courier_api.safe import Out
from tracking.kernel.line import PartyKind
from tracking.parties.queries import PartyName, names_of

MOST_PARTIES: Final = 200

router = Router(tags=["parties"])


class PartiesAsked(Schema):
    """Of which parties; `ids=a,b` says the same as `ids=a&ids=b`."""

    ids: list[UUID] = Field(max_length=MOST_PARTIES)

    @field_validator("ids", mode="before")
    @classmethod
    def _apart(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        return [one for text in value for one in str(text).split(",")]


class PartyOut(Out):
    """A party by the name of its office or role; citizens and unknown ones have none."""

    id: UUID
    kind: PartyKind
    name: str | None
    short_name: str | None
    call_sign: str | None


@router.get("/parties", auth=EITHER, response=list[PartyOut], operation_id="name_parties")
def name_parties(
    request: Request,  # noqa: ARG001 - ninja's signature
    asked: Query[PartiesAsked],
) -> Collection[PartyName]:
    """Return how parties are called; those that do not exist are left out."""
    return names_of(asked.ids).values()
