"""Statements that are asked so often that planning them each time costs more than they do.

PostgreSQL plans each once a connection. Several that do not wait for each other travel together:
on a busy machine a journey to the database and back costs more than most answers.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg.rows import RowFactory, dict_row, tuple_row

T = TypeVar("T")
Rows = list[tuple[Any, ...]]
NamedRows = list[dict[str, Any]]


class Asked(Generic[T]):
    """A statement on its way."""

    def __init__(self, cursor: CursorWrapper, read: Callable[[Any], T]) -> None:
        """Remember how its rows will be read."""
        self._cursor = cursor
        self._read = read

    def answer(self) -> T:
        """Wait for the rows, if they are not there yet, and read them; once."""
        return self._read(self._cursor.fetchall())


def ask(sql: str, values: Mapping[str, Any], *, read: Callable[[Rows], T]) -> Asked[T]:
    """Send a statement with its values; inside `together` it does not wait for its answer."""
    cursor = _cursor()
    cursor.execute(sql, values)
    return Asked(cursor, read)


def ask_named(sql: str, values: Mapping[str, Any], *, read: Callable[[NamedRows], T]) -> Asked[T]:
    """Send a statement as `ask` does; each row is read by the names of its columns."""
    cursor = _cursor(row_factory=dict_row)
    cursor.execute(sql, values)
    return Asked(cursor, read)


@contextmanager
def together() -> Iterator[None]:
    """Let the statements of the block travel together; only prepared ones may be in it.

    They run one after the other, each seeing what those before it did, as if sent alone. If one
    fails, those after it do not run.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


@contextmanager
def prepared() -> Iterator[CursorWrapper]:
    """Open a cursor whose statements PostgreSQL plans once a connection; use it for fixed SQL.

    Django's own cursors put values into the text, so that no two statements are alike. Here values
    travel apart: where nothing else tells its type, a value needs a cast.
    """
    with _cursor() as cursor:
        yield cursor


def _cursor(row_factory: RowFactory[Any] = tuple_row) -> CursorWrapper:
    connection.ensure_connection()
    raw = psycopg.Cursor(connection.connection, row_factory=row_factory)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(raw)  # type: ignore[arg-type]  # the stubs name the wrapper, not what it wraps
