"""One word per thing: the words that docs/glossary.md bans are nobody's name."""

import ast
import re
from collections.abc import Iterator

from infra.stack import ROOT
from tests.architecture.sources import ROOMS, files_in, name_of, python_files, tree_of

EVERYWHERE = {"shipment", "parcel", "handover"}  # also as a part of a longer name
FOREIGN = {
    ("handle", "backend/ops/management/commands/"): "Django calls a command's work so",
    ("status", ""): "HTTP's own word, in answers and refusals",
}
SCRIPT_NAME = re.compile(
    r"\b(?:const|let|var|function|class|interface|type|enum)\s+([A-Za-z_]\w*)", re.MULTILINE
)


def banned_words() -> set[str]:
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \|", text.split("## Words we do not use")[1], re.MULTILINE)
    return {word.strip() for row in rows[1:] for word in row.split(",")} - {"---"}


def test_the_glossary_bans_words():
    assert {"shipment", "parcel", "manager", "data"} <= banned_words()


def test_nobody_uses_a_banned_word_as_a_name():
    banned = banned_words()

    found = [
        f"{where}: {name}"
        for where, name in [*python_names(), *script_names()]
        if is_banned(name, banned) and not is_foreign(name, where)
    ]

    assert found == []


def is_banned(name: str, banned: set[str]) -> bool:
    words = {word.lower() for word in re.split(r"_|(?<=[a-z])(?=[A-Z])", name)}
    return name.lower().strip("_") in banned or bool(words & EVERYWHERE)


def is_foreign(name: str, where: str) -> bool:
    return any(name == word and where.startswith(folder) for word, folder in FOREIGN)


def python_names() -> Iterator[tuple[str, str]]:
    for path in python_files(*ROOMS, "infra", "tests"):
        yield name_of(path), path.stem
        for node in ast.walk(tree_of(path)):
            match node:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    yield f"{name_of(path)}:{node.lineno}", node.name
                case ast.arg():
                    yield f"{name_of(path)}:{node.lineno}", node.arg
                case ast.Name(ctx=ast.Store()):
                    yield f"{name_of(path)}:{node.lineno}", node.id


def script_names() -> Iterator[tuple[str, str]]:
    for ending in (".ts", ".svelte"):
        for path in files_in("backend/web", ending=ending):
            yield name_of(path), path.name.partition(".")[0]
            for name in SCRIPT_NAME.findall(path.read_text(encoding="utf-8")):
                yield name_of(path), name
