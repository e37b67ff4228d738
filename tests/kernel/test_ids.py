import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.kernel.ids import (
    NotBase64url,
    UnsafeText,
    b64u,
    b64u_bytes,
    is_safe_text,
    new_id,
    safe_text,
    sha256_b64u,
)


@given(st.binary(max_size=70))
def test_bytes_come_back_from_base64url(raw):
    assert b64u_bytes(b64u(raw), length=len(raw)) == raw


@given(st.text(alphabet="ABCxyz019-_+/= \n", max_size=12))
def test_bytes_have_one_text_only(text):
    try:
        raw = b64u_bytes(text)
    except NotBase64url:
        return

    assert b64u(raw) == text


@pytest.mark.parametrize(
    "text", ["A", "AA==", "AB", "AAA+", "AAA/", "AA A", "AAAA\n", "ÄAAA", "=", "AAAA="]
)
def test_other_texts_are_no_base64url(text):
    with pytest.raises(NotBase64url):
        b64u_bytes(text)


def test_a_wrong_length_is_no_base64url_of_that_length():
    with pytest.raises(NotBase64url):
        b64u_bytes("AAAA", length=4)


def test_the_hash_of_nothing_is_the_known_one():
    assert sha256_b64u(b"") == "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"


def test_new_ids_differ():
    assert new_id() != new_id()


@pytest.mark.parametrize("text", ["", "Một cửa xã Phú Ninh", "TB 004402", "đ₫ 🙂"])
def test_what_people_write_is_safe(text):
    assert is_safe_text(text)
    assert safe_text(text) == text


@pytest.mark.parametrize(
    "text",
    ["\0", "a\n", "\x7f", "a\u202eb", "\u200b", "\ufeffa", "\ud800", "\ue000", "\u2028", "\u2029"],
)
def test_what_no_screen_should_show_is_unsafe(text):
    assert not is_safe_text(text)
    with pytest.raises(UnsafeText):
        safe_text(text)


def test_decomposed_letters_are_composed_before_they_are_stored():
    decomposed = "Phu\u0301 Ninh"

    assert not is_safe_text(decomposed)
    assert safe_text(decomposed) == "Phú Ninh"
