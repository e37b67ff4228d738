"""The files that the architecture tests read."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from infra.stack import ROOT

ROOMS = ("geo", "tracking", "courier_api", "backend")
_NOT_OURS = {"migrations", "node_modules", "words"}


def files_in(*folders: str, ending: str) -> Iterator[Path]:
    """Yield our own files below some folders of the repository by the end of their names.

    Migrations, and what others wrote or a build made, are left out unlooked at.
    """
    for folder in folders:
        for parent, below, names in os.walk(ROOT / folder):
            below[:] = sorted(set(below) - _NOT_OURS)
            yield from (Path(parent) / name for name in sorted(names) if name.endswith(ending))


def python_files(*folders: str) -> Iterator[Path]:
    """Yield our own Python files below some folders of the repository, without migrations."""
    return files_in(*folders, ending=".py")


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """Return a file's path as the repository calls it."""
    return path.relative_to(ROOT).as_posix()


def apps() -> list[str]:
    """Return the Django apps of the lower rooms, as Python names them."""
    found = ["geo", *(f"tracking.{path.parent.name}" for path in ROOT.glob("tracking/*/apps.py"))]
    return sorted(found)
