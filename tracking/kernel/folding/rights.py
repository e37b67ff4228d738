"""What devices, dated grants, rolls and carriers let a person sign; pure."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from tracking.kernel.line import (
    Grant,
    PartyKind,
    Role,
    SigningDevice,
    SubjectScan,
    Surroundings,
)
from tracking.kernel.moves import CARRIES, roles_needed
from tracking.kernel.scan import Act

_ANY_ROLE: Final = frozenset(Role)
_SUPERVISES: Final = frozenset({Role.SUPERVISOR})
_WORKS_AT_A_DESK: Final = frozenset({Role.CLERK, Role.OFFICER, Role.SUPERVISOR})
_ACTS_FOR: Final = frozenset({Role.CLERK, Role.COURIER, Role.OFFICER})
_MAY_TAKE_FROM_OFFICE: Final = _WORKS_AT_A_DESK | {Role.SERVES}
_HAVE_NO_SUPERVISOR: Final = frozenset({PartyKind.AUTHORITY, PartyKind.CITIZEN, PartyKind.UNKNOWN})
_NOBODY: Final = SigningDevice(is_believed=False)


class Rights:
    """Answer who might do what, at any instant of a scan's interval of time."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._grants = around.grants_of

    def is_granted(self, scan: SubjectScan, *, named: SubjectScan | None = None) -> bool:
        """Tell whether the device may speak for the person, who might sign this for the party.

        Args:
            scan: what was signed.
            named: what it names by `of`, if that is known.
        """
        if not self._speaks(device=scan.device, person=scan.who, at=scan):
            return False
        if scan.act is Act.CONFIRM and named is not None and named.act is Act.DELIVER:
            return self._has_role(scan=scan, party=scan.party, roles=_ANY_ROLE)
        return self.signs_for_party(scan)

    def signs_for_party(self, scan: SubjectScan) -> bool:
        """Tell whether the person might sign this act for the party, whatever the act is about."""
        roles = roles_needed(act=scan.act, kind=self._around.kinds.get(scan.party))
        return self._has_role(scan=scan, party=scan.party, roles=roles)

    def carries(self, scan: SubjectScan) -> bool:
        """Tell whether the person carries or receives papers for the party."""
        roles = CARRIES & roles_needed(act=Act.OFFER, kind=self._around.kinds.get(scan.party))
        return self._has_role(scan=scan, party=scan.party, roles=roles)

    def givers(self, *, device: str, party: UUID, at: SubjectScan) -> set[UUID]:
        """Return the people who might have given for a party by a device, when a scan was made."""
        roles = roles_needed(act=Act.OFFER, kind=self._around.kinds.get(party))
        return {
            grant.person
            for grant in self._around.grants
            if grant.party == party
            and grant.role in roles
            and _covers(grant=grant, at=at)
            and self._speaks(device=device, person=grant.person, at=at)
        }

    def had_label(self, scan: SubjectScan) -> bool:
        """Tell whether one of the labels was the office's to commission."""
        for label in scan.labels:
            owners = self._around.issued.get(label, ())
            for owner, successor in zip(owners, (*owners[1:], None), strict=True):
                if (
                    owner.party == scan.party
                    and owner.from_ms <= scan.latest_ms
                    and (successor is None or scan.earliest_ms < successor.from_ms)
                ):
                    return True
        return False

    def may_receive(self, *, party: UUID | None, labels: Collection[str]) -> bool:
        """Tell whether what has these labels may be delivered to a party."""
        return any(party in self._around.receivers.get(label, ()) for label in labels)

    def is_outsider(self, *, scan: SubjectScan, giver: UUID | None) -> bool:
        """Tell whether a taker neither acts for the giver nor serves it.

        Couriers of one carrier serve each other, and only they. An office that takes from a
        courier, and anyone who takes from a party that signs nothing, is no outsider.
        """
        if giver is None:
            return False
        kinds, carrier_of = self._around.kinds, self._around.carrier_of
        if kinds.get(giver) is PartyKind.OFFICE:
            return not self._has_role(scan=scan, party=giver, roles=_MAY_TAKE_FROM_OFFICE)
        if kinds.get(giver) is PartyKind.COURIER and kinds.get(scan.party) is PartyKind.COURIER:
            carrier = carrier_of.get(giver)
            return carrier is None or carrier != carrier_of.get(scan.party)
        return False

    def supervises(self, *, scan: SubjectScan, party: UUID | None) -> bool:
        """Tell whether the person supervises an office, or a courier's home office."""
        return any(
            over is not None and self._has_role(scan=scan, party=over, roles=_SUPERVISES)
            for over in (party, self._around.home_of.get(party) if party is not None else None)
        )

    def may_judge(self, *, scan: SubjectScan, claimants: Collection[UUID]) -> bool:
        """Tell whether the person supervises every claimant that can be, and acts for none."""
        return self.vouches(device=scan.device, at=scan) and all(
            not self._has_role(scan=scan, party=claimant, roles=_ACTS_FOR)
            and (
                self._around.kinds.get(claimant) in _HAVE_NO_SUPERVISOR
                or self.supervises(scan=scan, party=claimant)
            )
            for claimant in claimants
        )

    def vouches(self, *, device: str, at: SubjectScan) -> bool:
        """Tell whether a device was surely in its owner's hand when a scan was made.

        What it may have signed before its loss or after it is one hand at most, and no answer.
        """
        known = self._around.devices.get(device, _NOBODY)
        return known.lost_ms is None or at.latest_ms < known.lost_ms

    def _speaks(self, *, device: str, person: UUID, at: SubjectScan) -> bool:
        """Tell whether a device may speak for a person: its owner, or who works at that desk.

        From its loss on it speaks for nobody: whoever has it is not known.
        """
        known = self._around.devices.get(device, _NOBODY)
        if not known.is_believed or (
            known.lost_ms is not None and known.lost_ms <= at.earliest_ms
        ):
            return False
        if known.office is None:
            return known.person == person
        return any(
            grant.role in _WORKS_AT_A_DESK
            and grant.party == known.office
            and grant.unit in {None, known.own_unit}
            and _covers(grant=grant, at=at)
            for grant in self._grants.get(person, ())
        )

    def _has_role(self, *, scan: SubjectScan, party: UUID, roles: frozenset[Role]) -> bool:
        return any(
            grant.role in roles and grant.party == party and _covers(grant=grant, at=scan)
            for grant in self._grants.get(scan.who, ())
        )


def _covers(*, grant: Grant, at: SubjectScan) -> bool:
    return grant.from_ms <= at.latest_ms and (
        grant.until_ms is None or at.earliest_ms < grant.until_ms
    )
