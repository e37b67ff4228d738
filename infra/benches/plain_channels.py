"""The peer: one Channels group through Redis, a `group_send` per fact, no hub."""

from typing import Any

import django

django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

GROUP = "plain"


class PlainConsumer(AsyncWebsocketConsumer):
    """A socket in the group, as the Channels tutorial has it."""

    groups = [GROUP]

    async def told(self, message: dict[str, Any]) -> None:
        """Pass on what the group was told."""
        await self.send(text_data=message["text"])


application = ProtocolTypeRouter(
    {"websocket": URLRouter([path("ws", PlainConsumer.as_asgi())])}  # type: ignore[list-item, arg-type]  # Channels routes by Django's path
)
