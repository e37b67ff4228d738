"""Read a story of the custody vectors into what the fold is given."""

from uuid import NAMESPACE_OID, UUID, uuid5

from tracking.kernel.line import (
    Grant,
    IssuedTo,
    Judgement,
    PartyKind,
    Posting,
    ProofKind,
    Role,
    SeenTicket,
    SigningDevice,
    SubjectScan,
    Surroundings,
    Verdict,
)
from tracking.kernel.scan import Act, Flag

MINUTE_MS = 60_000


def uuid_of(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)


def surroundings(cast, around=None) -> Surroundings:
    around = around or {}
    issued = cast["issued"] | around.get("issued", {})
    return Surroundings(
        grants=tuple(_grant(*said) for said in cast["grants"] + around.get("grants", [])),
        kinds={uuid_of(party): PartyKind(kind) for party, kind in cast["kinds"].items()},
        issued={
            label: tuple(
                IssuedTo(party=uuid_of(party), from_ms=minute * MINUTE_MS)
                for party, minute in owners
            )
            for label, owners in issued.items()
        },
        postings={
            uuid_of(courier): tuple(
                Posting(carrier=uuid_of(carrier), home=uuid_of(home), from_ms=minute * MINUTE_MS)
                for carrier, home, minute in held
            )
            for courier, held in (cast["postings"] | around.get("postings", {})).items()
        },
        devices={
            device: _device(said)
            for device, said in (cast["devices"] | around.get("devices", {})).items()
        },
        receivers={
            label: frozenset(map(uuid_of, parties)) for label, parties in cast["receivers"].items()
        },
        now_ms=around.get("now", 0) * MINUTE_MS,
    )


def _grant(person, party, role, dated=None) -> Grant:
    dated = dated or {}
    return Grant(
        person=uuid_of(person),
        party=uuid_of(party),
        role=Role(role),
        from_ms=dated.get("from", 0) * MINUTE_MS,
        until_ms=dated["until"] * MINUTE_MS if "until" in dated else None,
        unit=uuid_of(dated["unit"]) if "unit" in dated else None,
    )


def _device(said) -> SigningDevice:
    whose = {
        name: uuid_of(said[name]) for name in ("person", "office", "own_unit") if name in said
    }
    return SigningDevice(
        **whose,
        is_believed=said.get("is_believed", True),
        is_vouched=said.get("is_vouched", True),
        lost_ms=said["lost"] * MINUTE_MS if "lost" in said else None,
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
        epoch=scan.get("epoch", device),
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
        judgement=judgement(*scan["judged"]) if "judged" in scan else None,
        flags=frozenset(Flag(flag) for flag in scan.get("flags", [])),
    )


def judgement(verdict, by=None, is_fresh=None) -> Judgement:
    proof = ProofKind(by) if by else None
    return Judgement(verdict=Verdict(verdict), by=proof, is_fresh=is_fresh is not None)


def _ticket(seen) -> SeenTicket:
    return SeenTicket(
        giver_device=seen["device"],
        giver_party=uuid_of(seen["party"]),
        offer=seen["offer"],
        to_party=uuid_of(seen["to"]) if seen["to"] else None,
        signed=seen["signed"],
        fits=seen["fits"],
    )
