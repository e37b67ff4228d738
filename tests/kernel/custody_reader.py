"""Read a story of the custody vectors into what the fold is given."""

from uuid import NAMESPACE_OID, UUID, uuid5

from tracking.kernel.line import (
    Grant,
    IssuedTo,
    PartyKind,
    Role,
    SeenTicket,
    SubjectScan,
    Surroundings,
)
from tracking.kernel.scan import Act, Flag

MINUTE_MS = 60_000


def uuid_of(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def surroundings(cast, around=None) -> Surroundings:
    around = around or {}
    issued = cast["issued"] | around.get("issued", {})
    return Surroundings(
        grants=tuple(
            Grant(person=uuid_of(person), party=uuid_of(party), role=Role(role), from_ms=0)
            for person, party, role in cast["grants"] + around.get("grants", [])
        ),
        kinds={uuid_of(party): PartyKind(kind) for party, kind in cast["kinds"].items()},
        issued={
            label: tuple(
                IssuedTo(party=uuid_of(party), from_ms=minute * MINUTE_MS)
                for party, minute in owners
            )
            for label, owners in issued.items()
        },
        proofs=around.get("proofs", {}),
        carrier_of={uuid_of(who): uuid_of(whose) for who, whose in cast["carriers"].items()},
    )


def subject_scans(scans) -> list[SubjectScan]:
    return [_subject_scan(scan=scan, n=n) for n, scan in enumerate(scans)]


def _subject_scan(*, scan, n) -> SubjectScan:
    earliest, latest = scan["at"]
    device = scan.get("device", scan["who"])
    return SubjectScan(
        id=scan["id"],
        act=Act(scan["act"]),
        who=uuid_of(scan["who"]),
        party=uuid_of(scan["for"]),
        device=device,
        epoch=device,
        n=n,
        context=device,
        mono_ms=scan.get("mono", earliest) * MINUTE_MS,
        earliest_ms=earliest * MINUTE_MS,
        latest_ms=latest * MINUTE_MS,
        labels=tuple(scan.get("labels", ["label"])),
        bases=tuple(scan.get("on", [])),
        to=uuid_of(scan["to"]) if "to" in scan else None,
        of=scan.get("of"),
        ends=tuple(sorted(scan.get("ends", []))),
        why=scan.get("why"),
        ticket=_ticket(scan["tk"]) if "tk" in scan else None,
        flags=frozenset(Flag(flag) for flag in scan.get("flags", [])),
    )


def _ticket(seen) -> SeenTicket:
    return SeenTicket(
        giver_device=seen["device"],
        giver_party=uuid_of(seen["party"]),
        offer=seen["offer"],
        to_party=uuid_of(seen["to"]) if seen["to"] else None,
        signed=seen["signed"],
        fits=seen["fits"],
    )
