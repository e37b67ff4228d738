"""The lies: who says what did not happen, by which device, and about which paper; pure.

Each lie is told about an item as it truly is at one moment. It is a function that writes what the
liar signs; a lie that needs what the moment does not offer writes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Final

from tests.simulation import cast
from tests.simulation.moment import SENT_AFTER, Moment
from tests.simulation.plan import (
    HOUR,
    Noise,
    Private,
    Revoking,
    Sending,
    Sent,
    Shown,
)
from tracking.kernel.scan import Act

Lie = Callable[[Moment], None]


def _at_counter(moment: Moment) -> str | None:
    """Return the office that has the paper, if it is one whose clerk the liar can name."""
    office = moment.stay.holder
    return office if office in cast.COUNTERS or office in {"district", "authority"} else None


def _with_courier(moment: Moment) -> str | None:
    holder = moment.stay.holder
    return holder if holder in {"an", "binh", "nam", "chi"} else None


def _other_courier(holder: str) -> str:
    """Return a courier of the same enterprise as the one who has it."""
    return "binh" if holder == "an" else "an"


def both_hands_by_phone(moment: Moment) -> None:
    """A courier's phone offers in a clerk's name, and takes by that offer."""
    if office := _at_counter(moment):
        clerk = cast.clerks_of(office)[0]
        phone = {"device": "phone_an"}
        offer = moment.sign(Act.OFFER, **phone, who=clerk, party=office, to="an")
        accept = moment.sign(Act.ACCEPT, **phone, who="an", party="an", basis=offer, of=offer)
        moment.send(offer, accept)


def offers_by_a_strange_desk(moment: Moment) -> None:
    """The desk of one office offers in the name of a clerk of another."""
    if office := _at_counter(moment):
        desk = "desk_district" if office != "district" else "desk_village"
        clerk = cast.clerks_of(office)[0]
        offer = moment.sign(Act.OFFER, device=desk, who=clerk, party=office, to="an")
        accept = moment.sign(
            Act.ACCEPT, device="phone_an", who="an", party="an", basis=offer, of=offer
        )
        moment.send(offer, accept)


def confirms_own_take_in_a_clerks_name(moment: Moment) -> None:
    """A courier takes, and the same phone confirms it for the office."""
    if office := _at_counter(moment):
        clerk = cast.clerks_of(office)[0]
        take = moment.sign(Act.TAKE, device="phone_an", who="an", party="an")
        confirm = moment.sign(
            Act.CONFIRM, device="phone_an", who=clerk, party=office, basis=take, of=take
        )
        moment.send(take, confirm)


def confirms_own_take_with_two_hats(moment: Moment) -> None:
    """A courier who is a clerk, too, takes from the office and confirms it at its desk."""
    if moment.stay.holder == "village":
        take = moment.sign(Act.TAKE, device="phone_nam", who="nam", party="nam")
        confirm = moment.sign(
            Act.CONFIRM, device="desk_village", who="nam", party="village", basis=take, of=take
        )
        moment.send(take, confirm)


def resolves_own_dispute(moment: Moment) -> None:
    """A courier takes what another has, and a phone ends the dispute in a supervisor's name."""
    holder = _with_courier(moment)
    if holder is None or moment.stay.node is None:
        return
    thief = _other_courier(holder)
    phone = f"phone_{thief}"
    take = moment.sign(Act.TAKE, device=phone, who=thief, party=thief)
    offer = moment.sign(Act.TAKE, device="phone_nam", who="nam", party="nam")
    resolve = moment.sign(
        Act.RESOLVE,
        device=phone,
        who="quan",
        party="commune",
        of=moment.stay.node,
        ends=(take, offer),
        to=thief,
    )
    moment.send(take, offer, resolve)


