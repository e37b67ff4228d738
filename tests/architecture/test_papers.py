"""The papers that are written from the code say what the code says now."""

import re

from backend.ops.error_table import error_table, refusals
from infra.stack import ROOT


def test_the_error_table_is_current():
    written = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")

    assert written == error_table(), "run `hoso write_error_table`"


def test_every_refusal_says_what_happened_under_a_code_of_its_own():
    codes = [kind.code for kind in refusals()]

    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", code) for code in codes)
    assert all(kind.__doc__ for kind in refusals())
