"""What a case is called and when it heals; pure.

The open cases that folds find are a function of what they find now: opened, healed when the cause
is gone, reopened when it comes back.
"""

from typing import Final
from uuid import UUID, uuid5

from tracking.kernel.line import CaseKind, FoundCase

_CASES: Final = UUID("1f0c2f6e-6d0b-4c6c-9f43-9a4a1a3f6d52")

# What the legal state of a dossier shows, not the line of one item.
BY_LAW: Final = frozenset({CaseKind.DECIDED_WITHOUT_PAPERS})

# What the door or a count of papers found once: no fold can tell that it is gone.
FOUND_ONCE: Final = frozenset(
    {
        CaseKind.AMBIGUOUS_CODE,
        CaseKind.DEVICE_FORK,
        CaseKind.IMPLAUSIBLE_PLACE,
        CaseKind.LABEL_VOID,
        CaseKind.SHORT,
    }
)


def case_id(*, item: UUID | None, found: FoundCase) -> UUID:
    """Return the id of a case: whoever finds it again finds the same one."""
    return uuid5(_CASES, f"{found.kind}/{item or ''}/{found.scan}")
