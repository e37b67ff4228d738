"""The heavy peer: pretix, which checks QR tickets in at doors, on the same cluster and one core.

It is installed apart, in an environment of its own; nothing of it is part of us.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from infra.benches import ground
from infra.stack import DATABASE, ROOT, Stack
from infra.steps import do_once, run

PACKAGES: Final = ("pretix==2026.8.0", "gunicorn")
DATABASE_NAME: Final = "hoso_pretix"
CONFIG: Final = """\
[pretix]
instance_name=bench
url=http://localhost
datadir={folder}/pretix-data
[database]
backend=postgresql
name={database}
user={user}
host={sockets}
sslmode=disable
"""


@dataclass(frozen=True)
class Door:
    """Where tickets are redeemed, by whom, and those that are left."""

    path: str
    headers: dict[str, str]
    bodies: Iterator[bytes]


def install() -> None:
    """Install it once, which takes minutes.

    Raises:
        Problem: the Python registry cannot be reached.
    """
    do_once("pretix", inputs=(), makes=_python(), work=_install, also=" ".join(PACKAGES))


def _install() -> None:
    venv = str(_python().parent.parent)
    run([sys.executable, "-m", "venv", "--clear", venv], what="Making room for pretix")
    pip = [str(_python()), "-m", "pip", "install", "--quiet", *PACKAGES]
    run(pip, what="Installing pretix", source="the Python registry")


def prepare(tickets: int) -> Door:
    """Make an event with so many tickets; its database is made once, which takes minutes."""
    stack = Stack()
    stack.create_database(DATABASE_NAME)
    folder = ground.peers_folder()
    (folder / "pretix-data").mkdir(exist_ok=True)
    (folder / "pretix.cfg").write_text(
        CONFIG.format(folder=folder, database=DATABASE_NAME, user=DATABASE, sockets=stack.sockets)
    )
    _run("-m", "pretix", "migrate", "-v", "0")
    said = json.loads(_run(str(_here("pretix_ground.py")), str(tickets)).splitlines()[-1])
    bodies = (
        json.dumps({"lists": [said["list"]], "secret": one, "nonce": str(uuid4())}).encode()
        for one in said["secrets"]
    )
    headers = {
        "Authorization": f"Device {said['token']}",
        "Content-Type": "application/json",
        "Host": "localhost",
    }
    return Door(said["path"], headers, bodies)


@contextmanager
def serving(port: int) -> Iterator[None]:
    """Serve it by one worker of four threads on the server's core, as we serve ourselves."""
    command = [
        *(str(_python()), "-m", "gunicorn", "pretix.wsgi:application", "--log-level", "error"),
        *("--workers", "1", "--threads", "4", "--bind", f"127.0.0.1:{port}"),
    ]
    with ground.server(command, port=port, environment=_environment()):
        yield


def _python() -> Path:
    return ground.peers_folder() / "pretix" / "bin" / "python"


def _here(name: str) -> Path:
    return ROOT / "infra" / "benches" / name


def _environment() -> dict[str, str]:
    config = str(ground.peers_folder() / "pretix.cfg")
    return {"PRETIX_CONFIG_FILE": config, "DJANGO_SETTINGS_MODULE": "pretix.settings"}


def _run(*words: str) -> str:
    done = subprocess.run(
        [str(_python()), *words],
        env=os.environ | _environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
