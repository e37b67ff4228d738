"""What scans prove of each other's time; pure.

A scan names others by the hash of what was signed, so these were signed before it. When it reached
us is known; so they are not younger than that, whenever they reached us themselves. What a device
says of its own clock proves nothing about others.
"""

from collections.abc import Mapping
from dataclasses import replace
from operator import attrgetter

from tracking.kernel.line import SubjectScan


def no_younger_than_what_names_it(scans: Mapping[str, SubjectScan]) -> dict[str, SubjectScan]:
    """Return scans by id, none of them later than any that names it."""
    latest: dict[str, int] = {}
    # Whoever is earliest at the latest goes first, so that none is looked at twice.
    for scan in sorted(scans.values(), key=attrgetter("latest_ms")):
        to_bound = [scan.id]
        while to_bound:
            scan_id = to_bound.pop()
            if scan_id not in latest and scan_id in scans:
                latest[scan_id] = scan.latest_ms
                to_bound += _named(scans[scan_id])
    return {
        scan.id: scan
        if latest[scan.id] == scan.latest_ms
        else replace(
            scan,
            earliest_ms=min(scan.earliest_ms, latest[scan.id]),
            latest_ms=latest[scan.id],
        )
        for scan in scans.values()
    }


def _named(scan: SubjectScan) -> list[str]:
    named = [*scan.bases, *scan.ends]
    named += [scan.of] if scan.of is not None else []
    return [*named, scan.ticket.offer] if scan.ticket is not None else named