def _accepts_with(moment: Moment, *, device: str, key: str, signer: str) -> None:
    """Let a courier show a ticket for an offer that never was."""
    if office := _at_counter(moment):
        never = moment.sign(Act.OFFER, device=key, who=signer, party=office, to="binh")
        ticket = Shown(
            device=device, key=key, offer=never, items=(moment.item,), giver=office, to="binh"
        )
        accept = moment.sign(
            Act.ACCEPT, device="phone_binh", who="binh", party="binh", of=never, ticket=ticket
        )
        moment.send(accept)  # the offer is never sent


def ticket_by_who_only_serves(moment: Moment) -> None:
    """A courier who serves the office makes its ticket on the own phone."""
    if moment.stay.holder == "commune":
        _accepts_with(moment, device="phone_an", key="phone_an", signer="an")


def ticket_by_a_grant_that_ended(moment: Moment) -> None:
    """Who was a clerk until last month makes the office's ticket."""
    if moment.stay.holder == "commune":
        _accepts_with(moment, device="phone_lau", key="phone_lau", signer="lau")


def forged_ticket(moment: Moment) -> None:
    """A ticket names the office's desk and is signed by another key."""
    if moment.stay.holder == "commune":
        _accepts_with(moment, device="desk_commune", key="phone_cuu", signer="cuu")


def offers_by_a_grant_that_ended(moment: Moment) -> None:
    """Who was a clerk until last month offers for the office."""
    if moment.stay.holder == "commune":
        offer = moment.sign(Act.OFFER, device="phone_lau", who="lau", party="commune", to="an")
        accept = moment.sign(
            Act.ACCEPT, device="phone_an", who="an", party="an", basis=offer, of=offer
        )
        moment.send(offer, accept)


def offers_as_auditor(moment: Moment) -> None:
    """An auditor, who may read all and write nothing, offers for an office."""
    if office := _at_counter(moment):
        offer = moment.sign(Act.OFFER, device="phone_kiem", who="kiem", party=office, to="an")
        accept = moment.sign(
            Act.ACCEPT, device="phone_an", who="an", party="an", basis=offer, of=offer
        )
        moment.send(offer, accept)


def annuls_what_another_signed(moment: Moment) -> None:
    """A courier takes back the scan by which another came to have the paper."""
    if _with_courier(moment) and moment.stay.node is not None:
        node = moment.stay.node
        liar = _other_courier(moment.stay.holder)
        annul = moment.sign(Act.ANNUL, device=f"phone_{liar}", who=liar, party=liar, of=node)
        moment.send(annul)


def annuls_too_late(moment: Moment) -> None:
    """Who took the paper takes that back hours later, as if it had never been."""
    holder = _with_courier(moment)
    if holder and moment.stay.node is not None:
        moment.now = max(moment.now, moment.stay.from_ms + 3 * HOUR)
        annul = moment.sign(
            Act.ANNUL, device=f"phone_{holder}", who=holder, party=holder, of=moment.stay.node
        )
        moment.send(annul)


def gives_with_a_revoked_phone(moment: Moment) -> None:
    """A thief offers with the phone that was reported stolen."""
    holder = _with_courier(moment)
    if holder:
        moment.steps.append(Revoking(at_ms=moment.now, device=f"phone_{holder}"))
        taker = _other_courier(holder)
        offer = moment.sign(
            Act.OFFER, device=f"phone_{holder}", who=holder, party=holder, to=taker
        )
        accept = moment.sign(
            Act.ACCEPT, device=f"phone_{taker}", who=taker, party=taker, basis=offer, of=offer
        )
        moment.send(offer, accept)


def enrols_a_phone_for_somebody_else(moment: Moment) -> None:
    """A liar enrols a phone in a clerk's name, which nobody approves, and gives with it."""
    if moment.stay.holder == "commune":
        offer = moment.sign(Act.OFFER, device="phone_hoa", who="hoa", party="commune", to="an")
        accept = moment.sign(
            Act.ACCEPT, device="phone_an", who="an", party="an", basis=offer, of=offer
        )
        moment.send(offer, accept)


