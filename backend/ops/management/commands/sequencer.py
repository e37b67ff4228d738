"""`hoso sequencer`: number facts for the live screens; run one, and a spare that waits."""

import asyncio
import signal
from typing import Any

from django.core.management.base import BaseCommand

from tracking.feed.sequencer import run


class Command(BaseCommand):
    """Number committed facts until told to stop by SIGINT or SIGTERM."""

    help = "Give committed facts their positions in the streams of the live screens."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Run until a signal comes."""
        asyncio.run(_run_until_signal())


async def _run_until_signal() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await run(stop)
