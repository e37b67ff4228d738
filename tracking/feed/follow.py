"""How far a socket has come in its streams, and how much of it the client has confirmed; pure."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from tracking.feed.frames import Mark

PAGE: Final = 256
MOST_WAITING_BYTES: Final = 512 * 1024
SILENT_S: Final = 20.0


@dataclass(slots=True)
class Follow:
    """One stream of one socket.

    Attributes:
        stream: its name.
        last: the newest position sent.
        seen: the newest position that the hub offered; ahead of `last` while catching up.
        acked: the newest position that the client confirmed.
        is_live: the next entry comes from the hub; else from the database.
        waiting: marks of what was sent and not confirmed yet.
    """

    stream: str
    last: int
    seen: int = 0
    acked: int = 0
    is_live: bool = False
    waiting: deque[Mark] = field(default_factory=deque)

    def may_send(self, first: int, last: int) -> bool:
        """Take note of entries that the hub offers, and tell whether they are the very next."""
        self.seen = max(self.seen, last)
        return self.is_live and first == self.last + 1

    @property
    def is_behind(self) -> bool:
        """Whether the hub has offered what was not sent."""
        return self.seen > self.last


@dataclass(slots=True)
class Credit:
    """How much was sent and not confirmed yet, over all streams of a socket.

    Attributes:
        waiting_bytes: how much that is.
        silent_since: when the client last confirmed something while something was waiting; None
            while nothing is.
    """

    waiting_bytes: int = 0
    silent_since: float | None = None

    def sent(self, follow: Follow, mark: Mark, *, now: float) -> None:
        """Take note of entries that were sent."""
        follow.last = mark.position
        follow.waiting.append(mark)
        self.waiting_bytes += mark.size
        if self.silent_since is None:
            self.silent_since = now

    def acked(self, follow: Follow, *, position: int, now: float) -> None:
        """Take note that the client has everything of a stream up to a position."""
        follow.acked = max(follow.acked, min(position, follow.last))
        while follow.waiting and follow.waiting[0].position <= position:
            self.waiting_bytes -= follow.waiting.popleft().size
        self.silent_since = now if self.waiting_bytes else None

    def forget(self, follow: Follow) -> None:
        """Drop what waits of a stream, since the client begins with it anew."""
        while follow.waiting:
            self.waiting_bytes -= follow.waiting.popleft().size
        if not self.waiting_bytes:
            self.silent_since = None

    def is_used_up(self, now: float) -> bool:
        """Tell whether the client is too slow to go on with."""
        if self.waiting_bytes > MOST_WAITING_BYTES:
            return True
        return self.silent_since is not None and now - self.silent_since > SILENT_S
