import json

import pytest
from hypothesis import given

from tests.kernel.strategies import texts
from tests.vectors.stored import by_name, stored
from tracking.kernel.private_part import (
    PrivatePosition,
    UnreadablePrivatePart,
    private_hash,
    private_text,
    read_private,
)

PRIVATE = stored("scans")["private"]


@pytest.mark.parametrize("case", **by_name(PRIVATE))
def test_a_private_part_is_read_or_dropped(case):
    assert private_hash(case["text"]) == case["hid"]
    if case["is_readable"]:
        assert read_private(case["text"]).salt == json.loads(case["text"])["salt"]
    else:
        with pytest.raises(UnreadablePrivatePart):
            read_private(case["text"])


def test_what_was_said_comes_back():
    secrets = {"pin": "1234", "slip": "A" * 22}

    private = read_private(
        private_text({"pos": [-1, 2, 3, 4], "note": "ở nhà", "recipient": {"a": 1}, **secrets})
    )

    assert private.position == PrivatePosition(lat_e7=-1, lon_e7=2, accuracy_m=3, age_ms=4)
    assert (private.note, private.recipient) == ("ở nhà", {"a": 1})
    assert (private.pin, private.slip) == ("1234", "A" * 22)


def test_the_same_words_have_another_hash_each_time():
    assert private_hash(private_text({"pin": "1234"})) != private_hash(
        private_text({"pin": "1234"})
    )


@given(texts)
def test_whatever_comes_is_dropped_and_nothing_breaks(text):
    with pytest.raises(UnreadablePrivatePart):
        read_private(text)


def test_half_a_letter_is_dropped():
    with pytest.raises(UnreadablePrivatePart):
        read_private('{"salt":"\ud800"}')
