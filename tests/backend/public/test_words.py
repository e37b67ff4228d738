"""The English words: every text that the pages say has them, and none is left over."""

import ast
import re
from pathlib import Path

from infra.stack import ROOT

PO = ROOT / "backend/locale/en/LC_MESSAGES/django.po"
MARKS = {"_", "gettext", "gettext_noop", "gettext_lazy", "ngettext"}
TRANSLATE = re.compile(r"{% translate (?:\"([^\"]+)\"|'([^']+)')")
BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}")


def entries():
    text = PO.read_text(encoding="utf-8").split("\n\n", 1)[1]
    for entry in text.split("\n\n"):
        said = re.findall(
            r"^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:\".*\"\n?)+)", entry, re.MULTILINE
        )
        yield [(name, "".join(re.findall(r"\"(.*)\"", value))) for name, value in said]


def said_in_python(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            text = node.args[0] if node.args and node.func.id in MARKS else None
            if isinstance(text, ast.Constant):
                yield text.value


def said_in_template(path: Path):
    text = path.read_text(encoding="utf-8")
    yield from (one or other for one, other in TRANSLATE.findall(text))
    yield from (re.sub(r"{{ (\w+) }}", r"%(\1)s", body) for body in BLOCK.findall(text))


def said():
    for room in (ROOT / "backend").glob("*/"):
        if room.name not in {"web", "static"}:
            for path in room.rglob("*.py"):
                yield from said_in_python(path)
            for path in room.rglob("*.html"):
                yield from said_in_template(path)
    for path in (ROOT / "backend").glob("*.py"):
        yield from said_in_python(path)


def test_every_text_has_its_english_words_and_none_is_left_over():
    known = {dict(entry)["msgid"] for entry in entries()}

    assert known == set(said()), "run `hoso makemessages -l en --add-location file`"


def test_no_english_words_are_missing_and_all_carry_what_they_are_given():
    for entry in entries():
        originals = [text for name, text in entry if name.startswith("msgid")]
        for name, text in entry:
            if name.startswith("msgstr"):
                assert text, originals
                named = [set(re.findall(r"%\(\w+\)\w", one)) for one in [text, originals[0]]]
                assert named[0] <= named[1], text