def delivers_to_a_wrong_citizen(moment: Moment) -> None:
    """A courier gives one citizen's result to another, whose PIN is right."""
    holder = _with_courier(moment)
    if holder and moment.item.endswith(":back"):
        other = "0" if moment.dossier != "0" else "1"
        deliver = moment.sign(
            Act.DELIVER,
            device=f"phone_{holder}",
            who=holder,
            party=holder,
            to=f"citizen:{other}",
            private=Private(pin_of=other),
        )
        moment.send(deliver)


def _says_delivered(moment: Moment, private: Private | None) -> str | None:
    holder = _with_courier(moment)
    if holder is None or not moment.item.endswith(":back"):
        return None
    return moment.sign(
        Act.DELIVER,
        device=f"phone_{holder}",
        who=holder,
        party=holder,
        to=f"citizen:{moment.dossier}",
        private=private,
    )


def delivers_without_proof(moment: Moment) -> None:
    """A courier says it is delivered and shows nothing."""
    if deliver := _says_delivered(moment, None):
        moment.send(deliver)


def withholds_the_proof(moment: Moment) -> None:
    """A courier announces a proof, which is wrong, and keeps it back."""
    if deliver := _says_delivered(moment, Private(pin_of=moment.dossier, wrong=1)):
        moment.send(deliver, withheld=[deliver])


def delivers_with_a_wrong_pin(moment: Moment) -> None:
    """A courier guesses the PIN."""
    if deliver := _says_delivered(moment, Private(pin_of=moment.dossier, wrong=1)):
        moment.send(deliver)


def swaps_the_proof(moment: Moment) -> None:
    """A courier sends, beside a delivery, the private part of another one."""
    first = _says_delivered(moment, Private(pin_of=moment.dossier, wrong=1))
    if first is not None:
        second = _says_delivered(moment, Private(slip_of=moment.dossier))
        swapped = Sent(scan=first, private=second)
        moment.now += SENT_AFTER
        moment.steps.append(
            Sending(at_ms=moment.now, is_lie=True, sender="liar", scans=(swapped,))
        )


def tries_pins_without_a_grant(moment: Moment) -> None:
    """Who may deliver nothing tries PINs in scans, to lock the citizen's."""
    if moment.item.endswith(":back"):
        names = [
            moment.sign(
                Act.DELIVER,
                device="phone_cuu",
                who="cuu",
                party="cuu",
                to=f"citizen:{moment.dossier}",
                private=Private(pin_of=moment.dossier, wrong=guess),
            )
            for guess in range(1, 7)
        ]
        moment.send(*names)


def fills_the_disk_unsigned(moment: Moment) -> None:
    """A stranger names a device that is known, without its key, again and again."""
    for batch in range(4):
        moment.steps.append(
            Noise(at_ms=moment.now, is_lie=True, many=200, size=210 + batch, kid="desk_commune")
        )


def fills_the_disk_nameless(moment: Moment) -> None:
    """A stranger sends bytes that name nobody."""
    moment.steps.append(Noise(at_ms=moment.now, is_lie=True, many=100))


LIES: Final[Mapping[str, Lie]] = {
    lie.__name__: lie
    for lie in (
        both_hands_by_phone,
        offers_by_a_strange_desk,
        confirms_own_take_in_a_clerks_name,
        confirms_own_take_with_two_hats,
        resolves_own_dispute,
        ticket_by_who_only_serves,
        ticket_by_a_grant_that_ended,
        forged_ticket,
        offers_by_a_grant_that_ended,
        offers_as_auditor,
        annuls_what_another_signed,
        annuls_too_late,
        gives_with_a_revoked_phone,
        enrols_a_phone_for_somebody_else,
        delivers_to_a_wrong_citizen,
        delivers_without_proof,
        withholds_the_proof,
        delivers_with_a_wrong_pin,
        swaps_the_proof,
        tries_pins_without_a_grant,
        fills_the_disk_unsigned,
        fills_the_disk_nameless,
    )
}
