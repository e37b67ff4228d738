import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.strategies import texts
from tests.vectors.fixed import LABEL_KEYS, label_id
from tests.vectors.stored import by_name, stored
from tracking.kernel.base45 import base45, base45_bytes
from tracking.kernel.label import (
    Label,
    LabelKind,
    NotATypedCode,
    encode_label,
    is_typed_code,
    read_label,
    read_typed_code,
    show_code,
    typed_code,
)
from tracking.kernel.refusal import Refusal
from tracking.kernel.signing import PublicKey

LABELS = stored("labels")
CODES = stored("codes")
KEYS = {int(key_id): PublicKey.from_jwk(jwk) for key_id, jwk in LABELS["keys"].items()}
GOOD = [case for case in LABELS["cases"] if "label" in case]
BAD = [case for case in LABELS["cases"] if "refusal" in case]
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

codes = st.binary(min_size=16, max_size=16).map(
    lambda raw: typed_code(label_id(raw.hex())),
)


@pytest.mark.parametrize("case", **by_name(GOOD))
def test_a_label_of_ours_is_read(case):
    said = case["label"]

    label = read_label(text=case["text"], keys=KEYS)

    assert label == Label(
        kind=LabelKind(said["kind"]), key_id=said["key_id"], label_id=said["label_id"]
    )
    assert len(case["text"]) == 129


@pytest.mark.parametrize("case", **by_name(BAD))
def test_another_picture_is_refused(case):
    with pytest.raises(Refusal) as refused:
        read_label(text=case["text"], keys=KEYS)

    assert refused.value.code == case["refusal"]
    assert str(refused.value) == case["refusal"]


def test_no_single_bit_of_a_label_can_turn():
    raw = base45_bytes(GOOD[0]["text"].removeprefix("HS1:"))
    for place in range(len(raw)):
        for bit in range(8):
            turned = bytearray(raw)
            turned[place] ^= 1 << bit

            with pytest.raises(Refusal):
                read_label(text="HS1:" + base45(bytes(turned)), keys=KEYS)


@given(text=texts | st.binary(max_size=90).map(lambda raw: "HS1:" + base45(raw)))
def test_whatever_a_scanner_sees_is_refused_and_nothing_breaks(text):
    with pytest.raises(Refusal):
        read_label(text=text, keys=KEYS)


@given(st.binary(min_size=16, max_size=16), st.sampled_from(LabelKind))
def test_every_label_that_is_printed_can_be_read(seed, kind):
    own = label_id(seed.hex())

    text = encode_label(kind=kind, key_id=2, label_id=own, key=LABEL_KEYS[2])

    assert read_label(text=text, keys=KEYS) == Label(kind=kind, key_id=2, label_id=own)


@pytest.mark.parametrize("case", CODES["labels"])
def test_a_label_has_its_code(case):
    assert typed_code(case["label_id"]) == case["code"]
    assert show_code(case["code"]) == case["shown"]
    assert read_typed_code(case["shown"]) == case["code"]


@pytest.mark.parametrize("case", CODES["typed"])
def test_a_code_is_read_however_it_is_typed(case):
    assert read_typed_code(case["typed"]) == case["code"]


@pytest.mark.parametrize("typed", CODES["refused"])
def test_a_slip_of_the_hand_is_no_code(typed):
    with pytest.raises(NotATypedCode):
        read_typed_code(typed)


@given(code=codes, place=st.integers(0, 10), other=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(code, place, other):
    mistyped = code[:place] + other + code[place + 1 :]

    assert is_typed_code(mistyped) == (mistyped == code)


@given(code=codes, place=st.integers(0, 9))
def test_two_characters_in_the_wrong_order_are_found(code, place):
    first, second = code[place : place + 2]
    mistyped = code[:place] + second + first + code[place + 2 :]

    # Luhn mod 32 is blind to one pair only, the first and the last of the alphabet.
    is_blind = first == second or {first, second} == {"0", "Z"}
    assert is_typed_code(mistyped) == is_blind
