"""No app and no entry point escapes the import contracts, which the gate `lint-imports` checks."""

import ast
import tomllib
from collections.abc import Iterator
from typing import Any

from infra.stack import ROOT
from tests.architecture.sources import ROOMS, apps, name_of, python_files, tree_of


def contracts() -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        entry["name"].split(":")[0]: entry
        for entry in settings["tool"]["importlinter"]["contracts"]
    }


def test_the_contract_inside_an_app_holds_for_every_app():
    assert sorted(contracts()["Inside an app"]["containers"]) == apps()


def test_the_contract_of_simulated_couriers_names_every_app():
    forbidden = contracts()["A simulated courier is a phone"]["forbidden_modules"]

    assert set(apps()) <= set(forbidden)


def test_every_package_opens_with_an_empty_file():
    full = [
        name_of(path)
        for path in python_files(*ROOMS, "tests", "infra")
        if path.name == "__init__.py" and path.read_text(encoding="utf-8").strip()
    ]

    assert full == []


def test_nobody_imports_inside_a_function_or_for_types_alone():
    hidden = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files(*ROOMS, "tests", "infra")
        for outer in ast.walk(tree_of(path))
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.If)
        for node in ast.walk(outer)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_the_api_names_tables_as_types_alone():
    """It asks queries and operations; a model may only say what they return."""
    used = [
        f"{name_of(path)}:{node.lineno} {node.id}"
        for path in python_files("courier_api")
        if path.name != "auth.py"  # it must tell a person from nobody
        for node in values_in(tree_of(path))
        if node.id in models_imported(tree_of(path))
    ]

    assert used == []


def models_imported(tree: ast.Module) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("models")
        for alias in node.names
    }


def values_in(tree: ast.AST) -> Iterator[ast.Name]:
    """Yield the names that are no annotation."""
    for field, part in ast.iter_fields(tree):
        for node in part if isinstance(part, list) else [part]:
            if field not in {"annotation", "returns"} and isinstance(node, ast.AST):
                if isinstance(node, ast.Name):
                    yield node
                yield from values_in(node)
