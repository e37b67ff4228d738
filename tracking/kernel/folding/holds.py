"""The tree of holds that the scans of one subject span; pure.

A *hold* is what one party has from one claim until the next. Scans that move no paper (words,
notes, scans without effect) hang in a hold; scans that do claim a hold below it. Where two claims
stand on one hold, the lines part.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto
from typing import Final, NamedTuple
from uuid import UUID

from tracking.kernel.line import CaseKind, State, SubjectScan

ROOT: Final = ""


class Strength(IntEnum):
    """How much stands behind a claim; at a fork the stronger one is the line.

    `PROVEN` is what the citizen alone can prove; `BROUGHT_BACK` what followed on such a delivery.
    """

    ONE_HAND = auto()
    TWO_HANDS = auto()
    BROUGHT_BACK = auto()
    PROVEN = auto()
    RESOLVED = auto()


class Effect(Enum):
    """What a scan that claims no hold does where it hangs."""

    WORD = auto()
    NOTE = auto()
    VOID = auto()


class Key(NamedTuple):
    """What a claim says; claims on one hold with the same key are the same claim.

    `apart` keeps resolves, and floats whose place is not known, from being taken for one.
    """

    state: State
    holder: UUID
    apart: str = ""


@dataclass(slots=True, eq=False)
class Hanging:
    """A scan that hangs in a hold, on another one there or (None) on the claim itself.

    Attributes:
        under: the nearest word on which it stands.
        offer: the offer that is open as far as one knows who knows this scan.
        ended: those that are refused, withdrawn or replaced as far as he knows.
        depth: how many words lead down to it.
    """

    scan: SubjectScan
    basis: "Hanging | None"
    effect: Effect
    case: CaseKind | None = None
    under: "Hanging | None" = None
    offer: str | None = None
    ended: frozenset[str] = frozenset()
    depth: int = 0


@dataclass(slots=True, eq=False)
class Offer:
    """An offer that was made in a hold, and the scans that refused, withdrew or replaced it.

    What ended an older one that said the same, provably before this was made, did not end this.
    """

    scan: SubjectScan
    ended_by: list[SubjectScan]

    def was_open(
        self,
        *,
        at: SubjectScan,
        known: Collection[str],
        is_sure: Callable[[SubjectScan], bool],
    ) -> bool:
        """Tell whether it may have been made before a scan, and what ended it came after that.

        Args:
            at: the scan.
            known: by id, what its signer knew: what had ended by that is no second hand.
            is_sure: whether something was surely signed by whom it names; what may be of somebody
                else takes no second hand from anybody.
        """
        return self.scan.earliest_ms <= at.latest_ms and all(
            ended.id not in known and (at.latest_ms < ended.earliest_ms or not is_sure(ended))
            for ended in self._ends()
        )

    def was_over(self, *, at: SubjectScan, known: Collection[str]) -> bool:
        """Tell whether what ended it came provably before a scan, or the scan knew of it."""
        return any(ended.latest_ms < at.earliest_ms or ended.id in known for ended in self._ends())

    def _ends(self) -> list[SubjectScan]:
        return [one for one in self.ended_by if one.latest_ms >= self.scan.earliest_ms]


@dataclass(slots=True, eq=False)
class Hold:
    """One party's hold: the scans that claim it, what hangs in it, the claims that follow.

    Attributes:
        id: the smallest of the scans that claim it; empty above every claim.
        key: what it claims; None above every claim.
        scans: that claim it, by id.
        shown: offers and deliveries by which a party without a claim showed that it has the
            paper, by id; they claim the hold and then act in it.
        hanging: bases before what stands on them.
        offers: those still open, by id.
        made: every offer that was made, by id, each with what ended it.
        is_taken: someone came to have it by his own act, unlike by a commission or a resolve.
        is_given: the one before him gave it, by an open offer or the ticket of one.
        is_gapped: nobody knows what was between.
        confirmed_by: by which whoever gave it confirmed the take, or a supervisor the delivery.
        denied_by: the people who denied the take for whoever had it before.
    """

    above: "Hold | None" = None
    key: Key | None = None
    id: str = ROOT
    scans: list[SubjectScan] = field(default_factory=list)
    shown: list[SubjectScan] = field(default_factory=list)
    strength: Strength = Strength.ONE_HAND
    hanging: list[Hanging] = field(default_factory=list)
    offers: dict[str, Hanging] = field(default_factory=dict)
    made: dict[str, "Offer"] = field(default_factory=dict)
    claims: list["Hold"] = field(default_factory=list)
    is_taken: bool = False
    is_given: bool = False
    is_gapped: bool = False
    is_same_person: bool = False
    confirmed_by: list[SubjectScan] = field(default_factory=list)
    denied_by: set[UUID] = field(default_factory=set)

    @property
    def state(self) -> State | None:
        """What the claim says of the state."""
        return self.key.state if self.key else None

    @property
    def holder(self) -> UUID | None:
        """Who has it by the claim."""
        return self.key.holder if self.key else None

    @property
    def signed(self) -> list[SubjectScan]:
        """Every scan that claims it."""
        return self.scans + self.shown if self.shown else self.scans

    @property
    def anchor(self) -> str:
        """What a scan must stand on to hang here."""
        if self.scans:
            return self.scans[0].id
        return before(self.shown[0].id) if self.shown else ROOT

    @property
    def newest(self) -> SubjectScan | None:
        """The newest node here: the last word, else the claim; None above every claim."""
        words = [one for one in self.hanging if one.effect is Effect.WORD]
        if words:
            return min(words, key=lambda one: (-one.depth, one.scan.id)).scan
        return next((scan for scan in self.signed if scan.id == self.id), None)

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody who answers for it says that it was so."""
        return bool(self.confirmed_by)

    @property
    def is_denied(self) -> bool:
        """Whether whoever had it before denies to have given it."""
        return bool(self.denied_by)

    @property
    def is_parted(self) -> bool:
        """Whether several claims stand here; a denied one alone parts the lines at itself."""
        return sum(claim.strength is not Strength.RESOLVED for claim in self.claims) > 1

    def upward(self) -> Iterator["Hold"]:
        """Walk from here to the top, both included."""
        hold: Hold | None = self
        while hold is not None:
            yield hold
            hold = hold.above


def before(scan_id: str) -> str:
    """Name the place in a hold just before the scan that showed it."""
    return f"~{scan_id}"
