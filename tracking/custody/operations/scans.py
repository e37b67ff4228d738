"""The one door: a batch of scans in, in one transaction; one signed receipt out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction

from tracking.consignments.operations.dossiers import ask_to_lock
from tracking.custody.answers import in_order, results_in_order
from tracking.custody.around import parties_around
from tracking.custody.chains import (
    Beside,
    begin_after_what_is_before,
    beside,
    cases_of_twins,
)
from tracking.custody.folding import fold_subjects
from tracking.custody.in_hand import (
    InHand,
    LockedDevice,
    add_what_folds_found,
    cases_of_the_door,
    in_hand,
    judge_duty,
    judge_labels,
)
from tracking.custody.naming import Named
from tracking.custody.operations.apart import together_or_apart
from tracking.custody.operations.lines import NOTHING_SETTLED, Settled, follow, put, settle
from tracking.custody.operations.locks import ask_to_lock_signers, once_more_under_their_keys
from tracking.custody.operations.proofs import judge_deliveries
from tracking.custody.operations.setting_aside import (
    judged_under_lock,
    set_aside,
    spoilt_scan,
)
from tracking.custody.reading import (
    OfferedScan,
    Reading,
    Trusted,
    Untrusted,
    read_scans,
)
from tracking.custody.stories import ask_story, resolved_to, scans_by_subject, ticket_of
from tracking.custody.subjects import ask_subjects
from tracking.feed.queries import epoch
from tracking.kernel.ids import new_id
from tracking.kernel.instants import milliseconds, moment
from tracking.kernel.private_part import PrivatePart
from tracking.kernel.receipt import Receipt, ScanResult, sign_receipt
from tracking.kernel.refusal import Refusal, Retry
from tracking.kernel.scan import Flag
from tracking.ledger.keys import receipt_key
from tracking.ledger.operations import (
    NewScan,
    NewVerdict,
    append_scans,
    judge_proofs,
    mark_released,
    put_private_part,
    quarantine,
    raise_beginnings,
)
from tracking.ledger.queries import Neighbour, ask_neighbours, set_aside_texts, set_aside_whole
from tracking.parties.devices import undone_among
from tracking.parties.operations.devices import note_devices_seen, was_long_unheard
from tracking.parties.prepared import prepared, together

_SQL: Final = Path(__file__).parent.parent / "sql"
COUNT_STRANGERS: Final = (_SQL / "count_strangers.sql").read_text()
STRANGERS_A_MINUTE: Final = 600


class Way(Enum):
    """How scans come to be stored: from their device, in a file of it, or out of quarantine."""

    SENT = auto()
    BROUGHT = auto()
    RELEASED = auto()


@dataclass(eq=False)
class TooManyStrangers(Refusal):
    """Too many scans of unknown devices came in this minute; enrolled devices are not held up."""

    code: ClassVar[str] = "too_many_strangers"
    status: ClassVar[int] = 429
    retry: ClassVar[Retry] = Retry.LATER


def receive_scans(*, scans: Sequence[OfferedScan], batch: UUID, now: datetime) -> str:
    """Store the scans a device offers and move custody where they prove it moved.

    Safe to repeat: a scan seen before changes nothing and is answered as it was first. No scan is
    refused, because it happened whether we like it or not; one that cannot be read or trusted is
    quarantined for a person. Only a device that we do not know is sent away to enrol.

    Args:
        scans: JWS and private part, in the order sent, 1 to 200.
        batch: the sender's own number of the batch, for logs only.
        now: when the batch reached us; never used to order scans.

    Returns:
        The signed receipt as compact JWS, after commit.

    Raises:
        TooManyStrangers: all scans are of unknown devices, as too many were in this minute.

    Source: Circular 17/2017/TT-BTTTT art. 5; docs/decisions/0003-never-refuse-a-scan.md.
    """
    results = enter_scans(scans=scans, batch=batch, now=now)
    return signed_receipt(results=results, batch=batch, now=now)


def enter_scans(
    *, scans: Sequence[OfferedScan], batch: UUID, now: datetime, brought_by: str | None = None
) -> list[ScanResult]:
    """Do what `receive_scans` does, and return what became of each scan, in the order sent.

    Args:
        scans: as there.
        batch: as there.
        now: as there.
        brought_by: the desk that imports them from a phone's file, whose room is used for what
            is signed by a device that is not known.
    """
    readings = read_scans(scans, brought_by=brought_by)
    _turn_strangers_away(readings, now)
    way = Way.SENT if brought_by is None else Way.BROUGHT
    return _stored_together_or_apart(readings, batch=batch, now=now, way=way)


def signed_receipt(*, results: Sequence[ScanResult], batch: UUID, now: datetime) -> str:
    """Sign what became of scans, once that is committed."""
    receipt = Receipt(batch=batch, epoch=epoch(), at_ms=milliseconds(now), results=tuple(results))
    return sign_receipt(receipt=receipt, key=receipt_key())


@transaction.atomic
def release_scans(*, keys: Collection[str], by: UUID | None, now: datetime) -> list[str]:
    """Take scans out of quarantine that can be read and trusted by now, and let them count.

    That their device was revoked since is no hindrance: a person looked at it; that its enrolment
    was undone since is one. They are dated by when they first came. Safe to repeat.

    Args:
        keys: of what was set aside, at most 200.
        by: the person who releases it; None for whoever has the server's terminal.
        now: the clock.

    Returns:
        The keys of those that were released.
    """
    lying = read_scans([OfferedScan(jws=jws) for jws in set_aside_texts(keys)])
    ask_to_lock_signers(lying).answer()  # before the scans, as the door does that sets more aside
    offered = set_aside_whole(keys)
    readings = dict(
        zip(
            offered,
            read_scans(
                [
                    OfferedScan(jws=one.jws, private=one.private, came_at=one.came_at)
                    for one in offered.values()
                ]
            ),
            strict=True,
        )
    )
    # Looked at under the lock: whoever undoes a device comes before this part or after it.
    undone = undone_among({one.device for one in readings.values()})
    released = {
        key: one
        for key, one in readings.items()
        if isinstance(one, Trusted) and one.device not in undone
    }
    if released:
        _store(list(released.values()), batch=new_id(), now=now, way=Way.RELEASED)
        scans = {key: one.scan.id for key, one in released.items()}
        mark_released(scans=scans, by=by, now=now)
    return list(released)


def _turn_strangers_away(readings: Sequence[Reading], now: datetime) -> None:
    """Count scans of unknown devices, which cost us a look and cost nobody a key."""
    strangers = [one for one in readings if isinstance(one, Untrusted) and one.is_strangers]
    if not strangers:
        return
    with prepared() as cursor:
        cursor.execute(COUNT_STRANGERS, {"now": now, "scans": len(strangers)})
        (count,) = cursor.fetchone()
    if len(strangers) == len(readings) and count > STRANGERS_A_MINUTE:
        raise TooManyStrangers


def _stored_together_or_apart(
    readings: Sequence[Reading], *, batch: UUID, now: datetime, way: Way
) -> list[ScanResult]:
    def store(some: Sequence[Reading]) -> list[ScanResult]:
        return _store(some, batch=batch, now=now, way=way)

    return together_or_apart(readings, store, spoilt=lambda one: store([spoilt_scan(one)]))


def _store(
    readings: Sequence[Reading], *, batch: UUID, now: datetime, way: Way
) -> list[ScanResult]:
    """Do all of the door's work that needs the database, and return the results in order."""
    more: frozenset[UUID] = frozenset()
    while True:
        try:
            return _store_with(readings, more, batch=batch, now=now, way=way)
        except _MoreToLock as found:
            more |= found.items


