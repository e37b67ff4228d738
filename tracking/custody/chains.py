"""What the chains of devices show of scans beside the scans themselves."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from tracking.custody.subjects import DatedScan, named_labels
from tracking.kernel.line import CaseKind, FoundCase
from tracking.kernel.scan import Scan
from tracking.ledger.queries import Neighbour
from tracking.parties.prepared import prepared
from tracking.parties.queries import milliseconds

_SQL: Final = Path(__file__).parent / "sql"
DATED_BEFORE: Final = (_SQL / "dated_before.sql").read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A stored scan whose standing a new one of its device changes, and an item that it names.

    `is_twin`: the chain goes on from one place with both. Else it saw no server time, and may now
    be known to have happened later.
    """

    scan: str
    party: UUID
    is_twin: bool
    item: UUID


def beside(new: Sequence[Scan], *, known: Mapping[str, Neighbour]) -> list[Beside]:
    """Return the stored scans whose standing new ones change, once for each of their items."""
    found = {
        one.id: (one, is_twin)
        for one in known.values()
        if (is_twin := any(_go_on_twice(one, scan) for scan in new)) or one.is_later
    }
    if not found:
        return []
    things = {thing for one, _ in found.values() for thing in one.things}
    labels, by_code = named_labels(labels=things, codes=things)
    meant = {label.id: label.item for label in labels.values()}
    meant |= {code: some[0].item for code, some in by_code.items() if len(some) == 1}
    return [
        Beside(scan=one.id, party=one.party, is_twin=is_twin, item=item)
        for one, is_twin in found.values()
        for item in {meant.get(thing) for thing in one.things}
        if item is not None
    ]


def _go_on_twice(stored: Neighbour, scan: Scan) -> bool:
    """Whether a chain goes on with both from one place."""
    chain = scan.chain
    if stored.device != scan.device or stored.id == scan.id or stored.prev != chain.prev:
        return False
    return chain.prev is not None or (stored.epoch, stored.n) == (chain.epoch, chain.n)


def cases_of_twins(stored: Iterable[Beside]) -> Iterator[tuple[UUID, FoundCase]]:
    """Name the fork at the scan that was there before, too: no order of arrival decides."""
    for one in stored:
        if one.is_twin:
            case = FoundCase(kind=CaseKind.DEVICE_FORK, scan=one.scan, parties=(one.party,))
            yield one.item, case


def bounded_by_chain(scans: Collection[DatedScan]) -> list[DatedScan]:
    """Let scans that saw no server time begin no earlier than the one before them that did.

    What is given counts as stored, so that the answer is the same before and after it is.
    """
    undated = [dated for dated in scans if dated.scan.at.server_ms is None]
    if not undated:
        return list(scans)
    bounds: dict[str, list[tuple[int, int]]] = {dated.scan.id: [] for dated in undated}
    for scan_id, n, earliest_ms in _dated_before(undated):
        bounds[scan_id].append((n, earliest_ms))
    by_chain: dict[tuple[str, str], list[DatedScan]] = {}
    for dated in scans:
        by_chain.setdefault((dated.scan.device, dated.scan.chain.epoch), []).append(dated)
    for dated in undated:
        bounds[dated.scan.id] += [
            (one.scan.chain.n, one.earliest_ms)
            for one in by_chain[dated.scan.device, dated.scan.chain.epoch]
            if one.scan.chain.n < dated.scan.chain.n and one.earliest_ms > dated.earliest_ms
        ]
    return [
        _not_before(dated, max(bounds[dated.scan.id])[1]) if bounds.get(dated.scan.id) else dated
        for dated in scans
    ]


def _not_before(dated: DatedScan, bound_ms: int) -> DatedScan:
    return replace(dated, earliest_ms=min(max(dated.earliest_ms, bound_ms), dated.latest_ms))


def _dated_before(undated: Sequence[DatedScan]) -> list[tuple[str, int, int]]:
    scans = [dated.scan for dated in undated]
    with prepared() as cursor:
        cursor.execute(
            DATED_BEFORE,
            {
                "ids": [scan.id for scan in scans],
                "devices": [scan.device for scan in scans],
                "epochs": [scan.chain.epoch for scan in scans],
                "ns": [scan.chain.n for scan in scans],
            },
        )
        return [(scan, n, milliseconds(at)) for scan, n, at in cursor.fetchall()]
