"""What a desk says when it sends papers on their way, and what it gets back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tracking.consignments.models import Dossier, Item, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who asks; all of it is personal data and stored encrypted."""

    name: str
    phone: str | None = None
    identity: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One line of a document list; the order of the list numbers it from 1."""

    name: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What a desk says when it takes a dossier in."""

    request_id: UUID
    procedure_id: UUID
    channel: str
    applicant: Applicant
    papers: Sequence[Paper]
    returns_to_door: bool = False
    seal: str = ""
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What an officer says when he decides a dossier."""

    outcome: str
    papers: Sequence[Paper]
    seal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A dossier with the item that now stands for it on the way, and the label on that item."""

    dossier: Dossier
    item: Item
    label: Label
    is_repeat: bool = False
