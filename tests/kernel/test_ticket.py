from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.strategies import texts
from tests.vectors.stored import by_name, stored
from tracking.kernel.base45 import base45
from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.signing import PublicKey
from tracking.kernel.ticket import (
    NotAnEnrolmentTicket,
    NotAnOfferTicket,
    labels_hash,
    read_enrolment_ticket,
    read_ticket,
    read_ticket_bytes,
    ticket_signed_by,
    ticket_text,
)

TICKETS = stored("tickets")
ACCEPTS = stored("accepts")
GIVER = PublicKey.from_jwk(TICKETS["keys"]["giver"])
STRANGER = PublicKey.from_jwk(TICKETS["keys"]["stranger"])
TRUE = [case for case in TICKETS["offers"] if case["is_signed_by_giver"]]


@pytest.mark.parametrize("case", **by_name(TRUE))
def test_a_ticket_says_what_was_offered(case):
    said = case["says"]

    ticket = read_ticket(case["text"])

    assert ticket.device == said["device"]
    assert ticket.offer == said["offer"]
    assert ticket.labels_hash == labels_hash(said["label_ids"])
    assert ticket.giver == UUID(said["giver"])
    assert ticket.to == (UUID(said["to"]) if said["to"] else None)
    assert ticket.unix_minute == said["unix_minute"]


@pytest.mark.parametrize("case", **by_name(TICKETS["offers"]))
def test_a_ticket_is_believed_if_the_giver_signed_it(case):
    ticket = read_ticket(case["text"])

    assert b64u(ticket.raw) == case["tk"]
    assert ticket_text(ticket.raw) == case["text"]
    assert ticket_signed_by(ticket=ticket, key=GIVER) == case["is_signed_by_giver"]


@pytest.mark.parametrize("case", **by_name(ACCEPTS["cases"]))
def test_an_accept_goes_by_a_ticket_with_what_the_ticket_names_alone(case):
    """Every ticket of a case is read, and no accept by one says more than it names."""
    named = {
        read_ticket(ticket["text"]).offer: (read_ticket(ticket["text"]), set(ticket["names"]))
        for ticket in case["tickets"]
    }
    for ticket, names in named.values():
        assert ticket.labels_hash == labels_hash([ACCEPTS["labels"][name] for name in names])
        assert ticket_signed_by(ticket=ticket, key=GIVER)

    for accept in case["expected"]:
        if accept["by_ticket"]:
            ticket, names = named[accept["of"]]
            assert set(accept["on"]) <= names
            assert ticket.to in {None, UUID(ACCEPTS["me"])}


@pytest.mark.parametrize("text", TICKETS["not_offers"])
def test_another_picture_is_no_offer(text):
    with pytest.raises(NotAnOfferTicket):
        read_ticket(text)


def test_a_ticket_of_one_key_is_not_of_another():
    assert not ticket_signed_by(ticket=read_ticket(TRUE[0]["text"]), key=STRANGER)


def test_no_single_bit_of_a_ticket_can_turn():
    raw = b64u_bytes(TRUE[0]["tk"])
    for bit in range(8, len(raw) * 8):  # the first byte is the version, looked at before
        turned = bytearray(raw)
        turned[bit // 8] ^= 1 << bit % 8

        assert not ticket_signed_by(ticket=read_ticket_bytes(bytes(turned)), key=GIVER)


@given(text=texts | st.binary(max_size=190).map(lambda raw: "HO1:" + base45(raw)))
def test_whatever_a_scanner_sees_is_no_offer_of_the_giver(text):
    try:
        ticket = read_ticket(text)
    except NotAnOfferTicket:
        return

    assert not ticket_signed_by(ticket=ticket, key=GIVER)


@pytest.mark.parametrize("case", TICKETS["enrolment"])
def test_an_enrolment_ticket_names_its_origin_and_its_secret(case):
    ticket = read_enrolment_ticket(case["text"])

    assert ticket.origin == case["origin"]
    assert ticket.secret == b64u_bytes(case["t"])


@pytest.mark.parametrize("text", TICKETS["not_enrolment"])
def test_another_picture_lets_nobody_in(text):
    with pytest.raises(NotAnEnrolmentTicket):
        read_enrolment_ticket(text)
