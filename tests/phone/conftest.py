"""Labels to be scanned."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.stack import ROOT
from tests.journeys.site import free_port, listening, number_of, wait_until_healthy
from tests.phone import newer

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


@dataclass(frozen=True)
class Door:
    """Another door to the site: how a browser is led there, and where a newer app is laid."""

    flag: str
    folder: Path


@pytest.fixture
def newer_door(origin, tmp_path, monkeypatch) -> Iterator[Door]:
    """Open a door to which a browser comes by the address of the other one."""
    folder = tmp_path / "newer"
    monkeypatch.setenv(newer.FOLDER, str(folder))
    with free_port() as door:
        address = f"localhost:{number_of(door)}"
        with listening(door, application="tests.phone.newer:application"):
            wait_until_healthy(f"http://{address}")
            yield Door(f"--host-resolver-rules=MAP {urlsplit(origin).netloc} {address}", folder)
