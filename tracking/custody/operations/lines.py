"""Fold items, store their lines, open their cases, and lay out what screens are told."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from tracking.consignments.models import BusinessState, Item
from tracking.consignments.operations.dossiers import advance_dossiers, lock_subjects
from tracking.custody.chains import bounded_by_chain
from tracking.custody.facts import OpenedCase, Telling
from tracking.custody.folding import Folded, fold_subjects
from tracking.custody.models import Case
from tracking.custody.models import Line as LineModel
from tracking.custody.operations.proofs import judge_deliveries
from tracking.custody.projection import LineRow
from tracking.custody.subjects import (
    Parties,
    Subject,
    ask_story,
    ask_subjects,
    parties_around,
    scans_by_subject,
)
from tracking.feed.facts import Fact
from tracking.feed.outbox import publish_all
from tracking.kernel.ids import new_id
from tracking.kernel.line import CaseKind, FoundCase, PartyKind, State
from tracking.ledger.operations import judge_proofs
from tracking.legs.operations.ways import Move, start_or_end_legs
from tracking.parties.prepared import prepared, together

_SQL: Final = Path(__file__).parent.parent / "sql"
OPEN_CASES: Final = (_SQL / "open_cases.sql").read_text()
PUT_LINES: Final = (_SQL / "put_lines.sql").read_text()
REBUILT_AT_ONCE: Final = 100
# What the fold finds only as long as a scan is missing: it comes, a giver confirms, one resolves.
HEALING: Final = (CaseKind.GAP, CaseKind.UNCONFIRMED_TAKE, CaseKind.DISPUTE)
LONGEST_DOUBT: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What folding changed.

    Attributes:
        opened: by item, the cases that are new; under None those of no item.
        lines: by item, those to store.
        facts: those to lay out, in order.
        moves: the items whose holder is another.
    """

    opened: dict[UUID | None, list[OpenedCase]]
    lines: dict[UUID, LineRow]
    facts: list[Fact]
    moves: list[Move]


NOTHING_SETTLED: Final = Settled(opened={}, lines={}, facts=[], moves=[])


@transaction.atomic
def refold(*, items: Iterable[UUID], now: datetime, is_announced_anew: bool = False) -> None:
    """Fold items again from all that is stored, and tell screens whatever changed.

    Safe to repeat: what did not change is neither written nor told. An item that was never folded
    is announced to everyone who may see it.

    Args:
        items: ids of items; those that do not exist are passed over.
        now: the clock.
        is_announced_anew: tell all who may see the items what they are, since it changed beside
            custody: another label, say.
    """
    wanted = set(items)
    locked = lock_subjects(wanted)
    with together():
        asked, asked_story = ask_subjects(locked), ask_story(locked)
    subjects, story = asked.answer(), asked_story.answer()
    scans = bounded_by_chain(story.scans)
    parties = parties_around(subjects=subjects.values(), scans=scans, since=now, now=now)
    refolded = [subject for item, subject in subjects.items() if item in wanted]
    # A grant, an approval, a lock that is over: what could not be judged before perhaps can now.
    judged = judge_deliveries(
        scans_by_subject(subjects=refolded, scans=scans),
        subjects=subjects,
        in_hand={},
        around=parties.surroundings,
        now=now,
    )
    judge_proofs(verdicts=judged.verdicts, now=now)
    folded = fold_subjects(subjects=refolded, told=judged.told, torn=story.torn, parties=parties)
    anew = wanted if is_announced_anew else frozenset()
    settled = settle(
        folded=folded, subjects=subjects, parties=parties, now=now, announced_anew=anew
    )
    with together():
        put(settled)
    follow(settled, now)


def rebuild(*, now: datetime) -> int:
    """Throw every line away and fold it again from the ledger, a hundred items a transaction.

    Screens are told of all items anew. Offices that could see an item only because of a plan that
    was since given up see it no more.

    Returns:
        How many items there are.
    """
    items = list(Item.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(items), REBUILT_AT_ONCE):
        _rebuild(items[start : start + REBUILT_AT_ONCE], now)
    return len(items)


@transaction.atomic
def _rebuild(items: Collection[UUID], now: datetime) -> None:
    # The lock first: a scan that comes now must find the old line or the new one, never none.
    lock_subjects(items)
    LineModel.objects.filter(subject__in=items).delete()
    refold(items=items, now=now)


