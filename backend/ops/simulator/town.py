"""What the simulated people know of each other: who stands where, what lies on which shelf."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Protocol

# How long what a person touched is left to him, if he sits at a screen of the demo himself.
PATIENCE_WITH_PEOPLE_S: Final = 120.0
# How long a courier at a counter waits before he accepts what a person offered on a screen.
PATIENCE_OF_COURIERS_S: Final = 45.0
# An own offer that nobody accepted for so long is withdrawn: somebody's scan got lost.
PATIENCE_WITH_OFFERS_S: Final = 180.0


@dataclass(slots=True)
class Envelope:
    """A sealed envelope, as whoever has it in hand can read it off the label and the screen."""

    item: str
    dossier: str
    label: str
    basis: str | None
    next: str | None
    is_back: bool
    to_door: bool
    recipient: str | None = None
    since_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a giver shows: his offer, its ticket, and what is in it."""

    offer: str
    ticket: str
    envelopes: list[Envelope]


class Counter(Protocol):
    """A desk as others see it."""

    office: str

    async def receive(self, shown: Shown) -> None:
        """Accept what is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast this world goes, in seconds of the clock.

    Attributes:
        rate: how many times faster than life couriers ride.
        fix_every_s: how often a phone measures.
        stay_s: how long a courier stays at a stop at least.
        door_s: how long he waits at a door.
        rest_s: how long he rests between two runs.
        dossiers: how many envelopes may be on their way at once.
        intake_every_s: how often somebody in the province hands in a dossier, until then.
        work_every_s: how often a clerk turns to his shelf.
        look_every_s: how often he looks at the board all the same.
        decide_after_s: at the soonest and at the latest.
        fetch_after_s: when a citizen comes for a result, at the soonest and at the latest.
    """

    rate: float = 20.0
    fix_every_s: float = 6.0
    stay_s: float = 12.0
    door_s: float = 6.0
    rest_s: float = 15.0
    dossiers: int = 80
    intake_every_s: float = 7.0
    work_every_s: float = 6.0
    look_every_s: float = 60.0
    decide_after_s: tuple[float, float] = (45.0, 150.0)
    fetch_after_s: tuple[float, float] = (60.0, 240.0)


@dataclass
class Town:
    """The province of the simulation.

    Attributes:
        pace: how fast it goes.
        seed: what all chance is drawn from.
        counters: staffed desks, by office.
        called_at: offices at which some simulated courier calls.
        pins: by dossier, the PIN on the slip that its citizen has at home.
        on_the_way: envelopes that simulated people have or expect, by item.
        deaf: couriers without signal.
    """

    pace: Pace
    seed: int
    counters: dict[str, Counter] = field(default_factory=dict)
    called_at: set[str] = field(default_factory=set)
    pins: dict[str, str] = field(default_factory=dict)
    on_the_way: set[str] = field(default_factory=set)
    deaf: set[str] = field(default_factory=set)

    def chance_of(self, name: str) -> random.Random:
        """Return the dice of one actor; equal seeds throw equal dice."""
        return random.Random(f"{self.seed} {name}")  # noqa: S311 - dice, no secrets

    def has_room(self) -> bool:
        """Tell whether another dossier may set out."""
        return len(self.on_the_way) < self.pace.dossiers


def age_s(item: Mapping[str, Any], now: datetime) -> float:
    """Return for how long custody of a board item stands as it does; for ever if nobody knows."""
    if item["latest"] is None:
        return float("inf")
    return (now - datetime.fromisoformat(item["latest"])).total_seconds()


def label_of(item: Mapping[str, Any]) -> str | None:
    """Return the label that stands for an item on a board, or None if all are void."""
    return next((one["id"] for one in item["labels"] if not one["is_void"]), None)


def envelopes_of(items: Iterable[Mapping[str, Any]], *, since_s: float) -> list[Envelope]:
    """Return the envelopes that board items stand for."""
    found = []
    for item in items:
        label = label_of(item)
        if label is not None:
            found.append(
                Envelope(
                    item=item["subject"],
                    dossier=item["dossier"],
                    label=label,
                    basis=item["tip"],
                    next=item["next"],
                    is_back=item["direction"] == "back",
                    to_door=item["goes_to_door"],
                    recipient=item.get("recipient"),
                    since_s=since_s,
                )
            )
    return found
