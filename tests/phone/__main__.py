"""`infra/test phone --runs N`: sign, kill, open again; last one JSON object of what was lost."""

import argparse
import asyncio
import sys
from uuid import uuid4

import tests.stack_env  # noqa: F401 - before Django's settings are read
from tests.journeys.cast import join_link, understudies
from tests.journeys.site import site
from tests.phone.budget import told_budget
from tests.phone.fortnight import come_home
from tests.phone.kept import Tally, kill_again_and_again

RELEASE_RUNS = 500
RELEASE_SCANS = 5_000


def main() -> int:
    """Play so many runs before a site of their own."""
    parser = argparse.ArgumentParser(prog="infra/test phone", description=__doc__)
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--runs", type=int, default=20)
    asked.add_argument(
        "--release",
        action="store_true",
        help=f"{RELEASE_RUNS} runs, and {RELEASE_SCANS} scans brought home after a fortnight",
    )
    asked.add_argument(
        "--budget", action="store_true", help="how long the app takes to open from its own copy"
    )
    said = parser.parse_args()
    with site("alone", run=uuid4().hex) as origin:
        if said.budget:
            sys.stdout.write(f"{asyncio.run(told_budget(origin, _link()))}\n")
            return 0
        tally = asyncio.run(_tally(origin, said.runs, is_release=said.release))
    sys.stdout.write(f"{tally.told()}\n")
    return 1 if tally.lost or tally.false_safe else 0


async def _tally(origin: str, runs: int, *, is_release: bool) -> Tally:
    if not is_release:
        return await kill_again_and_again(origin, _link(), runs=runs)
    fortnight = await come_home(origin, _link(), count=RELEASE_SCANS)
    return fortnight + await kill_again_and_again(origin, _link(), runs=RELEASE_RUNS)


def _link() -> str:
    return join_link(understudies("TN-02")["TN-02"])


raise SystemExit(main())
