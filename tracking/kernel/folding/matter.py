"""What the fold works on: one subject's scans in a fixed order, and what they stand on; pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final
from uuid import UUID

from tracking.kernel.folding.bases import choose_bases
from tracking.kernel.folding.holds import ROOT
from tracking.kernel.folding.rights import Rights
from tracking.kernel.folding.times import no_younger_than_what_names_it
from tracking.kernel.line import PartyKind, SubjectScan, Surroundings
from tracking.kernel.scan import Act

_STAND_ON_AN_OFFER: Final = frozenset({Act.ACCEPT, Act.REFUSE, Act.WITHDRAW})


@dataclass(slots=True, eq=False)
class Matter:
    """The scans by id, in the order of their ids, and what each stands on (None: it floats).

    Attributes:
        came: the scans as they came, each no later than it reached us.
        told: the same, none later than what names it.
        scans: the same with what their proofs are worth beside each other.
        granted: the scans that their devices and people might sign, by id.
        misdirected: deliveries, and resolves to a citizen, to whom the subject is not for, and
            resolves to nobody who is known, by id.
        now_ms: when the story is looked at.
    """

    came: Mapping[str, SubjectScan]
    told: Mapping[str, SubjectScan]
    scans: Mapping[str, SubjectScan]
    bases: dict[str, str | None]
    rights: Rights
    kinds: Mapping[UUID, PartyKind]
    granted: frozenset[str]
    misdirected: frozenset[str]
    now_ms: int

    @classmethod
    def of(cls, *, scans: Collection[SubjectScan], around: Surroundings) -> "Matter":
        """Bring the scans in order; a scan given twice is one."""
        by_id: dict[str, SubjectScan] = {}
        for scan in sorted(scans, key=attrgetter("id", "earliest_ms", "latest_ms")):
            by_id.setdefault(scan.id, scan)
        return cls._around(
            by_id,
            rights=Rights(around),
            kinds=around.kinds,
            now_ms=around.now_ms,
        )

    def only(self, scan_ids: Collection[str]) -> "Matter":
        """Return some of the scans alone, by id, as if no other had come."""
        return self._around(
            {scan_id: scan for scan_id, scan in self.came.items() if scan_id in scan_ids},
            rights=self.rights,
            kinds=self.kinds,
            now_ms=self.now_ms,
        )

    @classmethod
    def _around(
        cls,
        came: Mapping[str, SubjectScan],
        *,
        rights: Rights,
        kinds: Mapping[UUID, PartyKind],
        now_ms: int,
    ) -> "Matter":
        by_id = no_younger_than_what_names_it(came)
        bases = choose_bases(
            {scan.id: {one for one in scan.bases if one in by_id} for scan in by_id.values()}
        )
        return cls(
            came=came,
            told=by_id,
            scans=by_id,
            bases={
                scan.id: bases[scan.id] or _basis_without_one(scan=scan, scans=by_id)
                for scan in by_id.values()
            },
            rights=rights,
            kinds=kinds,
            granted=frozenset(
                scan.id
                for scan in by_id.values()
                if rights.is_granted(scan, named=by_id.get(scan.of or ""))
            ),
            misdirected=frozenset(
                scan.id
                for scan in by_id.values()
                if _is_misdirected(scan=scan, kinds=kinds, rights=rights)
            ),
            now_ms=now_ms,
        )

    def reached_ms(self, scan: SubjectScan) -> int:
        """Return when a scan reached us; it may be proven to have been signed long before."""
        return self.came[scan.id].latest_ms


@dataclass(slots=True, eq=False)
class Mends:
    """What was found while folding; it only grows, and each find grows the tree anew.

    Attributes:
        annuls: those that count.
        struck: what they struck.
        moved: what a scan stands on instead of its own basis; None makes it float.
        gapped: floats that follow the line over a gap.
        resolves: by the anchor of the hold where the lines part, each with the new holder.
    """

    annuls: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    moved: dict[str, str | None] = field(default_factory=dict)
    gapped: set[str] = field(default_factory=set)
    resolves: dict[str, list[tuple[SubjectScan, UUID]]] = field(default_factory=dict)

    @property
    def resolving(self) -> set[str]:
        """The resolves that count, by id."""
        found = {scan.id for resolves in self.resolves.values() for scan, _ in resolves}
        return found - self.struck


def _is_misdirected(*, scan: SubjectScan, kinds: Mapping[UUID, PartyKind], rights: Rights) -> bool:
    if scan.act is Act.RESOLVE and scan.to is not None:
        kind = kinds.get(scan.to, PartyKind.UNKNOWN)
        if kind is not PartyKind.CITIZEN:
            return kind is PartyKind.UNKNOWN
    elif scan.act is not Act.DELIVER:
        return False
    return not rights.may_receive(party=scan.to, labels=scan.labels)


def _basis_without_one(*, scan: SubjectScan, scans: Mapping[str, SubjectScan]) -> str | None:
    if scan.act is Act.COMMISSION:
        return ROOT
    if scan.act in _STAND_ON_AN_OFFER and scan.of in scans:
        return scan.of
    return None
