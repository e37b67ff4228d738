"""Keep where couriers on shift are, and tell when they come to a site and leave it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from geo.distance import METRES_A_DEGREE
from geo.fences import Crossing, Fence
from geo.models import Site
from geo.motion import Fix
from geo.point import E7, Point
from tracking.feed.facts import FactKind, office_streams, person_streams, unit_streams
from tracking.feed.outbox import publish
from tracking.kernel.instants import milliseconds, moment
from tracking.kernel.refusal import Refusal, Retry
from tracking.legs.models import Arrival, LatestFix
from tracking.legs.models import Fix as FixRow
from tracking.legs.operations.ways import ensure_runs
from tracking.legs.tracks import (
    OLDEST_MS,
    Dropped,
    SentFix,
    Track,
    fix_of,
    follow,
    reason_to_drop,
    track_read,
    track_said,
)
from tracking.parties.models import Courier, Office, Shift
from tracking.parties.operations import shifts
from tracking.parties.places import office_at_each, units_above_each
from tracking.parties.queries import courier_until, shifts_without_right

_SQL: Final = Path(__file__).parent.parent / "sql"
KEEP_FIXES: Final = (_SQL / "keep_fixes.sql").read_text()
KEEP_LATEST: Final = (_SQL / "keep_latest.sql").read_text()
RAW_FIXES_LIVE: Final = timedelta(days=30)
AROUND_E7: Final = round(1_000 / METRES_A_DEGREE * E7)  # wider than any fence


@dataclass(eq=False)
class OffShift(Refusal):
    """All positions are of a time when the courier was not on shift: nobody is watched then."""

    code: ClassVar[str] = "off_shift"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class BadPositions(Refusal):
    """None of the positions can be one; `dropped` says why of each."""

    code: ClassVar[str] = "bad_positions"
    status: ClassVar[int] = 422

    dropped: list[dict[str, int | str]]


@dataclass(frozen=True, slots=True)
class DroppedFix:
    """A position that was left out, by its place in the batch, and why."""

    index: int
    code: Dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """How many positions of a batch were kept, and which were not."""

    stored: int
    dropped: list[DroppedFix]


@transaction.atomic
def record_fixes(
    *, courier: Courier, device_id: str | None, sent: Sequence[SentFix], now: datetime
) -> Stored:
    """Keep positions of a courier's shift and tell what they show.

    Safe to repeat: a position of the same instant is the same. One that cannot be is left out and
    does not spoil the others.

    Args:
        courier: whose phone sends.
        device_id: the phone.
        sent: 1 to 500, in any order; those kept offline too.
        now: when they came.

    Raises:
        BadPositions: none of them can be one.
        OffShift: some could, but all of a time without shift.
    """
    # One courier's positions are one story; two uploads at once would tell it twice.
    Courier.objects.select_for_update(no_key=True).only("pk").get(pk=courier.pk)
    duty = _shifts_since(courier.pk, now)
    now_ms = milliseconds(now)
    reasons = [reason_to_drop(one, now_ms=now_ms, shifts=duty) for one in sent]
    kept = [one for one, why in zip(sent, reasons, strict=True) if why is None]
    dropped = [DroppedFix(no, why) for no, why in enumerate(reasons) if why is not None]
    if not kept:
        raise _refusal_of(dropped)
    _keep(courier.pk, device_id, kept, now)
    _follow(courier, [fix_of(one) for one in kept], now)
    return Stored(stored=len(kept), dropped=dropped)


def _shifts_since(courier_id: UUID, now: datetime) -> list[tuple[int, int | None]]:
    since = now - timedelta(milliseconds=OLDEST_MS)
    rows = Shift.objects.filter(courier=courier_id).values_list("started_at", "ended_at")
    return [
        (milliseconds(began), milliseconds(ended) if ended else None)
        for began, ended in rows.exclude(ended_at__lt=since)
    ]


def _refusal_of(dropped: Iterable[DroppedFix]) -> Refusal:
    why = list(dropped)
    if any(one.code is Dropped.OFF_SHIFT for one in why):
        return OffShift()
    return BadPositions(dropped=[{"index": one.index, "code": one.code} for one in why])


def _keep(courier_id: UUID, device_id: str | None, kept: Sequence[SentFix], now: datetime) -> None:
    columns = ("ms", "lat_e7", "lon_e7", "accuracy_m", "speed_cms", "heading_deg")
    arrays = {name: [one[no] for one in kept] for no, name in enumerate(columns)}
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP_FIXES, {"courier": courier_id, "device": device_id, "now": now, **arrays}
        )


def _follow(courier: Courier, fixes: Sequence[Fix], now: datetime) -> None:
    row = LatestFix.objects.filter(pk=courier.pk).values_list("motion", flat=True).first()
    before = track_read(row or {})
    known = _fences_near([fix.point for fix in fixes], before)
    track, crossings = follow(before, fixes, known=known, rate=settings.DEMO_RATE)
    if track is None or track == before:
        return
    for crossing in crossings:
        _tell_crossing(courier, crossing, now)
    _keep_latest(courier.pk, track)


def _fences_near(points: Sequence[Point], before: Track | None) -> list[Fence]:
    """Return the fences in the frame around the points, and the one where the courier is."""
    lats, lons = [point.lat_e7 for point in points], [point.lon_e7 for point in points]
    near = Site.objects.filter(
        lat_e7__range=(min(lats) - AROUND_E7, max(lats) + AROUND_E7),
        lon_e7__range=(min(lons) - AROUND_E7, max(lons) + AROUND_E7),
    )
    at_site = before.presence.site if before else None
    found = near | Site.objects.filter(pk=at_site) if at_site else near
    columns = ("pk", "lat_e7", "lon_e7", "fence_radius_m")
    return [
        Fence(str(pk), Point(lat_e7, lon_e7), radius_m)
        for pk, lat_e7, lon_e7, radius_m in found.values_list(*columns)
    ]


def _keep_latest(courier_id: UUID, track: Track) -> None:
    fix = track.motion.fix
    values: dict[str, str | int | None] = {
        "courier": str(courier_id),
        "ms": fix.at_ms,
        "lat_e7": fix.point.lat_e7,
        "lon_e7": fix.point.lon_e7,
        "accuracy_m": fix.accuracy_m,
        "speed_cms": fix.speed_cms,
        "heading_deg": track.motion.heading_deg,
        "motion": json.dumps(track_said(track)),
    }
    with connection.cursor() as cursor:
        cursor.execute(KEEP_LATEST, values)


def _tell_crossing(courier: Courier, crossing: Crossing, now: datetime) -> None:
    at = moment(crossing.at_ms)
    if crossing.is_arrival:
        Arrival.objects.create(courier=courier, site_id=crossing.site, arrived_at=at)
    else:
        Arrival.objects.filter(courier=courier, departed_at=None).update(departed_at=at)
    site = UUID(crossing.site)
    office_at = office_at_each([site], on=timezone.localdate(now))
    here = office_at.get(site) if crossing.is_arrival else None
    _tell(courier, is_on_shift=True, site=here, at=at, now=now)


def _tell(
    courier: Courier, *, is_on_shift: bool, site: UUID | None, at: datetime, now: datetime
) -> None:
    offices = {courier.home_id, site} - {None}
    units = Office.objects.filter(pk__in=offices).values_list("unit_id", flat=True)
    above = units_above_each(unit_ids=set(units), on=timezone.localtime(now).date())
    publish(
        streams=office_streams(one for one in offices if one)
        | unit_streams(frozenset().union(*above.values()))
        | person_streams([courier.person_id]),
        kind=FactKind.COURIER_CHANGED,
        body={
            "subject": str(courier.pk),
            "rev": _next_tick(),
            "on_shift": is_on_shift,
            "site": str(site) if site else None,
            "at": timezone.localtime(at).isoformat(),
        },
        at=now,
    )


def _next_tick() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT NEXTVAL('legs_tick')")
        (tick,) = cursor.fetchone()
    return int(tick)


@transaction.atomic
def start_shift(*, courier: Courier, device_id: str | None, at: datetime, now: datetime) -> Shift:
    """Begin a courier's shift, from which his positions are kept, and tell the boards.

    Whoever goes on duty before the clock made the day's runs makes them. Safe to repeat: a shift
    that is open goes on, and nothing is told twice.
    """
    ensure_runs(on=timezone.localdate(now))
    was_on = Shift.objects.filter(courier=courier, ended_at=None).exists()
    shift = shifts.start_shift(courier=courier, device_id=device_id, at=at, now=now)
    if not was_on and shift.ended_at is None:
        _tell(courier, is_on_shift=True, site=None, at=shift.started_at, now=now)
    return shift


@transaction.atomic
def stop_shift(*, courier: Courier, at: datetime, now: datetime) -> Shift | None:
    """End a courier's shift: he goes off the map, and his last position is forgotten.

    Safe to repeat.

    Returns:
        His newest shift, ended; None if he never had one.
    """
    was_on = Shift.objects.filter(courier=courier, ended_at=None).exists()
    shift = shifts.stop_shift(courier=courier, at=at, now=now)
    if was_on and shift is not None:
        _take_off_the_map(courier, shift, now)
    return shift


def stop_shifts_without_right(*, now: datetime, person_id: UUID | None = None) -> None:
    """End each shift, or one person's, whose courier is one no more, at the end of that right.

    He goes off the map as if he had stopped it, since he cannot any more. Safe to repeat.
    """
    found = shifts_without_right(at=now)
    ending = found if person_id is None else found.filter(courier__person=person_id)
    for courier in Courier.objects.filter(shifts__in=ending).order_by("pk"):
        _stop_without_right(courier, now)


@transaction.atomic
def _stop_without_right(courier: Courier, now: datetime) -> None:
    # He may be given the right again at this moment, and go on duty by it.
    Courier.objects.select_for_update(no_key=True).only("pk").get(pk=courier.pk)
    if not shifts_without_right(at=now).filter(courier=courier).exists():
        return
    shift = shifts.end_shift(courier=courier, at=courier_until(courier.pk, at=now) or now)
    if shift is not None:
        _take_off_the_map(courier, shift, now)


def _take_off_the_map(courier: Courier, shift: Shift, now: datetime) -> None:
    if shift.ended_at is None:
        return
    Arrival.objects.filter(courier=courier, departed_at=None).update(departed_at=shift.ended_at)
    LatestFix.objects.filter(pk=courier.pk).delete()
    _tell(courier, is_on_shift=False, site=None, at=shift.ended_at, now=now)


def forget_old_fixes(*, now: datetime) -> int:
    """Delete raw positions that nobody needs any more, and tell how many.

    Source: movement is sensitive personal data (Luật 91/2025/QH15); kept for days, not years.
    """
    deleted, _ = FixRow.objects.filter(received_at__lt=now - RAW_FIXES_LIVE).delete()
    return deleted
