"""No app and no entry point escapes the import contracts, which the gate `lint-imports` checks."""

import ast
import tomllib

from infra.stack import ROOT
from tests.architecture.sources import ROOMS, apps, name_of, python_files, tree_of


def contracts() -> dict[str, dict]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {
        entry["name"].split(":")[0]: entry
        for entry in settings["tool"]["importlinter"]["contracts"]
    }


def test_the_contract_inside_an_app_holds_for_every_app():
    assert sorted(contracts()["Inside an app"]["containers"]) == apps()


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
