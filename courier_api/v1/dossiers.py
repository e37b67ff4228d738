"""Dossiers at the desk: taken in, shown, given a slip, decided."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

import structlog
from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from ninja.responses import Status
from pydantic import Field, model_validator

from courier_api.auth import DESK, Request
from courier_api.safe import Id, IfSaid, In, Line, Moment, Out, SafeText
from courier_api.v1.procedures import OfficeOut
from tracking.consignments.intake import Applicant, Decision, Intake, Paper, Sent
from tracking.consignments.models import Dossier, PaperKind
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.consignments.papers import slip_pdf
from tracking.consignments.queries import dossier
from tracking.custody.operations.sending import decide, take_in
from tracking.kernel.line import Role
from tracking.parties import access
from tracking.parties.places import office

router = Router(tags=["dossiers"])
log = structlog.get_logger(__name__)

Phone = Annotated[str, Field(pattern=r"^\+?[0-9]{8,14}$")]
Identity = Annotated[str, Field(pattern=r"^[0-9A-Z]{8,14}$")]
Seal = Annotated[SafeText, Field(max_length=32)]


class PaperIn(In):
    """A line of the document list; the order of the list numbers it."""

    name: Line
    kind: Literal["original", "certified", "copy", "electronic"]
    count: Annotated[int, Field(ge=1, le=999)]


Papers = Annotated[list[PaperIn], Field(min_length=1, max_length=60)]


class ApplicantIn(In):
    """Who asks."""

    name: Annotated[Line, Field(max_length=120)]
    phone: IfSaid[Phone] = None
    identity: IfSaid[Identity] = None
    address: IfSaid[Line] = None


class IntakeIn(In):
    """What a desk says when it takes a dossier in."""

    request_id: Id
    procedure: Id
    channel: Literal["counter", "online", "public_post"]
    applicant: ApplicantIn
    returns_to_door: bool = False
    papers: Papers
    seal: IfSaid[Seal] = None
    label: IfSaid[Annotated[str, Field(max_length=160)]] = None

    @model_validator(mode="after")
    def _door_has_an_address(self) -> Self:
        if self.returns_to_door and self.applicant.address is None:
            message = "a door needs an address"
            raise ValueError(message)
        return self


class DecisionIn(In):
    """What an officer says when he decides."""

    outcome: Literal["granted", "refused"]
    papers: Papers
    seal: IfSaid[Seal] = None


class DossierRefOut(Out):
    """A dossier in short."""

    id: UUID
    code: str
    due_at: Moment
    received_at: Moment
    business_state: str


class ItemRefOut(Out):
    """An item by its id."""

    id: UUID


class LabelRefOut(Out):
    """A label: its id, the text of its QR code, the code that hands type."""

    id: str
    text: str
    code: str


class SentOut(Out):
    """A dossier, the item that stands for it on the way, and the label on that item."""

    dossier: DossierRefOut
    item: ItemRefOut
    label: LabelRefOut


class ProcedureRefOut(Out):
    """A procedure by its id and names."""

    id: UUID
    name: str
    name_en: str


class ApplicantOut(Out):
    """Who asks, for the offices that work on it."""

    name: str
    phone: str | None
    address: str | None


class LineOut(Out):
    """A line of a document list."""

    no: int
    name: str
    kind: PaperKind
    count: int


class LabelOut(Out):
    """A label of an item."""

    id: str
    code: str
    is_void: bool


class ItemOut(Out):
    """An item of a dossier: which way it goes and what is in it."""

    id: UUID
    direction: str
    goes_to_door: bool
    seal: str
    papers: list[LineOut]
    labels: list[LabelOut]


class DossierOut(Out):
    """A dossier, whole."""

    id: UUID
    code: str
    procedure: ProcedureRefOut
    receiving_office: OfficeOut
    deciding_office: OfficeOut
    channel: str
    business_state: str
    citizen: UUID
    applicant: ApplicantOut
    returns_to_door: bool
    received_at: Moment
    due_at: Moment
    decided_at: Moment | None
    outcome: str
    returned_at: Moment | None
    returned_by: Moment | None
    fee_vnd: int
    items: list[ItemOut]


@router.post("/dossiers", auth=DESK, response={201: SentOut}, operation_id="take_in")
def take_in_dossier(request: Request, body: IntakeIn) -> Status[Sent]:
    """Take a dossier in at the desk's office; asked again, give the same answer again."""
    now = timezone.now()
    receiving = office(access.desk_office(request.auth))
    _demand_role(request, receiving.pk, Role.CLERK, now)
    intake = _intake(body)
    return Status(201, take_in(intake=intake, office=receiving, by=request.auth.person, now=now))


