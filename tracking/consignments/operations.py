"""Change what we carry: dossiers and their outcome, items, labels, citizens' keys."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tracking.consignments import citizen_key, queries
from tracking.consignments.catalogue import ProcedureRow
from tracking.consignments.intake import Decision, Intake, Paper, Sent
from tracking.consignments.models import (
    BusinessState,
    CitizenKey,
    CodeCounter,
    Competence,
    Consignment,
    Direction,
    DocumentLine,
    Dossier,
    Item,
    Label,
    LabelRoll,
    Procedure,
    ProcedurePaper,
    RollPass,
    Tally,
)
from tracking.kernel.dossier_code import dossier_code
from tracking.kernel.ids import LABEL_ID_BYTES, b64u
from tracking.kernel.label import PREFIX, LabelKind, encode_label, read_typed_code, typed_code
from tracking.kernel.line import PartyKind
from tracking.kernel.refusal import Refusal
from tracking.ledger.keys import label_key
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entry
from tracking.parties.encryption import blind_index
from tracking.parties.models import Office, Party

MOST_LABELS: Final = 200

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
class UnknownLabel(Refusal):
    """No label of this house, or not one that this office may bind."""

    code: ClassVar[str] = "unknown_label"
    status: ClassVar[int] = 422


@dataclass(eq=False)
class LabelVoid(Refusal):
    """The label was voided; take another."""

    code: ClassVar[str] = "label_void"


@dataclass(eq=False)
class LabelTaken(Refusal):
    """The label is on something already."""

    code: ClassVar[str] = "label_taken"


@dataclass(eq=False)
class AlreadyDecided(Refusal):
    """The dossier has an outcome, and an outcome does not change."""

    code: ClassVar[str] = "already_decided"

    outcome: str


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
        label = _label_of_its_own(item=item, office_id=office.pk, by=by, now=now)
    else:
        label = bind_label(given=intake.label, item=item, office_id=office.pk, now=now)
    return Sent(dossier=dossier, item=item, label=label)


@transaction.atomic
def record_decision(*, dossier_id: UUID, decision: Decision, by: UUID, now: datetime) -> Sent:
    """Close a dossier with its outcome, and make the item that brings the result back.

    Safe to repeat with the same outcome: the first answer is given again. Who may decide, and
    whether the papers are there, is the caller's to know.

    Raises:
        AlreadyDecided: the dossier has another outcome.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if dossier.outcome:
        return _decided_before(dossier=dossier, outcome=decision.outcome)
    dossier.outcome, dossier.decided_at = decision.outcome, now
    dossier.business_state = BusinessState.RESOLVED
    dossier.save(update_fields=["outcome", "decided_at", "business_state"])
    item = _send(dossier=dossier, direction=Direction.BACK, seal=decision.seal, now=now)
    _list_papers(item=item, papers=decision.papers)
    label = _label_of_its_own(item=item, office_id=dossier.deciding_office_id, by=by, now=now)
    return Sent(dossier=dossier, item=item, label=label)


def advance_dossier(*, dossier_id: UUID, state: BusinessState, now: datetime) -> bool:
    """Move a dossier forward to a legal state, and tell whether it moved.

    Safe to repeat and in any order: a dossier never goes back.
    """
    earlier = [one for one in BusinessState if _ORDER[one] < _ORDER[state]]
    found = Dossier.objects.filter(pk=dossier_id, business_state__in=earlier)
    if state is BusinessState.RETURNED:
        return found.update(business_state=state, returned_at=now) > 0
    return found.update(business_state=state) > 0


@transaction.atomic
def issue_labels(
    *,
    office_id: UUID,
    count: int,
    by: UUID | None,
    now: datetime,
    kind: LabelKind = LabelKind.ITEM,
) -> list[Label]:
    """Sign a roll of blank labels for an office, and enter it into the log.

    Args:
        office_id: only it, or whom the roll is passed to, can commission with these labels.
        count: 1 to 200.
        by: who asked for them; None for the house itself.
        now: when.
        kind: what they are for.

    Returns:
        The labels, all of one roll, in the order of printing.
    """
    signer = label_key()
    roll = LabelRoll.objects.create(
        kind=kind, issued_to_id=office_id, issued_at=now, issued_by_id=by
    )
    ids = [b64u(secrets.token_bytes(LABEL_ID_BYTES)) for _ in range(count)]
    labels = [
        Label(
            id=one,
            roll=roll,
            text=encode_label(kind=kind, key_id=signer.id, label_id=one, key=signer.key),
            code=typed_code(one),
        )
        for one in ids
    ]
    Label.objects.bulk_create(labels)
    row = {"roll": roll.pk, "kind": kind, "issued_to": office_id, "by": by, "labels": ids}
    append_entry(kind=EntryKind.LABELS_ISSUED, row=row, at=now)
    return labels


@transaction.atomic
def pass_roll(*, roll_id: UUID, to: UUID, now: datetime) -> RollPass:
    """Pass a roll on to another office, which from now on can bind and commission with it."""
    return RollPass.objects.create(roll_id=roll_id, passed_to_id=to, from_at=now)


