"""How far a socket has come, and when its client is too slow."""

from tracking.feed.follow import MOST_WAITING_BYTES, SILENT_S, Credit, Follow
from tracking.feed.frames import Mark


def test_only_the_very_next_entry_may_be_sent_and_only_while_live():
    follow = Follow("office.a", last=4, is_live=True)

    assert follow.may_send(5, 6)
    assert not follow.may_send(7, 7)
    assert not follow.may_send(4, 6)


def test_what_the_hub_offers_while_catching_up_is_remembered():
    follow = Follow("office.a", last=4)

    assert not follow.may_send(5, 5)

    assert follow.is_behind


def test_a_client_that_confirms_has_credit():
    credit, follow = Credit(), Follow("office.a", last=0)
    for position in range(1, 4):
        credit.sent(follow, Mark(position, 100), now=0.0)

    credit.acked(follow, position=2, now=5.0)

    assert credit.waiting_bytes == 100
    assert not credit.is_used_up(5.0 + SILENT_S)


def test_nobody_confirms_what_was_not_sent():
    credit, follow = Credit(), Follow("office.a", last=0)
    credit.sent(follow, Mark(1, 100), now=0.0)

    credit.acked(follow, position=9, now=5.0)

    assert follow.acked == 1


def test_a_client_that_confirms_nothing_for_too_long_has_none():
    credit = Credit()
    credit.sent(Follow("office.a", last=0), Mark(1, 100), now=0.0)

    assert not credit.is_used_up(SILENT_S)
    assert credit.is_used_up(SILENT_S + 0.1)


def test_a_client_with_too_much_waiting_has_none_at_once():
    credit = Credit()

    credit.sent(Follow("office.a", last=0), Mark(1, MOST_WAITING_BYTES + 1), now=0.0)

    assert credit.is_used_up(0.0)


def test_silence_counts_only_while_something_waits():
    credit, follow = Credit(), Follow("office.a", last=0)
    credit.sent(follow, Mark(1, 100), now=0.0)

    credit.acked(follow, position=1, now=1.0)

    assert not credit.is_used_up(1000.0)


def test_beginning_a_stream_anew_drops_what_waited_of_it():
    credit, one, other = Credit(), Follow("office.a", last=0), Follow("office.b", last=0)
    credit.sent(one, Mark(1, 100), now=0.0)
    credit.sent(other, Mark(1, 50), now=0.0)

    credit.forget(one)

    assert credit.waiting_bytes == 50
