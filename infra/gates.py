"""Every gate and every test of the house; with arguments pytest or one program alone."""

import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.bootstrap import VENV
from infra.build import WEB, build, with_our_programs
from infra.stack import ROOT, Problem, Stack

ONLY_GATES: Final = "--only-gates"
PROGRAMS: Final = {"simulation": "tests.simulation", "phone": "tests.phone"}
ROOMS: Final = ("backend", "courier_api", "tracking", "geo", "infra", "tests")
ALONE: Final = ("journeys", "phone", "kernel")  # in gates of their own
PYTEST: Final = (str(VENV / "bin" / "python"), "-m", "pytest")
# From the very start: what Django loads before the first test is of the kernel, too.
KERNEL_COVERAGE: Final = (
    "export COVERAGE_FILE=.stack/coverage;"
    " coverage run --source=tracking.kernel -m pytest -q tests/kernel"
    " && coverage report --fail-under=100 --skip-covered --show-missing"
)


@dataclass(frozen=True)
class Gate:
    """One command that must end well."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT


# The longest first: two run at a time.
GATES: Final = (
    Gate("screens", ("npm", "run", "check"), WEB),
    Gate("kernel", ("sh", "-c", KERNEL_COVERAGE)),
    Gate("types", ("mypy",)),
    Gate("sql", ("sqlfluff", "lint", "--disable-progress-bar", *ROOMS[:4])),
    Gate("migrations", ("hoso", "makemigrations", "--check", "--dry-run")),
    Gate("style", ("ruff", "check")),
    Gate("format", ("ruff", "format", "--check")),
    Gate("imports", ("lint-imports",)),
    Gate("dependencies", ("deptry", ".")),
    Gate("templates", ("djlint", "--lint", "backend")),
    Gate("spelling", ("codespell",)),
)
# The kernel's tests have run by then, in the gate that measures what they cover.
TESTS: Final = (
    Gate("tests", (*PYTEST, "-n", "2", *(f"--ignore=tests/{one}" for one in ALONE))),
    Gate("journeys", (*PYTEST, "-n", "2", "--dist", "worksteal", "tests/journeys", "tests/phone")),
)


def main() -> int:
    """Run what the arguments ask for and return how it went."""
    arguments = sys.argv[1:]
    started = Stack().start()
    try:
        build()
        environment = with_our_programs()
        if arguments == [ONLY_GATES]:
            return 0 if in_parallel(GATES, environment) else 1
        if arguments and arguments[0] in PROGRAMS:
            program = PROGRAMS[arguments[0]]
            command = [str(VENV / "bin" / "python"), "-m", program, *arguments[1:]]
            return subprocess.run(command, env=environment, check=False).returncode
        if arguments:
            return subprocess.run([*PYTEST, *arguments], env=environment, check=False).returncode
        is_good = in_parallel(GATES, environment)
        outcomes = [aloud(gate, environment) for gate in TESTS]
        return 0 if is_good and all(outcomes) else 1
    except KeyboardInterrupt:
        return 130
    finally:
        Stack().stop(tuple(started))


def in_parallel(gates: tuple[Gate, ...], environment: Mapping[str, str]) -> bool:
    """Run quiet gates two at a time, say a line for each, and show what the failing ones said."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return all(list(pool.map(lambda gate: quietly(gate, environment), gates)))


def quietly(gate: Gate, environment: Mapping[str, str]) -> bool:
    """Run a gate and show what it says only if it fails."""
    started = time.monotonic()
    done = subprocess.run(
        gate.command,
        cwd=gate.folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    verdict = "holds" if done.returncode == 0 else f"FAILS\n{done.stdout}"
    print(f"{gate.name:<14}{time.monotonic() - started:6.1f} s  {verdict}", flush=True)
    return done.returncode == 0


def aloud(gate: Gate, environment: Mapping[str, str]) -> bool:
    """Run tests with all they say."""
    print(f"\n{gate.name}", flush=True)
    done = subprocess.run(gate.command, cwd=gate.folder, env=dict(environment), check=False)
    return done.returncode == 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Problem as problem:
        sys.exit(str(problem))
