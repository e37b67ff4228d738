"""The order to forget everything."""

import json

import pytest

from tests.vectors.fixed import COURIER_KEY, OFFICE_KEY, RECEIPT_KEY
from tests.vectors.statement_vectors import WIPE
from tests.vectors.stored import stored
from tracking.kernel.ids import b64u_bytes
from tracking.kernel.signing import NotSigned, compact_json, sign_jws
from tracking.kernel.wipe import read_wipe

STATEMENTS = stored("statements")
ORDER = STATEMENTS["wipe"]
KEYS = {RECEIPT_KEY.public.thumbprint: RECEIPT_KEY.public}
DEVICE = OFFICE_KEY.public.thumbprint


def test_a_device_reads_the_order_that_names_it():
    assert json.loads(b64u_bytes(ORDER["jws"].split(".")[1])) == ORDER["payload"]
    assert read_wipe(jws=ORDER["jws"], device=DEVICE, keys=KEYS) == WIPE


@pytest.mark.parametrize(
    "jws",
    [
        ORDER["by_a_stranger"],
        ORDER["of_another"],
        STATEMENTS["receipt"]["jws"],
        "<html>log in to this network</html>",
    ],
)
def test_nothing_else_wipes_it(jws):
    with pytest.raises(NotSigned):
        read_wipe(jws=jws, device=DEVICE, keys=KEYS)


def test_the_order_to_one_device_is_none_to_another():
    with pytest.raises(NotSigned):
        read_wipe(jws=ORDER["jws"], device=COURIER_KEY.public.thumbprint, keys=KEYS)


@pytest.mark.parametrize(
    "changes", [{"v": 2}, {"device": DEVICE[:-1]}, {"at": "now"}, {"at": None}, {"more": 1}]
)
def test_an_order_of_another_form_is_none(changes):
    jws = sign_jws(
        typ="wipe+jwt", payload=compact_json(ORDER["payload"] | changes), key=RECEIPT_KEY
    )

    with pytest.raises(NotSigned):
        read_wipe(jws=jws, device=DEVICE, keys=KEYS)
