"""What a lost phone signed is let in as far as its chain proves when that was."""

import pytest

from tests.hands import Hand, send
from tests.make import MORNING
from tests.tracking.custody.lost import LOST, MINUTE, day, ids
from tracking.kernel.ids import b64u, b64u_bytes
from tracking.kernel.signing import ORDER
from tracking.ledger.models import QuarantinedScan

__all__ = ["day"]  # a fixture
pytestmark = pytest.mark.django_db


def test_p09_what_says_itself_that_it_was_made_after_the_loss_stays(day):
    before, after = day.check(), day.check(at=LOST + MINUTE)
    day.revoked()
    day.set_aside(before, after)

    assert day.released() == ids(before)


def test_p09_what_is_built_on_a_later_scan_stays_whatever_time_it_says(day):
    before, after = day.check(), day.check(at=LOST + MINUTE)
    backdated = day.check(at=MORNING + 12 * MINUTE)
    day.revoked()
    day.set_aside(before, after, backdated)

    assert day.released() == ids(before)


def test_p10_where_a_chain_goes_on_twice_nothing_more_is_let_in(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE, epoch=day.phone.epoch)
    before = day.check()
    thief.n, thief.prev = day.phone.n, day.phone.prev
    owners, strange = day.check(), day.check(hand=thief)
    built_on_it = day.check()
    day.revoked()
    day.set_aside(before, owners, strange, built_on_it)

    assert day.released() == ids(before)


def test_p10_a_chain_that_leaves_what_we_knew_before_is_not_let_in(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE, epoch=day.phone.epoch)
    first = day.check()
    thief.n, thief.prev = day.phone.n, day.phone.prev
    known = day.check()
    send(first, known, now=LOST)
    strange = day.check(hand=thief)
    day.revoked()
    day.set_aside(strange)

    assert day.released() == ids(first, known)


def test_p10_a_chain_that_begins_twice_is_not_let_in(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE)
    owners = [day.check(), day.check()]
    strange = day.check(hand=thief)
    day.revoked()
    day.set_aside(*owners, strange)

    assert day.released() == set()


def test_p10_a_chain_that_begins_beside_the_one_we_know_is_not_let_in(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE)
    known = day.check()
    send(known, now=LOST)
    owners, strange = day.check(), day.check(hand=thief)
    day.revoked()
    day.set_aside(owners, strange)

    assert day.released() == ids(known, owners)


def test_p09_what_is_built_on_nothing_that_we_have_stays(day):
    thief = Hand(day.phone.signer, at=MORNING + 20 * MINUTE, epoch=day.phone.epoch)
    thief.n, thief.prev = 50, "x" * 42 + "A"
    owners, strange = day.check(), day.check(hand=thief)
    day.revoked()
    day.set_aside(owners, strange)

    assert day.released() == ids(owners)


@pytest.mark.parametrize("between", [0, 1])
def test_p09_what_is_built_on_a_stored_scan_of_after_the_loss_stays(day, between):
    late = day.check(at=LOST + MINUTE)
    day.phone.knows_server_time = False
    undated = [day.check() for _ in range(between)]
    send(late, *undated, now=LOST + 10 * MINUTE)
    day.phone.knows_server_time = True
    backdated = day.check(at=MORNING + 20 * MINUTE)
    day.revoked()
    day.set_aside(backdated)

    assert day.released() == ids(late, *undated)


def test_what_was_said_twice_with_two_signatures_counts_once(day):
    check = day.check()
    twin = twin_of(check)
    day.revoked()
    day.set_aside(check, twin)

    assert day.released() == ids(check)
    assert not QuarantinedScan.objects.filter(released_at=None).exists()


def twin_of(signed):
    head, _, signature = signed.jws.rpartition(".")
    raw = b64u_bytes(signature)
    s = ORDER - int.from_bytes(raw[32:])
    return type(signed)(f"{head}.{b64u(raw[:32] + s.to_bytes(32))}")
