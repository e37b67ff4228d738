import json

import pytest

from tests.vectors.fixed import OFFICE_KEY, STRANGER_KEY
from tests.vectors.stored import stored
from tracking.kernel.device_proof import (
    is_enrolment_proof,
    is_session_proof,
    sign_enrolment,
    sign_session,
)
from tracking.kernel.ids import b64u_bytes
from tracking.kernel.signing import compact_json, sign_jws

STATEMENTS = stored("statements")
ENROLMENT = STATEMENTS["enrolment"]
SESSION = STATEMENTS["session"]
DEVICE = OFFICE_KEY.public


@pytest.mark.parametrize("case", [ENROLMENT, SESSION])
def test_a_proof_says_no_more_than_it_must(case):
    assert json.loads(b64u_bytes(case["proof"].split(".")[1])) == case["payload"]


def test_a_device_joins_by_its_own_ticket_and_key():
    secret = ENROLMENT["t"]
    another = SESSION["challenge"]

    assert is_enrolment_proof(proof=ENROLMENT["proof"], ticket_secret=secret, key=DEVICE)
    assert not is_enrolment_proof(proof=ENROLMENT["proof"], ticket_secret=another, key=DEVICE)
    assert not is_enrolment_proof(
        proof=ENROLMENT["proof"], ticket_secret=secret, key=STRANGER_KEY.public
    )
    assert not is_enrolment_proof(
        proof=sign_enrolment(ticket_secret=secret, key=STRANGER_KEY),
        ticket_secret=secret,
        key=DEVICE,
    )


def test_a_device_answers_its_own_challenge():
    challenge = SESSION["challenge"]

    assert is_session_proof(proof=SESSION["proof"], challenge=challenge, key=DEVICE)
    assert not is_session_proof(proof=SESSION["proof"], challenge="other", key=DEVICE)
    assert not is_session_proof(
        proof=sign_session(challenge=challenge, key=STRANGER_KEY), challenge=challenge, key=DEVICE
    )


def test_no_proof_serves_for_the_other():
    said = compact_json(SESSION["payload"])
    swapped = sign_jws(typ="enrol+jwt", payload=said, key=OFFICE_KEY)

    assert not is_session_proof(proof=swapped, challenge=SESSION["challenge"], key=DEVICE)
    assert not is_session_proof(
        proof=ENROLMENT["proof"], challenge=SESSION["challenge"], key=DEVICE
    )


def test_a_proof_that_says_more_is_none():
    said = compact_json(SESSION["payload"] | {"role": "supervisor"})
    jws = sign_jws(typ="session+jwt", payload=said, key=OFFICE_KEY)

    assert not is_session_proof(proof=jws, challenge=SESSION["challenge"], key=DEVICE)
