"""The table of docs/errors.md: every refusal that the house knows, read from the code."""

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from http import HTTPStatus

import courier_api
import geo
import tracking
from courier_api.problems import CODES
from tracking.kernel.refusal import Refusal

HEAD = """\
# Errors

Written by `hoso write_error_table`; a test compares it with the code. Whatever we decline has
a `code` that says what happened; `retry` says whether asking again can help (`never`, `later`,
`after_change`), and the fields are what a client may read. The API answers it as a problem
(RFC 9457), and screens translate the code. What is declined elsewhere is said in another way: by
a page to who logs in or looks a dossier up, by a socket that closes, by what read a picture.

| code | HTTP | retry | fields | what happened |
|---|---|---|---|---|
"""
REST = """
## What the protocol itself says

Answers that come before any operation, in the same form. `invalid_request` names in `fields` the
places that have another shape (`at`) and how (`why`).

| code | HTTP |
|---|---|
"""


def error_table() -> str:
    """Return the whole page."""
    rows = [
        f"| `{kind.code}` | {kind.status} | {kind.retry} | {_fields(kind)} | {_meaning(kind)} |\n"
        for kind in sorted(refusals(), key=lambda kind: kind.code)
    ]
    protocol = [f"| `{code}` | {HTTPStatus(status).value} |\n" for status, code in CODES.items()]
    return HEAD + "".join(rows) + REST + "".join(protocol)


def refusals() -> set[type[Refusal]]:
    """Return every kind of refusal in the rooms that answer requests."""
    for room in (geo, tracking, courier_api):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    return {kind for kind in _below(Refusal) if "code" in vars(kind)}


def _below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _fields(kind: type[Refusal]) -> str:
    return ", ".join(f"`{field.name}`" for field in dataclasses.fields(kind)) or "–"


def _meaning(kind: type[Refusal]) -> str:
    return (inspect.getdoc(kind) or "").split("\n\n", 1)[0].replace("\n", " ")
