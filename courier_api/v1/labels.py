"""Labels at the desk: printed, issued blank, voided."""

from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router
from pydantic import Field

from courier_api.auth import DESK, Request
from courier_api.safe import In, Out, Reason
from courier_api.v1.dossiers import LabelRefOut, pdf_answer
from tracking.consignments.models import Label
from tracking.consignments.operations.labels import MOST_LABELS, issue_labels
from tracking.consignments.papers import blank_labels_pdf, label_pdf
from tracking.consignments.queries import label, roll_holder
from tracking.custody.operations import sending
from tracking.legs.queries import offices_on_way
from tracking.parties import access
from tracking.parties.places import office
from tracking.parties.queries import names_of
from tracking.parties.refusals import NotFound

router = Router(tags=["labels"])

LabelId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{22}$")]
MOST_STOPS = 2  # as many lines as the label has room for


class RollIn(In):
    """How many blank labels to issue."""

    count: Annotated[int, Field(ge=1, le=MOST_LABELS)]


class VoidIn(In):
    """Why a label counts no more."""

    why: Reason


class VoidedOut(Out):
    """The label that now stands for the item; none for a blank."""

    label: LabelRefOut | None


@router.get("/labels/{label_id}/label.pdf", auth=DESK, operation_id="print_label")
def print_label(request: Request, label_id: LabelId) -> HttpResponse:
    """Print a label that is on an item, 100 x 70 mm."""
    found = _label_of_caller(request, label_id)
    if found.item_id is None or found.voided_at is not None:
        raise NotFound
    pdf = label_pdf(label=found, via=_via(found.item_id), now=timezone.now())
    return pdf_answer(pdf, name=f"nhan-{found.code}")


@router.post("/label-rolls", auth=DESK, operation_id="issue_label_roll")
def issue_label_roll(request: Request, body: RollIn) -> HttpResponse:
    """Issue blank labels for the desk's office and print them, a page each."""
    now = timezone.now()
    at = office(access.desk_office(request.auth))
    access.demand(_may_work_at(request, {at.pk}))
    labels = issue_labels(office_id=at.pk, count=body.count, by=request.auth.person, now=now)
    answer = pdf_answer(blank_labels_pdf(labels=labels, office=at), name="nhan-trang")
    answer["X-Hoso-Roll"] = str(labels[0].roll_id)
    return answer


@router.post("/labels/{label_id}/void", auth=DESK, response=VoidedOut, operation_id="void_label")
def void_label(request: Request, label_id: LabelId, body: VoidIn) -> dict[str, Label | None]:
    """Void a label; the item that it was on gets another at once."""
    found = _label_of_caller(request, label_id)
    voided = sending.void_label(
        label_id=found.pk,
        why=body.why,
        office_id=access.desk_office(request.auth),
        by=request.auth.person,
        now=timezone.now(),
    )
    return {"label": voided}


def _label_of_caller(request: Request, label_id: str) -> Label:
    """Return a label to those who work with it: on the way of its item, or with its roll."""
    found = label(label_id)
    if found.item_id is None:
        concerned = {roll_holder(found.roll_id, at=timezone.now())}
    else:
        concerned = set(offices_on_way([found.item_id]).get(found.item_id, ()))
    access.demand(_may_work_at(request, concerned))
    return found


def _may_work_at(request: Request, offices: set[UUID]) -> bool:
    return access.may_work_at(principal=request.auth, offices=offices, on=timezone.localdate())


def _via(item_id: UUID) -> list[str]:
    """Return the stops between the ends of an item's way, as the label names them."""
    between = offices_on_way([item_id]).get(item_id, [])[1:-1]
    names = names_of(between)
    lines = [names[one].short_name or "" for one in between if one in names]
    if not lines:
        return []
    return [f"qua {lines[0]}", *lines[1:]][:MOST_STOPS]
