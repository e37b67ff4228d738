"""What stands at the end of a run: of each item its line, cases, legal state and milestone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from tests.simulation.plan import dossier_of
from tests.simulation.run import Run
from tracking.consignments.models import CitizenKey, Dossier
from tracking.custody.models import Case, Line
from tracking.enquiries.queries import public_dossier
from tracking.feed.models import OutboxRow
from tracking.kernel.line import State
from tracking.kernel.milestone import Stage as Milestone
from tracking.kernel.scan import Flag
from tracking.ledger.models import Scan

# What the fold says of a subject. Who may see it and where it goes next hang on the way that was
# planned when it strayed, and so on the order in which that became known.
FOLDED: Final = (
    "state",
    "holder",
    "holder_kind",
    "offeree",
    "claimants",
    "certainty",
    "flags",
    "tip",
    "tips",
    "parts_at",
    "scan",
    "earliest_at",
    "latest_at",
    "steps",
    "ended_at",
    "is_fold_failed",
    "verdict",
)
# What a lie would have to change to have moved anything.
MOVED: Final = ("state", "holder", "offeree", "claimants")


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of one item, and the legal state and milestone of its dossier.

    Attributes:
        line: as it was folded.
        cases: those that stand, each as kind, scan and parties.
        legal: the legal state.
        milestone: what the citizen is told.
        was_returned: the citizen was ever told that it came back.
    """

    line: Mapping[str, Any]
    cases: tuple[tuple[str, str, tuple[UUID, ...]], ...]
    legal: str
    milestone: str
    was_returned: bool

    @property
    def moved(self) -> dict[str, Any]:
        """What a lie about the item must not move."""
        return {name: self.line.get(name) for name in MOVED}

    @property
    def told(self) -> dict[str, Any]:
        """What a lie about any item of the dossier must not move."""
        return {"legal": self.legal, "milestone": self.milestone}

    @property
    def is_doubted(self) -> bool:
        """Whether the line itself says that it is not sure."""
        return (
            Flag.UNCONFIRMED in self.line.get("flags", ())
            or self.line.get("state") == State.DISPUTED
        )

    @property
    def says_returned(self) -> bool:
        """Whether anybody reads that the citizen has the result, or ever read it."""
        returned = Milestone.RETURNED.value
        return self.was_returned or returned in {self.legal, self.milestone}

    @property
    def kinds(self) -> Counter[str]:
        """How many cases of each kind stand."""
        return Counter(kind for kind, _, _ in self.cases)


def standings(run: Run, *, now: Any) -> dict[str, Standing]:
    """Read what stands of every item of a run, by its name."""
    lines = Line.objects.in_bulk(list(run.items.values()))
    cases: dict[UUID | None, list[Case]] = {}
    for case in Case.objects.filter(closed_at=None):
        cases.setdefault(case.subject, []).append(case)
    legal = dict(Dossier.objects.values_list("pk", "business_state"))
    milestones = _milestones(now)
    told = _told_returned()
    return {
        name: Standing(
            line=_line(lines.get(item)),
            cases=tuple(
                sorted(
                    (case.kind, case.scan, tuple(sorted(case.parties)))
                    for case in cases.get(item, ())
                )
            ),
            legal=legal[run.dossiers[dossier_of(name)]],
            milestone=milestones.get(run.dossiers[dossier_of(name)], ""),
            was_returned=run.dossiers[dossier_of(name)] in told,
        )
        for name, item in run.items.items()
    }


def _line(line: Line | None) -> dict[str, Any]:
    return {} if line is None else {name: getattr(line, name) for name in FOLDED}


def _milestones(now: Any) -> dict[UUID, str]:
    return {
        key.pk: public_dossier(key=key, now=now).stage.value for key in CitizenKey.objects.all()
    }


def _told_returned() -> set[UUID]:
    """Return the dossiers of which a citizen's screen was ever told that they came back."""
    streams = {
        stream
        for streams in OutboxRow.objects.filter(
            kind="milestone", body__stage=Milestone.RETURNED.value
        ).values_list("streams", flat=True)
        for stream in streams
    }
    keys = CitizenKey.objects.values_list("pk", "stream")
    return {dossier for dossier, stream in keys if f"track.{stream}" in streams}


def intervals() -> dict[str, tuple[Any, Any]]:
    """Return when each stored scan can have happened, as the door judged it."""
    rows = Scan.objects.values_list("pk", "earliest_at", "latest_at")
    return {scan: (earliest, latest) for scan, earliest, latest in rows}


def stored_texts() -> dict[str, str]:
    """Return the text of each stored scan."""
    return dict(Scan.objects.values_list("pk", "jws"))
