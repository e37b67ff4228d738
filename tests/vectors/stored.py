"""Read the vectors as they stand on disk, as vitest does."""

import json
from pathlib import Path


def stored(name):
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))


def by_name(cases):
    """Name each case after itself, for pytest.mark.parametrize."""
    return {"argvalues": cases, "ids": [case["name"] for case in cases]}
