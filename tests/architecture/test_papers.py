"""What is written about the code: it says what the code says now, and names what is there."""

import re
from pathlib import Path

import pytest

from backend.ops.error_table import error_table, refusals
from infra.stack import ROOT
from tests.architecture.sources import name_of

PAPERS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
FILE = re.compile(r"`([\w./*-]+/[\w.*-]+\.(?:py|ts|sql|json|md|csv|example))`")
SHORT_FOR = ("", "backend/", "tracking/")  # where a table of files leaves the folder out


def test_the_error_table_is_current():
    written = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

    assert written == error_table(), "run `hoso write_error_table`"


def test_every_refusal_says_what_happened_under_a_code_of_its_own():
    codes = [kind.code for kind in refusals()]

    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", code) for code in codes)
    assert all(kind.__doc__ for kind in refusals())


def test_links_and_files_are_seen():
    assert LINK.findall("[one](docs/a.md#b), [two](https://c.example/d.md)") == ["docs/a.md"]
    assert FILE.findall("`feed/sql/a.sql`, `web/b.ts` and `c.py`") == [
        "feed/sql/a.sql",
        "web/b.ts",
    ]


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_link_leads_somewhere(paper):
    links = LINK.findall(paper.read_text(encoding="utf-8"))

    assert [link for link in links if not (paper.parent / link).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=name_of)
def test_every_file_that_is_named_is_there(paper):
    named = FILE.findall(paper.read_text(encoding="utf-8"))

    assert [path for path in named if not is_there(path)] == []


def is_there(path: str) -> bool:
    return any(list(Path(ROOT).glob(f"{folder}{path}")) for folder in SHORT_FOR)
