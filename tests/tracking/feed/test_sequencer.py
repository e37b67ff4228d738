"""Positions without holes, in every stream, on a real database."""

import pytest

from tests.make import MORNING
from tracking.feed import queries, sequencer
from tracking.feed.facts import FactKind
from tracking.feed.models import Entry, OutboxRow
from tracking.feed.operations import ENTRIES_LIVE, forget_old
from tracking.feed.outbox import publish

pytestmark = pytest.mark.django_db


def tell(*streams: str, rev: int = 1) -> None:
    body = {"subject": "a", "rev": rev}
    publish(streams=streams, kind=FactKind.CUSTODY_CHANGED, body=body, at=MORNING)


def positions(stream: str) -> list[tuple[int, int]]:
    rows = Entry.objects.filter(stream=stream).order_by("position")
    return [(position, body["rev"]) for position, body in rows.values_list("position", "body")]


def test_each_stream_counts_for_itself_and_without_holes():
    tell("office.a", "unit.b", rev=1)
    tell("office.a", rev=2)
    tell("unit.b", rev=3)

    sequencer.assign_positions()

    assert positions("office.a") == [(1, 1), (2, 2)]
    assert positions("unit.b") == [(1, 1), (2, 3)]


def test_a_later_tick_goes_on_where_the_last_one_ended():
    for rev in range(1, 4):
        tell("office.a", rev=rev)
        sequencer.assign_positions()

    assert positions("office.a") == [(1, 1), (2, 2), (3, 3)]
    assert queries.position("office.a") == 3


def test_a_fact_is_numbered_once():
    tell("office.a")

    assert sequencer.assign_positions() == 1
    assert sequencer.assign_positions() == 0
    assert not OutboxRow.objects.exists()


def test_a_fact_for_nobody_is_not_even_laid_out():
    tell()

    assert not OutboxRow.objects.exists()


def test_all_streams_together_rise_in_the_order_of_telling():
    tell("office.a", rev=1)
    tell("office.b", rev=2)
    sequencer.assign_positions()
    tell("office.a", rev=3)
    sequencer.assign_positions()

    last, entries, _ = queries.entries_since(entry=0, streams=["office.a", "office.b"], limit=10)

    assert [(one.stream, one.position) for one in entries] == [
        ("office.a", 1),
        ("office.b", 1),
        ("office.a", 2),
    ]
    assert last == queries.newest_entry()


def test_a_reader_passes_over_streams_that_nobody_here_follows():
    tell("office.a")
    tell("office.b")
    sequencer.assign_positions()

    last, entries, looked_at = queries.entries_since(entry=0, streams=["office.b"], limit=10)

    assert [one.stream for one in entries] == ["office.b"]
    assert (last, looked_at) == (queries.newest_entry(), 2)


def test_what_was_forgotten_is_known_to_be_forgotten():
    for rev in (1, 2):
        tell("office.a", rev=rev)
    sequencer.assign_positions()
    Entry.objects.filter(position=1).update(at=MORNING - ENTRIES_LIVE * 2)

    forget_old(MORNING)

    assert queries.extent("office.a") == queries.Extent(head=2, forgotten=1)


def test_a_stream_that_lost_everything_still_knows_its_head():
    tell("office.a")
    sequencer.assign_positions()
    Entry.objects.update(at=MORNING - ENTRIES_LIVE * 2)

    forget_old(MORNING)

    assert queries.extent("office.a") == queries.Extent(head=1, forgotten=1)
