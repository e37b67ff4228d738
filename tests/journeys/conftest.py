"""A site of their own for journeys: its processes, its database, the province loaded."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from infra import lan
from infra.build import HOSO, with_our_programs
from infra.stack import ROOT, Stack

DATABASE = "hoso_journeys"
PATIENCE_S = 60.0
WEB = ["uvicorn", "backend.asgi:application", "--no-access-log"]


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    """Play before a site that is up as long as any journey needs it."""
    with site() as address:
        yield address


@contextmanager
def site(database: str = DATABASE) -> Iterator[str]:
    """Start a site on a free port, and stop exactly what was started."""
    stack = Stack()
    started = stack.start()
    stack.drop_database(database)
    stack.create_database(database)
    port = _free_port()
    address = f"http://localhost:{port}"
    os.environ["DATABASE_URL"] = stack.urls(database)["DATABASE_URL"]
    os.environ["HOSO_ORIGINS"] = address
    for words in (["migrate", "--verbosity", "0"], ["make_keys"], ["seed_dong_thap"]):
        command = [HOSO, *words]
        subprocess.run(command, env=with_our_programs(), check=True, capture_output=True)
    with _running([HOSO, "sequencer"]), _running([*WEB, "--port", str(port)]):
        _wait_until_healthy(address)
        yield address
    stack.drop_database(database)
    stack.stop(tuple(started))


@pytest.fixture
def secure_origin(origin, tmp_path, monkeypatch) -> Iterator[str]:  # noqa: ARG001 - its world
    """Open a second door to the same site, with TLS by an authority of our own."""
    port = _free_port()
    address = f"https://localhost:{port}"
    trust = lan.prepare(tmp_path, ["localhost", "127.0.0.1"])
    monkeypatch.setenv("HOSO_ORIGINS", address)
    monkeypatch.setenv("SSL_CERT_FILE", str(trust.authority))
    keys = ["--ssl-certfile", str(trust.certificate), "--ssl-keyfile", str(trust.key)]
    with _running([*WEB, "--port", str(port), *keys]):
        _wait_until_healthy(address)
        yield address


@contextmanager
def _running(words: list[str]) -> Iterator[None]:
    with subprocess.Popen(words, env=with_our_programs(), cwd=ROOT) as program:
        try:
            yield
        finally:
            program.terminate()
            program.wait(timeout=20)


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
