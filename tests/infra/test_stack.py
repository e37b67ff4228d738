"""The private servers: started once, found again, safe against what a crash leaves behind."""

import os
import signal
import time

import pytest

from infra.stack import LONGEST_SOCKET, Problem, Stack


@pytest.fixture
def stack(tmp_path):
    for folder in (tmp_path, *tmp_path.parents[:-2]):
        folder.chmod(0o755)  # pytest hides them from the user that root lends the servers to
    stack = Stack(tmp_path / ".stack")
    yield stack
    stack.stop()


def test_what_was_started_is_not_started_twice_and_stops(stack):
    assert stack.start(environment={}) == ["postgres", "redis"]
    assert stack.start(environment={}) == []

    stack.stop()

    assert not stack.is_postgres_running()
    assert not stack.is_redis_running()


def test_servers_that_an_operator_names_are_left_alone(stack):
    theirs = {"DATABASE_URL": "postgresql://db/hoso", "REDIS_URL": "redis://cache/0"}

    assert stack.start(environment=theirs) == []
    assert not stack.is_postgres_running()
    assert not stack.is_redis_running()


def test_a_killed_postgres_starts_again(stack):
    stack.start(environment={})
    os.kill(postmaster(stack), signal.SIGKILL)
    while stack.is_postgres_running():
        time.sleep(0.01)

    assert stack.start(environment={}) == ["postgres"]


def test_a_stale_pid_file_that_names_a_stranger_is_no_server(stack):
    stack.start(environment={})
    stack.stop()
    (stack.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n")
    stack.redis_socket.touch()

    assert stack.start(environment={}) == ["postgres", "redis"]
    assert stack.is_postgres_running()


def test_a_deep_clone_gets_sockets_that_the_system_can_open(tmp_path):
    deep = Stack(tmp_path / ("d" * 60) / ("e" * 60) / ".stack")

    assert len(os.fsencode(deep.sockets / ".s.PGSQL.5432.lock")) <= LONGEST_SOCKET


def test_a_clone_that_others_may_not_enter_keeps_its_servers_elsewhere(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    stack = Stack(closed / ".stack")

    assert stack.home.is_relative_to("/var/tmp") == (os.getuid() == 0)  # noqa: S108 - the place meant


def test_the_secret_of_a_clone_is_made_once_and_kept_private(stack):
    first = stack.settle()

    assert stack.settle() == first
    assert (stack.folder / "env").stat().st_mode & 0o077 == 0


def test_a_refusal_of_a_server_is_told_in_one_sentence(stack):
    stack.start(environment={})

    with pytest.raises(Problem, match="psql failed: ERROR"):
        stack.create_database("a" * 40 + '"')


def postmaster(stack: Stack) -> int:
    return int((stack.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
