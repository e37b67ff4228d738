"""Live boards: what an office or a unit may see, at a position from which a socket goes on."""

from datetime import datetime, time
from typing import Annotated, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Path, Router
from pydantic import AliasPath, Field, PlainSerializer

from courier_api.auth import STAFF, Request
from courier_api.safe import Moment, Out
from tracking.consignments.models import Direction
from tracking.custody.queries import Board, CourierWithPhones, board, couriers_of_board
from tracking.kernel.line import Certainty, PartyKind, State, Verdict
from tracking.parties import access

router = Router(tags=["boards"])

Clock = Annotated[time, PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str)]
Scope = Annotated[str, Path(pattern=r"^(office|unit)\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]


class OfficeHoursOut(Out):
    """When offices work: from Monday to Sunday, and on days around today that differ."""

    week: list[list[tuple[Clock, Clock]]]
    exceptions: dict[str, list[tuple[Clock, Clock]]]


class BoardLabelOut(Out):
    """A label of an item; a void one must not be used any more."""

    id: str
    code: str
    is_void: bool


class BoardItemOut(Out):
    """An item as boards show it, and as `item.announced` tells of it."""

    subject: UUID
    rev: int
    kind: Literal["item"]
    code: str
    dossier: UUID
    direction: Direction
    procedure: str
    field_code: str
    origin: UUID
    destination: UUID
    goes_to_door: bool
    next: UUID | None
    due_at: Moment
    business_state: str
    seal: str
    labels: list[BoardLabelOut]
    paper_count: int
    state: State | None
    holder: UUID | None
    holder_kind: PartyKind | None
    offeree: UUID | None
    claimants: list[UUID]
    certainty: Certainty
    flags: list[str]
    tip: str | None
    earliest: Moment | None
    latest: Moment | None
    scan: str | None
    verdict: Verdict | None
    cases: int


class BoardOfficeOut(Out):
    """An office that the board names, and where its counter is."""

    id: Annotated[UUID, Field(validation_alias="pk")]
    name: str
    short_name: str
    kind: str
    level: Annotated[str, Field(validation_alias=AliasPath("unit", "level"))]
    lat_e7: Annotated[int, Field(validation_alias=AliasPath("site", "lat_e7"))]
    lon_e7: Annotated[int, Field(validation_alias=AliasPath("site", "lon_e7"))]
    unit: Annotated[UUID, Field(validation_alias="unit_id")]


class BoardCourierOut(Out):
    """A courier on the map; off shift he is nowhere."""

    id: Annotated[UUID, Field(validation_alias="courier")]
    call_sign: str
    on_shift: Annotated[bool, Field(validation_alias="is_on_shift")]
    lat_e7: Annotated[int | None, Field(validation_alias=AliasPath("position", "lat_e7"))] = None
    lon_e7: Annotated[int | None, Field(validation_alias=AliasPath("position", "lon_e7"))] = None
    accuracy_m: Annotated[
        int | None, Field(validation_alias=AliasPath("position", "accuracy_m"))
    ] = None
    at: Annotated[Moment | None, Field(validation_alias=AliasPath("position", "at"))] = None
    heading_deg: Annotated[
        int | None, Field(validation_alias=AliasPath("position", "heading_deg"))
    ] = None
    site: UUID | None
    route: str | None
    calls: list[UUID]


class BoardOut(Out):
    """A board; its stream goes on from `position`."""

    stream: str
    epoch: str
    position: int
    now: Moment
    offices: list[BoardOfficeOut]
    couriers: list[BoardCourierOut]
    items: list[BoardItemOut]
    calendar: OfficeHoursOut


class PhoneOut(Out):
    """A phone of a courier."""

    id: Annotated[str, Field(validation_alias="pk")]
    model: str
    app: str
    last_seen_at: Moment | None
    revoked_at: Moment | None


class CourierWithPhonesOut(Out):
    """A courier whose phones this office looks after."""

    id: UUID
    person: UUID
    name: str
    call_sign: str
    home: UUID
    phones: list[PhoneOut]


@router.get("/boards/{scope}", auth=STAFF, response=BoardOut, operation_id="read_board")
def read_board(request: Request, scope: Scope) -> Board:
    """Return a board: the position first, the data after."""
    now = timezone.now()
    access.demand(_may_open(request, scope, now))
    return board(stream=scope, now=now)


@router.get(
    "/boards/{scope}/couriers",
    auth=STAFF,
    response=list[CourierWithPhonesOut],
    operation_id="list_couriers",
)
def list_couriers(request: Request, scope: Scope) -> list[CourierWithPhones]:
    """Return the couriers at home here and below, with their phones."""
    now = timezone.now()
    access.demand(_may_open(request, scope, now))
    return couriers_of_board(stream=scope, now=now)


def _may_open(request: Request, scope: str, now: datetime) -> bool:
    on = timezone.localdate(now)
    return access.may_open_stream(principal=request.auth, stream=scope, on=on)
