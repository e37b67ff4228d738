"""A client of the live socket, and facts for it to hear."""

import json
from contextlib import asynccontextmanager
from datetime import timedelta

from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.utils import timezone

from tests.make import MORNING
from tracking.feed import operations, queries, sequencer
from tracking.feed.consumers import TrackConsumer
from tracking.feed.facts import FactKind
from tracking.feed.frames import SUBPROTOCOL, TAKE
from tracking.feed.hub import Hub
from tracking.feed.outbox import publish

STREAM = "office.0b5b0a4e-54a6-4d5c-8c1c-52a7c0ffee01"


@database_sync_to_async
def tell(count: int = 1, stream: str = STREAM) -> None:
    for _ in range(count):
        body = {"subject": "a", "rev": 1}
        publish(streams=[stream], kind=FactKind.CUSTODY_CHANGED, body=body, at=MORNING)
    while sequencer.assign_positions():
        pass


@database_sync_to_async
def ticket_for(*streams: str, subject="", lasts=timedelta(hours=1)) -> str:
    now = timezone.now()
    return operations.issue_socket_ticket(
        streams=streams or [STREAM],
        known=queries.known_withdrawals([subject]),
        rights_until_at=now + lasts,
        now=now,
    )


@asynccontextmanager
async def hub_of(moved=lambda _tick: [], **ways):
    hub = Hub(moved=moved, **ways)
    try:
        yield hub
    finally:
        await hub.stop()


class Socket:
    """A client as a browser is one."""

    def __init__(self, hub: Hub, subprotocols=(SUBPROTOCOL,)) -> None:
        app = TrackConsumer.as_asgi(hub=hub)
        self._wire = WebsocketCommunicator(app, "/ws/track", subprotocols=list(subprotocols))

    def write_at_once_when(self, may) -> None:
        """Have the server offer what some servers do: to write without waiting, now and then."""

        def take(said) -> bool:
            if is_taken := may():
                for frame in said.frames:
                    self._wire.output_queue.put_nowait({"type": "websocket.send", "text": frame})
            return is_taken

        self._wire.scope["extensions"] = {TAKE: take}  # type: ignore[dict-item]  # ours

    async def open(self) -> str | None:
        is_open, subprotocol = await self._wire.connect()
        assert is_open
        return None if subprotocol is None else str(subprotocol)

    async def say(self, **frame) -> None:
        await self._wire.send_to(text_data=json.dumps(frame))

    async def say_text(self, text: str) -> None:
        await self._wire.send_to(text_data=text)

    async def hear(self, within=60.0) -> dict:
        return json.loads(await self._wire.receive_from(timeout=within))

    async def hear_until(self, kind: str) -> dict:
        while (frame := await self.hear())["t"] != kind:
            continue
        return frame

    async def code(self) -> int:
        """Return the code with which the server closes, and check that it says so before."""
        said = None
        while (output := await self._wire.receive_output(timeout=60))["type"] != "websocket.close":
            said = json.loads(output["text"])
        assert said == {"t": "bye", "code": output["code"]}
        return output["code"]

    async def is_closed(self) -> bool:
        """Tell whether the next that the server does is to close."""
        output = await self._wire.receive_output(timeout=60)
        return output["type"] == "websocket.close"

    async def hello(self, **ticket) -> None:
        await self.open()
        await self.say(t="hello", ticket=await ticket_for(**ticket))
        assert (await self.hear())["t"] == "auth"

    async def subscribe(self, position: int, stream=STREAM, epoch=None) -> dict:
        ours = await database_sync_to_async(queries.epoch)()
        await self.say(t="sub", s=stream, epoch=epoch or ours, p=position)
        return await self.hear_until("sub_ok")

    async def leave(self) -> None:
        await self._wire.disconnect()
