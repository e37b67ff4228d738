"""The files that the architecture tests read."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from infra.stack import ROOT

ROOMS = ("geo", "tracking", "courier_api", "backend")


def python_files(*folders: str) -> Iterator[Path]:
    """Yield our own Python files below some folders of the repository, without migrations."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).parts
            if "migrations" not in parts and "node_modules" not in parts:
                yield path


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
