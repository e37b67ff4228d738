"""Every pair of ink and ground in tokens.css can be read: WCAG 2.2 AA, in light and in dark."""

import re

import pytest

from infra.stack import ROOT

TOKENS = ROOT / "backend" / "web" / "shared" / "tokens.css"
TEXT, BORDER = 4.5, 3.0
STATES = (
    "held",
    "offered",
    "transit",
    "inferred",
    "disputed",
    "delivered",
    "lost",
    "risk",
    "late",
)
PAIRS = [
    *((state, f"{state}-soft", TEXT) for state in STATES),
    *((state, "surface", TEXT) for state in STATES),
    *((ink, "surface", TEXT) for ink in ("ink", "ink-2", "ink-3", "link", "act")),
    *((ink, "surface", TEXT) for ink in ("ontime", "pending", "safe")),
    *((ink, "sunken", TEXT) for ink in ("ink", "ink-2", "ink-3")),
    *((ink, "bg", TEXT) for ink in ("ink", "ink-2", "ink-3")),
    ("on-act", "act", TEXT),
    ("on-act", "act-hover", TEXT),
    ("act", "act-soft", TEXT),
    ("on-sign", "sign", TEXT),
    ("on-sign", "sign-hover", TEXT),
    ("m-label", "m-land", TEXT),
    ("m-label-water", "m-water", TEXT),
    ("line-strong", "surface", BORDER),
    ("focus", "surface", BORDER),
    ("focus", "bg", BORDER),
]


def colours(selector: str) -> dict[str, str]:
    text = TOKENS.read_text(encoding="utf-8")
    block = text.split(selector, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;", block))


THEMES = {
    "light": colours(":root {"),
    "dark": colours(':root[data-theme="dark"] {'),
}


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_a_pair_can_be_read(theme, ink, ground, least):
    tokens = THEMES[theme]

    assert contrast(tokens[ink], tokens[ground]) >= least


def test_black_on_white_has_the_contrast_that_the_standard_names():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


def test_a_dark_system_gets_the_same_dark_as_a_dark_choice():
    assert colours(':root:not([data-theme="light"]) {') == THEMES["dark"]
