"""Issue labels, bind them to what they are put on, and void them."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from django.db import transaction

from tracking.consignments import queries
from tracking.consignments.models import Item, Label, LabelRoll, RollPass
from tracking.kernel.ids import LABEL_ID_BYTES, b64u
from tracking.kernel.label import PREFIX, LabelKind, encode_label, read_typed_code, typed_code
from tracking.kernel.refusal import Refusal
from tracking.ledger.keys import label_key
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entry

MOST_LABELS: Final = 200


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
    label = Label.objects.select_for_update(no_key=True).get(pk=label_id)
    if label.voided_at is None:
        label.voided_at, label.void_why = now, why
        label.save(update_fields=["voided_at", "void_why"])
        row = {"label": label.pk, "why": why, "office": office_id, "by": by}
        append_entry(kind=EntryKind.LABEL_VOIDED, row=row, at=now)
    if label.item is None:
        return None
    return queries.newest_label(label.item) or label_of_its_own(
        item=label.item, office_id=office_id, by=by, now=now
    )


def label_of_its_own(*, item: Item, office_id: UUID, by: UUID | None, now: datetime) -> Label:
    """Issue a label of an office and bind it to an item at once."""
    (label,) = issue_labels(office_id=office_id, count=1, by=by, now=now)
    return bind_label(given=label.text, item=item, office_id=office_id, now=now)


def _label_meant(*, given: str, office_id: UUID, now: datetime) -> Label:
    """Find and lock the label that a scanner saw or a hand typed, if the office has its roll."""
    is_text = given.startswith(PREFIX)
    meant = {"text": given} if is_text else {"code": read_typed_code(given)}
    found = Label.objects.select_for_update(no_key=True, of=["self"]).filter(**meant)
    labels = list(found.filter(roll__kind=LabelKind.ITEM).order_by("pk")[:2])
    if len(labels) != 1 or queries.roll_holder(labels[0].roll_id, at=now) != office_id:
        raise UnknownLabel
    return labels[0]
