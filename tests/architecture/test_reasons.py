"""Every reason code that a screen or a simulated courier signs stands on its page."""

import ast
import re
from collections.abc import Iterator

from infra.stack import ROOT
from tests.architecture.sources import ROOMS, python_files, tree_of

PAGE = ROOT / "docs" / "reasons.md"
FAMILIES = "short|tally|attempt|take|lost|damaged|annul|resolve"
ON_SCREENS = re.compile(rf"[\"']((?:{FAMILIES})\.[a-z_]+)[\"']")
FORM = re.compile(r"[a-z0-9_.]{1,64}")


def listed() -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def signed_on_screens() -> Iterator[str]:
    web = ROOT / "backend" / "web"
    for room in ("courier", "office", "shared"):
        for path in (web / room).rglob("*"):
            if path.suffix in {".ts", ".svelte"} and "words" not in path.parts:
                yield from ON_SCREENS.findall(path.read_text(encoding="utf-8"))


def signed_in_python() -> Iterator[str]:
    for path in python_files(*ROOMS):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.keyword) and node.arg == "why":
                said = node.value
                if isinstance(said, ast.Constant) and isinstance(said.value, str):
                    yield said.value


def test_each_code_is_listed_once_and_has_the_form_of_the_wire():
    codes = listed()

    assert codes
    assert len(codes) == len(set(codes))
    assert all(FORM.fullmatch(code) for code in codes)


def test_no_code_is_signed_that_the_page_does_not_have():
    signed = {*signed_on_screens(), *signed_in_python()}

    assert sorted(signed - set(listed())) == []
