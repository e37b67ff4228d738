"""Read the scans of items, and tell them as the fold wants them: item by item."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from tracking.custody.reading import devices_known
from tracking.custody.subjects import Subject
from tracking.kernel.instants import milliseconds
from tracking.kernel.line import (
    Judgement,
    ProofKind,
    SeenTicket,
    SubjectScan,
    Verdict,
)
from tracking.kernel.scan import Act, Flag, Scan
from tracking.kernel.scan_reading import Unreadable, read_envelope, read_payload
from tracking.kernel.signing import PublicKey
from tracking.kernel.ticket import (
    NotAnOfferTicket,
    OfferTicket,
    labels_hash,
    read_ticket_bytes,
    ticket_signed_by,
)
from tracking.ledger.queries import named_by
from tracking.parties.prepared import Asked, Rows, ask

_SQL: Final = Path(__file__).parent / "sql"
SCANS_OF_ITEMS: Final = (_SQL / "scans_of_items.sql").read_text()
SCANS_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedScan:
    """A scan with what was judged of it: when it can have happened, and its proofs by item."""

    scan: Scan
    earliest_ms: int
    latest_ms: int
    flags: frozenset[Flag]
    judgements: Mapping[UUID, Judgement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What the store holds of some items; `torn` are labels and codes of rows past reading."""

    scans: list[DatedScan]
    torn: frozenset[str]


def stored_story(items: Collection[UUID]) -> Story:
    """Return all stored scans that name any label of some items, in no order.

    Every row of the store was readable when it came. One that is not any more was edited behind
    our back: it is left out, and what it names is told.
    """
    return ask_story(items).answer()


def ask_story(items: Collection[UUID]) -> Asked[Story]:
    """Ask for what `stored_story` returns."""
    return ask(SCANS_OF_ITEMS, {"items": list(items)}, read=_story)


def _story(rows: Rows) -> Story:
    scans, torn = [], set()
    for scan_id, jws, earliest_at, latest_at, flags, verdicts in rows:
        try:
            scan = _read_again(jws)
        except Unreadable:
            torn.add(scan_id)
            continue
        scans.append(
            DatedScan(
                scan=scan,
                earliest_ms=milliseconds(earliest_at),
                latest_ms=milliseconds(latest_at),
                flags=frozenset(map(Flag, flags)),
                judgements=_judgements(verdicts),
            )
        )
    return Story(scans=scans, torn=named_by(torn))


def _judgements(verdicts: str | None) -> dict[UUID, Judgement]:
    """Read the judgements on one delivery; good is not undone by what failed beside it."""
    found: dict[UUID, Judgement] = {}
    for subject, verdict, by, is_fresh in json.loads(verdicts or "[]"):
        judgement = Judgement(
            verdict=Verdict(verdict), by=ProofKind(by) if by else None, is_fresh=is_fresh
        )
        if judgement.verdict is Verdict.GOOD or UUID(subject) not in found:
            found[UUID(subject)] = judgement
    return found


@lru_cache(maxsize=SCANS_KEPT)
def _read_again(jws: str) -> Scan:
    return read_payload(read_envelope(jws))


def scans_by_subject(
    *, subjects: Iterable[Subject], scans: Iterable[DatedScan]
) -> dict[UUID, list[SubjectScan]]:
    """Sort scans to the items that they name, each as it concerns that item."""
    owner: dict[str, tuple[UUID, str]] = {}
    found: dict[UUID, list[SubjectScan]] = {}
    for subject in subjects:
        found[subject.item] = []
        for label in subject.labels:
            owner[label.id] = (subject.item, label.id)
            if not label.is_doubtful:
                owner[label.code] = (subject.item, label.id)
    for dated in scans:
        named: dict[UUID, list[tuple[str, str | None]]] = {}
        for on in dated.scan.on:
            if meant := owner.get(on.label or on.code or ""):
                named.setdefault(meant[0], []).append((meant[1], on.basis))
        ticket = _seen_ticket(dated.scan) if named else None
        for item, ons in named.items():
            judgement = dated.judgements.get(item)
            found[item].append(_subject_scan(dated, ons, ticket, judgement))
    return found


def _subject_scan(
    dated: DatedScan,
    ons: Sequence[tuple[str, str | None]],
    ticket: SeenTicket | None,
    judgement: Judgement | None,
) -> SubjectScan:
    scan = dated.scan
    return SubjectScan(
        id=scan.id,
        act=scan.act,
        who=scan.who,
        party=scan.party,
        device=scan.device,
        epoch=scan.chain.epoch,
        n=scan.chain.n,
        context=scan.at.context,
        mono_ms=scan.at.mono_ms,
        earliest_ms=dated.earliest_ms,
        latest_ms=dated.latest_ms,
        labels=tuple(label for label, _ in ons),
        bases=tuple(basis for _, basis in ons if basis is not None),
        to=scan.to,
        of=scan.of,
        ends=scan.ends,
        why=scan.why,
        ticket=ticket,
        judgement=judgement,
        # A foreign label beside it does not spoil the item's own; a wrong receptacle does.
        flags=dated.flags if scan.receptacle else dated.flags - {Flag.WRONG_KIND},
    )


def _seen_ticket(scan: Scan) -> SeenTicket | None:
    """Check what an accept was shown.

    Only labels scanned as such are compared with the ticket's hash: while the offer is missing, a
    code typed by hand is no second half of a handoff.
    """
    ticket = ticket_of(scan)
    if ticket is None:
        return None
    device = devices_known([ticket.device]).get(ticket.device)
    named = [on.label for on in scan.on if on.label is not None]
    return SeenTicket(
        giver_device=ticket.device,
        giver_party=ticket.giver,
        offer=ticket.offer,
        to_party=ticket.to,
        signed=device is not None and _is_signed(ticket.raw, device.key),
        fits=len(named) == len(scan.on) and labels_hash(named) == ticket.labels_hash,
    )


def resolved_to(scan: Scan) -> UUID | None:
    """Return the party to which a resolve gives, which need not sign anything; else None."""
    return scan.to if scan.act is Act.RESOLVE else None


def ticket_of(scan: Scan) -> OfferTicket | None:
    """Return the offer ticket that an accept carries; nothing in it is believed yet."""
    try:
        return None if scan.ticket is None else read_ticket_bytes(scan.ticket)
    except NotAnOfferTicket:
        return None


@lru_cache(maxsize=SCANS_KEPT)
def _is_signed(raw: bytes, key: PublicKey) -> bool:
    return ticket_signed_by(ticket=read_ticket_bytes(raw), key=key)
