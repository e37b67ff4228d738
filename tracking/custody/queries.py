"""Read custody for screens: boards, items and their threads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from tracking.consignments.queries import items_like
from tracking.custody.facts import board_item
from tracking.custody.models import Line
from tracking.custody.projection import LineRow, Way, line_before_scans
from tracking.custody.subjects import Subject, subjects_of
from tracking.feed import queries as feed
from tracking.legs.queries import CourierOnBoard, couriers_on_board
from tracking.parties.models import Device, Office
from tracking.parties.places import OfficeHours, office, office_hours, offices_below
from tracking.parties.queries import couriers_below

_SQL: Final = Path(__file__).parent / "sql"
WATCHED_ITEMS: Final = (_SQL / "watched_items.sql").read_text()
ITEMS_SIGNED: Final = (_SQL / "items_signed.sql").read_text()
EVER: Final = datetime.fromtimestamp(0, tz=UTC)
COURIERS_CALLING: Final = (_SQL / "couriers_calling.sql").read_text()
LOOKED_UP_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A board as it stands at one position of its stream, or a little later."""

    stream: str
    epoch: str
    position: int
    now: datetime
    offices: list[Office]
    couriers: list[CourierOnBoard]
    items: list[dict[str, object]]
    calendar: OfficeHours


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierWithPhones:
    """A courier and the phones of the person that he is, those revoked too."""

    id: UUID
    person: UUID
    name: str
    call_sign: str
    home: UUID
    phones: list[Device]


def board(*, stream: str, now: datetime) -> Board:
    """Return what the watchers of a stream see: items on their way, and who carries them.

    Args:
        stream: `office.…` or `unit.…`; that the reader may see it is the caller's to know.
        now: the clock.

    Raises:
        NotFound: there is no such office or unit.
    """
    offices = _offices_of(stream, now)
    # The position first, the data after: what happens in between comes once more, as a fact that
    # the screen already has.
    epoch, position = feed.epoch(), feed.position(stream)
    own = [one.pk for one in offices]
    subjects = subjects_of(_watched_items(own, now))
    rows = [shown_row(subject) for subject in subjects.values()]
    named = {party for row in rows for party in (*row.watchers, *_concerned(row))} - set(own)
    others = Office.objects.select_related("unit", "site").filter(pk__in=named)
    return Board(
        stream=stream,
        epoch=epoch,
        position=position,
        now=now,
        offices=[*offices, *others],
        couriers=_couriers(own, rows, now),
        items=[shown_item(subject) for subject in subjects.values()],
        calendar=office_hours(on=timezone.localdate(now)),
    )


def _offices_of(stream: str, now: datetime) -> list[Office]:
    kind, _, name = stream.partition(".")
    if kind == "office":
        return [office(UUID(name))]
    return offices_below(unit_id=UUID(name), on=timezone.localdate(now))


def couriers_of_board(*, stream: str, now: datetime) -> list[CourierWithPhones]:
    """Return the couriers at home in a board's own offices, with their phones.

    Raises:
        NotFound: there is no such office or unit.
    """
    couriers = couriers_below(office_ids=[one.pk for one in _offices_of(stream, now)])
    return [
        CourierWithPhones(
            id=one.pk,
            person=one.person_id,
            name=one.person.name,
            call_sign=one.call_sign,
            home=one.home_id,
            phones=list(one.person.devices.all()),
        )
        for one in couriers
    ]


def _watched_items(offices: Collection[UUID], now: datetime) -> list[UUID]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(WATCHED_ITEMS, {"offices": list(offices), "midnight": midnight})
        return [item for (item,) in cursor.fetchall()]


def _concerned(row: LineRow) -> Iterable[UUID]:
    return (one for one in (row.holder, row.offeree, *row.claimants) if one is not None)


def _couriers(
    offices: Collection[UUID], rows: Iterable[LineRow], now: datetime
) -> list[CourierOnBoard]:
    """Return the couriers at home here, those who call here today, and who holds the items."""
    on = timezone.localdate(now)
    holding = {party for row in rows for party in _concerned(row)}
    with connection.cursor() as cursor:
        cursor.execute(COURIERS_CALLING, {"offices": list(offices), "on": on})
        calling = {courier for (courier,) in cursor.fetchall()}
    return couriers_on_board(home_ids=offices, courier_ids=holding | calling, now=now)


def shown_item(subject: Subject) -> dict[str, object]:
    """Return an item as boards show it now."""
    return board_item(
        subject=subject, row=shown_row(subject), business_state=subject.business_state
    )


def shown_row(subject: Subject) -> LineRow:
    """Return the line of an item; of one that was never folded, the line before any scan."""
    way = Way(offices=subject.way, filed_at=None)
    return subject.line or line_before_scans(way=way)


def parties_of(subject: Subject) -> frozenset[UUID]:
    """Return who may see an item: offices on its way, holders past and present, its offeree."""
    row = shown_row(subject)
    held = {UUID(step["holder"]) for step in row.steps if step["holder"]}
    return frozenset({*row.watchers, *held, *_concerned(row)})


def items_found(text: str, *, by: Collection[UUID]) -> list[Subject]:
    """Return the items that somebody may mean by a label's text, a typed code or a dossier code.

    At most 50, newest first, those that the reader's offices see before all others: the last
    figures of a code come again in every office. The caller leaves out what its reader may not
    see.

    Args:
        text: what somebody has in his hand or in his head.
        by: the offices that the reader sees.
    """
    own = Line.objects.filter(subject=OuterRef("pk"), watchers__overlap=list(by))
    ranked = items_like(text).order_by(Exists(own).desc(), "-created_at", "pk")
    found = list(ranked.values_list("pk", flat=True)[:LOOKED_UP_AT_ONCE])
    subjects = subjects_of(found)
    return [subjects[item] for item in found if item in subjects]


def items_signed_by(
    people: Collection[UUID], *, showing: Collection[str], since: datetime
) -> list[UUID]:
    """Return the items that people signed for, gave by a ticket or got by a resolve.

    Until the commit none of their labels is bound to another, or to anything.

    Args:
        people: whose right is another since then.
        showing: the devices by which one of them may have shown a ticket.
        since: when that was, at the earliest.
    """
    return _items_signed(people=people, showing=showing, since=since)


def items_signed_with(device_ids: Collection[str]) -> list[UUID]:
    """Return the items that devices ever signed for, or gave by a ticket that they showed.

    Until the commit none of their labels is bound to another, or to anything.
    """
    return _items_signed(devices=device_ids, showing=device_ids, since=EVER)


def _items_signed(
    *,
    showing: Collection[str],
    since: datetime,
    devices: Collection[str] = (),
    people: Collection[UUID] = (),
) -> list[UUID]:
    values: dict[str, Any] = {
        "devices": list(devices),
        "people": list(people),
        "showing": list(showing),
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(ITEMS_SIGNED, values)
        return list({item for (item,) in cursor.fetchall() if item})
