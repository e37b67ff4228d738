"""The stage that a citizen is told, by where the dossier's item is."""

from typing import Any

import pytest

from tracking.kernel.line import PartyKind, State
from tracking.kernel.milestone import Stage, Whereabouts, stage_of


def stage(**differs):
    """Tell the stage of an item that a courier carries out, if nothing else is said."""
    said: dict[str, Any] = {
        "is_back": False,
        "business_state": "accepted",
        "state": State.HELD,
        "holder_kind": PartyKind.COURIER,
        "is_at_origin": False,
        "is_at_destination": False,
    }
    return stage_of(Whereabouts(**said | differs))


@pytest.mark.parametrize(
    ("differs", "told"),
    [
        ({"state": None, "holder_kind": None}, Stage.RECEIVED),
        ({"is_at_origin": True}, Stage.RECEIVED),
        ({}, Stage.CARRIED),
        ({"state": State.DISPUTED, "holder_kind": None}, Stage.CARRIED),
        ({"is_at_destination": True}, Stage.DECIDING),
        ({"is_at_destination": True, "business_state": "resolved"}, Stage.DECIDED),
        ({"is_back": True, "is_at_origin": True}, Stage.DECIDED),
        ({"is_back": True, "state": None}, Stage.DECIDED),
        ({"is_back": True}, Stage.CARRIED),
        ({"is_back": True, "is_at_destination": True}, Stage.CARRIED),
        ({"is_back": True, "state": State.DELIVERED}, Stage.RETURNED),
        ({"business_state": "returned"}, Stage.RETURNED),
    ],
)
def test_a_stage_is_read_from_whose_hand_it_is_in(differs, told):
    assert stage(**differs) is told