@router.get("/dossiers/{dossier_id}", auth=DESK, response=DossierOut, operation_id="read_dossier")
def read_dossier(request: Request, dossier_id: Id) -> dict[str, object]:
    """Return a dossier to those who work on it: where it came in and where it is decided."""
    found = dossier(dossier_id)
    concerned = [found.receiving_office_id, found.deciding_office_id]
    on = timezone.localdate()
    access.demand(access.may_see_item(principal=request.auth, parties=concerned, on=on))
    log.info("personal_data_read", dossier=str(found.pk), by=str(request.auth.person))
    return _told(found)


@router.post(
    "/dossiers/{dossier_id}/slips",
    auth=DESK,
    operation_id="print_slip",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {}}}}},
)
def print_slip(request: Request, dossier_id: Id) -> HttpResponse:
    """Print the slip, with a secret and PIN that end those of slips printed before."""
    now = timezone.now()
    found = dossier(dossier_id)
    _demand_role(request, found.receiving_office_id, Role.CLERK, now)
    key = make_citizen_key(dossier_id=found.pk, by=request.auth.person, now=now)
    log.info("personal_data_read", dossier=str(found.pk), by=str(request.auth.person))
    return pdf_answer(slip_pdf(dossier=found, key=key), name=f"giay-tiep-nhan-{found.code}")


@router.post(
    "/dossiers/{dossier_id}/decision",
    auth=DESK,
    response=SentOut,
    operation_id="decide_dossier",
)
def decide_dossier(request: Request, dossier_id: Id, body: DecisionIn) -> Sent:
    """Decide a dossier for its deciding office, and make the item that brings the result back."""
    now = timezone.now()
    found = dossier(dossier_id)
    _demand_role(request, found.deciding_office_id, Role.OFFICER, now)
    decision = Decision(outcome=body.outcome, papers=_papers(body.papers), seal=body.seal or "")
    return decide(dossier_id=found.pk, decision=decision, by=request.auth.person, now=now)


def pdf_answer(pdf: bytes, *, name: str) -> HttpResponse:
    """Answer with a paper that no cache keeps."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'inline; filename="{name}.pdf"',
            "Cache-Control": "no-store",
        },
    )


def _demand_role(request: Request, office_id: UUID, role: Role, now: datetime) -> None:
    on = timezone.localdate(now)
    access.demand(access.may_work_as(principal=request.auth, office=office_id, role=role, on=on))


def _intake(body: IntakeIn) -> Intake:
    return Intake(
        request_id=body.request_id,
        procedure_id=body.procedure,
        channel=body.channel,
        applicant=Applicant(**body.applicant.model_dump()),
        papers=_papers(body.papers),
        returns_to_door=body.returns_to_door,
        seal=body.seal or "",
        label=body.label,
    )


def _papers(papers: list[PaperIn]) -> list[Paper]:
    return [Paper(name=paper.name, kind=paper.kind, count=paper.count) for paper in papers]


def _told(found: Dossier) -> dict[str, object]:
    sent = sorted(found.consignments.all(), key=lambda one: one.created_at)
    plain = DossierOut.model_fields.keys() - {"citizen", "applicant", "items"}
    return {
        **{name: getattr(found, name) for name in plain},
        # To whom a result is delivered over the counter.
        "citizen": found.citizen_id,
        "applicant": {
            "name": found.applicant_name,
            "phone": found.applicant_phone,
            "address": found.applicant_address,
        },
        "items": [
            {
                "id": item.pk,
                "direction": one.direction,
                "goes_to_door": one.goes_to_door,
                "seal": item.seal,
                "papers": list(item.lines.all()),
                "labels": [
                    {"id": label.pk, "code": label.code, "is_void": label.voided_at is not None}
                    for label in item.labels.all()
                ],
            }
            for one in sent
            for item in one.items.all()
        ],
    }
