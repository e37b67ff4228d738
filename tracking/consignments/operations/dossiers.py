"""Take dossiers in, decide them, and keep what was counted in them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tracking.consignments import queries
from tracking.consignments.intake import Decision, Intake, Paper, Sent
from tracking.consignments.legal_row import LegalRow
from tracking.consignments.models import (
    CodeCounter,
    Consignment,
    Direction,
    DocumentLine,
    Dossier,
    DossierEvent,
    Item,
    Tally,
)
from tracking.consignments.operations.labels import bind_label, label_of_its_own
from tracking.kernel.dossier import BusinessState, EventKind
from tracking.kernel.dossier_code import dossier_code
from tracking.kernel.line import PartyKind
from tracking.kernel.refusal import Refusal, Retry
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entry
from tracking.parties.models import Office, Party
from tracking.parties.prepared import Asked, ask, prepared

_SQL: Final = Path(__file__).parent.parent / "sql"
LOCK_SUBJECTS: Final = (_SQL / "lock_subjects.sql").read_text()
PUT_LEGAL_STATES: Final = (_SQL / "put_legal_states.sql").read_text()


@dataclass(eq=False)
class NoDecidingOffice(Refusal):
    """The procedure is not in force, or no authority of the office's own units decides it."""

    code: ClassVar[str] = "no_deciding_office"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class RequestIdTaken(Refusal):
    """Another office used this request id; a desk makes its own at random."""

    code: ClassVar[str] = "request_id_taken"


@dataclass(eq=False)
class AlreadyDecided(Refusal):
    """The dossier has an outcome, and an outcome does not change."""

    code: ClassVar[str] = "already_decided"

    outcome: str


@dataclass(eq=False)
class PapersNotThere(Refusal):
    """The office that decides does not have the papers in hand, as far as scans have come."""

    code: ClassVar[str] = "papers_not_there"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class NotOnTheList(Refusal):
    """A count names a line that the document list does not have."""

    code: ClassVar[str] = "not_on_the_list"
    status: ClassVar[int] = 422

    nos: list[int]


@transaction.atomic
def take_in_dossier(*, intake: Intake, office: Office, by: UUID, now: datetime) -> Sent:
    """Open a dossier with its legal code and due time, and make the item that goes out.

    Safe to repeat by `request_id`: the first answer is given again. The day's counter of the
    organisation stays locked until the commit, so that codes have no gap and no twin.

    Args:
        intake: what the desk says; its papers are not empty.
        office: the receiving office.
        by: the person at the desk.
        now: when the dossier was received.

    Raises:
        NoDecidingOffice: nobody here decides that procedure.
        UnknownLabel, LabelVoid, LabelTaken: the blank label cannot be used.
        RequestIdTaken: the id belongs to another office's intake.

    Source: Nghị định 61/2018/NĐ-CP art. 26 (code); Thông tư 17/2017/TT-BTTTT art. 5 (list, label).
    """
    counter = _locked_counter(office=office, now=now)
    if known := _taken_in_before(request_id=intake.request_id, office=office):
        return known
    dossier = _open_dossier(intake=intake, office=office, by=by, now=now, counter=counter)
    item = _send(dossier=dossier, direction=Direction.OUT, seal=intake.seal, now=now)
    _list_papers(item=item, papers=intake.papers)
    if intake.label is None:
        label = label_of_its_own(item=item, office_id=office.pk, by=by, now=now)
    else:
        label = bind_label(given=intake.label, item=item, office_id=office.pk, now=now)
    return Sent(dossier=dossier, item=item, label=label)


