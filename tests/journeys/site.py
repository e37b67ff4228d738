"""A site of its own for what plays in browsers, one a process: servers, database, province."""

import fcntl
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TextIO

import pytest

from infra import lan
from infra.build import HOSO, with_our_programs
from infra.stack import ROOT, Stack
from infra.steps import STACK

PROVINCE = "hoso_journeys_province"
PATIENCE_S = 60.0


@pytest.fixture(scope="session")
def origin(worker_id, testrun_uid) -> Iterator[str]:
    """Play before a site that is up as long as any test of this process needs it."""
    with site(worker_id, run=testrun_uid) as address:
        yield address


@contextmanager
def site(name: str, *, run: str) -> Iterator[str]:
    """Start a site on a free port, and stop it afterwards.

    Args:
        name: of this process, for its database.
        run: of all processes that share one loaded province.
    """
    stack = Stack()
    stack.start()  # and left running: others of this run play on the same servers
    database = f"hoso_journeys_{name}"
    with free_port() as door:
        address = f"http://localhost:{number_of(door)}"
        os.environ["HOSO_ORIGINS"] = address
        with (STACK / "journeys.lock").open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _load_province_once(stack, lock, run=run)
            stack.drop_database(database)
            stack.create_database(database, template=PROVINCE)
        os.environ["DATABASE_URL"] = stack.urls(database)["DATABASE_URL"]
        with _running([HOSO, "sequencer"]), listening(door):
            wait_until_healthy(address)
            yield address
    stack.drop_database(database)


@pytest.fixture
def secure_origin(origin, tmp_path, monkeypatch) -> Iterator[str]:  # noqa: ARG001 - its world
    """Open a second door to the same site, with TLS by an authority of our own."""
    with free_port() as door:
        address = f"https://localhost:{number_of(door)}"
        trust = lan.prepare(tmp_path, ["localhost", "127.0.0.1"])
        monkeypatch.setenv("HOSO_ORIGINS", address)
        monkeypatch.setenv("SSL_CERT_FILE", str(trust.authority))
        keys = ["--ssl-certfile", str(trust.certificate), "--ssl-keyfile", str(trust.key)]
        with listening(door, *keys):
            wait_until_healthy(address)
            yield address


def _load_province_once(stack: Stack, lock: TextIO, *, run: str) -> None:
    """Load the province for the first process of a run; the others copy what it loaded."""
    lock.seek(0)
    if lock.read() == run:
        return
    stack.drop_database(PROVINCE)
    stack.create_database(PROVINCE)
    environment = with_our_programs() | {"DATABASE_URL": stack.urls(PROVINCE)["DATABASE_URL"]}
    for words in (["migrate", "--verbosity", "0"], ["make_keys"], ["seed_dong_thap"]):
        subprocess.run([HOSO, *words], env=environment, check=True, capture_output=True)
    lock.truncate(0)
    lock.write(run)
    lock.flush()


def listening(
    door: socket.socket, *words: str, application: str = "backend.asgi:application"
) -> AbstractContextManager[None]:
    """Run the web server on a socket that is ours already: nobody else can take its port."""
    listen = ["uvicorn", application, "--no-access-log"]
    return _running([*listen, "--fd", str(door.fileno()), *words], door.fileno())


@contextmanager
def _running(words: list[str], *files: int) -> Iterator[None]:
    environment = with_our_programs()
    with subprocess.Popen(words, env=environment, cwd=ROOT, pass_fds=files) as program:
        try:
            yield
        finally:
            program.terminate()
            program.wait(timeout=20)


def free_port() -> socket.socket:
    """Take a port that nobody has."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    return door


def number_of(door: socket.socket) -> int:
    """Return the number of a port."""
    return int(door.getsockname()[1])


def wait_until_healthy(address: str) -> None:
    """Return as soon as a site answers."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=5):  # noqa: S310 - ours
                return
        except OSError:
            time.sleep(0.3)
    message = "the site of the journeys did not become healthy"
    raise AssertionError(message)
