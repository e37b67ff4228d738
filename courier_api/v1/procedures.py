"""What a desk can take in, and by when the law promises the result."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from courier_api.auth import DESK, Request
from courier_api.safe import Moment, Out
from tracking.consignments.models import PaperKind
from tracking.consignments.queries import OfferedProcedure, due_at, procedures_of
from tracking.legs.queries import first_run_towards
from tracking.legs.timetable import Departure
from tracking.parties.access import desk_office
from tracking.parties.places import office
from tracking.parties.refusals import NotFound

router = Router(tags=["procedures"])


class OfficeOut(Out):
    """An office by its id and name."""

    id: Annotated[UUID, Field(validation_alias="pk")]
    name: str


class ProcedurePaperOut(Out):
    """A paper that a procedure asks for."""

    no: int
    name: str
    kind: PaperKind
    count: int
    is_required: bool


class ProcedureOut(Out):
    """A procedure, and the office that decides it for the desk that asks."""

    id: UUID
    key: str
    name: str
    name_en: str
    field_code: str
    field_name: str
    level: str
    deciding_office: OfficeOut
    limit_value: int
    limit_unit: str
    has_same_day_rule: bool
    fee_vnd: int | None
    papers: list[ProcedurePaperOut]


class DepartureOut(Out):
    """The run that will take the papers along."""

    route: Annotated[str, Field(validation_alias="code")]
    call_sign: str | None
    departs_at: Moment


class DueTimeOut(Out):
    """When a dossier taken in now is due, and by which run it would leave."""

    due_at: Moment
    next_run: DepartureOut | None


@router.get("/procedures", auth=DESK, response=list[ProcedureOut], operation_id="list_procedures")
def list_procedures(request: Request) -> list[dict[str, object]]:
    """Return the procedures that the desk's office takes in, by field, then name."""
    return [_told(one) for one in _offered(request, timezone.now())]


@router.get("/due-time", auth=DESK, response=DueTimeOut, operation_id="read_due_time")
def read_due_time(request: Request, procedure: Annotated[UUID, Query()]) -> dict[str, object]:
    """Return when a dossier of a procedure would be due if it were taken in now."""
    now = timezone.now()
    one = next((one for one in _offered(request, now) if one.procedure.pk == procedure), None)
    if one is None:
        raise NotFound
    receiving = office(desk_office(request.auth))
    return {
        "due_at": due_at(procedure=one.procedure, office=receiving, received_at=now),
        "next_run": _next_run(receiving.pk, one, now),
    }


def _offered(request: Request, now: datetime) -> list[OfferedProcedure]:
    return procedures_of(office=office(desk_office(request.auth)), on=timezone.localdate(now))


def _next_run(origin: UUID, one: OfferedProcedure, now: datetime) -> Departure | None:
    return first_run_towards(origin=origin, destination=one.deciding_office.pk, now=now)


def _told(one: OfferedProcedure) -> dict[str, object]:
    procedure = one.procedure
    fields = {name: getattr(procedure, name) for name in ProcedureOut.model_fields.keys() - _MADE}
    return {
        **fields,
        "deciding_office": one.deciding_office,
        "papers": list(procedure.papers.all()),
    }


_MADE = frozenset({"deciding_office", "papers"})
