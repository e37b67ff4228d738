"""A cast for each journey: couriers and people at counters who are nobody else's."""

import json
import os
import subprocess
import sys

from infra.stack import ROOT

MAKE = "from tests.journeys.understudies import main; main({names!r})"


def understudies(*names: str) -> dict[str, str]:
    """Make an understudy of each courier and log-in, and return who stands in for whom.

    A process of its own makes them: whoever plays need not know the tables.
    """
    shell = [sys.executable, "-m", "django", "shell", "--verbosity", "0", "--command"]
    made = subprocess.run(
        [*shell, MAKE.format(names=names)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "backend.settings"},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, str] = json.loads(made.stdout)
    return found