class _MoreToLock(Exception):
    """Items beside those that scans name are touched; all must be locked in one order."""

    def __init__(self, items: AbstractSet[UUID]) -> None:
        super().__init__()
        self.items: Final = items


def _store_with(
    readings: Sequence[Reading],
    more: AbstractSet[UUID],
    *,
    batch: UUID,
    now: datetime,
    way: Way,
) -> list[ScanResult]:
    with transaction.atomic():
        readings = once_more_under_their_keys(readings)
        trusted = [one for one in readings if isinstance(one, Trusted)]
        named = Named.of(trusted)
        if named.blanks:
            ask_to_lock_signers(readings).answer()
            named = named.once_more_under_lock(trusted)
        with together():
            # Devices first: it is they that make two batches of one phone wait for each other.
            asked_devices = ask_to_lock_signers(readings)
            asked_known = ask_neighbours(
                [(one.scan, one.offered.came_at or now) for one in trusted]
            )
            asked_items = ask_to_lock(named.items | more)
        devices, known, locked = (
            asked_devices.answer(),
            asked_known.answer(),
            asked_items.answer(),
        )
        judged = [
            one if way is Way.RELEASED else judged_under_lock(one, devices=devices, known=known)
            for one in readings
        ]
        hand = in_hand(judged, devices=devices, known=known, now=now)
        later = begin_after_what_is_before(hand, known=known)
        near = beside(hand, known=known, later=later)
        if unlocked := {one.item for one in near} - set(locked):
            raise _MoreToLock(unlocked)
        raise_beginnings({scan_id: moment(ms) for scan_id, ms in later.items()})
        for scan in hand.values() if way is Way.RELEASED else ():
            scan.flags.add(Flag.RELEASED)
        late = _late_private_parts(judged, known)
        settled, verdicts = _fold_in(
            hand, late=late, named=named, near=near, locked=locked, now=now
        )
        with together():
            append_scans(scans=[_new_scan(one) for one in hand.values()], batch=batch, now=now)
            put(settled)
        judge_proofs(verdicts=verdicts, now=now)
        follow(settled, now)
        if way is Way.SENT:
            _note_seen(hand, devices, now)
        before, without_room = quarantine(scans=set_aside(judged), batch=batch, now=now)
    return results_in_order(
        judged, hand=hand, known=known, set_aside_before=before, without_room=without_room
    )


