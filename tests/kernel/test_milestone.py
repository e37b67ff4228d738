"""The stage that a citizen is told, by what the law says and where the dossier's item is."""

from typing import Any

import pytest

from tracking.kernel.dossier import BusinessState
from tracking.kernel.line import State
from tracking.kernel.milestone import Stage, Whereabouts, stage_of


def stage(**differs):
    """Tell the stage of an item that a courier carries out, if nothing else is said."""
    said: dict[str, Any] = {
        "is_back": False,
        "business_state": BusinessState.ACCEPTED,
        "state": State.HELD,
        "is_at_origin": False,
    }
    return stage_of(Whereabouts(**said | differs))


RESULT = {"is_back": True, "business_state": BusinessState.RESOLVED}


@pytest.mark.parametrize(
    ("differs", "told"),
    [
        ({"state": None}, Stage.RECEIVED),
        ({"is_at_origin": True}, Stage.RECEIVED),
        ({}, Stage.CARRIED),
        ({"state": State.DISPUTED}, Stage.CARRIED),
        ({"business_state": BusinessState.IN_PROCESS}, Stage.DECIDING),
        ({"business_state": BusinessState.RESOLVED}, Stage.DECIDED),
        (RESULT | {"is_at_origin": True}, Stage.DECIDED),
        (RESULT | {"state": None}, Stage.DECIDED),
        (RESULT, Stage.CARRIED),
        (RESULT | {"business_state": BusinessState.RETURNED}, Stage.RETURNED),
    ],
)
def test_a_stage_is_read_from_the_law_and_from_whether_the_item_has_set_out(differs, told):
    assert stage(**differs) is told


def test_a_result_that_is_said_to_be_delivered_is_returned_only_when_the_law_says_so():
    assert stage(**RESULT, state=State.DELIVERED) is Stage.CARRIED
