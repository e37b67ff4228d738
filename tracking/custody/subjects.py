"""What custody reads before it folds: items with labels and way, their scans, the parties."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils.timezone import localdate

from geo.point import Point
from tracking.consignments.models import Direction
from tracking.custody.judging import NamedLabel, Signer
from tracking.custody.projection import LineRow
from tracking.custody.reading import devices_known
from tracking.kernel.instants import milliseconds
from tracking.kernel.label import LabelKind
from tracking.kernel.line import (
    IssuedTo,
    Judgement,
    PartyKind,
    Posting,
    ProofKind,
    SeenTicket,
    SubjectScan,
    Surroundings,
    Verdict,
)
from tracking.kernel.scan import Flag, Scan
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
from tracking.parties.prepared import Asked, NamedRows, Rows, ask, ask_named, prepared, together
from tracking.parties.queries import ask_grants, ask_signing_devices

_SQL: Final = Path(__file__).parent / "sql"
NAMED_LABELS: Final = (_SQL / "named_labels.sql").read_text()
SUBJECTS: Final = (_SQL / "subjects.sql").read_text()
SCANS_OF_ITEMS: Final = (_SQL / "scans_of_items.sql").read_text()
PARTIES_TOLD: Final = (_SQL / "parties_told.sql").read_text()
SCANS_KEPT: Final = 10_000
_UNKNOWN: Final = PartyKind.UNKNOWN
# Columns of a subject that mean the same under the same name.
_PLAIN: Final = (
    "dossier_code",
    "procedure",
    "field_code",
    "seal",
    "paper_count",
    "direction",
    "goes_to_door",
    "business_state",
    "due_at",
    "decided_at",
    "citizen_code",
    "door_proofs",
    "counter_proofs",
    "stream",
    "cases",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectLabel:
    """One label of an item, and which offices could commission with it, since when.

    `is_doubtful`: another label has the same code, so that who types it means none.
    """

    id: str
    code: str
    is_void: bool
    is_doubtful: bool
    issued: tuple[IssuedTo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An item under the lock, with all that its custody stands on beside the scans.

    `stops` are the offices after the origin on the planned way, in order; `line` is None before
    the item was ever folded.
    """

    item: UUID
    dossier: UUID
    dossier_code: str
    procedure: str
    field_code: str
    seal: str
    paper_count: int
    direction: str
    origin: UUID
    destination: UUID
    goes_to_door: bool
    business_state: str
    due_at: datetime
    decided_at: datetime | None
    citizen: UUID
    citizen_code: str | None
    door_proofs: list[str] | None
    counter_proofs: list[str] | None
    stream: str | None
    stops: tuple[UUID, ...]
    labels: tuple[SubjectLabel, ...]
    cases: int
    line: LineRow | None

    @property
    def way(self) -> tuple[UUID, ...]:
        """The offices on the planned way, origin and destination included, in order."""
        return tuple(dict.fromkeys((self.origin, *self.stops, self.destination)))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTold:
    """A party as scans and screens name it; what does not apply is None.

    `units` are the administrative unit of an office and all above it; empty for other parties.
    """

    id: UUID
    kind: PartyKind
    name: str | None
    units: frozenset[UUID]
    site: Point | None
    person: UUID | None
    postings: tuple[Posting, ...]
    shifts: tuple[tuple[datetime, datetime | None], ...]

    @property
    def signer(self) -> Signer:
        """Its place and duty, by which a scan may be implausible."""
        return Signer(
            site=self.site, shifts=self.shifts if self.kind is PartyKind.COURIER else None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """The parties around a batch, and who might sign for them."""

    by_id: Mapping[UUID, PartyTold]
    surroundings: Surroundings


def named_labels(
    *, labels: Collection[str], codes: Collection[str]
) -> tuple[dict[str, NamedLabel], dict[str, list[NamedLabel]]]:
    """Return labels by their ids, and by each code typed those that it may mean."""
    with prepared() as cursor:
        cursor.execute(NAMED_LABELS, {"labels": list(labels), "codes": list(codes)})
        found = [
            NamedLabel(id=id_, code=code, kind=LabelKind(kind), item=item, voided_at=voided_at)
            for id_, code, kind, item, voided_at in cursor.fetchall()
        ]
    by_code: dict[str, list[NamedLabel]] = {}
    for label in found:
        if label.code in codes:
            by_code.setdefault(label.code, []).append(label)
    return {label.id: label for label in found if label.id in labels}, by_code


def subjects_of(items: Collection[UUID]) -> dict[UUID, Subject]:
    """Return items with all that custody stands on; those that do not exist are absent."""
    return ask_subjects(items).answer() if items else {}


def ask_subjects(items: Collection[UUID]) -> Asked[dict[UUID, Subject]]:
    """Ask for what `subjects_of` returns; under their lock, if they are to be changed."""
    return ask_named(SUBJECTS, {"items": list(items)}, read=_subjects)


def _subjects(rows: NamedRows) -> dict[UUID, Subject]:
    return {row["id"]: _subject(row) for row in rows}


def _subject(row: dict[str, Any]) -> Subject:
    plain = {name: row[name] for name in _PLAIN}
    line = {name: row[name] for name in LineRow.__slots__}
    line["steps"] = json.loads(line["steps"] or "[]")
    return Subject(
        **plain,
        item=row["id"],
        dossier=row["dossier_id"],
        origin=row["origin_id"],
        destination=row["destination_id"],
        citizen=row["citizen_id"],
        stops=tuple(row["stops"]),
        labels=tuple(_subject_label(label) for label in json.loads(row["labels"] or "[]")),
        line=None if row["rev"] is None else LineRow(**line),
    )


def _subject_label(said: dict[str, Any]) -> SubjectLabel:
    owners = [(said["issued_to"], said["issued_at"]), *(said["passes"] or ())]
    issued = [
        IssuedTo(party=UUID(party), from_ms=milliseconds(datetime.fromisoformat(from_at)))
        for party, from_at in owners
    ]
    issued.sort(key=lambda one: one.from_ms)
    return SubjectLabel(
        id=said["id"],
        code=said["code"],
        is_void=said["is_void"],
        is_doubtful=said["is_doubtful"],
        issued=tuple(issued),
    )


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


def parties_around(
    *, subjects: Collection[Subject], scans: Collection[DatedScan], since: datetime, now: datetime
) -> Parties:
    """Return the parties that scans and items name, the units above them and the grants.

    Args:
        subjects: the items.
        scans: what was scanned of them, and scans in hand that may name none yet.
        since: shifts that ended before are left out.
        now: when it is looked at; the units told with a party are those above it today.
    """
    tickets = [ticket for dated in scans if (ticket := ticket_of(dated.scan))]
    device_ids = {dated.scan.device for dated in scans} | {ticket.device for ticket in tickets}
    known = devices_known(device_ids)
    named = _parties_of(subjects) | {ticket.giver for ticket in tickets}
    named |= {party for dated in scans for party in (dated.scan.party, dated.scan.to) if party}
    named |= {device.office for device in known.values() if device.office}
    people = {dated.scan.who for dated in scans}
    people |= {device.person for device in known.values() if device.person}
    # A desk gives for whoever serves there: its ticket does not say who that was.
    givers = [known[ticket.device] for ticket in tickets if ticket.device in known]
    giving = {giver.office for giver in givers if giver.office}
    with together():
        asked = _ask_parties(parties=named, since=since, on=localdate(now))
        asked_grants = ask_grants(people=people, parties=named, staff_of=giving)
        asked_devices = ask_signing_devices(device_ids)
    told = asked.answer()
    kinds = {party: told[party].kind if party in told else _UNKNOWN for party in named}
    return Parties(
        by_id=told,
        surroundings=Surroundings(
            grants=asked_grants.answer(),
            kinds=kinds,
            issued={label.id: label.issued for one in subjects for label in one.labels},
            postings={party: one.postings for party, one in told.items() if one.postings},
            devices=asked_devices.answer(),
            receivers={
                label.id: _receivers(one, kinds) for one in subjects for label in one.labels
            },
            now_ms=milliseconds(now),
        ),
    )


def _receivers(subject: Subject, kinds: Mapping[UUID, PartyKind]) -> frozenset[UUID]:
    """Return to whom an item may be delivered: the citizen, or an authority without screens."""
    if subject.direction == Direction.BACK:
        return frozenset({subject.citizen})
    is_without_screens = kinds.get(subject.destination) is PartyKind.AUTHORITY
    return frozenset({subject.destination} if is_without_screens else ())


def _parties_of(subjects: Iterable[Subject]) -> set[UUID]:
    named: set[UUID | None] = set()
    for subject in subjects:
        named.update(subject.way)
        named.add(subject.citizen)
        named.update(owner.party for label in subject.labels for owner in label.issued)
        if subject.line is not None:
            named.update(subject.line.watchers, subject.line.claimants)
            named.update((subject.line.holder, subject.line.offeree))
    return {party for party in named if party is not None}


def _ask_parties(
    *, parties: Collection[UUID], since: datetime, on: date
) -> Asked[dict[UUID, PartyTold]]:
    values = {"parties": list(parties), "since": since, "day": on}
    return ask(PARTIES_TOLD, values, read=_parties_told)


def _parties_told(rows: Rows) -> dict[UUID, PartyTold]:
    return {
        party: PartyTold(
            id=party,
            kind=PartyKind(kind),
            name=name,
            units=frozenset(units),
            site=None if lat_e7 is None else Point(lat_e7, lon_e7),
            person=person,
            postings=tuple(
                # The first one is from ever.
                Posting(carrier=carrier, home=home, from_ms=milliseconds(at) if at else 0)
                for carrier, home, at in zip(*posted, strict=True)
            ),
            shifts=tuple(zip(*shifts, strict=True)),
        )
        for party, kind, name, units, lat_e7, lon_e7, person, posted, shifts in (
            (*row[:7], row[7:10], row[10:]) for row in rows
        )
    }


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


def ticket_of(scan: Scan) -> OfferTicket | None:
    """Return the offer ticket that an accept carries; nothing in it is believed yet."""
    try:
        return None if scan.ticket is None else read_ticket_bytes(scan.ticket)
    except NotAnOfferTicket:
        return None


@lru_cache(maxsize=SCANS_KEPT)
def _is_signed(raw: bytes, key: PublicKey) -> bool:
    return ticket_signed_by(ticket=read_ticket_bytes(raw), key=key)
