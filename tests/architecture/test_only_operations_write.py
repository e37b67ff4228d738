"""Only `operations`, `outbox` and `sequencer` write to the database; seen on the syntax tree.

The rest of the house may read. That an operation is the one place that changes a thing is what
makes its checks, its transaction and its facts hold.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.stack import ROOT
from tests.architecture.sources import ROOMS, name_of, python_files, tree_of

WRITERS = {"operations", "outbox", "sequencer"}  # files, or folders that hold several
ALWAYS_WRITE = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WRITE_ON_A_QUERYSET = {"create", "update", "delete"}
QUERYSET_STEPS = {"objects", "filter", "exclude", "all", "using", "select_for_update", "annotate"}
WRITING_SQL = re.compile(
    r"^\s*(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|TRUNCATE\s|MERGE\s+INTO|COPY\s+\S+\s"
    r"|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|SEQUENCE|FUNCTION|TRIGGER|DATABASE))",
    re.IGNORECASE,
)
WRITING_WORD = re.compile(r"(?<!FOR )(?<!NO KEY )\b(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)
EXCEPTIONS = {
    (
        "tracking/parties/models.py",
        "save",
    ): "Django's own `createsuperuser` asks the manager for it",
}


def readers() -> list[Path]:
    return [
        path
        for path in python_files(*ROOMS)
        if not WRITERS & {path.stem, *path.relative_to(ROOT).parts}
    ]


@pytest.mark.parametrize("path", readers(), ids=name_of)
def test_what_is_no_operation_writes_nothing(path):
    found = [
        f"line {line}: {what}"
        for line, what in [*written_by_orm(tree_of(path)), *written_by_sql(path)]
        if (name_of(path), what) not in EXCEPTIONS
    ]

    assert found == []


def test_the_gate_sees_each_way_to_write():
    source = """
        Dossier.objects.create(code="x")
        Dossier.objects.filter(id=1).update(code="y")
        Dossier.objects.filter(id=1).exclude(id=2).delete()
        await dossier.asave()
        dossier.delete()
        Dossier.objects.bulk_create([])
        rows.update(code="y")
    """

    written = sorted(written_by_orm(ast.parse(f"async def act():{source}")))

    assert [what for _, what in written] == [
        "create",
        "update",
        "delete",
        "asave",
        "delete",
        "bulk_create",
        "update",
    ]


def test_the_gate_lets_dictionaries_and_hashes_pass():
    source = 'words.update({"a": 1})\ndigest.update(b"x")\nwords.get("a")'

    assert list(written_by_orm(ast.parse(source))) == []


def written_by_orm(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            plain = name.removeprefix("a") if name.removeprefix("a") in _ALL_WRITES else name
            if plain in ALWAYS_WRITE or (plain in WRITE_ON_A_QUERYSET and _is_on_rows(node)):
                yield node.lineno, name


def written_by_sql(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree_of(path)):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if WRITING_SQL.match(node.value):
            yield node.lineno, node.value.split(maxsplit=1)[0]
        if node.value.endswith(".sql") and (path.parent / "sql" / node.value).is_file():
            statement = (path.parent / "sql" / node.value).read_text(encoding="utf-8")
            spoken = re.sub(r"--[^\n]*", "", statement)
            if WRITING_WORD.search(spoken):
                yield node.lineno, node.value


_ALL_WRITES = ALWAYS_WRITE | WRITE_ON_A_QUERYSET


def _is_on_rows(call: ast.Call) -> bool:
    """Tell a queryset's or a row's write from what dictionaries and hashes call the same."""
    if call.keywords or not call.args:
        return True
    chain = call.func
    while isinstance(chain, ast.Attribute | ast.Call):
        if isinstance(chain, ast.Attribute) and chain.attr in QUERYSET_STEPS:
            return True
        chain = chain.value if isinstance(chain, ast.Attribute) else chain.func
    return False
