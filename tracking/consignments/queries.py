"""Read what we carry: procedures, dossiers, items, their papers and labels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from tracking.consignments.models import (
    Competence,
    DocumentLine,
    Dossier,
    Item,
    Label,
    LabelRoll,
    Procedure,
    RollPass,
)
from tracking.kernel.deadline import LimitUnit, due_time
from tracking.parties.models import FieldTransfer, Office
from tracking.parties.places import units_above, working_calendar
from tracking.parties.refusals import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedProcedure:
    """A procedure that an office takes in, and the office that decides it from there."""

    procedure: Procedure
    deciding_office: Office


def procedure_in_force(procedure_id: UUID, *, on: date) -> Procedure | None:
    """Return a version of a procedure if it is in force on a day, or None."""
    return Procedure.objects.filter(_in_force(on), pk=procedure_id).first()


def procedures_of(*, office: Office, on: date) -> list[OfferedProcedure]:
    """Return the procedures of the fields that an office takes in on a day, by field, then name.

    A procedure that no authority of the office's own units decides is left out.
    """
    fields = FieldTransfer.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=on), office=office, valid_from__lte=on
    )
    found = (
        Procedure.objects.filter(field_code__in=fields.values("field_code"))
        .filter(_in_force(on))
        .prefetch_related("papers")
        .order_by("field_name", "name")
    )
    deciding = _deciding_offices(unit_id=office.unit_id, on=on)
    return [
        OfferedProcedure(procedure=one, deciding_office=deciding[one.deciding_authority])
        for one in found
        if one.deciding_authority in deciding
    ]


def deciding_office(*, procedure: Procedure, receiving_office: Office, on: date) -> Office | None:
    """Return the office that decides what another takes in, or None if no unit of it has one.

    The same words (`UBND cấp xã`) mean another office in each unit: the nearest above counts.
    """
    offices = _deciding_offices(unit_id=receiving_office.unit_id, on=on)
    return offices.get(procedure.deciding_authority)


def due_at(*, procedure: Procedure, office: Office, received_at: datetime) -> datetime:
    """Return by when the law promises the result of what an office receives at a moment."""
    return due_time(
        received_at=received_at,
        limit_value=procedure.limit_value,
        limit_unit=LimitUnit(procedure.limit_unit),
        has_same_day_rule=procedure.has_same_day_rule,
        calendar=working_calendar(office),
    )


def roll_holder(roll_id: UUID, *, at: datetime) -> UUID:
    """Return the office that has a roll of labels at a moment: the last one it was passed to."""
    passes = RollPass.objects.filter(roll=roll_id, from_at__lte=at).order_by("from_at", "pk")
    last = passes.values_list("passed_to_id", flat=True).last()
    return last or LabelRoll.objects.values_list("issued_to_id", flat=True).get(pk=roll_id)


def dossier(dossier_id: UUID) -> Dossier:
    """Return a dossier with its offices, procedure, items, papers and labels.

    Raises:
        NotFound: there is none.
    """
    items = Item.objects.order_by("created_at").prefetch_related("lines", "labels")
    found = (
        Dossier.objects.select_related(
            "procedure", "receiving_office__unit", "receiving_office__site", "deciding_office"
        )
        .prefetch_related(Prefetch("consignments__items", queryset=items))
        .filter(pk=dossier_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def label(label_id: str) -> Label:
    """Return a label with its roll, item, dossier and offices.

    Raises:
        NotFound: there is none.
    """
    found = (
        Label.objects.select_related(
            "roll",
            "item__consignment__dossier__procedure",
            "item__consignment__origin__operated_by",
            "item__consignment__destination__operated_by",
        )
        .filter(pk=label_id)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def newest_label(item: Item) -> Label | None:
    """Return the label that stands for an item now: the last one bound that is not void."""
    return item.labels.filter(voided_at__isnull=True).order_by("-bound_at").first()


def papers_of_items(item_ids: Iterable[UUID]) -> dict[UUID, list[DocumentLine]]:
    """Return the document lists of items, each in order."""
    found: dict[UUID, list[DocumentLine]] = {}
    for line in DocumentLine.objects.filter(item__in=list(item_ids)).order_by("item", "no"):
        found.setdefault(line.item_id, []).append(line)
    return found


def items_like(text: str) -> QuerySet[Item]:
    """Return the items that a label's text, a typed code, the end of a code or a code may mean.

    Newest first; the caller bounds them, and narrows them to what its reader may see.
    """
    typed = text.strip().upper()
    plain = typed.replace("-", "").translate(str.maketrans("ILO", "110"))
    dossiers = Q(consignment__dossier__code=typed)
    if typed.isdigit():
        dossiers |= Q(consignment__dossier__code__endswith=typed)
    labels = Q(labels__text=text.strip()) | Q(labels__code=plain)
    found = Item.objects.filter(dossiers | labels).values("pk")
    return Item.objects.filter(pk__in=found).order_by("-created_at", "pk")


def void_labels_of(item_ids: Iterable[UUID]) -> list[str]:
    """Return the ids of void labels of items, for phones to refuse."""
    return list(
        Label.objects.filter(item__in=list(item_ids), voided_at__isnull=False).values_list(
            "pk", flat=True
        )
    )


def _in_force(on: date) -> Q:
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return begun & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def _deciding_offices(*, unit_id: UUID, on: date) -> dict[str, Office]:
    chain: Sequence[UUID] = [unit_id, *units_above(unit_id=unit_id, on=on)]
    distance = {unit: steps for steps, unit in enumerate(chain)}
    rows = Competence.objects.filter(unit__in=chain).select_related("office")
    # The farthest first, so that the nearest has the last word.
    by_distance = sorted(rows, key=lambda row: -distance[row.unit_id])
    return {row.authority: row.office for row in by_distance}
