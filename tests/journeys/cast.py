"""A cast for each journey: couriers and people at counters who are nobody else's."""

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from typing import Any

from infra.stack import ROOT

PROMPT = "from tests.journeys.understudies import main; main()"
SITE = ("DATABASE_URL", "HOSO_ORIGINS")


def understudies(*names: str) -> dict[str, str]:
    """Make an understudy of each courier and log-in, and return who stands in for whom."""
    found: dict[str, str] = _asked("understudies", *names)
    return found


def join_link(call_sign: str) -> str:
    """Ask for the link by which a courier's phone joins, as the terminal of infra/run does."""
    return str(_asked("join_link", call_sign))


def _asked(*words: str) -> Any:
    prompter = _prompter(*(os.environ.get(name, "") for name in SITE))
    assert prompter.stdin
    assert prompter.stdout
    prompter.stdin.write(json.dumps(words) + "\n")
    prompter.stdin.flush()
    answer = prompter.stdout.readline()
    assert answer, "who makes understudies fell; above it says why"
    return json.loads(answer)


@cache
def _prompter(*_site: str) -> subprocess.Popen[str]:
    """Start a process that stays beside the stage of a site: whoever plays knows no tables."""
    shell = [sys.executable, "-m", "django", "shell", "--verbosity", "0", "--command", PROMPT]
    prompter = subprocess.Popen(
        shell,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "backend.settings"},
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(prompter.communicate)  # it ends where its input does
    return prompter
