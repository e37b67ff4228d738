"""Get what a fresh Debian lacks, from its own packages to our locked Python ones, then hand over.

Usage, by infra/run, infra/test and infra/bench: `python3 -m infra.bootstrap MODULE [ARGUMENT]...`.
Standard library only, under the machine's own Python.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.stack import ROOT, Problem, postgres_bin
from infra.steps import STACK, do_once, run

OLDEST_PYTHON: Final = (3, 11)
OLDEST_NODE: Final = 20
SPACE_NEEDED: Final = 2 << 30
VENV: Final = ROOT / ".venv"
# They drive a browser, read what we print, or make what tests are made of.
FOR_TESTS: Final = ("infra.gates", "--check", "infra.benches.ground")


@dataclass(frozen=True)
class Need:
    """Something of the system that we need, how to see that it is there, and who has it."""

    is_there: Callable[[], bool]
    debian_package: str


def main() -> None:
    """Install what is missing and become the module that the first argument names."""
    module, *arguments = sys.argv[1:]
    is_for_tests = any(word in FOR_TESTS for word in (module, *arguments))
    if sys.version_info < OLDEST_PYTHON:
        raise Problem("Python 3.11 or newer is needed: apt-get install python3 on Debian 12.")
    if not VENV.exists() and shutil.disk_usage(ROOT).free < SPACE_NEEDED:
        message = f"Less than 2 GiB is free on the disk of {ROOT}: make room, then run it again."
        raise Problem(message)
    if not {"-h", "--help"} & set(arguments):
        install_debian_packages(is_for_tests=is_for_tests)
    install_python_packages(is_for_tests=is_for_tests)
    python = VENV / "bin" / "python"
    os.execv(python, [str(python), "-m", module, *arguments])  # noqa: S606 - our own interpreter


def install_debian_packages(*, is_for_tests: bool) -> None:
    """Install the system's part: as root, with sudo, or by asking for an administrator."""
    needs = [*NEEDED_TO_RUN, *(NEEDED_TO_TEST if is_for_tests else ())]
    missing = [need.debian_package for need in needs if not need.is_there()]
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if shutil.which("apt-get") is None:
        message = f"This is no Debian, so please install what these hold: {', '.join(missing)}."
        raise Problem(message)
    leave = _leave_to_install()
    if leave is None:
        message = f"Debian packages are missing and an administrator must run: {line}"
        raise Problem(message)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    source = "Debian's package archive"
    run([*leave, "apt-get", "update"], what="Looking up Debian packages", source=source)
    what = f"Installing {', '.join(missing)}"
    run([*leave, *line.split()], what=what, source=source, environment=quiet)


def install_python_packages(*, is_for_tests: bool) -> None:
    """Bring .venv to what uv.lock says, with hashes checked."""
    groups = ["--group", "dev"] if is_for_tests else ["--no-dev"]
    if not has_node():
        groups += ["--group", "node"]

    def sync() -> None:
        # What another command needed stays: inexact.
        command = [uv(), "sync", "--frozen", "--inexact", "--compile-bytecode", *groups]
        no_downloads = os.environ | {"UV_PYTHON_DOWNLOADS": "never"}
        what = "Installing Python packages"
        run(command, what=what, source="the Python registry", environment=no_downloads)

    name = "python-tests" if is_for_tests else "python"
    locks = [ROOT / "uv.lock", ROOT / "pyproject.toml"]
    makes = VENV / "bin" / "hoso"
    do_once(name, inputs=locks, makes=makes, also=f"{groups} {sys.version}", work=sync)


def uv() -> str:
    """Return the path of uv; the machine's, or one that we install apart from everything."""
    own = STACK / "uv" / "bin" / "uv"
    found = shutil.which("uv")
    if found or own.exists():
        return found or str(own)
    run([sys.executable, "-m", "venv", str(STACK / "uv")], what="Making room for uv")
    pip = [str(STACK / "uv" / "bin" / "pip"), "install", "--quiet", "uv>=0.9,<1"]
    run(pip, what="Installing uv", source="the Python registry")
    return str(own)


def has_node() -> bool:
    """Whether the machine has a Node that can build the front ends, with npm."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", said.stdout)
    return version is not None and int(version[1]) >= OLDEST_NODE


def _leave_to_install() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    if sys.stdin.isatty():
        subprocess.run([sudo, "--validate"], check=False)
    may = subprocess.run([sudo, "--non-interactive", "true"], capture_output=True, check=False)
    return (
        [sudo, "--non-interactive", "--preserve-env=DEBIAN_FRONTEND"]
        if may.returncode == 0
        else None
    )


def _has_postgis() -> bool:
    try:
        return postgres_bin().exists()
    except Problem:
        return False


def _has_program(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _has_library(name: str) -> Callable[[], bool]:
    return lambda: find_library(name) is not None


def _has_pip() -> bool:
    return shutil.which("uv") is not None or (STACK / "uv").exists() or _can_import("ensurepip")


def _can_import(name: str) -> bool:
    asked = subprocess.run(
        [sys.executable, "-c", f"import {name}"], capture_output=True, check=False
    )
    return asked.returncode == 0


NEEDED_TO_RUN: Final = (
    Need(_has_postgis, "postgresql-15-postgis-3"),
    Need(_has_program("redis-server"), "redis-server"),
    Need(_has_library("gdal"), "libgdal32"),
    Need(_has_library("geos_c"), "libgeos-c1v5"),
    Need(_has_program("msgfmt"), "gettext"),
    Need(_has_pip, "python3-venv"),
)
NEEDED_TO_TEST: Final = (
    Need(_has_program("chromium"), "chromium"),
    Need(_has_program("zbarimg"), "zbar-tools"),
    Need(_has_program("pdftoppm"), "poppler-utils"),
    Need(lambda: any(Path("/usr/share/fonts").rglob("*.ttf")), "fonts-dejavu-core"),
)


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(str(problem))
