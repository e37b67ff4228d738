"""How a dossier stands by law, as it is stored."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalRow:
    """The columns of a dossier that are folded; they are described at its table."""

    business_state: str
    outcome: str
    decided_at: datetime | None
    returned_at: datetime | None
    returned_by: datetime | None
