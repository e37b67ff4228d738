"""What screens are told about an item: which streams may see it, and the bodies; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localtime

from tracking.custody.around import Parties
from tracking.custody.projection import LineRow
from tracking.custody.subjects import Subject
from tracking.feed.facts import (
    Fact,
    FactKind,
    desk_streams,
    next_rev,
    office_streams,
    person_streams,
    track_stream,
    unit_streams,
)
from tracking.kernel.dossier import BusinessState, Cause
from tracking.kernel.line import CaseKind, State
from tracking.kernel.milestone import Milestone, Whereabouts, stage_of

# What `custody.changed` says; anything else about a line is between ledger and desk.
SHOWN = (
    "state",
    "holder",
    "holder_kind",
    "offeree",
    "claimants",
    "certainty",
    "flags",
    "tip",
    "earliest_at",
    "latest_at",
    "scan",
    "verdict",
)

_DECIDED = frozenset({BusinessState.RESOLVED, BusinessState.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCase:
    """A case that is new, or stands again after its cause had been gone."""

    id: UUID
    kind: CaseKind
    scan: str
    parties: tuple[UUID, ...]
    is_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HealedCase:
    """A case whose cause is gone."""

    id: UUID
    kind: CaseKind
    parties: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legal:
    """The legal state of a dossier as it is now, and what moved it there, if it moved."""

    business_state: str
    cause: Cause | None


@dataclass(slots=True, kw_only=True)
class Telling:
    """What there is to tell of one item; each fact takes the next revision.

    Attributes:
        subject: the item, with its line as it was.
        row: its line as it is now.
        parties: who is who.
        now: when it is told.
        rev: the newest revision given.
    """

    subject: Subject
    row: LineRow
    parties: Parties
    now: datetime
    rev: int = field(init=False, default=0)
    _streams: frozenset[str] = field(init=False, default=frozenset())

    def facts(
        self,
        *,
        legal: Legal,
        opened: Iterable[OpenedCase],
        healed: Iterable[HealedCase],
        is_announced_anew: bool,
    ) -> list[Fact]:
        """Return the facts, in the order in which screens shall learn them.

        Args:
            legal: how the dossier stands by law now.
            opened: the cases that are new or stand again.
            healed: the cases that are gone.
            is_announced_anew: all who may see the item are told what it is, not the new ones only.
        """
        self.rev = self.row.rev
        before = streams_of(row=self.subject.line, parties=self.parties)
        # Old and new: who lost the paper learns it too.
        self._streams = before | streams_of(row=self.row, parties=self.parties)
        unaware = self._streams if is_announced_anew else self._streams - before
        return [
            *self._announced(to=unaware, business_state=legal.business_state),
            *self._custody_changed(),
            *self._dossier_changed(legal),
            *(self._case_healed(case) for case in healed),
            *(self._case_opened(case) for case in opened),
            *self._milestone(legal.business_state),
        ]

    def _body(self, **said: object) -> dict[str, object]:
        self.rev = next_rev(after=self.rev, now=self.now)
        return {"subject": str(self.subject.item), "rev": self.rev, **said}

    def _announced(self, *, to: frozenset[str], business_state: str) -> Iterator[Fact]:
        if not to:
            return
        item = board_item(subject=self.subject, row=self.row, business_state=business_state)
        del item["subject"], item["rev"]
        yield Fact(streams=to, kind=FactKind.ITEM_ANNOUNCED, body=self._body(**item), at=self.now)

    def _custody_changed(self) -> Iterator[Fact]:
        line = self.subject.line
        if line is None or all(getattr(line, name) == getattr(self.row, name) for name in SHOWN):
            return
        yield Fact(
            streams=self._streams,
            kind=FactKind.CUSTODY_CHANGED,
            body=self._body(kind="item", inside=None, **custody_said(self.row)),
            at=self.now,
        )

    def _dossier_changed(self, legal: Legal) -> Iterator[Fact]:
        line = self.subject.line
        if line is None or (line.next_stop, self.subject.business_state) == (
            self.row.next_stop,
            legal.business_state,
        ):
            return
        yield Fact(
            streams=self._streams,
            kind=FactKind.DOSSIER_CHANGED,
            body=self._body(
                business_state=legal.business_state,
                cause=legal.cause,
                due_at=moment_said(self.subject.due_at),
                next=_id_said(self.row.next_stop),
            ),
            at=self.now,
        )

    def _case_opened(self, case: OpenedCase) -> Fact:
        kind = FactKind.CASE_REOPENED if case.is_again else FactKind.CASE_OPENED
        return self._case_stepped(kind, case)

    def _case_healed(self, case: HealedCase) -> Fact:
        return self._case_stepped(FactKind.CASE_HEALED, case)

    def _case_stepped(self, kind: FactKind, case: OpenedCase | HealedCase) -> Fact:
        return Fact(
            streams=self._streams
            | _phones(case.parties, self.parties)
            # A party that only claims something is no office concerned: it may see nothing here.
            | desk_streams(self.row.watchers),
            kind=kind,
            body=self._body(
                case=str(case.id), kind=case.kind, parties=[str(one) for one in case.parties]
            ),
            at=self.now,
        )

    def _milestone(self, business_state: str) -> Iterator[Fact]:
        subject, line = self.subject, self.subject.line
        if subject.stream is None:
            return
        after = _milestone_of(subject, self.row, business_state, self.parties)
        before = line and _milestone_of(subject, line, subject.business_state, self.parties)
        # A verdict changes what the page says, if not the stage: an open page reads itself anew.
        is_judged_anew = line is not None and line.verdict != self.row.verdict
        if after is None or (after == before and not is_judged_anew):
            return
        yield Fact(
            streams=track_stream(subject.stream),
            kind=FactKind.MILESTONE,
            # A citizen learns no inner id. The item's own revision is left as it is, since
            # boards are not told.
            body={
                "subject": "dossier",
                "rev": next_rev(after=self.rev, now=self.now),
                "stage": after.stage,
                "place": after.place,
                "next": after.next,
                "promised": moment_said(after.promised),
            },
            at=self.now,
        )


def streams_of(*, row: LineRow | None, parties: Parties) -> frozenset[str]:
    """Return the streams that may see an item: its offices, all above them, its couriers."""
    if row is None:
        return frozenset()
    told = [parties.by_id[office] for office in row.watchers if office in parties.by_id]
    units = {unit for one in told for unit in one.units}
    return (
        office_streams(one.id for one in told)
        | unit_streams(units)
        | _phones((row.holder, row.offeree, *row.claimants), parties)
    )


def _phones(concerned: Iterable[UUID | None], parties: Parties) -> frozenset[str]:
    told = [parties.by_id[one] for one in concerned if one is not None and one in parties.by_id]
    return person_streams(one.person for one in told if one.person is not None)


def board_item(*, subject: Subject, row: LineRow, business_state: str) -> dict[str, object]:
    """Return an item as boards show it.

    Args:
        subject: the item.
        row: its line as it is to be shown.
        business_state: the legal state of its dossier.
    """
    return {
        "subject": str(subject.item),
        "rev": row.rev,
        "kind": "item",
        "code": subject.dossier_code,
        "dossier": str(subject.dossier),
        "direction": subject.direction,
        "procedure": subject.procedure,
        "field_code": subject.field_code,
        "origin": str(subject.origin),
        "destination": str(subject.destination),
        "goes_to_door": subject.goes_to_door,
        "next": _id_said(row.next_stop),
        "due_at": moment_said(subject.due_at),
        "business_state": business_state,
        "seal": subject.seal,
        "labels": [
            {"id": label.id, "code": label.code, "is_void": label.is_void}
            for label in subject.labels
        ],
        "paper_count": subject.paper_count,
        **custody_said(row),
        "cases": subject.cases,
    }


def custody_said(row: LineRow) -> dict[str, object]:
    """Return the custody of an item as boards show it and as its changes are told."""
    return {
        "state": row.state,
        "holder": _id_said(row.holder),
        "holder_kind": row.holder_kind,
        "offeree": _id_said(row.offeree),
        "claimants": [str(claimant) for claimant in row.claimants],
        "certainty": row.certainty,
        "flags": list(row.flags),
        "tip": row.tip,
        "earliest": moment_said(row.earliest_at),
        "latest": moment_said(row.latest_at),
        "scan": row.scan,
        "verdict": row.verdict,
    }


def moment_said(at: datetime | None) -> str | None:
    """Write a moment as JSON outside signed text does: RFC 3339 at +07:00."""
    return None if at is None else localtime(at).isoformat(timespec="milliseconds")


def _id_said(party: UUID | None) -> str | None:
    return None if party is None else str(party)


def _milestone_of(
    subject: Subject, row: LineRow, business_state: str, parties: Parties
) -> Milestone | None:
    is_back = subject.direction == "back"
    if not is_back and business_state in _DECIDED:
        return None  # the papers stay with whoever decided; the result speaks from now on
    named = {party: one.name for party, one in parties.by_id.items()}
    holder, next_stop = row.holder, row.next_stop
    stage = stage_of(
        Whereabouts(
            is_back=is_back,
            business_state=BusinessState(business_state),
            state=None if row.state is None else State(row.state),
            is_at_origin=holder == subject.origin,
        )
    )
    return Milestone(
        stage=stage,
        place=named.get(holder) if holder else None,
        next=named.get(next_stop) if next_stop else None,
        promised=subject.due_at,
    )
