"""What a courier has to do today: his run, what to give and take where, and what is for a door."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from tracking.consignments.models import DocumentLine, Dossier, Item
from tracking.consignments.queries import papers_of_items, void_labels_of
from tracking.custody.facts import board_item
from tracking.custody.models import Line
from tracking.custody.subjects import Subject, subjects_of
from tracking.kernel.line import IN_HAND
from tracking.ledger.keys import KeyUse
from tracking.ledger.models import ServerKey
from tracking.legs.day import DayStop, Waiting, with_work
from tracking.legs.queries import CourierRun, run_of
from tracking.parties.models import Courier, Shift
from tracking.parties.queries import PartyName, names_of, open_shift


@dataclass(frozen=True, slots=True, kw_only=True)
class DayItem:
    """An item as boards show it, with what its courier must know beside."""

    board: Mapping[str, Any]
    destination_name: str
    next_name: str | None
    origin_name: str
    address: str | None
    recipient: UUID | None
    papers: list[DocumentLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourierDay:
    """All that a phone keeps to work from without a network."""

    courier: Courier
    shift: Shift | None
    run: CourierRun | None
    stops: tuple[DayStop, ...]
    door: list[UUID]
    items: list[DayItem]
    parties: list[PartyName]
    voids: list[str]
    label_keys: list[tuple[int, Mapping[str, str]]]


def courier_day(*, courier: Courier, on: date, now: datetime) -> CourierDay:
    """Return a courier's day as it stands.

    Args:
        courier: whose day.
        on: the day of the run.
        now: the clock.
    """
    shift = open_shift(courier.pk)
    run = run_of(courier=courier, on=on, since=shift.started_at if shift else None)
    lines = _lines_of_day(courier, run)
    stops = _stops_with_work(courier, run, lines)
    wanted = {item for stop in stops for item in (*stop.give, *stop.take)} | {
        line.subject
        for line in lines
        if courier.pk in (line.holder, line.offeree, *line.claimants)
    }
    subjects = [one for one in subjects_of(wanted).values() if one.item in wanted]
    names = names_of(_parties_named(subjects, run))
    return CourierDay(
        courier=courier,
        shift=shift,
        run=run,
        stops=stops,
        door=[one.item for one in subjects if _is_for_door(one, courier)],
        items=_day_items(subjects, courier, names),
        parties=list(names.values()),
        voids=void_labels_of(wanted),
        label_keys=_label_keys(now),
    )


def _lines_of_day(courier: Courier, run: CourierRun | None) -> list[Line]:
    """Return the lines of what he has or is offered, and of what waits where his run calls."""
    calls = list(run.offices) if run else []
    his = Q(holder=courier.pk) | Q(offeree=courier.pk) | Q(claimants__contains=[courier.pk])
    waits = Q(holder__in=calls, state__in=IN_HAND)
    found = Line.objects.filter(his | waits, ended_at=None)
    columns = ("subject", "holder", "offeree", "claimants", "next_stop", "state")
    return list(found.only(*columns).order_by("subject"))


def _stops_with_work(
    courier: Courier, run: CourierRun | None, lines: Iterable[Line]
) -> tuple[DayStop, ...]:
    if run is None:
        return ()
    arrived = [line.subject for line in lines if line.next_stop is None]
    doors = set(
        Item.objects.filter(pk__in=arrived, consignment__goes_to_door=True).values_list(
            "pk", flat=True
        )
    )
    waiting = [
        Waiting(
            item=line.subject,
            at_office=None if line.holder == courier.pk else line.holder,
            next_office=line.next_stop,
            is_for_door=line.subject in doors,
        )
        for line in lines
        # What another courier is offered is no more to be taken by this one.
        if line.holder == courier.pk or line.offeree in (None, courier.pk)
    ]
    return with_work(run.stops, waiting=waiting)


def _is_for_door(subject: Subject, courier: Courier) -> bool:
    """Tell whether the courier has an item whose last office is behind it."""
    line = subject.line
    return (
        subject.goes_to_door
        and line is not None
        and line.has_in_hand == courier.pk
        and line.next_stop is None
    )


def _parties_named(subjects: Iterable[Subject], run: CourierRun | None) -> set[UUID]:
    named: set[UUID | None] = set(run.offices) if run else set()
    for subject in subjects:
        named |= set(subject.way)
        if subject.line is not None:
            named |= {subject.line.holder, subject.line.offeree, *subject.line.claimants}
    return {party for party in named if party is not None}


def _day_items(
    subjects: Collection[Subject], courier: Courier, names: Mapping[UUID, PartyName]
) -> list[DayItem]:
    papers = papers_of_items([one.item for one in subjects])
    door = [one for one in subjects if _is_for_door(one, courier)]
    addresses = dict(
        Dossier.objects.filter(pk__in=[one.dossier for one in door]).values_list(
            "pk", "applicant_address"
        )
    )
    return [
        DayItem(
            board=board_item(subject=one, row=one.line, business_state=one.business_state),
            destination_name=_name(names, one.destination) or "",
            next_name=_name(names, one.line.next_stop),
            origin_name=_name(names, one.origin) or "",
            address=addresses.get(one.dossier),
            recipient=one.citizen if one in door else None,
            papers=papers.get(one.item, []),
        )
        for one in subjects
        if one.line is not None
    ]


def _name(names: Mapping[UUID, PartyName], party: UUID | None) -> str | None:
    return names[party].short_name if party is not None and party in names else None


def _label_keys(now: datetime) -> list[tuple[int, Mapping[str, str]]]:
    """Return the keys by which a phone tells our labels from forged ones, offline."""
    rows = ServerKey.objects.filter(use=KeyUse.LABEL, label_key_id__isnull=False)
    in_use = rows.filter(Q(until_at=None) | Q(until_at__gt=now)).order_by("label_key_id")
    return [(row.label_key_id or 0, row.jwk) for row in in_use]
