"""A share of the simulation that fits into every run; the whole is `infra/test simulation`."""

import pytest

from tests.simulation.check import look_into
from tests.simulation.lies import LIES
from tests.simulation.mutants import MUTANTS
from tests.simulation.stage import set_stage

pytestmark = pytest.mark.django_db

TRIES = 8
SOME = sorted(MUTANTS)[::4]


@pytest.fixture
def stage():
    return set_stage()


@pytest.mark.parametrize("seed", ["a", "b"])
def test_no_lie_moves_anything_and_every_order_leads_to_the_same(seed, stage):
    found = look_into(seed, stage=stage, orders=1, acts=60)

    assert found.told
    assert found.is_good, found


@pytest.mark.parametrize("lie", SOME)
def test_a_lie_bites_once_its_rule_is_off(lie, stage):
    seeds = (f"mutant {lie} {number}" for number in range(TRIES))

    assert any(
        lie
        in look_into(
            seed, stage=stage, lies=[lie], orders=0, acts=60, rule_off=MUTANTS[lie]
        ).forged
        for seed in seeds
    )


def test_every_lie_has_its_mutant():
    assert LIES.keys() == MUTANTS.keys()


@pytest.mark.parametrize("lie", sorted(MUTANTS))
def test_the_rule_that_stops_a_lie_is_there_to_be_switched_off(lie):
    with MUTANTS[lie]():
        pass
