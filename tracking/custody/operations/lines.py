"""Fold items and their dossiers, store how they stand, and lay out what screens are told."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from tracking.consignments.legal_row import LegalRow
from tracking.consignments.models import Dossier, Item
from tracking.consignments.operations.dossiers import lock_subjects, put_legal_states
from tracking.custody.around import Parties, parties_around
from tracking.custody.facts import Legal, OpenedCase, Telling
from tracking.custody.folding import Folded, fold_subjects
from tracking.custody.legal import (
    LegalFolded,
    fold_dossiers,
    stories_of_dossiers,
    with_all_items,
)
from tracking.custody.operations.apart import in_parts, together_or_apart
from tracking.custody.operations.cases import CaseSteps, stand_cases
from tracking.custody.operations.proofs import judge_deliveries
from tracking.custody.projection import LineRow
from tracking.custody.stories import ask_story, scans_by_subject
from tracking.custody.subjects import Subject, ask_subjects
from tracking.feed.facts import Fact
from tracking.feed.outbox import publish_all
from tracking.kernel.itinerary import Stay
from tracking.kernel.line import FoundCase
from tracking.ledger.operations import judge_proofs
from tracking.legs.operations.ways import follow_ways
from tracking.parties.prepared import prepared, together

PUT_LINES: Final = (Path(__file__).parent.parent / "sql" / "put_lines.sql").read_text()
REBUILT_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What folding changed.

    Attributes:
        opened: by item, the cases that are new or stand again; under None those of no item.
        lines: by item, those to store.
        dossiers: how dossiers stand by law now, those to store.
        facts: those to lay out, in order.
        stays: by item that was folded, who had it one after the other.
    """

    opened: dict[UUID | None, list[OpenedCase]]
    lines: dict[UUID, LineRow]
    dossiers: dict[UUID, LegalRow]
    facts: list[Fact]
    stays: dict[UUID, Sequence[Stay]]


NOTHING_SETTLED: Final = Settled(opened={}, lines={}, dossiers={}, facts=[], stays={})


@transaction.atomic
def refold(
    *,
    items: Iterable[UUID],
    now: datetime,
    is_announced_anew: bool = False,
    is_from_scratch: bool = False,
) -> None:
    """Fold items again from all that is stored, and tell screens whatever changed.

    Safe to repeat: what did not change is neither written nor told. An item that was never folded
    is announced to everyone who may see it.

    Args:
        items: ids of items; those that do not exist are passed over.
        now: the clock.
        is_announced_anew: tell all who may see the items what they are, since it changed beside
            custody: another label, say.
        is_from_scratch: believe nothing of the stored lines.
    """
    wanted = set(items)
    locked = lock_subjects(wanted)
    with together():
        asked, asked_story = ask_subjects(locked), ask_story(locked)
    subjects, story = asked.answer(), asked_story.answer()
    parties = parties_around(subjects=subjects.values(), scans=story.scans, since=now, now=now)
    refolded = [subject for item, subject in subjects.items() if item in wanted]
    # A grant, an approval, a lock that is over: what could not be judged before perhaps can now.
    judged = judge_deliveries(
        scans_by_subject(subjects=refolded, scans=story.scans),
        subjects=subjects,
        in_hand={},
        around=parties.surroundings,
        now=now,
    )
    judge_proofs(verdicts=judged.verdicts, now=now)
    folded = fold_subjects(
        subjects=refolded,
        told=judged.told,
        torn=story.torn,
        parties=parties,
        locked_until=judged.locked_until,
        is_from_scratch=is_from_scratch,
    )
    anew = wanted if is_announced_anew else frozenset()
    settled = settle(
        folded=folded, subjects=subjects, parties=parties, now=now, announced_anew=anew
    )
    with together():
        put(settled)
    follow(settled, now)


def rebuild(*, now: datetime) -> int:
    """Make every line, case and legal state anew from what never changes.

    Fifty dossiers a transaction. Screens are told of differences alone: what is right already is
    neither written nor told, and no citizen gets an old message again. Offices that could see an
    item only because of a plan that was since given up see it no more.

    A dossier that fails is left as it is, and the log says why; the others are made anew.

    Returns:
        How many items were made anew.
    """
    dossiers = list(Dossier.objects.order_by("pk").values_list("pk", flat=True))
    return sum(
        len(together_or_apart(some, partial(_rebuild, now=now), spoilt=lambda _: []))
        for some in in_parts(dossiers, REBUILT_AT_ONCE)
    )


