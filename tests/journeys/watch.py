"""The supervisor's eyes: the province's stream over a socket, and any item on demand."""

import asyncio
import contextlib
import json
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from backend.ops.simulator.site import Session, Site

PATIENCE_S = 20.0
LOOK_S = 0.2


class Watch:
    """What came over the socket so far, and questions to the API."""

    def __init__(self, site: Site, session: Session, board: dict[str, Any]) -> None:
        self.board = board
        self._site = site
        self._session = session
        self.facts: list[dict[str, Any]] = []
        self.moved: list[list[Any]] = []
        self.position = int(board["position"])
        self._cursor = 0

    async def item(self, item: str) -> dict[str, Any]:
        """Return the thread of one item."""
        found: dict[str, Any] = await self._site.get(
            f"/items/{item}", headers=self._session.headers()
        )
        return found

    async def counts_checks(self, item: str) -> int:
        """Return how many checks stand in the thread of an item, once there is one."""
        for _ in range(int(PATIENCE_S / LOOK_S)):
            thread = (await self.item(item))["thread"]
            if count := sum(one["act"] == "check" for one in thread):
                return count
            await asyncio.sleep(LOOK_S)
        return 0

    async def sees(self, item: str, **wanted: object) -> dict[str, Any]:
        """Wait for a fact of an item, later than all seen so far, that says what is wanted."""

        def found() -> dict[str, Any] | None:
            for no in range(self._cursor, len(self.facts)):
                body: dict[str, Any] = self.facts[no]["b"]
                if body["subject"] == item and wanted.items() <= body.items():
                    self._cursor = no + 1
                    return body
            return None

        return await _until(found, f"{wanted} of {item}; told was {self.facts[-3:]}")

    async def sees_moving(self, courier: str) -> list[Any]:
        """Wait until a courier moves on the map."""
        return await _until(
            lambda: next((one for one in self.moved if one[0] == courier), None), "a move"
        )

    async def listen(self, socket: ClientConnection) -> None:
        """Keep all that is told, and acknowledge it."""
        async for text in socket:
            told = json.loads(text)
            if told["t"] == "ev":
                self.position = told["p"]
                if told["k"] == "custody.changed":
                    self.facts.append(told)
                await socket.send(json.dumps({"t": "ack", "s": told["s"], "p": told["p"]}))
            elif told["t"] == "moved":
                self.moved += told["couriers"]


async def _until(found: Any, what: str) -> Any:
    for _ in range(int(PATIENCE_S / LOOK_S)):
        if (one := found()) is not None:
            return one
        await asyncio.sleep(LOOK_S)
    message = f"nobody told of {what}"
    raise AssertionError(message)


@asynccontextmanager
async def watch(site: Site, *, login: str, password: str) -> AsyncIterator[Watch]:
    """Log in as who sees the whole province, and listen to all of it."""
    session = await site.log_in(login=login, password=password)
    headers = session.headers()
    me = await site.get("/me", headers=headers)
    unit = next(one["unit"] for one in me["parties"] if one["unit"])
    stream = f"unit.{unit}"
    board = await site.get(f"/boards/{stream}", headers=headers)
    seen = Watch(site, session, board)
    listening = asyncio.create_task(_look_on(seen, site, stream=stream, headers=headers))
    try:
        yield seen
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


async def _look_on(seen: Watch, site: Site, *, stream: str, headers: Mapping[str, str]) -> None:
    """Listen from the last position on, again wherever the site closes, as the screens do."""
    trust = ssl.create_default_context() if site.origin.startswith("https") else None
    while True:
        issued = await site.post("/feed-tickets", {"streams": [stream]}, headers=headers)
        with contextlib.suppress(ConnectionClosed):
            async with connect(
                site.origin.replace("http", "ws", 1) + "/ws/track",
                subprotocols=["track.v1"],  # type: ignore[list-item] # a plain string to the library too
                origin=site.origin,  # type: ignore[arg-type] # likewise
                ssl=trust,
                ping_interval=None,  # a slow machine is not a dead one
                server_hostname=urlsplit(site.origin).hostname if trust else None,
            ) as socket:
                await socket.send(json.dumps({"t": "hello", "ticket": issued["ticket"]}))
                since = {"t": "sub", "s": stream, "epoch": seen.board["epoch"], "p": seen.position}
                await socket.send(json.dumps(since))
                await seen.listen(socket)
