"""Every page says its language and holds nothing inline: our policy would block it."""

import re
from pathlib import Path

import pytest

from infra.stack import ROOT
from tests.architecture.sources import name_of

LANGUAGE = re.compile(r"<html[^>]*\slang=\"(vi|{{ ?LANGUAGE_CODE ?}})\"")
INLINE = {
    "a script": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    ),
    "a handler": re.compile(r"<[^>{%]*\son[a-z]+\s*=", re.IGNORECASE),
    "a style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
}


def templates() -> list[Path]:
    found = [
        *(ROOT / "backend").glob("*/templates/**/*.html"),
        *(ROOT / "backend/templates").rglob("*.html"),
    ]
    return [*sorted(found), *sorted((ROOT / "backend" / "web").glob("*/index.html"))]


def test_there_are_pages_to_look_at():
    assert templates()


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_page_keeps_to_the_policy(path):
    text = path.read_text(encoding="utf-8")

    found = [what for what, pattern in INLINE.items() if pattern.search(text)]

    assert found == []


@pytest.mark.parametrize("path", templates(), ids=name_of)
def test_a_page_says_its_language(path):
    text = path.read_text(encoding="utf-8")

    assert "<html" not in text or LANGUAGE.search(text)
