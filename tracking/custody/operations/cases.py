"""The life of cases: opened, healed when what caused them is gone, reopened when it comes back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from tracking.custody.cases import BY_LAW, FOUND_ONCE, case_id
from tracking.custody.facts import HealedCase, OpenedCase
from tracking.kernel.line import CaseKind, FoundCase
from tracking.parties.prepared import prepared

STAND_CASES: Final = (Path(__file__).parent.parent / "sql" / "stand_cases.sql").read_text()
_HEALED: Final = "healed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSteps:
    """The cases that took a step, by item; under None those of no item."""

    opened: dict[UUID | None, list[OpenedCase]] = field(default_factory=dict)
    healed: dict[UUID | None, list[HealedCase]] = field(default_factory=dict)


def stand_cases(
    *,
    found: Iterable[tuple[UUID | None, FoundCase]],
    folded: Collection[UUID],
    papers: Collection[UUID],
    now: datetime,
) -> CaseSteps:
    """Bring the open cases of items in line with what is found of them now.

    Safe to repeat: what is open already takes no step.

    Args:
        found: all that the folds, the law and the door found, by item.
        folded: the items whose folds succeeded: what they found is all there is to find.
        papers: the items that went out, of dossiers whose legal state was folded.
        now: the clock.
    """
    cases = {case_id(item=item, found=case): (item, case) for item, case in found}
    if not (cases or folded or papers):
        return CaseSteps()
    with prepared() as cursor:
        cursor.execute(STAND_CASES, _values(cases, folded=folded, papers=papers, now=now))
        rows = cursor.fetchall()
    # In the order in which they were found, whatever the database made of it.
    places = {one: place for place, one in enumerate(cases)}
    rows.sort(key=lambda row: (places.get(row[1], len(places)), row[1]))
    steps = CaseSteps()
    for step, id_, kind, item, scan, parties in rows:
        case = {"id": id_, "kind": CaseKind(kind), "parties": tuple(parties)}
        if step == _HEALED:
            steps.healed.setdefault(item, []).append(HealedCase(**case))
        else:
            opened = OpenedCase(**case, scan=scan, is_again=step != "opened")
            steps.opened.setdefault(item, []).append(opened)
    return steps


def _values(
    cases: Mapping[UUID, tuple[UUID | None, FoundCase]],
    *,
    folded: Collection[UUID],
    papers: Collection[UUID],
    now: datetime,
) -> dict[str, Any]:
    return {
        "ids": list(cases),
        "kinds": [case.kind.value for _, case in cases.values()],
        "subjects": [item for item, _ in cases.values()],
        "scans": [case.scan for _, case in cases.values()],
        # An array of arrays must be rectangular, so each case's parties are one text.
        "parties": [",".join(map(str, case.parties)) for _, case in cases.values()],
        "folded": list(folded),
        "papers": list(papers),
        "not_folded": sorted(FOUND_ONCE | BY_LAW),
        "by_law": sorted(BY_LAW),
        "now": now,
    }
