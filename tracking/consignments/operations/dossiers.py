"""Take dossiers in, decide them, and keep what was counted in them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tracking.consignments import queries
from tracking.consignments.intake import Decision, Intake, Paper, Sent
from tracking.consignments.models import (
    BusinessState,
    CodeCounter,
    Consignment,
    Direction,
    DocumentLine,
    Dossier,
    Item,
    Tally,
)
from tracking.consignments.operations.labels import bind_label, label_of_its_own
from tracking.kernel.dossier_code import dossier_code
from tracking.kernel.line import PartyKind
from tracking.kernel.refusal import Refusal, Retry
from tracking.parties.encryption import blind_index
from tracking.parties.models import Office, Party
from tracking.parties.prepared import Asked, ask, prepared

_SQL: Final = Path(__file__).parent.parent / "sql"
LOCK_SUBJECTS: Final = (_SQL / "lock_subjects.sql").read_text()
ADVANCE_DOSSIERS: Final = (_SQL / "advance_dossiers.sql").read_text()

Counts = Collection[tuple[int, int]]

# A dossier goes forward only, however late or often it is told that it moved.
_ORDER: Final = {state: place for place, state in enumerate(BusinessState)}


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
    """The papers have not reached the office that decides on them, as far as scans have come."""

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
def record_decision(*, dossier_id: UUID, decision: Decision, by: UUID, now: datetime) -> Sent:
    """Close a dossier with its outcome, and make the item that brings the result back.

    Safe to repeat with the same outcome: the first answer is given again. Who may decide is the
    caller's to know. Custody says when the papers arrive, see `advance_dossiers`.

    Raises:
        AlreadyDecided: the dossier has another outcome.
        PapersNotThere: nobody can have read them yet.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if dossier.outcome:
        return _decided_before(dossier=dossier, outcome=decision.outcome)
    if dossier.business_state == BusinessState.ACCEPTED:
        raise PapersNotThere
    dossier.outcome, dossier.decided_at = decision.outcome, now
    dossier.business_state = BusinessState.RESOLVED
    dossier.save(update_fields=["outcome", "decided_at", "business_state"])
    item = _send(dossier=dossier, direction=Direction.BACK, seal=decision.seal, now=now)
    _list_papers(item=item, papers=decision.papers)
    label = label_of_its_own(item=item, office_id=dossier.deciding_office_id, by=by, now=now)
    return Sent(dossier=dossier, item=item, label=label)


def advance_dossiers(
    *, dossier_ids: Collection[UUID], state: BusinessState, now: datetime
) -> set[UUID]:
    """Move dossiers forward to a legal state, and return those that moved.

    Safe to repeat and in any order: a dossier never goes back.
    """
    if not dossier_ids:
        return set()
    earlier = [one.value for one in BusinessState if _ORDER[one] < _ORDER[state]]
    with prepared() as cursor:
        cursor.execute(
            ADVANCE_DOSSIERS,
            {
                "dossiers": list(dossier_ids),
                "state": state.value,
                "earlier": earlier,
                "is_returned": state is BusinessState.RETURNED,
                "now": now,
            },
        )
        return {dossier for (dossier,) in cursor.fetchall()}


def record_tally(
    *,
    scan: str,
    item_id: UUID,
    office_id: UUID,
    counted: Collection[tuple[int, int]],
    now: datetime,
) -> Tally:
    """Keep what one side counted inside an item, beside the signed check that vouches for it.

    Safe to repeat: the first count of a check stays.

    Args:
        scan: id of the check; that it is stored and by this office is the caller's to know.
        item_id: what was opened.
        office_id: who counted.
        counted: line number and count; a line that is not named was not found.
        now: when we were told.

    Raises:
        NotOnTheList: a number that the document list does not have.
    """
    listed = {line.no: line.count for line in DocumentLine.objects.filter(item=item_id)}
    if strangers := sorted({no for no, _ in counted} - listed.keys()):
        raise NotOnTheList(nos=strangers)
    tally, _ = Tally.objects.get_or_create(
        scan=scan,
        defaults={
            "item_id": item_id,
            "office_id": office_id,
            "counted": sorted(counted),
            "is_complete": dict(counted) == listed,
            "at": now,
        },
    )
    return tally


def lock_subjects(item_ids: Iterable[UUID], /) -> list[UUID]:
    """Lock items until the commit, in the one order that all follow; return those that exist.

    The other items of their dossiers are locked and returned too: a change of a dossier's legal
    state shows on all of them. FOR NO KEY UPDATE: foreign keys of other rows take a key share,
    which a plain FOR UPDATE would make wait for us while we wait for them.
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
    return CodeCounter.objects.select_for_update().get(**today)


def _taken_in_before(*, request_id: UUID, office: Office) -> Sent | None:
    known = Dossier.objects.filter(request_id=request_id).first()
    if known is None:
        return None
    if known.receiving_office_id != office.pk:
        raise RequestIdTaken
    return _sent_before(dossier=known, direction=Direction.OUT)


def _decided_before(*, dossier: Dossier, outcome: str) -> Sent:
    if dossier.outcome != outcome:
        raise AlreadyDecided(outcome=dossier.outcome)
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
    return Dossier.objects.create(
        code=dossier_code(org=office.org_code, on=today, ordinal=counter.last),
        procedure=procedure,
        receiving_office=office,
        deciding_office=decides,
        channel=intake.channel,
        business_state=BusinessState.ACCEPTED,
        citizen=Party.objects.create(kind=PartyKind.CITIZEN),
        applicant_name=who.name,
        applicant_phone=who.phone,
        applicant_phone_index=who.phone and blind_index(who.phone),
        applicant_identity=who.identity,
        applicant_identity_index=who.identity and blind_index(who.identity),
        applicant_address=who.address,
        returns_to_door=intake.returns_to_door,
        received_at=now,
        received_by_id=by,
        due_at=queries.due_at(procedure=procedure, office=office, received_at=now),
        fee_vnd=procedure.fee_vnd or 0,
        request_id=intake.request_id,
    )


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
