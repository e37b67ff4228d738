"""What the offers, refusals and withdrawals in one hold come to; pure.

Whoever moves the paper out of the hold is judged as if he had known all that he can have known.
"""

from uuid import UUID

from tracking.kernel.folding.holds import Effect, Hanging, Hold, Offer
from tracking.kernel.line import SubjectScan
from tracking.kernel.scan import Act


def weigh_words(hold: Hold) -> None:
    """Find which words have effect and which offers they leave open.

    An offer replaces the one that its giver knew to be open. The same offer twice is one, with the
    smaller id. A refusal or withdrawal may name any offer here which it does not know to be over.
    """
    said = {one.scan.id: one for one in hold.hanging if one.effect is Effect.WORD}
    if not said:
        return
    same_as = _same_offers(_put_in_order(hold=hold, said=said))
    ended_by: dict[str, list[SubjectScan]] = {offer: [] for offer in same_as.values()}
    hold.made = {
        twin: Offer(said[twin].scan, ended_by[offer]) for twin, offer in sorted(same_as.items())
    }
    for one in hold.hanging:
        if one.under is not None:
            one.offer, one.ended = one.under.offer, one.under.ended
        if one.effect is Effect.WORD:
            for ended in _speak(one=one, same_as=same_as):
                ended_by[ended].append(one.scan)
    hold.offers = {offer: said[offer] for offer in sorted(ended_by) if not ended_by[offer]}


def _put_in_order(*, hold: Hold, said: dict[str, Hanging]) -> list[Hanging]:
    """Void the words about nothing, and find the word under which each scan hangs."""
    offers: list[Hanging] = []
    for one in hold.hanging:
        basis = one.basis
        if basis is not None:
            one.under = basis if basis.effect is Effect.WORD else basis.under
        if one.effect is not Effect.WORD:
            continue
        if one.scan.act is Act.OFFER:
            offers.append(one)
        elif not _is_about_an_offer(one=one, hold=hold, said=said):
            one.effect = Effect.VOID
            continue
        one.depth = one.under.depth + 1 if one.under else 1
    return offers


def _is_about_an_offer(*, one: Hanging, hold: Hold, said: dict[str, Hanging]) -> bool:
    offer = said.get(one.scan.of or "")
    if offer is None or offer.scan.act is not Act.OFFER:
        return False
    speaker = hold.holder if one.scan.act is Act.WITHDRAW else offer.scan.to
    return one.scan.party == speaker


def _same_offers(offers: list[Hanging]) -> dict[str, str]:
    """Name for each offer the smallest of those that say the same in the same place."""
    first: dict[tuple[str, UUID | None], Hanging] = {}
    twins: dict[str, list[str]] = {}
    said_first: dict[str, str] = {}
    for one in offers:
        under = one.under.scan.id if one.under else ""
        place = (said_first.get(under, under), one.scan.to)
        leader = first.setdefault(place, one).scan.id
        said_first[one.scan.id] = leader
        twins.setdefault(leader, []).append(one.scan.id)
    return {twin: min(group) for group in twins.values() for twin in group}


def _speak(*, one: Hanging, same_as: dict[str, str]) -> set[str]:
    """Let a word change what is known under it; return the offer that it ends, if any."""
    known, offer = one.offer, same_as.get(one.scan.id)
    if offer is None:
        ended = same_as[one.scan.of or ""]
        if ended in one.ended:
            one.effect = Effect.VOID
            return set()
        one.offer = None if known == ended else known
        one.ended |= {ended}
        return {ended}
    one.offer = offer
    if offer != one.scan.id:
        one.effect = Effect.NOTE
    if known is None:
        return set()
    one.ended |= {known}
    return {known}
