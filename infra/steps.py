"""Do a step of the set-up once, and say plainly why one failed. Standard library only."""

import hashlib
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from infra.stack import ROOT, Problem

STACK: Final = ROOT / ".stack"
LOG: Final = STACK / "log" / "setup.log"
NO_NETWORK: Final = re.compile(
    r"dns error|error sending request|failed to fetch|could not resolve"
    r"|temporary failure resolving|network is unreachable"
    r"|connection (refused|timed out|reset)|max retries exceeded"
    r"|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH",
    re.IGNORECASE,
)
NO_SPACE: Final = re.compile(r"no space left on device|ENOSPC|disk quota exceeded", re.IGNORECASE)


def do_once(
    name: str,
    *,
    inputs: Iterable[Path],
    makes: Path,
    work: Callable[[], None],
    also: str = "",
) -> None:
    """Do the work unless it was done for these very inputs and what it makes is still there."""
    digest = hashlib.sha256(also.encode())
    for path in sorted(inputs):
        digest.update(os.fsencode(path))
        digest.update(path.read_bytes() if path.is_file() else b"")
    mark = STACK / "done" / name
    if makes.exists() and mark.is_file() and mark.read_text() == digest.hexdigest():
        return
    work()
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(digest.hexdigest())


def run(
    command: list[str],
    *,
    what: str,
    source: str | None = None,
    cwd: Path = ROOT,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """Run a command with its output in the log, and return that output.

    Args:
        command: the words of the command.
        what: what it does, as "Installing Python packages".
        source: what it needs from the network, if anything.
        cwd: where it runs.
        environment: what it sees.

    Raises:
        Problem: it failed; one sentence with the likely cause.
    """
    print(f"{what} …", file=sys.stderr, flush=True)
    started = time.monotonic()
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**environment, "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("a", encoding="utf-8") as log:
        seconds = time.monotonic() - started
        said = f"{done.stdout}{done.stderr}"
        log.write(f"$ {' '.join(command)}\n{said}({seconds:.1f} s, {done.returncode})\n\n")
    if done.returncode == 0:
        return done.stdout
    raise Problem(_reason(what, source, said))


def _reason(what: str, source: str | None, output: str) -> str:
    if NO_SPACE.search(output):
        return f"{what} failed, the disk is full: make room (2 GiB), then run it again."
    if source and NO_NETWORK.search(output):
        return f"{what} failed, {source} cannot be reached: check the network, then run it again."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [at for at, line in enumerate(lines) if re.search(r"error\b.", line, re.IGNORECASE)]
    cause = " ".join(lines[telling[0] :][:2] if telling else lines[-1:]) or "it did not say why"
    return f"{what} failed: {cause} (all it said: {LOG.relative_to(ROOT)})"