def settle(  # noqa: PLR0913 - the folds, what they stand in, and two exceptions
    *,
    folded: Collection[Folded],
    subjects: Mapping[UUID, Subject],
    parties: Parties,
    now: datetime,
    cases: Iterable[tuple[UUID | None, FoundCase]] = (),
    announced_anew: AbstractSet[UUID] = frozenset(),
) -> Settled:
    """Find out what folding changed, and open and close cases and move dossiers accordingly.

    Args:
        folded: the items that were folded.
        subjects: these and the others of their dossiers.
        parties: who is who.
        now: the clock.
        cases: what the door found beside the folds, by item.
        announced_anew: the items of which all who may see them are told anew what they are.

    Returns:
        What is still to be put and followed.
    """
    found = [(one.subject.item, case) for one in folded for case in one.cases]
    opened = _open_cases([*found, *cases], now)
    healed = _close_healed(folded, now)
    subjects = {**subjects, **healed}
    announced_anew = announced_anew | healed.keys()
    rows = {one.subject.item: one.row for one in folded}
    states = _advance_dossiers(folded, now)
    facts, changed = [], {}
    for item, subject in subjects.items():
        row = rows.get(item) or subject.line
        if row is None:
            continue
        telling = Telling(subject=subject, row=row, parties=parties, now=now)
        facts += telling.facts(
            business_state=states.get(subject.dossier, subject.business_state),
            cases=opened.get(item, []),
            is_announced_anew=item in announced_anew,
        )
        if row.differs(subject.line) or telling.rev != row.rev:
            changed[item] = replace(row, rev=telling.rev)
    return Settled(opened=opened, lines=changed, facts=facts, moves=_moves(folded, now))


def put(settled: Settled) -> None:
    """Store lines and lay facts out; may travel together with what else there is to store."""
    _put_lines(settled.lines)
    publish_all(settled.facts)


def follow(settled: Settled, now: datetime) -> None:
    """Let the legs follow custody, once the lines are stored."""
    strayed = start_or_end_legs(moves=settled.moves)
    if strayed:
        # From an office beside the way leads another way: other offices await the item now.
        refold(items=strayed, now=now)


def _moves(folded: Iterable[Folded], now: datetime) -> list[Move]:
    return [
        Move(
            item=one.subject.item,
            holder=one.row.holder,
            holder_kind=None if one.row.holder_kind is None else PartyKind(one.row.holder_kind),
            at=_moment_of(one.row) or now,
        )
        for one in folded
        if one.row.holder != (one.subject.line and one.subject.line.holder)
    ]


def _moment_of(row: LineRow) -> datetime | None:
    """Return the earliest instant of the newest node, unless its phone had no idea of the time."""
    if row.earliest_at is None or row.latest_at is None:
        return None
    is_close = row.latest_at - row.earliest_at < LONGEST_DOUBT
    return row.earliest_at if is_close else row.latest_at


def _advance_dossiers(folded: Iterable[Folded], now: datetime) -> dict[UUID, str]:
    """Move dossiers on where custody proves it, and return the new legal states."""
    proven: dict[BusinessState, set[UUID]] = {}
    for one in folded:
        state = _state_proven(one.subject, one.row)
        if state is not None and state != one.subject.business_state:
            proven.setdefault(state, set()).add(one.subject.dossier)
    return {
        dossier: state
        for state, dossiers in sorted(proven.items())
        for dossier in advance_dossiers(dossier_ids=dossiers, state=state, now=now)
    }


def _state_proven(subject: Subject, row: LineRow) -> BusinessState | None:
    if subject.direction == "back":
        return BusinessState.RETURNED if row.state == State.DELIVERED else None
    return BusinessState.IN_PROCESS if row.holder == subject.destination else None


def _open_cases(
    found: Sequence[tuple[UUID | None, FoundCase]], now: datetime
) -> dict[UUID | None, list[OpenedCase]]:
    if not found:
        return {}
    ids = [new_id() for _ in found]
    with prepared() as cursor:
        cursor.execute(
            OPEN_CASES,
            {
                "ids": ids,
                "kinds": [case.kind.value for _, case in found],
                "subjects": [item for item, _ in found],
                "scans": [case.scan for _, case in found],
                # An array of arrays must be rectangular, so each case's parties are one text.
                "parties": [",".join(map(str, case.parties)) for _, case in found],
                "now": now,
            },
        )
        new = {case_id for (case_id,) in cursor.fetchall()}
    opened: dict[UUID | None, list[OpenedCase]] = {}
    for case_id, (item, case) in zip(ids, found, strict=True):
        if case_id in new:
            opened.setdefault(item, []).append(
                OpenedCase(id=case_id, kind=case.kind, scan=case.scan, parties=case.parties)
            )
    return opened


def _close_healed(folded: Iterable[Folded], now: datetime) -> dict[UUID, Subject]:
    """Close the cases that stood only for want of a scan, where it has come.

    Returns:
        The items that lost a case, as they stand now.
    """
    healed: dict[UUID, Subject] = {}
    for one in folded:
        if not one.subject.cases:
            continue
        standing = {(case.kind, case.scan) for case in one.cases}
        closed = [
            case
            for case in Case.objects.filter(
                subject=one.subject.item, closed_at=None, kind__in=HEALING
            )
            if (case.kind, case.scan) not in standing
        ]
        if closed:
            Case.objects.filter(pk__in=[case.pk for case in closed]).update(closed_at=now)
            left = one.subject.cases - len(closed)
            healed[one.subject.item] = replace(one.subject, cases=left)
    return healed


def _put_lines(rows: Mapping[UUID, LineRow]) -> None:
    if not rows:
        return
    lines = [
        {"subject": item, **{name: getattr(row, name) for name in LineRow.__slots__}}
        for item, row in rows.items()
    ]
    with prepared() as cursor:
        cursor.execute(PUT_LINES, {"lines": json.dumps(lines, cls=DjangoJSONEncoder)})