def _note_seen(
    hand: Mapping[str, InHand], devices: Mapping[str, LockedDevice], now: datetime
) -> None:
    """Keep that devices were heard of; a repeat shows nothing, since others may have a copy."""
    heard = {one.reading.device for one in hand.values()}
    unheard = {one for one in heard if was_long_unheard(devices[one].last_seen_at, now=now)}
    if unheard:
        note_devices_seen(device_ids=unheard, now=now)


def _late_private_parts(
    judged: Iterable[Reading], known: Mapping[str, Neighbour]
) -> dict[str, Trusted]:
    """Store private parts that come with a repeat, and return the scans that they belong to."""
    late: dict[str, Trusted] = {}
    for one in judged:
        if not isinstance(one, Trusted) or one.private_text is None:
            continue
        if one.scan.id in known and not known[one.scan.id].has_private:
            put_private_part(scan=one.scan.id, text=one.private_text)
            late[one.scan.id] = one
    return late


def _fold_in(  # noqa: PLR0913 - what came, what it touches, and the clock
    hand: Mapping[str, InHand],
    *,
    late: Mapping[str, Trusted],
    named: Named,
    near: Sequence[Beside],
    locked: Collection[UUID],
    now: datetime,
) -> tuple[Settled, list[NewVerdict]]:
    """Fold every item that new scans name, and put what the folds found on the scans in hand."""
    if not hand and not late:
        return NOTHING_SETTLED, []
    items = {item for scan_id in (*hand, *late) for item in named.items_of(scan_id)}
    items |= {one.item for one in near}
    with together():
        asked, asked_story = ask_subjects(locked), ask_story(items)
    subjects, story = asked.answer(), asked_story.answer()
    for one in hand.values():
        judge_labels(one, named)
    scans = [*story.scans, *(one.dated() for one in hand.values())]
    since = min((moment(one.interval.earliest_ms) for one in hand.values()), default=now)
    parties = parties_around(subjects=subjects.values(), scans=scans, since=since, now=now)
    for one in hand.values():
        judge_duty(one, parties)
    touched = [subjects[item] for item in sorted(items) if item in subjects]
    judged = judge_deliveries(
        scans_by_subject(subjects=touched, scans=scans),
        subjects=subjects,
        in_hand=_private_parts(hand, late),
        around=parties.surroundings,
        now=now,
    )
    folded = fold_subjects(
        subjects=touched,
        told=judged.told,
        torn=story.torn,
        parties=parties,
        locked_until=judged.locked_until,
    )
    cases = [case for one in hand.values() for case in cases_of_the_door(one, named)]
    cases += cases_of_twins(near)
    settled = settle(folded=folded, subjects=subjects, parties=parties, cases=cases, now=now)
    for one in hand.values():
        add_what_folds_found(one, folded=folded, opened=settled.opened, named=named)
    return settled, judged.verdicts


def _private_parts(
    hand: Mapping[str, InHand], late: Mapping[str, Trusted]
) -> dict[str, PrivatePart]:
    readings = [*late.values(), *(one.reading for one in hand.values())]
    return {one.scan.id: one.private for one in readings if one.private is not None}


def _new_scan(one: InHand) -> NewScan:
    reading = one.reading
    ticket = ticket_of(reading.scan)
    return NewScan(
        scan=reading.scan,
        jws=reading.offered.jws,
        private=reading.private_text,
        shows_at=moment(one.interval.earliest_ms),
        begins_at=moment(one.begins_ms),
        latest_at=moment(one.interval.latest_ms),
        flags=in_order(one.flags),
        case=one.case,
        ticket_by=ticket.device if ticket else None,
        resolved_to=resolved_to(reading.scan),
    )
