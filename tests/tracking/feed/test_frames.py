"""What goes over the live socket."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.make import MORNING
from tracking.feed.frames import (
    MAX_MOVED_BYTES,
    ResetReason,
    Sighting,
    by_stream,
    moved_frame,
    reset_reason,
    told,
)
from tracking.feed.queries import StreamEntry


def sighting(tick: int = 1, **differs) -> Sighting:
    said: dict[str, Any] = {
        "courier": "c0ffee00-0000-4000-8000-000000000000",
        "lat_e7": 107_000_000,
        "lon_e7": 1_055_000_000,
        "accuracy_m": 12,
        "at": MORNING,
        "heading_deg": 90,
        "streams": frozenset({"office.a"}),
    }
    return Sighting(tick=tick, **said | differs)


def test_an_entry_is_json_whatever_its_body_says():
    entry = StreamEntry("office.a", 7, "milestone", '{"place": "Sở \\"TT&TT\\""}')

    assert json.loads(told([entry], at=0.0).said.frames[0]) == {
        "t": "ev",
        "s": "office.a",
        "p": 7,
        "k": "milestone",
        "b": {"place": 'Sở "TT&TT"'},
    }


def test_a_courier_is_told_with_the_age_of_what_is_known():
    frame = json.loads(moved_frame(sightings=[sighting()], now=MORNING + timedelta(seconds=30)))

    assert frame["couriers"] == [
        ["c0ffee00-0000-4000-8000-000000000000", 107_000_000, 1_055_000_000, 12, 30, 90]
    ]


def test_a_moved_frame_keeps_to_its_size_and_to_the_newest():
    many = [sighting(tick) for tick in range(2_000)]

    frame = moved_frame(sightings=many, now=MORNING)

    assert len(frame) <= MAX_MOVED_BYTES
    assert 300 < len(json.loads(frame)["couriers"]) < 2_000


def test_sightings_go_to_each_stream_that_may_know():
    one = sighting(streams=frozenset({"office.a", "unit.b"}))

    assert by_stream([one]) == {"office.a": [one], "unit.b": [one]}


@pytest.mark.parametrize(
    ("said_epoch", "position", "reason"),
    [
        ("now", 5, None),
        ("now", 10, None),
        ("now", 11, ResetReason.AHEAD),
        ("now", 4, ResetReason.TOO_OLD),
        ("before", 7, ResetReason.EPOCH),
        ("before", 11, ResetReason.EPOCH),
    ],
)
def test_a_client_is_reset_when_it_cannot_go_on(said_epoch, position, reason):
    found = reset_reason(
        said_epoch=said_epoch, epoch="now", position=position, head=10, forgotten=5
    )

    assert found is reason


def test_entries_of_a_stream_are_told_as_frames_of_their_own_and_confirmed_together():
    entries = [StreamEntry("office.a", no, "custody.changed", "{}") for no in (4, 5)]

    news = told(entries, at=1.5)

    assert [json.loads(frame)["p"] for frame in news.said.frames] == [4, 5]
    assert (news.first, news.mark.position, news.at) == (4, 5, 1.5)
    assert news.mark.size == sum(map(len, news.said.frames))
