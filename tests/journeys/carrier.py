"""A courier of the legs between, whose phone speaks the public API without a screen."""

import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote
from uuid import UUID

from backend.ops.simulator.device import Device, Named
from backend.ops.simulator.site import Site
from tracking.kernel.scan import Act
from tracking.kernel.ticket import encode_ticket

Item = Mapping[str, Any]


class Carrier:
    """His phone signs as the app does; only nobody looks at it."""

    def __init__(self, site: Site) -> None:
        self._site: Final = site
        self._device: Final = Device(site)
        self.call_sign = ""

    async def join(self, link: str) -> None:
        """Enrol with the link of the QR, and prove the key once."""
        joined = await self._device.join(unquote(link.partition("#")[2]), model="Journey")
        self._device.who, self._device.party = joined["person"], joined["courier"]["party"]
        self.call_sign = joined["courier"]["call_sign"]
        await self._device.open_session()

    async def accept(self, item: Item) -> None:
        """Take over what a desk has offered."""
        assert item["offeree"] == self._device.party, item
        self._device.sign(Act.ACCEPT, [_named(item)], of=item["tip"])
        await self._device.flush()

    async def offer(self, item: Item, *, to: str) -> str:
        """Offer an item to a desk and return the ticket that the phone would show."""
        offer = self._device.sign(Act.OFFER, [_named(item)], to=to)
        await self._device.flush()
        return encode_ticket(
            offer=offer,
            label_ids=[_label(item)],
            giver=UUID(self._device.party),
            to=UUID(to),
            unix_minute=int(time.time()) // 60,
            key=self._device.key,
        )


def _label(item: Item) -> str:
    return next(str(label["id"]) for label in item["labels"] if not label["is_void"])


def _named(item: Item) -> Named:
    return Named(_label(item), item["tip"])
