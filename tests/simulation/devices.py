"""Phones and desks as they live: clocks that are off, crashes, chains that begin anew; pure."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.simulation.plan import DAY, HOUR, MINUTE, Clock

# A clock may be right, some minutes off, or years.
OFFSETS_MS: Final = (0, 0, 0, 40_000, -7 * MINUTE, 3 * HOUR, -4 * 365 * DAY, 11 * 365 * DAY)


@dataclass(slots=True)
class Living:
    """A device with what it knows.

    Attributes:
        newest: by item, the newest node that it knows.
        pending: acts signed and not acknowledged, oldest first.
        epoch: how often its storage was lost.
    """

    name: str
    offset_ms: int
    started_ms: int
    newest: dict[str, str] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    epoch: int = 0
    context: int = 0
    heard: tuple[int, int] | None = None

    def clock(self, at_ms: int) -> Clock:
        """Return what the device reads off its clocks at a true time."""
        return Clock(
            wall_ms=max(0, at_ms + self.offset_ms),
            mono_ms=self._mono(at_ms),
            context=self.context,
            server=self.heard,
        )

    def hear(self, at_ms: int) -> None:
        """Learn the server's time."""
        self.heard = at_ms, self._mono(at_ms)

    def restart(self, at_ms: int) -> None:
        """Crash and come back: what was saved is there, and no server time is known."""
        self.context += 1
        self.started_ms, self.heard = at_ms, None

    def forget(self, at_ms: int) -> list[str]:
        """Lose the storage, and return the acts that nobody will ever see."""
        lost, self.pending = self.pending, []
        self.newest.clear()
        self.epoch += 1
        self.restart(at_ms)
        return lost

    def _mono(self, at_ms: int) -> int:
        return 5_000 + at_ms - self.started_ms


def living(name: str, chance: Random) -> Living:
    """Let a device live from the dawn of the first day; most have heard the server's time."""
    one = Living(name=name, offset_ms=chance.choice(OFFSETS_MS), started_ms=0)
    if chance.random() < 0.8:
        one.hear(0)
    return one
