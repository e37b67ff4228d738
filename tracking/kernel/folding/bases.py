"""What each scan stands on, of several bases the later one; pure."""

from collections.abc import Collection, Mapping


def choose_bases(given: Mapping[str, Collection[str]]) -> dict[str, str | None]:
    """Return the basis that counts of each scan, by id; None if it gave none that is known.

    Of several, one with each label of the subject, the one counts from which more scans lead
    down; of two that are as deep, the one with the greater id. What an older basis knew, the later
    one knew, too. Only made-up ids can lead back to where they come from: of such bases those
    count first that lead to an end, so that nothing else changes how a circle is cut.

    Args:
        given: by id, the bases that are known, of every scan.
    """
    chosen: dict[str, str | None] = {}
    depths: dict[str, int] = {}
    standing_on: dict[str, list[str]] = {}
    left = {scan_id: len(bases) for scan_id, bases in given.items()}
    for scan_id, bases in given.items():
        for basis in bases:
            standing_on.setdefault(basis, []).append(scan_id)

    ready: list[tuple[str, str | None]] = [
        (scan_id, None) for scan_id, bases in given.items() if not bases
    ]
    while len(chosen) < len(given):
        for scan_id, best in ready:  # it grows while we walk
            if scan_id in chosen:
                continue
            chosen[scan_id] = best
            depths[scan_id] = 1 + depths.get(best or "", 0)
            for above in standing_on.get(scan_id, ()):
                left[above] -= 1
                if left[above] == 0:
                    ready.append((above, _latest(given[above], depths)))
        circling = [scan_id for scan_id in given if scan_id not in chosen]
        ending = [one for one in circling if not depths.keys().isdisjoint(given[one])]
        ready = [(one, _latest(given[one], depths)) for one in ending or circling]
    return chosen


def _latest(bases: Collection[str], depths: Mapping[str, int]) -> str | None:
    """Choose the deepest of those whose depth is known; of none known the greatest id."""
    return max(bases, key=lambda one: (depths.get(one, 0), one), default=None)
