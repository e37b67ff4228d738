"""The site behind a door at which a newer build of the courier's app can be laid down."""

import json
import os
import re
from pathlib import Path
from typing import Final

from asgiref.typing import (
    ASGIReceiveCallable,
    ASGISendCallable,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    Scope,
)

from backend.asgi import application as site
from infra.build import BUILT, WEB

FOLDER: Final = "HOSO_NEWER_APP"
VERSION: Final = "9.9.9"
TYPES: Final = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}


async def application(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Serve what was laid down, and all else as the site does."""
    laid = _laid(scope["path"]) if scope["type"] == "http" else None
    if laid is None or not laid.is_file():
        await site(scope, receive, send)
        return
    kind = TYPES[laid.suffix].encode()
    headers = [(b"content-type", kind), (b"cache-control", b"no-cache")]
    start: HTTPResponseStartEvent = {
        "type": "http.response.start",
        "status": 200,
        "headers": headers,
        "trailers": False,
    }
    body: HTTPResponseBodyEvent = {
        "type": "http.response.body",
        "body": laid.read_bytes(),
        "more_body": False,
    }
    await send(start)
    await send(body)


def _laid(path: str) -> Path:
    file = f"{path}index.html" if path == "/courier/" else path
    return Path(os.environ[FOLDER]) / file.lstrip("/")


def lay_down(folder: Path) -> None:
    """Lay down another version of the app, as a build leaves it: new names, and a new worker."""
    built = BUILT / "courier"
    (script,) = built.glob("assets/index-*.js")
    name = f"index-{VERSION}.js"
    version = json.loads((WEB / "package.json").read_text())["version"]
    page = (built / "index.html").read_text().replace(script.name, name)
    worker = (built / "sw.js").read_text().replace(script.name, name)
    worker = re.sub(r'("revision":")\w+(","url":"/courier/")', rf"\g<1>{VERSION}\2", worker)
    laid = {
        f"static/courier/assets/{name}": script.read_text().replace(version, VERSION),
        "courier/index.html": page,
        "courier/sw.js": worker,
    }
    for path, text in laid.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
