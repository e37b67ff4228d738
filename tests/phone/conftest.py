"""Labels to be scanned."""

import json
import os
import subprocess
import sys

import pytest

from infra.stack import ROOT

COUNT = 32


@pytest.fixture(scope="session")
def labels(origin) -> list[str]:  # noqa: ARG001 - its world
    """Issue a roll of labels; a process of its own does, as for a cast."""
    command = f"from tests.phone.roll import main; main({COUNT})"
    shell = [sys.executable, "-m", "django", "shell", "--verbosity", "0"]
    issued = subprocess.run(
        [*shell, "--command", command],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "backend.settings"},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    texts: list[str] = json.loads(issued.stdout)
    return texts
