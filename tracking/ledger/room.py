"""How much may be set aside, and for whom; pure.

Bytes may fill our disk only if a device that we know signed them, and no device beyond its share.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self

MEGABYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many scans, and how many bytes of them, may still be set aside in one share."""

    scans: int
    size_bytes: int

    def less(self, size_bytes: int, *, scans: int = 1) -> Self | None:
        """Return the room that one more scan leaves, or None if there is none for it.

        For more bytes of a scan that lies there already, `scans` is 0.
        """
        left = type(self)(scans=self.scans - scans, size_bytes=self.size_bytes - size_bytes)
        return left if left.scans >= 0 and left.size_bytes >= 0 else None


# What one device signed and waits for a person.
ROOM_OF_A_DEVICE: Final = Room(scans=5_000, size_bytes=64 * MEGABYTE)
# What names a device that we know but is not signed by it: all such bytes together.
ROOM_OF_THE_POOL: Final = Room(scans=500, size_bytes=4 * MEGABYTE)
POOL_KEEPS: Final = timedelta(days=30)  # so long a person may look at them
