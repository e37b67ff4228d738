"""Send papers on their way: what a desk does in one call, from the dossier to the live screens."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tracking.consignments.intake import Decision, Intake, Sent
from tracking.consignments.models import Item, Label
from tracking.consignments.operations import dossiers, labels
from tracking.custody.legal import are_papers_there
from tracking.custody.operations.lines import refold
from tracking.custody.subjects import subjects_of
from tracking.legs.operations.ways import plan_legs
from tracking.parties.models import Office


@transaction.atomic
def take_in(*, intake: Intake, office: Office, by: UUID, now: datetime) -> Sent:
    """Open a dossier, plan the way of its papers and announce them to everyone on it.

    Safe to repeat by `request_id`. Scans that named the label before it was bound count from now.

    Args:
        intake: what the desk says.
        office: the receiving office.
        by: the person at the desk.
        now: when the dossier was received.

    Raises:
        NoDecidingOffice, UnknownLabel, LabelVoid, LabelTaken, RequestIdTaken: see
            `take_in_dossier`.
    """
    sent = dossiers.take_in_dossier(intake=intake, office=office, by=by, now=now)
    return _on_its_way(sent, now)


@transaction.atomic
def decide(*, dossier_id: UUID, decision: Decision, by: UUID, now: datetime) -> Sent:
    """Record the outcome of a dossier, plan the way of the result back and announce it.

    Safe to repeat with the same outcome.

    Args:
        dossier_id: whose outcome.
        decision: what the officer says.
        by: the officer.
        now: when he decided.

    Raises:
        AlreadyDecided: the dossier has another outcome.
        PapersNotThere: the office that decides does not have them in hand.
    """
    # Items before dossiers, as everywhere: whoever scans one of them now comes before or after.
    items = Item.objects.filter(consignment__dossier=dossier_id).values_list("pk", flat=True)
    subjects = subjects_of(dossiers.lock_subjects(items))
    sent = dossiers.record_decision(
        dossier_id=dossier_id,
        decision=decision,
        by=by,
        now=now,
        are_papers_there=are_papers_there(subjects.values()),
    )
    return _on_its_way(sent, now)


@transaction.atomic
def void_label(
    *, label_id: str, why: str, office_id: UUID, by: UUID, now: datetime
) -> Label | None:
    """Void a label, label its item anew, and tell everyone who may see the item.

    Safe to repeat.

    Args:
        label_id: a label that we issued.
        why: the reason code.
        office_id: whose roll the new label is from.
        by: the person at the desk.
        now: when.

    Returns:
        The label that now stands for the item; None for a blank.
    """
    label = labels.void_label(label_id=label_id, why=why, office_id=office_id, by=by, now=now)
    if label is not None and label.item_id is not None:
        refold(items=[label.item_id], now=now, is_announced_anew=True)
    return label


def _on_its_way(sent: Sent, now: datetime) -> Sent:
    consignment = sent.item.consignment
    plan_legs(
        item_id=sent.item.pk,
        origin=consignment.origin_id,
        destination=consignment.destination_id,
    )
    # Both ways: an outcome shows on the papers that went out too, beside their custody.
    items = Item.objects.filter(consignment__dossier=sent.dossier).values_list("pk", flat=True)
    refold(items=items, now=now, is_announced_anew=not sent.is_repeat)
    sent.dossier.refresh_from_db(
        fields=["business_state", "outcome", "decided_at", "returned_at", "returned_by"]
    )
    return sent
