"""What the chains of devices show of scans beside the scans themselves."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from tracking.custody.in_hand import InHand
from tracking.kernel.chain import begun_with
from tracking.kernel.line import CaseKind, FoundCase
from tracking.ledger.queries import Neighbour, begun_behind
from tracking.parties.prepared import prepared

ITEMS_BESIDE: Final = (Path(__file__).parent / "sql" / "items_beside.sql").read_text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """An item that is named by a stored scan whose standing new ones of its device change.

    `twin` and `party` are of a scan at which the chain now goes on twice, or that began it as a
    new one does; None if scans of the item are merely known now to have happened later.
    """

    twin: str | None
    party: UUID | None
    item: UUID


def begin_after_what_is_before(
    hand: Mapping[str, InHand], *, known: Mapping[str, Neighbour]
) -> dict[str, int]:
    """Let no scan in hand begin before one that it is built on.

    Args:
        hand: the new scans, by id; each then begins where its chain shows.
        known: what the store holds around them, by id.

    Returns:
        By id, the stored scans that begin later now, and when.
    """
    found = begun_with(
        new=[one.link for one in hand.values()],
        near=[one.link for one in known.values()],
        behind=begun_behind,
    )
    for scan_id, one in hand.items():
        one.begins_ms = found[scan_id]
    return {scan_id: begins_ms for scan_id, begins_ms in found.items() if scan_id not in hand}


def beside(
    hand: Mapping[str, InHand], *, known: Mapping[str, Neighbour], later: Collection[str]
) -> list[Beside]:
    """Return what new scans change beside the items that they name.

    Args:
        hand: the new scans, by id.
        known: what the store holds around them, by id.
        later: ids of the stored scans that begin later now.
    """
    places = {(one.link.device, one.link.prev) for one in hand.values()}
    twins = {
        scan_id for scan_id, one in known.items() if (one.link.device, one.link.prev) in places
    }
    if not twins and not later:
        return []
    with prepared() as cursor:
        cursor.execute(ITEMS_BESIDE, {"scans": list(twins.union(later)), "twins": list(twins)})
        return [
            Beside(twin=twin, party=party, item=item) for twin, party, item in cursor.fetchall()
        ]


def cases_of_twins(stored: Iterable[Beside]) -> Iterator[tuple[UUID, FoundCase]]:
    """Name the fork at the scan that was there before, too: no order of arrival decides."""
    for one in stored:
        if one.twin is not None and one.party is not None:
            case = FoundCase(kind=CaseKind.DEVICE_FORK, scan=one.twin, parties=(one.party,))
            yield one.item, case