@transaction.atomic
def record_decision(
    *, dossier_id: UUID, decision: Decision, by: UUID, now: datetime, are_papers_there: bool
) -> Sent:
    """Keep the outcome of a dossier, and make the item that brings the result back.

    Safe to repeat with the same outcome: the first answer is given again. Who may decide is the
    caller's to know. The items of the dossier are locked by the caller.

    Args:
        dossier_id: whose outcome.
        decision: what the officer says.
        by: the officer.
        now: when it was decided.
        are_papers_there: the deciding office has the papers in hand, by their custody.

    Raises:
        AlreadyDecided: the dossier has another outcome.
        PapersNotThere: nobody can read them now.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    # Its events are asked, not what was folded of them: an outcome is given once and for all.
    decided = dossier.events.filter(kind=EventKind.DECIDED).order_by("at").first()
    if decided is not None:
        return _decided_before(dossier=dossier, decided=decided, outcome=decision.outcome)
    if not are_papers_there:
        raise PapersNotThere
    _keep_event(
        dossier=dossier,
        kind=EventKind.DECIDED,
        office_id=dossier.deciding_office_id,
        by=by,
        now=now,
        outcome=decision.outcome,
    )
    item = _send(dossier=dossier, direction=Direction.BACK, seal=decision.seal, now=now)
    _list_papers(item=item, papers=decision.papers)
    label = label_of_its_own(item=item, office_id=dossier.deciding_office_id, by=by, now=now)
    return Sent(dossier=dossier, item=item, label=label)


def put_legal_states(rows: Mapping[UUID, LegalRow], /) -> None:
    """Store how dossiers stand by law; their items are locked by the caller."""
    if not rows:
        return
    with prepared() as cursor:
        cursor.execute(
            PUT_LEGAL_STATES,
            {
                "dossiers": list(rows),
                "states": [row.business_state for row in rows.values()],
                "outcomes": [row.outcome for row in rows.values()],
                "decided": [row.decided_at for row in rows.values()],
                "returned": [row.returned_at for row in rows.values()],
                "returned_by": [row.returned_by for row in rows.values()],
            },
        )


def record_tally(
    *,
    scan: str,
    item_id: UUID,
    office_id: UUID,
    counted: Collection[tuple[int, int]],
    now: datetime,
) -> Tally:
    """Keep what one side counted inside an item, beside the signed check that vouches for it.

    Safe to repeat: the first count of an item beside a check stays.

    Args:
        scan: id of the check; that it is stored and by this office is the caller's to know.
        item_id: what was opened.
        office_id: who counted.
        counted: line number and count; a line that is not named was not found.
        now: when we were told.

    Raises:
        NotOnTheList: a number that the document list does not have.
    """
    lines = list(DocumentLine.objects.filter(item=item_id))
    if strangers := sorted({no for no, _ in counted} - {line.no for line in lines}):
        raise NotOnTheList(nos=strangers)
    inside = {line.no: line.count for line in lines if line.is_in_envelope}
    tally, _ = Tally.objects.get_or_create(
        scan=scan,
        item_id=item_id,
        defaults={
            "office_id": office_id,
            "counted": sorted(counted),
            # A line that is named twice was counted twice, and nobody knows which is right.
            "is_complete": sorted(one for one in counted if one[0] in inside)
            == sorted(inside.items()),
            "at": now,
        },
    )
    return tally


def lock_subjects(item_ids: Iterable[UUID], /) -> list[UUID]:
    """Lock items until the commit, in the one order that all follow; return those that exist.

    The other items of their dossiers are locked and returned too: a change of a dossier's legal
    state shows on all of them. In which order with other locks: docs/architecture.md, «Locks».
    """
    return ask_to_lock(item_ids).answer()


def ask_to_lock(item_ids: Iterable[UUID], /) -> Asked[list[UUID]]:
    """Ask for what `lock_subjects` returns."""
    return ask(
        LOCK_SUBJECTS,
        {"items": list(set(item_ids))},
        read=lambda rows: [item for (item,) in rows],
    )


def _locked_counter(*, office: Office, now: datetime) -> CodeCounter:
    today = {"org_code": office.org_code, "on": timezone.localdate(now)}
    CodeCounter.objects.bulk_create([CodeCounter(**today, last=0)], ignore_conflicts=True)
    return CodeCounter.objects.select_for_update(no_key=True).get(**today)


def _taken_in_before(*, request_id: UUID, office: Office) -> Sent | None:
    known = Dossier.objects.filter(request_id=request_id).first()
    if known is None:
        return None
    if known.receiving_office_id != office.pk:
        raise RequestIdTaken
    return _sent_before(dossier=known, direction=Direction.OUT)


def _decided_before(*, dossier: Dossier, decided: DossierEvent, outcome: str) -> Sent:
    if decided.outcome != outcome:
        raise AlreadyDecided(outcome=decided.outcome)
    return _sent_before(dossier=dossier, direction=Direction.BACK)


def _sent_before(*, dossier: Dossier, direction: Direction) -> Sent:
    item = Item.objects.get(consignment__dossier=dossier, consignment__direction=direction)
    label = queries.newest_label(item) or item.labels.latest("bound_at")
    return Sent(dossier=dossier, item=item, label=label, is_repeat=True)


def _open_dossier(
    *, intake: Intake, office: Office, by: UUID, now: datetime, counter: CodeCounter
) -> Dossier:
    today = counter.on
    procedure = queries.procedure_in_force(intake.procedure_id, on=today)
    if procedure is None:
        raise NoDecidingOffice
    decides = queries.deciding_office(procedure=procedure, receiving_office=office, on=today)
    if decides is None:
        raise NoDecidingOffice
    counter.last += 1
    counter.save(update_fields=["last"])
    who = intake.applicant
    dossier = Dossier.objects.create(
        code=dossier_code(org=office.org_code, on=today, ordinal=counter.last),
        procedure=procedure,
        receiving_office=office,
        deciding_office=decides,
        channel=intake.channel,
        business_state=BusinessState.ACCEPTED,
        citizen=Party.objects.create(kind=PartyKind.CITIZEN),
        applicant_name=who.name,
        applicant_phone=who.phone,
        applicant_identity=who.identity,
        applicant_address=who.address,
        returns_to_door=intake.returns_to_door,
        received_at=now,
        received_by_id=by,
        due_at=queries.due_at(procedure=procedure, office=office, received_at=now),
        fee_vnd=procedure.fee_vnd or 0,
        request_id=intake.request_id,
    )
    _keep_event(dossier=dossier, kind=EventKind.TAKEN_IN, office_id=office.pk, by=by, now=now)
    return dossier


def _keep_event(  # noqa: PLR0913 - one argument for each column of the fact
    *,
    dossier: Dossier,
    kind: EventKind,
    office_id: UUID,
    by: UUID,
    now: datetime,
    outcome: str = "",
) -> None:
    """Keep what was done with a dossier, and let the log know; no personal data is in it."""
    DossierEvent.objects.create(
        dossier=dossier, kind=kind, outcome=outcome, office_id=office_id, by_id=by, at=now
    )
    row: dict[str, object] = {
        "dossier": dossier.pk,
        "event": str(kind),
        "office": office_id,
        "by": by,
        **({"outcome": outcome} if outcome else {}),
    }
    append_entry(kind=EntryKind.DOSSIER_EVENT, row=row, at=now)


def _send(*, dossier: Dossier, direction: Direction, seal: str, now: datetime) -> Item:
    ends = [dossier.receiving_office_id, dossier.deciding_office_id]
    origin, destination = ends if direction is Direction.OUT else reversed(ends)
    consignment = Consignment.objects.create(
        dossier=dossier,
        direction=direction,
        origin_id=origin,
        destination_id=destination,
        goes_to_door=direction is Direction.BACK and dossier.returns_to_door,
        created_at=now,
    )
    return Item.objects.create(consignment=consignment, seal=seal, created_at=now)


def _list_papers(*, item: Item, papers: Sequence[Paper]) -> None:
    DocumentLine.objects.bulk_create(
        DocumentLine(item=item, no=no, name=paper.name, kind=paper.kind, count=paper.count)
        for no, paper in enumerate(papers, start=1)
    )
