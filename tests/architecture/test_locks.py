"""Rows are locked so that nobody has to wait whose row only refers to them."""

import re

import pytest

from infra.stack import ROOT
from tests.architecture.sources import ROOMS, files_in, python_files

LOCK = re.compile(r"select_for_update\([^)]*\)|\bFOR (?:NO KEY )?UPDATE\b")
FILES = [*python_files(*ROOMS), *files_in(*ROOMS, ending=".sql")]
LOCKING = [path for path in FILES if LOCK.search(path.read_text())]


def test_there_are_locks_to_look_at():
    assert len(LOCKING) > 10


@pytest.mark.parametrize("path", LOCKING, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_lock_makes_those_wait_who_only_refer_to_the_row(path):
    locks = LOCK.findall(path.read_text())

    assert [lock for lock in locks if not re.search("no_key=True|NO KEY", lock)] == []
