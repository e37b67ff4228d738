"""What devices, dated grants, rolls and carriers let a person sign; pure."""

from collections.abc import Collection, Iterator
from typing import Final, TypeVar
from uuid import UUID

from tracking.kernel.line import (
    CaseKind,
    Grant,
    IssuedTo,
    PartyKind,
    Posting,
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
_Dated = TypeVar("_Dated", IssuedTo, Posting)


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
        roles = roles_needed(act=scan.act, kind=self._around.kinds.get(scan.party))
        return self._has_role(scan=scan, party=scan.party, roles=roles)

    def is_beyond_doubt(self, scan: SubjectScan) -> bool:
        """Tell whether no right by which this was signed may have ended before it was."""
        roles = roles_needed(act=scan.act, kind=self._around.kinds.get(scan.party))
        return self._speaks(
            device=scan.device, person=scan.who, at=scan, surely=True
        ) and self._has_role(scan=scan, party=scan.party, roles=roles, surely=True)

    def carries(self, scan: SubjectScan) -> bool:
        """Tell whether the person carries or receives papers for the party."""
        roles = CARRIES & roles_needed(act=Act.OFFER, kind=self._around.kinds.get(scan.party))
        return self._has_role(scan=scan, party=scan.party, roles=roles)

    def givers(
        self, *, device: str, party: UUID, at: SubjectScan, surely: bool = False
    ) -> set[UUID]:
        """Return the people who might have given for a party by a device, when a scan was made.

        `surely`: those alone whose right cannot have ended before.
        """
        roles = roles_needed(act=Act.OFFER, kind=self._around.kinds.get(party))
        return {
            grant.person
            for grant in self._around.grants
            if grant.party == party
            and grant.role in roles
            and _covers(grant=grant, at=at, surely=surely)
            and self._speaks(device=device, person=grant.person, at=at, surely=surely)
        }

    def had_label(self, scan: SubjectScan, *, surely: bool = False) -> bool:
        """Tell whether one of the labels may have been the office's to commission, or surely was.

        What was signed without an idea of the time may, and surely was not.
        """
        return any(
            owner.party == scan.party
            for label in scan.labels
            for owner in _then(self._around.issued.get(label, ()), at=scan, surely=surely)
        )

    def had_label_from(self, scan: SubjectScan) -> int:
        """Return from when on a commission can have been made: not before its label was there."""
        had = [
            owner.from_ms
            for label in scan.labels
            for owner in self._around.issued.get(label, ())
            if owner.party == scan.party
        ]
        return max(scan.earliest_ms, min(had, default=scan.earliest_ms))

    def may_receive(self, *, party: UUID | None, labels: Collection[str]) -> bool:
        """Tell whether what has these labels may be delivered to a party."""
        return any(party in self._around.receivers.get(label, ()) for label in labels)

    def is_outsider(self, *, scan: SubjectScan, giver: UUID | None) -> bool:
        """Tell whether a taker neither acts for the giver nor serves it, nor is served by it.

        Couriers of one carrier serve each other, and only they. Anyone who takes from a party
        that signs nothing is no outsider.
        """
        if giver is None:
            return False
        kinds = self._around.kinds
        if kinds.get(giver) is PartyKind.OFFICE:
            return not self._has_role(scan=scan, party=giver, roles=_MAY_TAKE_FROM_OFFICE)
        if kinds.get(giver) is PartyKind.COURIER and kinds.get(scan.party) is PartyKind.COURIER:
            carriers = {one.carrier for one in self._postings(giver, at=scan)}
            return all(one.carrier not in carriers for one in self._postings(scan.party, at=scan))
        return kinds.get(giver) is PartyKind.COURIER and not self._calls_at(
            courier=giver, office=scan.party, at=scan
        )

    def supervises(self, *, scan: SubjectScan, party: UUID | None) -> bool:
        """Tell whether the person surely supervises an office, or a courier's home office then."""
        return party is not None and any(
            self._has_role(scan=scan, party=over, roles=_SUPERVISES, surely=True)
            for over in (party, *(one.home for one in self._postings(party, at=scan)))
        )

    def may_judge(self, *, scan: SubjectScan, claimants: Collection[UUID]) -> bool:
        """Tell whether the person answers for every claimant, and acts for none."""
        return (
            self.is_in_hand(scan)
            and self._may_supervise(scan)
            and all(
                not self._has_role(scan=scan, party=claimant, roles=_ACTS_FOR)
                and self.answers_for(scan=scan, party=claimant)
                for claimant in claimants
            )
        )

    def answers_for(self, *, scan: SubjectScan, party: UUID | None) -> bool:
        """Tell whether the person supervises a party, if that can be supervised."""
        has_none = party is not None and self._around.kinds.get(party) in _HAVE_NO_SUPERVISOR
        return has_none or self.supervises(scan=scan, party=party)

    def missing(self, scan: SubjectScan) -> CaseKind:
        """Name what was missing where something was not its signer's to say.

        The grant; or the approval of the desk at which a supervisor said it.
        """
        is_supervisors = any(
            grant.role in _SUPERVISES and _covers(grant=grant, at=scan)
            for grant in self._grants.get(scan.who, ())
        )
        is_of_the_desk = is_supervisors and not self._may_supervise(scan)
        return CaseKind.UNAPPROVED_DESK if is_of_the_desk else CaseKind.NO_GRANT

    def _may_supervise(self, scan: SubjectScan) -> bool:
        """Tell whether its device may speak with the right of a supervisor."""
        return self._around.devices.get(scan.device, _NOBODY).is_vouched

    def is_in_hand(self, scan: SubjectScan) -> bool:
        """Tell whether its device was surely in its owner's hand when something was signed."""
        return not self._is_lost(device=scan.device, at=scan, surely=True)

    def _is_lost(self, *, device: str, at: SubjectScan, surely: bool) -> bool:
        """Tell whether a device was lost when a scan was made; `surely`: or may have been."""
        lost_ms = self._around.devices.get(device, _NOBODY).lost_ms
        return lost_ms is not None and lost_ms <= (at.latest_ms if surely else at.earliest_ms)

    def _calls_at(self, *, courier: UUID, office: UUID, at: SubjectScan) -> bool:
        """Tell whether a courier may have been at home in an office, or have served it."""
        if any(one.home == office for one in self._postings(courier, at=at)):
            return True
        people = {
            grant.person
            for grant in self._around.grants
            if grant.party == courier and grant.role is Role.COURIER
        }
        return any(
            grant.role is Role.SERVES and grant.party == office and _covers(grant=grant, at=at)
            for person in people
            for grant in self._grants.get(person, ())
        )

    def _speaks(self, *, device: str, person: UUID, at: SubjectScan, surely: bool = False) -> bool:
        """Tell whether a device may speak for a person: its owner, or who works at that desk.

        From its loss on it speaks for nobody: who has it is not known.
        """
        known = self._around.devices.get(device, _NOBODY)
        if not known.is_believed or self._is_lost(device=device, at=at, surely=surely):
            return False
        if known.office is None:
            return known.person == person
        roles = _WORKS_AT_A_DESK if known.is_vouched else _WORKS_AT_A_DESK - _SUPERVISES
        return any(
            grant.role in roles
            and grant.party == known.office
            and grant.unit in {None, known.own_unit}
            and _covers(grant=grant, at=at, surely=surely)
            for grant in self._grants.get(person, ())
        )

    def _postings(self, courier: UUID, *, at: SubjectScan) -> Iterator[Posting]:
        return _then(self._around.postings.get(courier, ()), at=at)

    def _has_role(
        self, *, scan: SubjectScan, party: UUID, roles: frozenset[Role], surely: bool = False
    ) -> bool:
        roles = roles if self._may_supervise(scan) else roles - _SUPERVISES
        return any(
            grant.role in roles
            and grant.party == party
            and _covers(grant=grant, at=scan, surely=surely)
            for grant in self._grants.get(scan.who, ())
        )


def _then(facts: tuple[_Dated, ...], *, at: SubjectScan, surely: bool = False) -> Iterator[_Dated]:
    """Choose from what follows each other, oldest first, what might have held at a scan.

    `surely`: what held all the time in which it can have been made.
    """
    first_ms, last_ms = at.earliest_ms, at.latest_ms
    if surely:
        first_ms, last_ms = last_ms, first_ms
    for fact, successor in zip(facts, (*facts, None)[1:], strict=True):
        if fact.from_ms <= last_ms and (successor is None or first_ms < successor.from_ms):
            yield fact


def _covers(*, grant: Grant, at: SubjectScan, surely: bool = False) -> bool:
    """Tell whether a right may have lasted when a scan was made; surely, if it cannot have ended.

    A right that may not have begun is not doubted: nobody signs by it in order to gain time.
    """
    seen_ms = at.latest_ms if surely else at.earliest_ms
    return grant.from_ms <= at.latest_ms and (grant.until_ms is None or seen_ms < grant.until_ms)
