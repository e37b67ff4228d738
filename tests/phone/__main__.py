"""`infra/test phone --runs N`: sign, kill, open again; last one JSON object of what was lost."""

import argparse
import asyncio
import sys
from uuid import uuid4

import tests.stack_env  # noqa: F401 - before Django's settings are read
from tests.journeys.cast import join_link, understudies
from tests.journeys.site import site
from tests.phone.kept import kill_again_and_again


def main() -> int:
    """Play so many runs before a site of their own."""
    parser = argparse.ArgumentParser(prog="infra/test phone", description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    with site("alone", run=uuid4().hex) as origin:
        link = join_link(understudies("TN-02")["TN-02"])
        tally = asyncio.run(kill_again_and_again(origin, link, runs=runs))
    sys.stdout.write(f"{tally.told()}\n")
    return 1 if tally.lost or tally.false_safe else 0


raise SystemExit(main())
