"""Draw what scanners read: QR codes as SVG, black squares on no ground; pure."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.main import QRCode

LABEL_VERSION: Final = 8
QUIET_MODULES: Final = 4  # ISO/IEC 18004 asks for four on each side
LABEL_MODULES: Final = 17 + 4 * LABEL_VERSION + 2 * QUIET_MODULES


def label_svg(text: str) -> str:
    """Draw a label's QR code: version 8, level Q, whatever the text, so that all labels match.

    Args:
        text: `HS1:…`, whose every character is in the QR's alphanumeric set.
    """
    code = QRCode(version=LABEL_VERSION, error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text, optimize=0)  # in one piece, or pieces of digits make it longer
    return _svg(code.get_matrix())


def link_svg(text: str) -> str:
    """Draw a link, or any other text, in the smallest QR code of level M that holds it."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return _svg(code.get_matrix())


def _svg(rows: Sequence[Sequence[bool]]) -> str:
    size = len(rows) + 2 * QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path d="{"".join(_bars(rows))}"/></svg>'
    )


def _bars(rows: Sequence[Sequence[bool]]) -> Iterator[str]:
    """Write each run of dark modules in a row as one rectangle."""
    for y, row in enumerate(rows, start=QUIET_MODULES):
        x = QUIET_MODULES
        for is_dark, run in groupby(row):
            width = len(list(run))
            if is_dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
