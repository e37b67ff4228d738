"""Vectors of which offer an accept answers, worked out by hand.

A ticket goes with exactly the things that it names: those that its offer holds as the server
told, or those whose labels have the hash that stands on it. The rest is accepted by its own
offer, or taken.
"""

from tests.vectors.fixed import COURIER_KEY, fixed_uuid, label_id, node
from tracking.kernel.ticket import encode_ticket

ME = str(fixed_uuid("office"))
GIVER = str(fixed_uuid("courier party"))
OTHER = str(fixed_uuid("another courier"))
LABELS = [label_id(f"accepted {number}") for number in range(13)]


def accepts():
    cases = [
        _case(
            "what was offered to nobody is taken",
            items=[_held(0)],
            scanned=[0, 1],
            expected=[_take(0, 1)],
        ),
        _case(
            "what was offered by name is accepted, ticket or not",
            items=[_offered(0, "one")],
            scanned=[0],
            expected=[_accept("one", 0)],
        ),
        _case(
            "a ticket of which the server told goes with what its offer holds, all of it or not",
            items=[_offered(0, "one"), _offered(1, "one"), _held(2)],
            scanned=[0, 2],
            tickets=[_ticket("one", 0, 1)],
            expected=[_accept("one", 0, by_ticket=True), _take(2)],
        ),
        _case(
            "a ticket of which nobody told goes with what has its hash",
            items=[_held(0)],
            scanned=[0, 1],
            tickets=[_ticket("one", 0, 1)],
            expected=[_accept("one", 0, 1, by_ticket=True)],
        ),
        _case(
            "what was never in it is taken, whoever had it",
            items=[_held(0), _held(1), _held(2, by=OTHER)],
            scanned=[0, 1, 2, 3],
            tickets=[_ticket("one", 0, 1)],
            expected=[_accept("one", 0, 1, by_ticket=True), _take(2, 3)],
        ),
        _case(
            "one that is missing is named all the same, if it is known to be with the giver",
            items=[_held(0), _held(1), _held(2)],
            scanned=[0, 1],
            tickets=[_ticket("one", 0, 1, 2)],
            expected=[_accept("one", 0, 1, by_ticket=True)],
        ),
        _case(
            "with one missing that nobody knows of, a hash names nothing",
            items=[_held(0)],
            scanned=[0],
            tickets=[_ticket("one", 0, 1)],
            expected=[_take(0)],
        ),
        _case(
            "two tickets in one round count each for its own",
            items=[],
            scanned=[0, 1, 2, 3, 4],
            tickets=[_ticket("one", 3, 1), _ticket("two", 0, 2)],
            expected=[
                _accept("one", 1, 3, by_ticket=True),
                _accept("two", 0, 2, by_ticket=True),
                _take(4),
            ],
        ),
        _case(
            "an offer that the server told comes before the ticket of another",
            items=[_offered(0, "one"), _held(1)],
            scanned=[0, 1],
            tickets=[_ticket("two", 1)],
            expected=[_accept("one", 0), _accept("two", 1, by_ticket=True)],
        ),
        _case(
            "of many things those that were scanned one after the other",
            items=[],
            scanned=list(range(12)),
            tickets=[_ticket("one", *range(3, 9))],
            expected=[_accept("one", *range(3, 9), by_ticket=True), _take(0, 1, 2, 9, 10, 11)],
        ),
        _case(
            "a ticket for whoever shows it",
            items=[_held(0)],
            scanned=[0],
            tickets=[_ticket("one", 0, to=None)],
            expected=[_accept("one", 0, by_ticket=True)],
        ),
        _case(
            "a ticket for somebody else proves nothing here",
            items=[_held(0)],
            scanned=[0],
            tickets=[_ticket("one", 0, to=OTHER)],
            expected=[_take(0)],
        ),
        _case(
            "what was offered to somebody else is taken",
            items=[_offered(0, "one", to=OTHER)],
            scanned=[0],
            expected=[_take(0)],
        ),
    ]
    return {"me": ME, "labels": LABELS, "cases": cases}


def _case(name, *, items, scanned, tickets=(), expected):
    return {
        "name": name,
        "items": items,
        "scanned": scanned,
        "tickets": list(tickets),
        "expected": expected,
    }


def _held(number, *, by=GIVER):
    return {
        "label": number,
        "state": "held",
        "holder": by,
        "offeree": None,
        "tip": node(f"tip {number}"),
    }


def _offered(number, offer, *, to=ME):
    return {
        "label": number,
        "state": "offered",
        "holder": GIVER,
        "offeree": to,
        "tip": node(offer),
    }


def _ticket(offer, *numbers, to=ME):
    text = encode_ticket(
        offer=node(offer),
        label_ids=[LABELS[number] for number in numbers],
        giver=fixed_uuid("courier party"),
        to=None if to is None else fixed_uuid("office" if to == ME else "another courier"),
        unix_minute=26_509_132,
        key=COURIER_KEY,
    )
    return {"text": text, "names": list(numbers)}


def _accept(offer, *numbers, by_ticket=False):
    return {"of": node(offer), "by_ticket": by_ticket, "on": list(numbers)}


def _take(*numbers):
    return {"of": None, "by_ticket": False, "on": list(numbers)}
