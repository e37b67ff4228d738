"""The courier's day: all that his phone needs to work without a network."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import DEVICE, Request
from courier_api.safe import Moment, Out
from courier_api.v1.boards import BoardItemOut, OfficeHoursOut
from courier_api.v1.items import PaperOut
from courier_api.v1.keys import PublicKeyOut
from courier_api.v1.parties import PartyOut
from tracking.custody.courier_day import CourierDay, DayItem, courier_day
from tracking.feed.queries import epoch, position
from tracking.legs.day import DayStop
from tracking.legs.queries import CourierRun
from tracking.parties.access import courier_party
from tracking.parties.models import Office
from tracking.parties.places import office_hours

router = Router(tags=["today"])


class DayItemOut(BoardItemOut):
    """An item as boards show it, with what its courier must know beside.

    `address`, and the citizen as `recipient`, are of items to a door while he holds them.
    """

    destination_name: str
    next_name: str | None
    origin_name: str
    address: str | None
    recipient: UUID | None
    papers: list[PaperOut]


class RunOut(Out):
    """The run of the day."""

    id: Annotated[UUID, Field(validation_alias="run")]
    route: UUID
    call_sign: str
    name: str
    on: date


class OwnPartyOut(Out):
    """The courier as a party."""

    id: Annotated[UUID, Field(validation_alias="party_id")]
    call_sign: str


class OpenShiftOut(Out):
    """The shift that is open."""

    started_at: Moment


class StopOfficeOut(Out):
    """The office of a stop, and where it is."""

    id: UUID
    name: str
    short_name: str
    address: str
    phone: str
    lat_e7: int
    lon_e7: int


class StopOut(Out):
    """A stop of the run: when it should be, when it was, what changes hands."""

    no: int
    office: StopOfficeOut
    arrive_at: Moment
    depart_at: Moment
    arrived_at: Moment | None
    departed_at: Moment | None
    give: list[UUID]
    take: list[UUID]


class LabelKeyOut(Out):
    """A key that signs labels."""

    key_id: int
    jwk: PublicKeyOut


class TodayOut(Out):
    """A courier's day as it stands."""

    run: RunOut | None
    party: OwnPartyOut
    shift: OpenShiftOut | None
    now: Moment
    epoch: str
    position: int
    stops: list[StopOut]
    door: list[UUID]
    items: list[DayItemOut]
    parties: list[PartyOut]
    voids: list[str]
    label_keys: list[LabelKeyOut]
    links: list[tuple[int, int]]
    calendar: OfficeHoursOut


@router.get("/today", auth=DEVICE, response=TodayOut, operation_id="read_today")
def read_today(request: Request) -> dict[str, Any]:
    """Return the courier's run, his stops with their work, and every item that concerns him."""
    now = timezone.now()
    courier = courier_party(request.auth)
    heard = position(f"person.{request.auth.person}")  # before the data: no fact falls between
    day = courier_day(courier=courier, on=timezone.localdate(now), now=now)
    return {**_today(day, now), "position": heard}


def _today(day: CourierDay, now: datetime) -> dict[str, Any]:
    return {
        "run": day.run,
        "party": day.courier,
        "shift": day.shift,
        "now": now,
        "epoch": epoch(),
        "stops": _stops(day.run, day.stops) if day.run else [],
        "door": day.door,
        "items": [{**item.board, **_beside(item)} for item in day.items],
        "parties": day.parties,
        "voids": day.voids,
        "label_keys": [{"key_id": key_id, "jwk": jwk} for key_id, jwk in day.label_keys],
        "calendar": office_hours(on=timezone.localdate(now)),
        "links": [(point.lat_e7, point.lon_e7) for point in day.run.way] if day.run else [],
    }


def _stops(run: CourierRun, stops: Iterable[DayStop]) -> list[dict[str, Any]]:
    return [
        {
            "no": stop.no,
            "office": _office(run.offices[stop.office]),
            "arrive_at": stop.arrive_at,
            "depart_at": stop.depart_at,
            "arrived_at": stop.arrived_at,
            "departed_at": stop.departed_at,
            "give": stop.give,
            "take": stop.take,
        }
        for stop in stops
    ]


def _office(office: Office) -> dict[str, Any]:
    return {
        "id": office.pk,
        "name": office.name,
        "short_name": office.short_name,
        "address": office.site.address,
        "phone": office.phone,
        "lat_e7": office.site.lat_e7,
        "lon_e7": office.site.lon_e7,
    }


def _beside(item: DayItem) -> dict[str, Any]:
    return {
        "destination_name": item.destination_name,
        "next_name": item.next_name,
        "origin_name": item.origin_name,
        "address": item.address,
        "recipient": item.recipient,
        "papers": item.papers,
    }
