"""Every dependency has its reason in docs/dependencies.md, and no reason outlives it."""

import json
import re
import tomllib

from infra.stack import ROOT


def named_in_projects() -> set[str]:
    python = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = python["dependency-groups"].values()
    required = [*python["project"]["dependencies"], *(one for group in groups for one in group)]
    node = json.loads((ROOT / "backend/web/package.json").read_text(encoding="utf-8"))
    plain = {re.match(r"[A-Za-z0-9_.-]+", requirement)[0] for requirement in required}
    return plain | set(node["dependencies"]) | set(node["devDependencies"])


def named_on_the_page() -> set[str]:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    return {name for row in rows for name in row.split(", ")} - {"Package", "---"}


def test_the_page_names_what_we_take_and_nothing_else():
    assert named_on_the_page() == named_in_projects()


def test_no_lock_names_another_source_than_the_public_registries():
    hosts = re.findall(r"https?://([^/\"\s]+)", (ROOT / "uv.lock").read_text(encoding="utf-8"))
    node = (ROOT / "backend/web/package-lock.json").read_text(encoding="utf-8")

    assert set(hosts) == {"pypi.org", "files.pythonhosted.org"}
    assert '"resolved"' not in node
