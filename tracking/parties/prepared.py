"""Statements that are asked so often that planning them each time costs more than they do."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def prepared() -> Iterator[CursorWrapper]:
    """Open a cursor whose statements PostgreSQL plans once a connection; use it for fixed SQL.

    Django's own cursors put values into the text, so that no two statements are alike. Here values
    travel apart: where nothing else tells its type, a value needs a cast.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        raw = psycopg.Cursor(connection.connection)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(raw) as cursor:  # type: ignore[arg-type]  # the stubs name the wrapper, not what it wraps
        yield cursor
