"""What each scan stands on, of several bases the later one; pure."""

from collections.abc import Collection, Mapping


def choose_bases(given: Mapping[str, Collection[str]]) -> dict[str, str | None]:
    """Return the basis that counts of each scan, by id; None if it gave none that is known.

    Of several, one with each label of the subject, the one counts from which more scans lead
    down; of two that are as deep, the one with the greater id. What an older basis knew, the later
    one knew, too.

    Args:
        given: by id, the bases that are known, of every scan.
    """
    chosen: dict[str, str | None] = {}
    depths: dict[str, int] = {}
    for start in sorted(given):
        to_choose = [start]
        begun: set[str] = set()
        while to_choose:
            scan_id = to_choose[-1]
            # Once around: only made-up ids can lead back to where they come from.
            missing = [one for one in given[scan_id] if one not in depths and one not in begun]
            begun.add(scan_id)
            if missing and scan_id not in depths:
                to_choose += missing
                continue
            to_choose.pop()
            if scan_id in depths:
                continue
            best = max(given[scan_id], key=lambda one: (depths.get(one, 0), one), default=None)
            chosen[scan_id] = best
            depths[scan_id] = 1 + (depths.get(best, 0) if best is not None else 0)
    return chosen
