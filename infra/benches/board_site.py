"""The two pages of the benchmark `board`, served by ourselves: nothing else answers meanwhile."""

import json
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar, Final

from infra.benches.board_world import World, told
from infra.build import WEB

PAGES: Final = Path(__file__).parent / "board_pages"
MAPLIBRE: Final = WEB / "node_modules" / "maplibre-gl" / "dist"
HTML: Final = "text/html; charset=utf-8"
JSON: Final = "application/json"
TICKET: Final = b'{"ticket": "ticket"}'
NOTHING: Final = (b"[]", JSON)


class _Answers(BaseHTTPRequestHandler):
    """What any page of ours asks for."""

    made: ClassVar[Mapping[str, tuple[bytes, str]]]
    folders: ClassVar[Mapping[str, Path]]
    me: ClassVar[Mapping[str, object]]

    def do_GET(self) -> None:
        """Answer by the beginning of the path."""
        path = self.path.partition("?")[0]
        body, kind = next((one for at, one in self.made.items() if path.startswith(at)), NOTHING)
        for at, folder in self.folders.items():
            if path.startswith(at):
                body, kind = _file(folder / path.removeprefix(at))
        if path == "/api/v1/me":
            body = json.dumps({**self.me, "now": told(datetime.now(tz=UTC))}).encode()
        self._say(body, kind)

    def do_POST(self) -> None:
        """Give a ticket to whoever asks: nobody checks it."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._say(TICKET, JSON)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""

    def _say(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def site(world: World, static: Path) -> Iterator[str]:
    """Serve the built files, what the API would answer, and the peer's page."""

    class Answers(_Answers):
        made: ClassVar = {
            "/office/": (_office_page(static).encode(), HTML),
            "/peer/": ((PAGES / "peer.html").read_bytes(), HTML),
            "/api/v1/boards/": (json.dumps(world.board).encode(), JSON),
        }
        folders: ClassVar = {"/static/": static, "/maplibre/": MAPLIBRE}
        me: ClassVar = world.me

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()


def _file(file: Path) -> tuple[bytes, str]:
    kind = "text/javascript" if file.suffix == ".mjs" else mimetypes.guess_type(file)[0]
    return (file.read_bytes() if file.is_file() else b"", kind or JSON)


def _office_page(static: Path) -> str:
    """Write the page as Django does, from the manifest of the build."""
    manifest = json.loads((static / "manifest.json").read_text(encoding="utf-8"))
    entry = manifest["office/main.ts"]
    sheets = [f'<link rel="stylesheet" href="/static/{one}">' for one in entry.get("css", ())]
    script = f'<script type="module" src="/static/{entry["file"]}"></script>'
    head = f'<head><meta charset="utf-8">{"".join(sheets)}{script}</head>'
    return f'<!DOCTYPE html><html lang="vi">{head}<body><div id="app"></div></body></html>'