def _rebuild(dossiers: Sequence[UUID], *, now: datetime) -> list[UUID]:
    # Whole dossiers: the legal state of one stands on the lines of all its items.
    found = Item.objects.filter(consignment__dossier__in=dossiers)
    items = list(found.values_list("pk", flat=True))
    refold(items=items, now=now, is_from_scratch=True)
    return items


def settle(  # noqa: PLR0913 - the folds, what they stand in, and two exceptions
    *,
    folded: Collection[Folded],
    subjects: Mapping[UUID, Subject],
    parties: Parties,
    now: datetime,
    cases: Iterable[tuple[UUID | None, FoundCase]] = (),
    announced_anew: AbstractSet[UUID] = frozenset(),
) -> Settled:
    """Find out what folding changed: lines, cases, the legal state of dossiers; and whom to tell.

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
    stories = stories_of_dossiers({one.subject.dossier for one in folded})
    subjects = with_all_items(subjects=subjects, stories=stories)
    rows = {one.subject.item: one.row for one in folded}
    legal = fold_dossiers(stories=stories, subjects=subjects, rows=rows)
    steps = _stand_cases(folded, legal.values(), subjects, cases, now)
    facts, changed = [], {}
    for item, subject in subjects.items():
        row = rows.get(item) or subject.line
        if row is None:
            continue
        telling = Telling(subject=subject, row=row, parties=parties, now=now)
        facts += telling.facts(
            legal=_legal_of(subject, legal),
            opened=steps.opened.get(item, ()),
            healed=steps.healed.get(item, ()),
            is_announced_anew=item in announced_anew,
        )
        if row.differs(subject.line) or telling.rev != row.rev:
            changed[item] = replace(row, rev=telling.rev)
    return Settled(
        opened=steps.opened,
        lines=changed,
        dossiers={
            dossier: one.row for dossier, one in legal.items() if one.row != one.story.stored
        },
        facts=facts,
        stays={one.subject.item: one.stays for one in folded if one.stays is not None},
    )


def put(settled: Settled) -> None:
    """Store how all stands and lay facts out; may travel with what else there is to store."""
    _put_lines(settled.lines)
    put_legal_states(settled.dossiers)
    publish_all(settled.facts)


def follow(settled: Settled, now: datetime) -> None:
    """Let the legs follow custody, once the lines are stored."""
    strayed = follow_ways(stays=settled.stays)
    if strayed:
        # From an office beside the way leads another way: other offices await the item now.
        refold(items=strayed, now=now)


def _legal_of(subject: Subject, legal: Mapping[UUID, LegalFolded]) -> Legal:
    one = legal.get(subject.dossier)
    if one is None:
        return Legal(business_state=subject.business_state, cause=None)
    return Legal(business_state=one.row.business_state, cause=one.cause)


def _stand_cases(
    folded: Iterable[Folded],
    legal: Collection[LegalFolded],
    subjects: Mapping[UUID, Subject],
    cases: Iterable[tuple[UUID | None, FoundCase]],
    now: datetime,
) -> CaseSteps:
    found = [(one.subject.item, case) for one in folded for case in one.cases]
    # A failed fold heals nothing; and where none is open there is nothing to heal.
    whole = {one.subject.item for one in folded if one.line is not None}
    papers = {item for one in legal for item in one.papers}
    return stand_cases(
        found=[*found, *(case for one in legal for case in one.cases), *cases],
        folded={item for item in whole if subjects[item].cases},
        papers={item for item in papers if subjects[item].cases},
        now=now,
    )


def _put_lines(rows: Mapping[UUID, LineRow]) -> None:
    if not rows:
        return
    lines = [
        {"subject": item, **{name: getattr(row, name) for name in LineRow.__slots__}}
        for item, row in rows.items()
    ]
    with prepared() as cursor:
        cursor.execute(PUT_LINES, {"lines": json.dumps(lines, cls=DjangoJSONEncoder)})
