"""Stories of custody, as the vectors tell them, and the table of moves."""

import pytest

from tests.kernel.custody_reader import subject_scans, surroundings, uuid_of
from tests.vectors.stored import by_name, stored
from tracking.kernel.custody import fold
from tracking.kernel.moves import MOVES, ROLES
from tracking.kernel.scan import Act

VECTORS = stored("custody")
NAMES = {uuid_of(name): name for name in (*VECTORS["cast"]["kinds"], *VECTORS["cast"]["postings"])}


def told(line, said):
    """Say a line as the stories do; what a story is silent about is left out."""
    whole = {
        "state": line.state,
        "holder": NAMES.get(line.holder),
        "offeree": NAMES.get(line.offeree),
        "is_bearer_offer": line.is_bearer_offer,
        "claimants": sorted(NAMES[party] for party in line.claimants),
        "flags": list(line.flags),
        "cases": sorted([case.kind, case.scan] for case in line.cases),
        "tip": line.tip,
        "tips": list(line.tips),
        "parts_at": line.parts_at,
        "verdict": line.verdict,
        "is_doubted": line.is_doubted,
        "handed_over": line.handed_over.scan if line.handed_over else None,
    }
    return {name: whole[name] for name in said}


def line_of(story):
    return fold(
        scans=subject_scans(story["scans"]),
        around=surroundings(VECTORS["cast"], story["around"]),
    )


@pytest.mark.parametrize("story", **by_name(VECTORS["stories"]))
def test_a_story_comes_out_as_told(story):
    line = line_of(story)

    assert told(line, story["expect"]) == story["expect"]


@pytest.mark.parametrize("story", **by_name(VECTORS["stories"]))
def test_the_thread_tells_every_scan_once(story):
    line = line_of(story)

    assert sorted(step.scan for step in line.steps) == sorted(
        scan["id"] for scan in story["scans"]
    )


def test_the_line_and_the_claims_in_dispute_are_effective():
    story = next(one for one in VECTORS["stories"] if one["name"] == "two hands beat one")

    steps = line_of(story).steps

    assert {step.scan: step.is_effective for step in steps} == {
        "commission": True,
        "take_an": False,
        "offer_hoa_binh": True,
        "accept_binh_hoa": True,
    }


def test_the_table_of_moves_is_the_one_in_the_vectors():
    rows = [
        [state, act, move.state, move.by, move.held_by, move.needs_reason]
        for (state, act), move in MOVES.items()
    ]

    assert rows == VECTORS["moves"]


def test_every_act_says_which_roles_may_sign_it():
    assert set(ROLES) == set(Act)
