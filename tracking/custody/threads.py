"""Read the custody thread of one item: who did what, when and where, and what lies ahead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tracking.consignments.models import DocumentLine
from tracking.consignments.queries import papers_of_items
from tracking.custody.facts import moment_said
from tracking.custody.judging import WALL_SLACK_MS, Interval
from tracking.custody.models import Case
from tracking.custody.projection import LineRow
from tracking.custody.queries import parties_of, shown_item, shown_row
from tracking.custody.stories import DatedScan, stored_story
from tracking.custody.subjects import Subject, subjects_of
from tracking.kernel.instants import moment
from tracking.kernel.line import EFFECTIVE, UNPROVEN, CaseKind, PartyKind, Standing
from tracking.kernel.scan import Act, Flag
from tracking.legs.queries import NextStop, Position, ahead_of, position_of
from tracking.parties.models import Office
from tracking.parties.queries import PartyName, names_of
from tracking.parties.refusals import NotFound

# What the fold says of a scan may change when others come; the rest was judged at the door.
_OF_THE_FOLD: Final = frozenset(
    {Flag.GAP, Flag.UNCONFIRMED, Flag.CONTESTED, Flag.NO_GRANT, Flag.SAME_PERSON}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnprovenDelivery:
    """The delivery with which a line ends, and that a supervisor may confirm.

    It is without proof, or proven by a slip that the deliverer's side printed for it.

    Attributes:
        scan: what the confirm names.
        party: who delivered.
        signers: who signed that it was delivered; none of them confirms it.
        devices: by which they did; none of these confirms it, either.
    """

    scan: str
    party: UUID
    signers: frozenset[UUID]
    devices: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """An item with its whole story; `carrier` is the courier who has it, `position` where."""

    item: dict[str, object]
    unproven: UnprovenDelivery | None
    papers: list[DocumentLine]
    steps: list[dict[str, object]]
    ahead: list[tuple[NextStop, str]]
    cases: list[Case]
    carrier: UUID | None
    position: Position | None


def subject_seen(item_id: UUID) -> Subject:
    """Return an item, for whoever may see it to be judged.

    Raises:
        NotFound: there is none.
    """
    found = subjects_of([item_id])
    if item_id not in found:
        raise NotFound
    return found[item_id]


def item_thread(*, subject: Subject, now: datetime) -> Thread:
    """Return the thread of an item, oldest first, with what lies ahead and what is amiss."""
    row = shown_row(subject)
    scans = {dated.scan.id: dated for dated in stored_story([subject.item]).scans}
    open_cases = Case.objects.filter(subject=subject.item, closed_at=None).order_by("opened_at")
    cases = list(open_cases)
    ahead = ahead_of(item_id=subject.item, now=now)
    named = {*parties_of(subject), *(stop.office for stop in ahead)}
    named |= {dated.scan.party for dated in scans.values()}
    named |= {dated.scan.to for dated in scans.values() if dated.scan.to}
    names = names_of(named)
    carrier = row.holder if row.holder_kind == PartyKind.COURIER else None
    return Thread(
        item=shown_item(subject),
        unproven=_unproven(row, scans, cases),
        papers=papers_of_items([subject.item]).get(subject.item, []),
        steps=_steps(row, scans, names),
        ahead=[(stop, _name(stop.office, names) or "") for stop in ahead],
        cases=cases,
        carrier=carrier,
        position=position_of(carrier, now=now) if carrier else None,
    )


def _unproven(
    row: LineRow, scans: Mapping[str, DatedScan], cases: Iterable[Case]
) -> UnprovenDelivery | None:
    is_fresh = any(case.kind == CaseKind.FRESH_SLIP for case in cases)
    if row.verdict not in UNPROVEN and not is_fresh:
        return None
    said = [step for step in row.steps if step["act"] == Act.DELIVER and step["scan"] in scans]
    newest = next((step for step in reversed(said) if step["standing"] in EFFECTIVE), None)
    if newest is None:
        return None
    return UnprovenDelivery(
        scan=newest["scan"],
        party=scans[newest["scan"]].scan.party,
        signers=frozenset(scans[step["scan"]].scan.who for step in said),
        devices=frozenset(scans[step["scan"]].scan.device for step in said),
    )


def _steps(
    row: LineRow, scans: Mapping[str, DatedScan], names: Mapping[UUID, PartyName]
) -> list[dict[str, object]]:
    sites = dict(Office.objects.filter(pk__in=names).values_list("pk", "site__name"))
    said: list[dict[str, object]] = []
    giver: UUID | None = None
    for step in row.steps:
        dated = scans.get(step["scan"])
        if dated is None:
            continue
        # A courier has no counter: he scans at that of whoever has the item.
        place = sites.get(dated.scan.party) or (sites.get(giver) if giver else None)
        said.append(_step(step, dated, names, place=place))
        if step["standing"] == Standing.LINE and step["holder"]:
            giver = UUID(step["holder"])
    return said


def _step(
    step: Mapping[str, Any],
    dated: DatedScan,
    names: Mapping[UUID, PartyName],
    *,
    place: str | None,
) -> dict[str, object]:
    scan = dated.scan
    flags = (dated.flags - _OF_THE_FOLD) | {Flag(flag) for flag in step["flags"]}
    party = names.get(scan.party)
    return {
        "scan": scan.id,
        "act": step["act"],
        "party": str(scan.party),
        "party_name": _name(scan.party, names),
        "party_kind": party.kind if party else PartyKind.UNKNOWN,
        "to_name": _name(scan.to, names),
        "state": step["state"],
        "holder_name": _name(UUID(step["holder"]), names) if step["holder"] else None,
        "at": _time_said(dated),
        "received_at": moment_said(moment(dated.latest_ms)),
        "flags": sorted(flags),
        "is_effective": step["standing"] in EFFECTIVE,
        "is_two_sided": step["is_two_sided"],
        "typed": Flag.TYPED in flags,
        "place": place,
    }


def _time_said(dated: DatedScan) -> dict[str, str | None]:
    """Say when; the wall clock is printed only where it can be right."""
    interval = Interval(dated.earliest_ms, dated.latest_ms)
    wall_ms = dated.scan.at.wall_ms
    is_plausible = interval.has(wall_ms, slack_ms=WALL_SLACK_MS)
    return {
        "earliest": moment_said(moment(dated.earliest_ms)),
        "latest": moment_said(moment(dated.latest_ms)),
        "printed": moment_said(moment(wall_ms)) if is_plausible else None,
    }


def _name(party: UUID | None, names: Mapping[UUID, PartyName]) -> str | None:
    named = names.get(party) if party else None
    return None if named is None else named.name or named.call_sign
