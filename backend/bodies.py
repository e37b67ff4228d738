"""Bodies that end: Django keeps them whole, on disk if need be, before a view can refuse them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from courier_api.safe import MAX_BODY

Event = Mapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

MOST_READ: Final = 32 * 1024 * 1024  # up to here we read on: who is cut off hears no answer


class Bounded:
    """Hand an application no more of a body than shows that it is too big."""

    def __init__(self, application: Application) -> None:
        """Stand before an application."""
        self._application = application

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Pass a request on, its body cut where need be."""
        await self._application(scope, Body(receive).receive, send)


class Body:
    """The body of one request, as far as it was read."""

    def __init__(self, receive: Receive) -> None:
        """Begin at its first byte."""
        self._receive = receive
        self._read = 0

    async def receive(self) -> Event:
        """Return the next part that is kept, or what else happens to the request."""
        while self._read <= MOST_READ:
            event = await self._receive()
            part = self._part(event) if event["type"] == "http.request" else event
            if part is not None:
                return part
        # Nothing is read any more, so the client is held up; whoever waits here is cancelled.
        await asyncio.Event().wait()
        raise asyncio.CancelledError

    def _part(self, event: Event) -> Event | None:
        """Return the part to be handed on; None if there is none and more to come."""
        body = event.get("body", b"")
        is_kept = self._read <= MAX_BODY  # and a little: every view refuses more
        self._read += len(body)
        has_more = event.get("more_body", False) and self._read <= MOST_READ
        if has_more and not is_kept:
            return None
        return {"type": "http.request", "body": body if is_kept else b"", "more_body": has_more}
