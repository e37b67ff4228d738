"""How screens call parties."""

from collections.abc import Collection
from typing import Annotated
from uuid import UUID

from ninja import Query, Router
from pydantic import BeforeValidator

from courier_api.auth import EITHER, Request
from courier_api.safe import Out
from tracking.kernel.line import PartyKind
from tracking.parties.queries import PartyName, names_of

router = Router(tags=["parties"])


def _ids(value: object) -> object:
    """Take `ids=a,b` as well as `ids=a&ids=b`."""
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
    ids: Annotated[list[UUID], BeforeValidator(_ids), Query(max_length=200)],
) -> Collection[PartyName]:
    """Return how parties are called; those that do not exist are left out."""
    return names_of(ids).values()
