"""Find an item by what somebody has in his hand or in his head."""

from typing import Annotated

from django.utils import timezone
from ninja import Query, Router
from pydantic import Field

from courier_api.auth import STAFF, Request
from courier_api.safe import SafeText
from courier_api.v1.boards import BoardItemOut
from tracking.custody.queries import items_found, parties_of, shown_item
from tracking.parties import access

router = Router(tags=["lookups"])


@router.get("/lookups", auth=STAFF, response=list[BoardItemOut], operation_id="look_items_up")
def look_items_up(
    request: Request, q: Annotated[SafeText, Query(), Field(min_length=4, max_length=160)]
) -> list[dict[str, object]]:
    """Find items by label text, typed code, dossier code or its last figures; newest first."""
    on = timezone.localdate()
    offices = access.offices_seen(principal=request.auth, on=on)
    return [
        shown_item(subject)
        for subject in items_found(q, by=offices)
        if access.may_see_item(principal=request.auth, parties=parties_of(subject), on=on)
    ]
