"""A site of their own for journeys: its processes, its database, the province loaded."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator

import pytest

from infra.build import HOSO, with_our_programs
from infra.stack import ROOT, Stack

DATABASE = "hoso_journeys"
PATIENCE_S = 60.0


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    """Start a site on a free port, and stop exactly what was started."""
    stack = Stack()
    started = stack.start()
    stack.drop_database(DATABASE)
    stack.create_database(DATABASE)
    address = f"http://localhost:{_free_port()}"
    environment = with_our_programs() | {
        "DATABASE_URL": stack.urls(DATABASE)["DATABASE_URL"],
        "HOSO_ORIGINS": address,
        "HOSO_KEYS_DIR": os.environ["HOSO_KEYS_DIR"],
    }
    os.environ |= {name: environment[name] for name in ("DATABASE_URL", "HOSO_ORIGINS")}
    for words in (["migrate", "--verbosity", "0"], ["make_keys"], ["seed_dong_thap"]):
        subprocess.run([HOSO, *words], env=environment, check=True, capture_output=True)
    web = [
        "uvicorn",
        "backend.asgi:application",
        "--no-access-log",
        "--port",
        address[-5:].strip(":"),
    ]
    commands = [web, [HOSO, "sequencer"]]
    running = [subprocess.Popen(words, env=environment, cwd=ROOT) for words in commands]
    try:
        _wait_until_healthy(address)
        yield address
    finally:
        for started_one in running:
            started_one.terminate()
        for started_one in running:
            started_one.wait(timeout=20)
        stack.drop_database(DATABASE)
        stack.stop(tuple(started))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_healthy(address: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):  # noqa: S310 - ours
                return
        except OSError:
            time.sleep(0.3)
    message = "the site of the journeys did not become healthy"
    raise AssertionError(message)
