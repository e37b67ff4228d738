"""What is refused as if it did not exist."""

from typing import ClassVar

from tracking.kernel.refusal import Refusal


class NotFound(Refusal):
    """There is no such thing, or none that the caller may know of: both sound the same."""

    code: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404
