"""The sheet of the public pages: small, and with the values that all screens share."""

import re

from infra.stack import ROOT

SHEET = ROOT / "backend/public/static/public/citizen.css"
TOKENS = ROOT / "backend/web/shared/tokens.css"
VALUE = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,8})\s*;")
DARK = "prefers-color-scheme: dark"


def colours(path):
    """Return the colours of the light and of the dark theme, each as it is first given."""
    light, _, dark = path.read_text(encoding="utf-8").partition(DARK)
    light = light.partition("[data-theme")[0]
    return [dict(reversed(VALUE.findall(part))) for part in (light, dark)]


def test_the_colours_are_those_of_all_screens():
    ours, shared = colours(SHEET), colours(TOKENS)

    for theme in (0, 1):
        assert ours[theme]
        assert ours[theme].items() <= shared[theme].items()


def test_both_themes_have_the_same_colours():
    light, dark = colours(SHEET)

    assert light.keys() == dark.keys()


def test_every_value_that_is_used_is_given():
    text = SHEET.read_text(encoding="utf-8")

    used = set(re.findall(r"var\(--([a-z0-9-]+)", text))
    given = set(re.findall(r"--([a-z0-9-]+):", text))
    assert used <= given
    assert given - used <= {"i"}


def test_a_page_with_its_sheet_is_under_60_kb():
    assert SHEET.stat().st_size < 20_000
