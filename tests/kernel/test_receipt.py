import json

import pytest

from tests.vectors.fixed import EXPORT_KEY, LABEL_KEYS, RECEIPT_KEY, ROOT_KEY, STRANGER_KEY, node
from tests.vectors.statement_vectors import KEYS, RECEIPT
from tests.vectors.stored import stored
from tracking.kernel.ids import b64u_bytes
from tracking.kernel.receipt import read_keys, read_receipt
from tracking.kernel.signing import NotSigned, compact_json, sign_jws

STATEMENTS = stored("statements")
RECEIPT_KEYS = {RECEIPT_KEY.public.thumbprint: RECEIPT_KEY.public}


def payload_of(jws):
    return json.loads(b64u_bytes(jws.split(".")[1]))


def test_a_receipt_says_what_became_of_each_scan():
    case = STATEMENTS["receipt"]

    assert payload_of(case["jws"]) == case["payload"]
    assert read_receipt(jws=case["jws"], keys=RECEIPT_KEYS) == RECEIPT


@pytest.mark.parametrize(
    "jws",
    [
        STATEMENTS["receipt"]["by_a_stranger"],
        STATEMENTS["key_list"]["jws"],
        STATEMENTS["receipt"]["jws"][:-1],
        "<html>log in to this network</html>",
        "",
    ],
)
def test_without_a_receipt_of_ours_nothing_is_forgotten(jws):
    with pytest.raises(NotSigned):
        read_receipt(jws=jws, keys=RECEIPT_KEYS)


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"results": []},
        {"results": [{"k": node("x")}]},
        {"results": [{"k": node("x"), "r": "lost"}]},
        {"results": [{"k": node("x"), "r": "accepted", "f": []}]},
        {"results": [{"k": node("x"), "r": "accepted", "f": ["fine"]}]},
        {"results": [{"k": node("x"), "r": "quarantined", "q": "dislike"}]},
        {"epoch": "today"},
        {"at": "now"},
        {"more": 1},
    ],
)
def test_a_receipt_of_another_form_is_none(changes):
    said = STATEMENTS["receipt"]["payload"] | changes
    jws = sign_jws(typ="scan-receipt+jwt", payload=compact_json(said), key=RECEIPT_KEY)

    with pytest.raises(NotSigned):
        read_receipt(jws=jws, keys=RECEIPT_KEYS)


def test_the_list_of_keys_names_them_all():
    case = STATEMENTS["key_list"]

    listed = read_keys(jws=case["jws"], root=ROOT_KEY.public)

    assert payload_of(case["jws"]) == case["payload"]
    assert listed.keys == KEYS
    assert listed.receipt_keys() == RECEIPT_KEYS
    assert listed.export_keys() == {EXPORT_KEY.public.thumbprint: EXPORT_KEY.public}
    assert listed.label_keys() == {number: key.public for number, key in LABEL_KEYS.items()}


def test_the_key_of_the_log_is_listed_though_it_is_of_another_curve():
    log = {"kid": "log", "use": "log", "key": {"kty": "OKP", "crv": "Ed25519"}, "from": 0}
    said = {"v": 1, "at": 1, "keys": [log]}
    jws = sign_jws(typ="keys+jwt", payload=compact_json(said), key=ROOT_KEY)

    listed = read_keys(jws=jws, root=ROOT_KEY.public)

    assert [key.kid for key in listed.keys] == ["log"]
    assert not listed.label_keys()
    assert not listed.receipt_keys()


KEY = STATEMENTS["key_list"]["payload"]["keys"][1]


@pytest.mark.parametrize(
    "key",
    [
        KEY | {"kid": "256"},
        KEY | {"kid": "01"},
        KEY | {"use": "web"},
        KEY | {"key": KEY["key"] | {"crv": "P-384"}},
        KEY | {"key": KEY["key"] | {"x": 1}},
        KEY | {"key": "PEM"},
        KEY | {"until": None},
        {"kid": "1"},
    ],
)
def test_a_list_with_a_key_of_another_form_is_none(key):
    said = {"v": 1, "at": 1, "keys": [key]}
    jws = sign_jws(typ="keys+jwt", payload=compact_json(said), key=ROOT_KEY)

    with pytest.raises(NotSigned):
        read_keys(jws=jws, root=ROOT_KEY.public)


def test_only_the_root_key_vouches_for_keys():
    for jws in (STATEMENTS["key_list"]["by_a_stranger"], STATEMENTS["receipt"]["jws"]):
        with pytest.raises(NotSigned):
            read_keys(jws=jws, root=ROOT_KEY.public)
    with pytest.raises(NotSigned):
        read_keys(jws=STATEMENTS["key_list"]["jws"], root=STRANGER_KEY.public)
