import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors.stored import stored
from tracking.kernel.base45 import ALPHABET, NotBase45, base45, base45_bytes
from tracking.kernel.ids import b64u_bytes

CODES = stored("codes")


@pytest.mark.parametrize("case", CODES["base45"])
def test_known_texts_are_written_and_read(case):
    raw = b64u_bytes(case["b64u"])

    assert base45(raw) == case["text"]
    assert base45_bytes(case["text"]) == raw


@pytest.mark.parametrize("text", CODES["not_base45"])
def test_other_texts_are_no_base45(text):
    with pytest.raises(NotBase45):
        base45_bytes(text)


@given(st.binary(max_size=200))
def test_bytes_come_back(raw):
    assert base45_bytes(base45(raw)) == raw


@given(st.text(alphabet=ALPHABET, max_size=12))
def test_bytes_have_one_text_only(text):
    try:
        raw = base45_bytes(text)
    except NotBase45:
        return

    assert base45(raw) == text