@transaction.atomic
def bind_label(*, given: str, item: Item, office_id: UUID, now: datetime) -> Label:
    """Bind a blank label to an item; what was scanned on it before is folded again by custody.

    Args:
        given: the text of the QR code, or the code that is typed from under it.
        item: what the label was put on.
        office_id: whose roll it must be from.
        now: when.

    Raises:
        UnknownLabel: not ours, not for items, not of this office's rolls, or the code of two.
        LabelVoid: it was voided.
        LabelTaken: it is on something else already.
    """
    label = _label_meant(given=given, office_id=office_id, now=now)
    if label.voided_at is not None:
        raise LabelVoid
    if label.item_id not in {None, item.pk}:
        raise LabelTaken
    label.item, label.bound_at = item, now
    label.save(update_fields=["item", "bound_at"])
    return label


@transaction.atomic
def void_label(
    *, label_id: str, why: str, office_id: UUID, by: UUID, now: datetime
) -> Label | None:
    """Void a label, enter that into the log, and label the item anew if there is one.

    Safe to repeat: a void label stays as it is, and the newest label of its item is returned.

    Returns:
        The label that now stands for the item; None for a blank.
    """
    label = Label.objects.select_for_update().get(pk=label_id)
    if label.voided_at is None:
        label.voided_at, label.void_why = now, why
        label.save(update_fields=["voided_at", "void_why"])
        row = {"label": label.pk, "why": why, "office": office_id, "by": by}
        append_entry(kind=EntryKind.LABEL_VOIDED, row=row, at=now)
    if label.item is None:
        return None
    return _newest_label(label.item) or _label_of_its_own(
        item=label.item, office_id=office_id, by=by, now=now
    )


@transaction.atomic
def make_citizen_key(*, dossier_id: UUID, now: datetime) -> citizen_key.NewCitizenKey:
    """Draw a new secret and PIN for the slip of a dossier; slips printed before stop working.

    The code in the address and the live stream stay, so that a screen left open goes on.
    """
    Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    key = CitizenKey.objects.filter(pk=dossier_id).first() or CitizenKey(
        dossier_id=dossier_id, code=citizen_key.new_code(), stream=citizen_key.new_stream()
    )
    secret, pin = citizen_key.new_secret(), citizen_key.new_pin()
    key.secret_hmac = citizen_key.secret_hmac(code=key.code, secret=secret)
    key.pin_hmac = citizen_key.pin_hmac(code=key.code, pin=pin)
    key.tries, key.locked_until_at, key.made_at = 0, None, now
    key.save()
    return citizen_key.NewCitizenKey(code=key.code, secret=secret, pin=pin)


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

    FOR NO KEY UPDATE: foreign keys of other rows take a key share, which a plain FOR UPDATE would
    make wait for us while we wait for them.
    """
    found = Item.objects.filter(pk__in=set(item_ids)).order_by("pk")
    return list(found.select_for_update(no_key=True).values_list("pk", flat=True))


@transaction.atomic
def put_procedures(*, rows: Iterable[ProcedureRow]) -> None:
    """Store procedures as the rows say, each with exactly its papers; versions not named stay."""
    for row in rows:
        procedure, _ = Procedure.objects.update_or_create(
            key=row.key,
            valid_from=row.valid_from,
            defaults={
                name: getattr(row, name)
                for name in ProcedureRow.__slots__
                if name not in {"key", "valid_from", "papers"}
            },
        )
        procedure.papers.all().delete()
        ProcedurePaper.objects.bulk_create(
            ProcedurePaper(
                procedure=procedure,
                no=paper.no,
                name=paper.name,
                kind=paper.kind,
                count=paper.count,
                is_required=paper.is_required,
            )
            for paper in row.papers
        )


def put_competence(*, authority: str, unit_id: UUID, office_id: UUID) -> None:
    """State which office an authority, as procedures name it, is for a unit and all below it."""
    Competence.objects.update_or_create(
        authority=authority, unit_id=unit_id, defaults={"office_id": office_id}
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
    label = _newest_label(item) or item.labels.latest("bound_at")
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


def _label_of_its_own(*, item: Item, office_id: UUID, by: UUID | None, now: datetime) -> Label:
    (label,) = issue_labels(office_id=office_id, count=1, by=by, now=now)
    return bind_label(given=label.text, item=item, office_id=office_id, now=now)


def _newest_label(item: Item) -> Label | None:
    return item.labels.filter(voided_at__isnull=True).order_by("-bound_at").first()


def _label_meant(*, given: str, office_id: UUID, now: datetime) -> Label:
    """Find and lock the label that a scanner saw or a hand typed, if the office has its roll."""
    is_text = given.startswith(PREFIX)
    meant = {"text": given} if is_text else {"code": read_typed_code(given)}
    found = Label.objects.select_for_update().filter(**meant, roll__kind=LabelKind.ITEM)
    labels = list(found.order_by("pk")[:2])
    if len(labels) != 1 or queries.roll_holder(labels[0].roll_id, at=now) != office_id:
        raise UnknownLabel
    return labels[0]
