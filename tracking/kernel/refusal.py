"""What a refusal is; pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Retry(StrEnum):
    """Whether asking again can help."""

    NEVER = "never"
    LATER = "later"
    AFTER_CHANGE = "after_change"


@dataclass(eq=False)
class Refusal(Exception):
    """A request we understood and decline; anything else that escapes is a bug.

    Subclasses live beside the function that raises them. Their fields are the details a client may
    read, so they hold codes and ids, never names.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 409
    retry: ClassVar[Retry] = Retry.NEVER

    def __str__(self) -> str:
        return self.code
