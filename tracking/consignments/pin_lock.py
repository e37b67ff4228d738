"""How long a PIN is locked after wrong tries; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

TRIES_BEFORE_LOCK: Final = 5
FIRST_LOCK: Final = timedelta(minutes=15)
LONGEST_LOCK: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTry:
    """Whether a PIN was right, and how many more tries there are before it is locked.

    If it was locked when it was tried, nobody looked whether it is right; `locked_until` says how
    long that stays so.
    """

    is_right: bool
    tries_left: int
    was_locked: bool = False
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinLock:
    """The wrong tries in a row at one PIN, and until when it is locked for them.

    Every fifth wrong one locks the PIN, the first time for a quarter of an hour, then for twice as
    long each time, up to a day. A locked PIN is wrong, whatever it is.
    """

    tries: int
    until_at: datetime | None

    def after_try(self, *, is_right: bool, now: datetime) -> tuple[Self, PinTry]:
        """Return the lock as it is after one more try, and what whoever tried is told."""
        if self.until_at is not None and self.until_at > now:
            tried = PinTry(
                is_right=False, tries_left=0, was_locked=True, locked_until=self.until_at
            )
            return self, tried
        if is_right:
            return self._with(0, None), PinTry(is_right=True, tries_left=TRIES_BEFORE_LOCK)
        locks, counted = divmod(self.tries + 1, TRIES_BEFORE_LOCK)
        if counted == 0:
            lock = self._with(self.tries + 1, now + _lock_length(locks))
            return lock, PinTry(is_right=False, tries_left=0)
        left = TRIES_BEFORE_LOCK - counted
        return self._with(self.tries + 1, None), PinTry(is_right=False, tries_left=left)

    def _with(self, tries: int, until_at: datetime | None) -> Self:
        return type(self)(tries=tries, until_at=until_at)


def _lock_length(locks: int) -> timedelta:
    # Bounded before it is multiplied: no clock counts as far as the doubling would.
    return min(FIRST_LOCK * (1 << min(locks - 1, 10)), LONGEST_LOCK)
