"""What a phone must have loaded before the app opens for the first time, on a weak network."""

import gzip
import re

from infra.build import BUILT

APP = BUILT / "courier"
ASSETS = "/static/courier/"
LIMIT = 250_000
NAMED = re.compile(rf'(?:src|href)="{ASSETS}([^"]+)"')
IMPORTED = re.compile(r'\b(?:from|import)\s*["`]\./([^"`]+)["`]')


def first_load() -> set[str]:
    """Follow the page to all that it names, and that to all which it imports at once."""
    found: set[str] = set()
    left = {"index.html", *NAMED.findall((APP / "index.html").read_text())}
    while left:
        name = left.pop()
        found.add(name)
        if name.endswith(".js"):
            imported = IMPORTED.findall((APP / name).read_text())
            left |= {f"assets/{one}" for one in imported} - found
    return found


def test_the_first_load_is_light_and_has_neither_decoder_nor_map():
    loaded = first_load()

    assert len(loaded) > 2, "the page names no script and no style"
    assert [name for name in loaded if re.search("zxing|decoder|maplibre", name)] == []
    assert sum(len(gzip.compress((APP / name).read_bytes())) for name in loaded) < LIMIT
