"""Every fault of a phone has a test, by the table in docs/faults.md, and every such test a row."""

import ast
import re
from pathlib import Path

from infra.stack import ROOT
from tests.architecture.sources import name_of, python_files, tree_of

FAULTS = {*(f"P{number:02}" for number in range(1, 16)), "P18"}
ROW = re.compile(r"^\| (P\d\d|–) \|[^|]*\| `([^`]+)` \| ([^|]+) \|$", re.MULTILINE)
SCRIPT_TEST = re.compile(r'\b(?:test|describe)\("([^"]+)"')
MARKED = re.compile(r"(?:test_)?([Pp]\d\d)[_:]")


def rows() -> set[tuple[str, str, str]]:
    """Return each fault with the file and the name of a test that holds it."""
    return set(ROW.findall((ROOT / "docs" / "faults.md").read_text(encoding="utf-8")))


def python_tests(path: Path) -> set[str]:
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return {node.name for node in tree_of(path).body if isinstance(node, functions)}


def script_tests(path: Path) -> set[str]:
    return set(SCRIPT_TEST.findall(path.read_text(encoding="utf-8")))


def names_in(path: Path) -> set[str]:
    return python_tests(path) if path.suffix == ".py" else script_tests(path)


def marked() -> set[tuple[str, str, str]]:
    """Return the tests that bear a fault's id in their names."""
    web = (ROOT / "backend" / "web").glob("[!n]*/**/*.test.ts")  # not node_modules
    found = {(path, name) for path in [*python_files("tests"), *web] for name in names_in(path)}
    ids = {(MARKED.match(name), path, name) for path, name in found}
    return {(by[1].upper(), name_of(path), name) for by, path, name in ids if by}


def test_every_fault_has_a_test():
    assert {fault for fault, _, _ in rows()} - {"–"} == FAULTS


def test_every_test_that_is_named_is_there():
    assert [
        f"{path}: {name}"
        for _, path, name in sorted(rows())
        if not (ROOT / path).is_file() or name not in names_in(ROOT / path)
    ] == []


def test_every_test_that_bears_the_id_of_a_fault_is_named():
    assert marked() - rows() == set()
