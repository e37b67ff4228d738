"""What goes over the live socket, written once for all who get it; pure."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from operator import attrgetter
from typing import Final, NamedTuple

from django.utils.timezone import localtime

from tracking.feed.queries import StreamEntry

SUBPROTOCOL: Final = "track.v1"
HINT_GROUP: Final = "feed"  # of the channel layer, in which hubs are told to look
MAX_MESSAGE_BYTES: Final = 4 * 1024
MAX_MOVED_BYTES: Final = 32 * 1024


class Close(IntEnum):
    """Why a socket was closed; after SLOW, INSUFFICIENT_STATE and RESTART the client resumes."""

    RESTART = 1012
    BAD_MESSAGE = 4400
    UNAUTHENTICATED = 4401
    FORBIDDEN = 4403
    SLOW = 4408
    INSUFFICIENT_STATE = 4410
    TOO_BIG = 4413
    RATE = 4429


class Mode(StrEnum):
    """How a subscription begins."""

    LIVE = "live"
    REPLAY = "replay"
    RESET = "reset"


class ResetReason(StrEnum):
    """Why what a client has of a stream is no basis to go on from."""

    EPOCH = "epoch"
    TOO_OLD = "too_old"
    AHEAD = "ahead"
    SCOPE = "scope"


@dataclass(slots=True, eq=False)
class Said:
    """Frames on their way to sockets, one object for all who get them.

    `wire` is for a server that takes them directly: how it writes them, kept for the next socket.
    """

    frames: tuple[str, ...]
    wire: bytes | None = None


# What a server may offer, an extension of ASGI: write frames at once, or say that it cannot.
Take = Callable[[Said], bool]
TAKE: Final = "hoso.take"


class Mark(NamedTuple):
    """What a socket remembers of what it was sent until its client confirms: how far, how long."""

    position: int
    size: int


@dataclass(frozen=True, slots=True)
class Told:
    """What happened on a stream, one entry behind the other, for all sockets that follow it.

    `first` is the position of the first entry, the mark's that of the last. `at` is by the clock
    of the event loop.
    """

    stream: str
    first: int
    mark: Mark
    said: Said
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Where a courier was last, and the streams whose watchers may know."""

    courier: str
    lat_e7: int
    lon_e7: int
    accuracy_m: int
    at: datetime
    heading_deg: int | None
    streams: frozenset[str]
    tick: int


def encoded(frame: dict[str, object]) -> str:
    """Write a frame as compact JSON."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def saying(frame: str) -> Said:
    """Make one frame ready for sockets."""
    return Said((frame,))


def told(entries: Sequence[StreamEntry], *, at: float) -> Told:
    """Write entries of one stream down, each a frame."""
    frames = tuple(map(_entry_frame, entries))
    mark = Mark(entries[-1].position, sum(map(len, frames)))
    return Told(entries[0].stream, entries[0].position, mark, Said(frames), at)


def _entry_frame(entry: StreamEntry) -> str:
    """Write one entry down; its body is JSON already, and names need no escapes."""
    return (
        f'{{"t":"ev","s":"{entry.stream}","p":{entry.position},'
        f'"k":"{entry.kind}","b":{entry.body}}}'
    )


def head_frame(*, stream: str, epoch: str, position: int) -> str:
    """Write where a stream stands, so that silence can be told from loss."""
    return encoded({"t": "head", "s": stream, "epoch": epoch, "p": position})


def sub_ok_frame(
    *, stream: str, epoch: str, head: int, mode: Mode, reason: ResetReason | None
) -> str:
    """Write the answer to a subscription."""
    said: dict[str, object] = {"t": "sub_ok", "s": stream, "epoch": epoch, "head": head}
    return encoded({**said, "mode": mode, **({} if reason is None else {"reason": reason})})


def moved_frame(*, sightings: Sequence[Sighting], now: datetime) -> str:
    """Write where couriers are; what does not fit is left out, the oldest first."""
    room, couriers = MAX_MOVED_BYTES - 128, []
    for one in sorted(sightings, key=attrgetter("tick"), reverse=True):
        said = _encoded_courier(one, now)
        room -= len(said) + 1
        if room < 0:
            break
        couriers.append(said)
    at = localtime(now).isoformat(timespec="milliseconds")
    return f'{{"t":"moved","at":"{at}","couriers":[{",".join(couriers)}]}}'


def _encoded_courier(one: Sighting, now: datetime) -> str:
    age_s = max(0, round((now - one.at).total_seconds()))
    return json.dumps(
        [one.courier, one.lat_e7, one.lon_e7, one.accuracy_m, age_s, one.heading_deg],
        separators=(",", ":"),
    )


def reset_reason(
    *, said_epoch: str, epoch: str, position: int, head: int, forgotten: int
) -> ResetReason | None:
    """Tell why a client cannot go on from where it is, or None if it can.

    Args:
        said_epoch: the epoch that the client's position is of.
        epoch: the one we are in.
        position: the last entry that the client has.
        head: our newest.
        forgotten: the newest that we no longer keep.
    """
    if said_epoch != epoch:
        return ResetReason.EPOCH
    if position > head:
        return ResetReason.AHEAD
    return ResetReason.TOO_OLD if position < forgotten else None


def by_stream(sightings: Iterable[Sighting]) -> dict[str, list[Sighting]]:
    """Sort sightings to the streams whose watchers may know them."""
    found: dict[str, list[Sighting]] = {}
    for one in sightings:
        for stream in one.streams:
            found.setdefault(stream, []).append(one)
    return found
