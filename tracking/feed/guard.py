"""The guard of a process's sockets: what loses its rights, it closes within five seconds.

It remembers what it has not acted upon yet, so that a question that failed is asked again. While
it cannot ask, nobody knows who may still listen, and then it closes all.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Final, Protocol

from tracking.feed.frames import Close
from tracking.feed.operations import Rights

MOST_UNSURE_S: Final = 3.0


class Listener(Protocol):
    """A socket, as the guard sees it."""

    rights: Rights

    def end(self, code: Close) -> None:
        """Close the socket, which must not wait; it leaves the guard by that."""


class Store(Protocol):
    """Where withdrawals of rights are kept."""

    async def withdrawals(self) -> int:
        """Return a number that is another after every withdrawal."""

    async def withdrawals_of(self, subjects: Collection[str], /) -> Mapping[str, int]:
        """Return the newest withdrawal of each of some subjects."""


class Guard:
    """Who is inside, and what is known of the withdrawals that could end that."""

    def __init__(self, *, store: Store, clock: Callable[[], float]) -> None:
        """Guard nobody yet.

        Args:
            store: is asked once a second.
            clock: seconds that never go back.
        """
        self._store = store
        self._clock = clock
        self._inside: set[Listener] = set()
        # Their rights may have ended while they came in, of which no later total would tell.
        self._unsure: dict[Listener, Rights] = {}
        self._total: int | None = None
        self._sure_at_s = clock()

    def begin(self) -> None:
        """Count from now on how long nobody could be asked."""
        self._sure_at_s = self._clock()

    def let_in(self, listener: Listener) -> None:
        """Guard one more, or one who has shown a new ticket."""
        self._inside.add(listener)
        self._unsure[listener] = listener.rights

    def let_out(self, listener: Listener) -> None:
        """Guard one less."""
        self._inside.discard(listener)
        self._unsure.pop(listener, None)

    async def look(self) -> None:
        """Close whoever lost rights; ask for one number, and for more only if it is another."""
        began_s = self._clock()
        total = await self._store.withdrawals()
        is_same = total == self._total
        asked = dict(self._unsure) if is_same else {one: one.rights for one in self._inside}
        if asked:
            subjects = {one for rights in asked.values() for one in rights.withdrawals}
            newest = await self._store.withdrawals_of(subjects)
            for listener, rights in asked.items():
                # By a new ticket, which came meanwhile, it is asked about in the next second.
                if listener.rights is rights and rights.are_withdrawn(newest):
                    listener.end(Close.FORBIDDEN)
        # Only now, when all is done: had anything failed, the next look would begin anew.
        self._total, self._sure_at_s = total, began_s
        for listener, rights in asked.items():
            if self._unsure.get(listener) is rights:
                del self._unsure[listener]

    def end_expired(self, now: datetime) -> None:
        """Close whose rights are over by themselves, and all while nobody can be asked."""
        is_blind = self._clock() - self._sure_at_s > MOST_UNSURE_S
        for listener in tuple(self._inside):
            if listener.rights.until_at <= now:
                listener.end(Close.UNAUTHENTICATED)
            elif is_blind:
                listener.end(Close.RESTART)
