"""`infra/test simulation --schedules N [--seed S]`: many schedules, and a mutant for every lie."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import django

import tests.stack_env  # noqa: F401 - before Django's settings are read

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

# The settings must be there before these are read.
from django.db import connection

from infra.stack import Stack
from tests.databases import drop_database, make_database
from tests.simulation.check import Found, look_into
from tests.simulation.lies import LIES
from tests.simulation.mutants import MUTANTS
from tests.simulation.stage import Stage, set_stage

TRIED_FOR_A_MUTANT: Final = 12


def main() -> int:
    """Look into schedules, print what is wrong, and last one JSON object."""
    parser = argparse.ArgumentParser(prog="infra/test simulation", description=__doc__)
    parser.add_argument("--schedules", type=int, default=100)
    parser.add_argument("--seed", default="0", help="of the first; a whole seed replays one")
    parser.add_argument("--no-mutants", action="store_false", dest="mutants")
    options = parser.parse_args()
    began = time.monotonic()
    with database() as stage:
        bad = list(bad_schedules(options.schedules, options.seed, stage))
        caught = [lie for lie in MUTANTS if is_caught(lie, stage)] if options.mutants else []
    missed = sorted(set(MUTANTS) - set(caught)) if options.mutants else []
    print("mutants not caught:", ", ".join(missed) or "none")
    print(
        json.dumps(
            {
                "schedules": options.schedules,
                "lost": sum(len(one.lost) for one in bad),
                "doubled": sum(len(one.doubled) for one in bad),
                "forged": sum(len(one.forged) for one in bad),
                "converged": options.schedules - sum(bool(one.parted) for one in bad),
                "mutants": len(MUTANTS) if options.mutants else 0,
                "mutants_caught": len(caught),
                "lies": len(LIES),
                "seed": options.seed,
                "seconds": round(time.monotonic() - began),
            }
        )
    )
    return 1 if bad or missed else 0


@contextmanager
def database() -> Iterator[Stage]:
    """Bring the cast on the stage of a database of its own."""
    started = Stack().start()
    home = connection.settings_dict["NAME"]
    name = f"simulation_{os.getpid()}"
    make_database(name)
    try:
        yield set_stage()
    finally:
        drop_database(name, and_connect_to=home)
        Stack().stop(tuple(started))


def bad_schedules(many: int, seed: str, stage: Stage) -> Iterator[Found]:
    """Look into each schedule, say aloud what is wrong with it, and yield the bad ones."""
    for number in range(many):
        one = f"{seed}.{number}" if many > 1 else seed
        found = look_into(one, stage=stage)
        if many == 1:
            print(f"{found.scans} scans; lies told: {', '.join(found.told)}")
        if not found.is_good:
            tell(found)
            yield found
        elif number % 25 == 24:
            print(f"{number + 1} schedules", flush=True)


def tell(found: Found) -> None:
    """Say what is wrong with a schedule, and how to see it again."""
    print(f"seed {found.seed} (infra/test simulation --schedules 1 --seed {found.seed}):")
    for words in (found.lost, found.doubled, found.parted):
        for line in words[:6]:
            print("   ", line)
    for lie, said in found.forged.items():
        print("   ", lie, said[:2], flush=True)


def is_caught(lie: str, stage: Stage) -> bool:
    """Whether a lie moves something once its rule is off, and the check says so."""
    for number in range(TRIED_FOR_A_MUTANT):
        seed = f"mutant {lie} {number}"
        off = MUTANTS[lie]
        found = look_into(seed, stage=stage, lies=[lie], orders=0, acts=60, rule_off=off)
        if lie in found.forged:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
