"""What every benchmark stands on: an empty database, a server on one core, a limit, one JSON line.

Usage: `infra/bench NAME`. The load generator runs on the other core of the same machine, so every
figure is compared with its peer or its limit in the same run.
"""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from infra.stack import DATABASE, ROOT, Problem, Stack, postgres_bin
from infra.steps import STACK

NAMES: Final = ("scans", "fanout", "board")
BENCH_DATABASE: Final = "hoso_bench"
KEYS: Final = STACK / "bench-keys"
SERVER_CORE: Final = "0"
CLIENT_CORE: Final = 1
ROUNDS: Final = int(os.environ.get("HOSO_BENCH_ROUNDS", "5"))
WAIT_S: Final = 60.0


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line of what was measured; figures are medians of the rounds."""

    bench: str
    ours: float
    peer: float | None
    peer_name: str
    ratio: float | None
    limit: float | None
    unit: str
    cores: int
    notes: str

    def say(self) -> None:
        """Print the line."""
        print(json.dumps(asdict(self), ensure_ascii=False))


def main() -> None:
    """Make the database anew and become the benchmark that the argument names."""
    if sys.argv[1:2] == [] or sys.argv[1] not in NAMES:
        sys.exit(f"usage: infra/bench {{{'|'.join(NAMES)}}}")
    stack = Stack()
    stack.start()
    stack.drop_database(BENCH_DATABASE)
    stack.create_database(BENCH_DATABASE)
    environment = (
        os.environ
        | stack.urls(BENCH_DATABASE)
        | {
            "HOSO_KEYS_DIR": str(KEYS),
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "HOSO_LOG_LEVEL": "ERROR",
        }
    )
    hoso = str(ROOT / ".venv" / "bin" / "hoso")
    for words in (["migrate", "--verbosity", "0"], ["make_keys"]):
        subprocess.run([hoso, *words], env=environment, check=True, stdout=subprocess.DEVNULL)
    module = f"infra.benches.{sys.argv[1]}"
    done = subprocess.run([sys.executable, "-m", module], env=environment, check=False)
    stack.drop_database(BENCH_DATABASE)
    sys.exit(done.returncode)


def in_plain_words(main: Callable[[], None]) -> None:
    """Run it, and if something stands in the way, end with a sentence that says what."""
    try:
        main()
    except Problem as problem:
        sys.exit(str(problem))


@contextmanager
def server(
    command: Sequence[str], *, port: int, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run a server on one core until the block ends, and wait until it listens."""
    running = subprocess.Popen(
        ["taskset", "-c", SERVER_CORE, *command], cwd=ROOT, env=os.environ | (environment or {})
    )
    try:
        until = time.monotonic() + WAIT_S
        while not _listens(port):
            if running.poll() is not None or time.monotonic() > until:
                message = f"{command[0]} does not listen on {port}"
                raise RuntimeError(message)
            time.sleep(0.1)
        yield running.pid
    finally:
        running.terminate()
        running.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def inserts_a_second(*, seconds: int = 3) -> float:
    """Measure the limit: one row, one COMMIT, eight clients, on the same cluster."""
    script = STACK / "bench-insert.sql"
    script.write_text("INSERT INTO bench_row (body) VALUES (REPEAT('x', 800));\n")
    where = ["-h", str(Stack().sockets), "-U", DATABASE, BENCH_DATABASE]
    make = "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, body text)"
    subprocess.run([str(postgres_bin() / "psql"), *where, "-qc", make], check=True)
    load = ["-n", "-c", "8", "-j", "2", "-T", str(seconds), "-f", str(script)]
    done = subprocess.run(
        [str(postgres_bin() / "pgbench"), *load, *where],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(re.search(r"tps = ([0-9.]+)", done.stdout)[1])  # type: ignore[index]  # pgbench always says it


def median(figures: Sequence[float]) -> float:
    """Return the median, rounded as figures are printed."""
    return round(statistics.median(figures), 1)


def percentile(figures: Sequence[float], *, part: float) -> float:
    """Return the value below which that part of the figures lies."""
    return sorted(figures)[min(len(figures) - 1, int(len(figures) * part))]


def peers_folder() -> Path:
    """Return where the programs that we compare ourselves with are kept."""
    folder = STACK / "peers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


if __name__ == "__main__":
    in_plain_words(main)
