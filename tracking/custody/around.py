"""Read the parties around scans, and who might sign for them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from django.utils.timezone import localdate

from geo.point import Point
from tracking.consignments.models import Direction
from tracking.custody.judging import Signer
from tracking.custody.reading import devices_known
from tracking.custody.stories import DatedScan, ticket_of
from tracking.custody.subjects import Subject
from tracking.kernel.instants import milliseconds
from tracking.kernel.line import (
    PartyKind,
    Posting,
    Surroundings,
)
from tracking.parties.devices import ask_signing_devices
from tracking.parties.prepared import Asked, Rows, ask, together
from tracking.parties.queries import ask_grants

_SQL: Final = Path(__file__).parent / "sql"
PARTIES_TOLD: Final = (_SQL / "parties_told.sql").read_text()
_UNKNOWN: Final = PartyKind.UNKNOWN


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
