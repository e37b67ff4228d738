"""What a desk counted inside an item."""

from typing import Annotated

from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import DESK, Request
from courier_api.safe import Hash, Id, In, Out
from tracking.custody.operations.tallies import tally
from tracking.parties import access

router = Router(tags=["tallies"])

MOST_LINES = 100

Number = Annotated[int, Field(ge=0, le=9999)]


class TallyIn(In):
    """Line numbers with how many papers of each were found; beside the check that was signed."""

    scan: Hash
    item: Id
    counted: Annotated[
        list[Annotated[list[Number], Field(min_length=2, max_length=2)]],
        Field(max_length=MOST_LINES),
    ]


class TallyOut(Out):
    """Whether every paper on the list was there, and none beside."""

    is_complete: bool


@router.post("/tallies", auth=DESK, response=TallyOut, operation_id="record_tally")
def record_tally(request: Request, body: TallyIn) -> dict[str, bool]:
    """Keep what was counted; the first count of a check stays."""
    now, office = timezone.now(), access.desk_office(request.auth)
    on = timezone.localdate(now)
    access.demand(access.may_work_at(principal=request.auth, offices=[office], on=on))
    kept = tally(
        scan=body.scan,
        item=body.item,
        office=office,
        counted=[(no, count) for no, count in body.counted],
        now=now,
    )
    return {"is_complete": kept.is_complete}
