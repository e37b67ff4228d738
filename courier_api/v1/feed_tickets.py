"""The ticket that opens a live socket: which streams it may follow is decided here."""

from datetime import timedelta
from typing import Annotated, Final

from django.utils import timezone
from ninja import Router
from pydantic import Field

from courier_api.auth import EITHER, Request, look_again
from courier_api.safe import In, Out, SafeText
from tracking.feed.operations import issue_socket_ticket
from tracking.feed.queries import epoch, known_withdrawals
from tracking.parties import access

router = Router(tags=["feed"])

RIGHTS_LAST: Final = timedelta(hours=8)
STREAMS_A_TICKET: Final = 32

Stream = Annotated[SafeText, Field(max_length=64)]


class FeedTicketIn(In):
    """The streams that a socket shall follow."""

    streams: Annotated[list[Stream], Field(min_length=1, max_length=STREAMS_A_TICKET)]


class FeedTicketOut(Out):
    """A ticket for one socket within 30 seconds, and the epoch of what is kept."""

    ticket: str
    streams: list[str]
    epoch: str


@router.post(
    "/feed-tickets", auth=EITHER, response={201: FeedTicketOut}, operation_id="issue_feed_ticket"
)
def issue_feed_ticket(request: Request, body: FeedTicketIn) -> dict[str, object]:
    """Make the ticket for one socket; a stream that the caller may not follow does not exist."""
    now = timezone.now()
    about = {stream.partition(".")[2] for stream in body.streams}
    # Counted before the rights are looked at: what is withdrawn from here on shows either way.
    known = known_withdrawals(request.auth.stands_on | about)
    caller, on = look_again(request), timezone.localdate(now)
    for stream in body.streams:
        access.demand(access.may_open_stream(principal=caller, stream=stream, on=on))
    ticket = issue_socket_ticket(
        streams=body.streams,
        known=known,
        rights_until_at=min(now + RIGHTS_LAST, caller.ends_at(now=now)),
        now=now,
    )
    return {"ticket": ticket, "streams": body.streams, "epoch": epoch()}
