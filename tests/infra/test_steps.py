"""The set-up says in one plain sentence what is wrong, and does nothing twice."""

import socket
import sys

import pytest

from infra.stack import Problem
from infra.steps import do_once, run
from infra.up import read_options, require_free_port


def failing(text: str) -> list[str]:
    return [sys.executable, "-c", f"import sys; print({text!r}); sys.exit(1)"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("error sending request for url (x)", "the registry cannot be reached: check the network"),
        ("npm error code EAI_AGAIN", "the registry cannot be reached: check the network"),
        ("OSError: No space left on device", "the disk is full: make room"),
        ("npm error code EUSAGE", "npm error code EUSAGE"),
        ("", "it did not say why"),
    ],
)
def test_a_failed_step_tells_its_likely_cause(said, sentence):
    with pytest.raises(Problem) as caught:
        run(failing(said), what="Installing", source="the registry")

    assert sentence in str(caught.value)
    assert str(caught.value).startswith("Installing failed")


def test_a_busy_port_is_told_before_anything_starts():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Problem, match=f"Port {port} is not free"):
            require_free_port(read_options(["--port", str(port)]))


def test_a_step_is_done_once_for_the_same_inputs(tmp_path, monkeypatch):
    monkeypatch.setattr("infra.steps.STACK", tmp_path / ".stack")
    lock, made, done = tmp_path / "lock", tmp_path / "made", []
    lock.write_text("1")

    def work():
        made.touch()
        done.append(lock.read_text())

    def build():
        do_once("step", inputs=[lock], makes=made, work=work)

    build()
    build()
    lock.write_text("2")
    build()
    made.unlink()
    build()

    assert done == ["1", "2", "2"]


def test_phones_nearby_are_off_unless_asked_for():
    assert read_options([]).lan is None
    assert read_options(["--lan"]).lan == "0.0.0.0"  # noqa: S104 - what the option says
    assert read_options(["--lan", "127.0.0.1"]).lan == "127.0.0.1"
