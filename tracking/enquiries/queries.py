"""Read of a dossier what its citizen may see: all that is said is listed here."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from tracking.consignments.models import CitizenKey, Consignment, Direction, Dossier, Item
from tracking.custody.models import Line
from tracking.enquiries.way import Moved, Told, WayKind, WayStep, way_of
from tracking.kernel.deadline import Urgency, urgency, working_time_between
from tracking.kernel.dossier import BusinessState
from tracking.kernel.instants import milliseconds, moment
from tracking.kernel.line import EFFECTIVE, UNPROVEN, PartyKind, Standing, State, Verdict
from tracking.kernel.milestone import Stage, Whereabouts, stage_of
from tracking.kernel.scan_reading import read_envelope, read_payload
from tracking.ledger.models import Scan
from tracking.legs.queries import ahead_of
from tracking.parties.models import Courier, Office
from tracking.parties.places import working_calendar

# A phone's clock is believed where it lies this close to what the server can prove.
CLOCK_SLACK: Final = timedelta(minutes=2)
# What is known to the quarter of an hour is told as one moment.
CLOSE_ENOUGH: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicDossier:
    """All that the public page says; no name, number, address or inner id is among it.

    Attributes:
        code: the legal code, which stands on the slip.
        stream: the live stream of this page.
        stage: how far it has come.
        is_result: what is on the way is the result.
        holder: who answers for the papers now; None before the first scan, while that is
            disputed, and at the end.
        is_questioned: more than one party says that it has them.
        is_lost: they are reported lost.
        unproven: what is known of the proof, while a delivery is recorded and does not suffice.
        is_sealed: they travel under a seal.
        is_for_door: the result is brought home.
        is_on_last_leg: the next stop is the last.
        deciding: the office that decides.
        next_place: the office that should have them next.
        next_at: by when, as the timetable says.
        promised_at: the due time on the slip.
        working_time_left: until then, zero if it is over.
        urgency: how pressing that is.
        counter: where the citizen asks and, unless it is brought home, gets the result.
        counter_phone: of that counter; empty if it has none.
        returned_at: when the result was handed over, as far as one can say; None before.
        returned_by: by when it surely was; the same where that is known well enough.
        way: of the papers and then of the result, oldest first.
    """

    code: str
    stream: str
    stage: Stage
    is_result: bool
    holder: Told | None
    is_questioned: bool
    is_lost: bool
    unproven: Verdict | None
    is_sealed: bool
    is_for_door: bool
    is_on_last_leg: bool
    deciding: Told
    next_place: Told | None
    next_at: datetime | None
    promised_at: datetime
    working_time_left: timedelta
    urgency: Urgency
    counter: Told
    counter_phone: str
    returned_at: datetime | None
    returned_by: datetime | None
    way: tuple[WayStep, ...]


def citizen_key(*, code: str, made_at: datetime) -> CitizenKey | None:
    """Return the key of a slip by its code, unless a newer slip was printed since."""
    return CitizenKey.objects.filter(code=code, made_at=made_at).first()


def public_dossier(*, key: CitizenKey, now: datetime) -> PublicDossier:
    """Return what the bearer of a slip may see."""
    dossier = Dossier.objects.select_related("receiving_office", "deciding_office").get(pk=key.pk)
    items = list(
        Item.objects.filter(consignment__dossier=dossier)
        .select_related("consignment")
        .order_by("created_at")
    )
    lines = Line.objects.in_bulk([item.pk for item in items])
    told = _told(lines.values())
    # The papers stay with whoever decided; from then on the result speaks.
    item = items[-1]
    line = lines.get(item.pk) or Line(subject=item.pk, rev=0)
    counter = dossier.receiving_office
    calendar = working_calendar(counter)
    left = working_time_between(start=now, end=dossier.due_at, calendar=calendar)
    stage = _stage(dossier, item.consignment, line)
    returned_at, returned_by = _returned(dossier)
    way = [step for one in items for step in _way(one, lines.get(one.pk), told)]
    if returned_at is not None and returned_by is not None:
        # The law and the way tell one time of the return.
        way = [
            replace(step, from_at=returned_at, until_at=returned_by)
            if step.kind is WayKind.RETURNED
            else step
            for step in way
        ]
    next_place, next_at = _next(line, told, stage, now)
    return PublicDossier(
        code=dossier.code,
        stream=f"track.{key.stream}",
        stage=stage,
        is_result=item.consignment.direction == Direction.BACK,
        holder=told.get(line.holder) if line.holder else None,
        is_questioned=line.state == State.DISPUTED,
        is_lost=line.state == State.LOST,
        unproven=_unproven(line),
        is_sealed=bool(item.seal),
        is_for_door=dossier.returns_to_door,
        is_on_last_leg=line.next_stop == item.consignment.destination_id,
        deciding=_office_told(dossier.deciding_office),
        next_place=next_place,
        next_at=next_at,
        promised_at=dossier.due_at,
        working_time_left=left,
        urgency=urgency(now=now, due_at=dossier.due_at, calendar=calendar),
        counter=_office_told(counter),
        counter_phone=counter.phone,
        returned_at=returned_at,
        returned_by=returned_by,
        way=tuple(way),
    )


def _returned(dossier: Dossier) -> tuple[datetime, datetime] | tuple[None, None]:
    at, by = dossier.returned_at, dossier.returned_by
    if at is None or by is None:
        return None, None
    return at, at if by - at <= CLOSE_ENOUGH else by


def _stage(dossier: Dossier, consignment: Consignment, line: Line) -> Stage:
    return stage_of(
        Whereabouts(
            is_back=consignment.direction == Direction.BACK,
            business_state=BusinessState(dossier.business_state),
            state=None if line.state is None else State(line.state),
            is_at_origin=line.holder == consignment.origin_id,
        )
    )


def _unproven(line: Line) -> Verdict | None:
    if line.state != State.DELIVERED or line.verdict is None:
        return None
    verdict = Verdict(line.verdict)
    return verdict if verdict in UNPROVEN else None


def _next(
    line: Line, told: Mapping[UUID, Told], stage: Stage, now: datetime
) -> tuple[Told | None, datetime | None]:
    if stage is Stage.RETURNED:
        return None, None
    ahead = ahead_of(item_id=line.subject, now=now)
    # Before the first scan a line awaits its origin, where the papers lie already.
    is_unscanned = line.state is None and bool(ahead)
    next_stop = ahead[0].office if is_unscanned else line.next_stop
    expected = {stop.office: stop.expected_at for stop in ahead}
    if next_stop is None:
        return None, None
    return told.get(next_stop) or _told_of([next_stop]).get(next_stop), expected.get(next_stop)


def _told(lines: Iterable[Line]) -> dict[UUID, Told]:
    lines = list(lines)
    named = {UUID(step["holder"]) for line in lines for step in line.steps if step["holder"]}
    named |= {one for line in lines for one in (line.holder, line.next_stop) if one is not None}
    return _told_of(named)


def _told_of(parties: Collection[UUID]) -> dict[UUID, Told]:
    offices = {one.pk: _office_told(one) for one in Office.objects.filter(pk__in=parties)}
    couriers = Courier.objects.filter(pk__in=parties).values_list("pk", "carrier__name")
    return offices | {one: Told(kind=PartyKind.COURIER, name=name) for one, name in couriers}


def _office_told(office: Office) -> Told:
    return Told(kind=PartyKind.OFFICE, name=office.name, name_en=office.name_en)


def _way(item: Item, line: Line | None, told: Mapping[UUID, Told]) -> list[WayStep]:
    if line is None:
        return []
    steps = [step for step in line.steps if step["standing"] in EFFECTIVE]
    is_back = item.consignment.direction == Direction.BACK
    scans = Scan.objects.in_bulk([step["scan"] for step in steps])
    moves = [
        Moved(
            state=None if step["state"] is None else State(step["state"]),
            holder=None if step["holder"] is None else UUID(step["holder"]),
            from_at=times[0],
            until_at=times[1],
            is_claim=step["standing"] == Standing.CLAIM,
            is_return=is_back and _is_return(step, scan, line),
            is_two_sided=step["is_two_sided"],
        )
        for step in steps
        if (scan := scans.get(step["scan"])) and (times := _time(scan))
    ]
    return way_of(
        moves=moves,
        told=told,
        is_back=is_back,
        ends_at=item.consignment.destination_id,
    )


def _is_return(step: Mapping[str, Any], scan: Scan, line: Line) -> bool:
    """Tell whether a step is the delivery that the law holds to."""
    by = line.handed_over_by
    is_delivery = step["state"] == State.DELIVERED
    return is_delivery and by is not None and milliseconds(scan.latest_at) == milliseconds(by)


def _time(scan: Scan) -> tuple[datetime, datetime]:
    """Return when a scan happened: one moment if it can be named, else from and until."""
    wall_ms = read_payload(read_envelope(scan.jws)).at.wall_ms
    earliest, latest = scan.earliest_at, scan.latest_at
    # Compared as numbers: a phone may say a year that no calendar has.
    if milliseconds(earliest - CLOCK_SLACK) <= wall_ms <= milliseconds(latest + CLOCK_SLACK):
        printed = moment(wall_ms)
        return printed, printed
    if latest - earliest <= CLOSE_ENOUGH:
        return earliest, earliest
    return earliest, latest
