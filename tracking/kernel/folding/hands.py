"""How much stands behind a take: whether the one before gave it, and who that was; pure."""

from collections.abc import Iterable
from uuid import UUID

from tracking.kernel.folding.holds import Hold
from tracking.kernel.folding.judging import Tree
from tracking.kernel.line import SeenTicket, SubjectScan
from tracking.kernel.scan import Act


def is_given(*, tree: Tree, hold: Hold, scan: SubjectScan) -> bool:
    """Tell whether the holder gave it to who takes it: by an offer then open, or by its ticket.

    Nobody takes back afterwards what was taken by both hands. And what may have been signed when
    its signer had the right no more is no second hand, on either side. Who takes with a device
    that may have been lost by then takes from none.
    """
    if not is_sure_hand(tree=tree, scan=scan):
        return False
    for offer in hold.made.values():
        if (
            offer.scan.to == scan.party
            and tree.matter.rights.is_beyond_doubt(offer.scan)
            and offer.was_open(
                at=scan,
                known=set(tree.downward(scan.id)) if offer.ended_by else frozenset(),
                is_sure=lambda one: is_sure_hand(tree=tree, scan=one),
            )
        ):
            return True
    return (
        scan.ticket is not None
        and scan.ticket.giver_party == hold.holder
        and has_good_ticket(tree=tree, hold=hold, scan=scan)
    )


def has_good_ticket(*, tree: Tree, hold: Hold, scan: SubjectScan) -> bool:
    """Tell whether a ticket proves that somebody offered it, here if its offer is known."""
    ticket = scan.ticket
    if (
        ticket is None
        or ticket.offer != scan.of
        or ticket.to_party not in {None, scan.party}
        or not is_sure_hand(tree=tree, scan=scan)
        or not is_by_giver(tree=tree, scan=scan, ticket=ticket)
    ):
        return False
    offer = tree.matter.scans.get(ticket.offer)
    if offer is None:
        return (
            ticket.fits
            and bool(_givers(tree=tree, scan=scan, ticket=ticket, surely=True))
            and not _was_used(hold=hold, offer=ticket.offer)
        )
    made = hold.made.get(offer.id)
    return (
        made is not None
        and tree.counts(offer)
        and tree.matter.rights.is_beyond_doubt(offer)
        and not made.was_over(at=scan, known=set(tree.downward(scan.id)))
    )


def is_sure_hand(*, tree: Tree, scan: SubjectScan) -> bool:
    """Tell whether its signer surely had the device and the right when a scan was signed."""
    rights = tree.matter.rights
    return rights.is_in_hand(scan) and rights.is_beyond_doubt(scan)


def _was_used(*, hold: Hold, offer: str) -> bool:
    """Tell whether somebody on the way to a hold took by the same offer: it gives once."""
    return any(
        scan.ticket is not None and scan.ticket.offer == offer
        for above in hold.upward()
        for scan in above.signed
    )


def is_by_giver(*, tree: Tree, scan: SubjectScan, ticket: SeenTicket) -> bool:
    """Tell whether a ticket is signed by who could give for the party that it names.

    A known offer is judged by its own time. While it is unknown, whoever shows the ticket and
    whoever takes stand face to face: what counts is who could give when it was taken.
    """
    if not ticket.signed:
        return False
    offer = tree.matter.scans.get(ticket.offer)
    if offer is None:
        return bool(_givers(tree=tree, scan=scan, ticket=ticket))
    return (
        offer.act is Act.OFFER
        and offer.id in tree.matter.granted
        and (offer.device, offer.party) == (ticket.giver_device, ticket.giver_party)
    )


def is_given_to_oneself(*, tree: Tree, hold: Hold, scans: Iterable[SubjectScan]) -> bool:
    """Tell whether one person gave for one party and received for the other, or may have.

    A device does not say which of its people it was. While an offer is unknown, the doubt is
    against who could have made it: a lost offer must not look better than a known one.
    """
    return any(_may_have_given(tree=tree, hold=hold, scan=scan) for scan in scans)


def _may_have_given(*, tree: Tree, hold: Hold, scan: SubjectScan) -> bool:
    offers = [one.scan for one in hold.made.values() if one.scan.to == scan.party]
    named = tree.matter.scans.get(scan.of) if scan.of is not None else None
    if named is not None and named.act is Act.OFFER:
        offers.append(named)
    if offers or scan.ticket is None:
        return any(offer.who == scan.who or offer.device == scan.device for offer in offers)
    return scan.ticket.giver_device == scan.device or scan.who in _givers(
        tree=tree, scan=scan, ticket=scan.ticket
    )


def _givers(
    *, tree: Tree, scan: SubjectScan, ticket: SeenTicket, surely: bool = False
) -> set[UUID]:
    return tree.matter.rights.givers(
        device=ticket.giver_device, party=ticket.giver_party, at=scan, surely=surely
    )
