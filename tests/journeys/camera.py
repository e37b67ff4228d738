"""A camera that looks at what was printed: Chromium films a file, and we change what is in it.

Paper is read in a thread: a stage on which nobody else may move meanwhile answers no ping.
"""

import asyncio
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 1280, 960
FRAMES = 3


class Camera:
    """A film of a still picture; a new picture is seen within a second."""

    def __init__(self, folder: Path) -> None:
        self.film = folder / "camera.y4m"
        self.look_away()

    def look_away(self) -> None:
        """Film the table alone."""
        self.look_at(Image.new("L", (WIDTH, HEIGHT), 90))

    def look_at(self, picture: Image.Image) -> None:
        """Hold a picture before the camera, on a table a little larger than it."""
        held = Image.new("L", (WIDTH, HEIGHT), 90)
        shown = picture.convert("L")
        shown.thumbnail((WIDTH - 120, HEIGHT - 120), Image.Resampling.LANCZOS)
        held.paste(shown, ((WIDTH - shown.width) // 2, (HEIGHT - shown.height) // 2))
        grey = bytes([128]) * (WIDTH // 2 * (HEIGHT // 2) * 2)
        frame = b"FRAME\n" + held.tobytes() + grey
        film = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode() + frame * FRAMES
        # Written over in place: Chromium keeps the file open and reads it again and again.
        with self.film.open("r+b" if self.film.exists() else "wb") as file:
            file.write(film)


async def pages_of(pdf: bytes, *, dpi: int = 203) -> list[Image.Image]:
    """Print a PDF as a label printer does: black dots at its resolution."""
    return await asyncio.to_thread(_pages_of, pdf, dpi)


def _pages_of(pdf: bytes, dpi: int) -> list[Image.Image]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "paper.pdf"
        source.write_bytes(pdf)
        _run("pdftoppm", "-r", str(dpi), "-gray", "-png", str(source), str(Path(folder) / "page"))
        found = sorted(Path(folder).glob("page*.png"))
        return [Image.open(page).copy() for page in found]


async def codes_in(picture: Image.Image) -> list[str]:
    """Return the QR symbols that zbar, which knows nothing of us, reads in a picture."""
    return await asyncio.to_thread(_codes_in, picture)


def _codes_in(picture: Image.Image) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "picture.png"
        picture.save(source)
        # Among the dots of a QR symbol zbar now and then sees a bar code of another kind.
        only = ("-S*.enable=0", "-Sqrcode.enable=1")
        return _run("zbarimg", "--raw", "--quiet", *only, str(source)).splitlines()


async def words_of(pdf: bytes) -> str:
    """Return the text of a PDF."""
    return await asyncio.to_thread(_words_of, pdf)


def _words_of(pdf: bytes) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "paper.pdf"
        source.write_bytes(pdf)
        return _run("pdftotext", "-layout", str(source), "-")


def _run(program: str, *words: str) -> str:
    path = shutil.which(program)
    assert path, f"{program} is not installed"
    return subprocess.run([path, *words], check=True, capture_output=True, text=True).stdout
