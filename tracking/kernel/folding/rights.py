"""What the dated grants, rolls and carriers let a person sign; pure."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from tracking.kernel.line import PartyKind, Role, SubjectScan, Surroundings
from tracking.kernel.moves import CARRIES, ROLES

_ACTS_FOR: Final = frozenset({Role.CLERK, Role.COURIER, Role.OFFICER})
_MAY_TAKE_FROM: Final = _ACTS_FOR | {Role.SERVES, Role.SUPERVISOR}
_HAVE_NO_SUPERVISOR: Final = frozenset({PartyKind.AUTHORITY, PartyKind.CITIZEN, PartyKind.UNKNOWN})


class Rights:
    """Answer who might do what, at any instant of a scan's interval of time."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._grants = around.grants_of

    def is_granted(self, scan: SubjectScan) -> bool:
        """Whether the person might sign this act for this party."""
        return self._has_role(scan=scan, party=scan.party, roles=ROLES[scan.act])

    def carries(self, scan: SubjectScan) -> bool:
        """Whether the person carries or receives papers for the party."""
        return self._has_role(scan=scan, party=scan.party, roles=CARRIES)

    def had_label(self, scan: SubjectScan) -> bool:
        """Whether one of the labels was the office's to commission."""
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

    def is_outsider(self, *, scan: SubjectScan, giver: UUID | None) -> bool:
        """Whether a taker neither acts for the giver nor serves it.

        Couriers of one carrier serve each other. An office that takes from a courier, and anyone
        who takes from a party that signs nothing, is no outsider.
        """
        if giver is None:
            return False
        kinds, carrier_of = self._around.kinds, self._around.carrier_of
        if kinds.get(giver) is PartyKind.COURIER:
            if kinds.get(scan.party) is not PartyKind.COURIER:
                return False
            carrier = carrier_of.get(giver)
            if carrier is not None and carrier == carrier_of.get(scan.party):
                return False
        elif kinds.get(giver) is not PartyKind.OFFICE:
            return False
        return not self._has_role(scan=scan, party=giver, roles=_MAY_TAKE_FROM)

    def may_judge(self, *, scan: SubjectScan, claimants: Iterable[UUID]) -> bool:
        """Whether the person supervises every claimant that can be, and is no claimant himself."""
        return all(
            not self._has_role(scan=scan, party=claimant, roles=_ACTS_FOR)
            and (
                self._around.kinds.get(claimant) in _HAVE_NO_SUPERVISOR
                or self._has_role(scan=scan, party=claimant, roles={Role.SUPERVISOR})
            )
            for claimant in claimants
        )

    def _has_role(
        self, *, scan: SubjectScan, party: UUID, roles: set[Role] | frozenset[Role]
    ) -> bool:
        for grant in self._grants.get(scan.who, ()):
            if (
                grant.role in roles
                and grant.party == party
                and grant.from_ms <= scan.latest_ms
                and (grant.until_ms is None or scan.earliest_ms < grant.until_ms)
            ):
                return True
        return False
