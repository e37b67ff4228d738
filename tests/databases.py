"""Databases with all migrations applied, copied from a template, so that nobody waits twice."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import psycopg
from django.core.management import call_command
from django.db import connection, transaction

from infra.stack import ROOT

ONE_AT_A_TIME: Final = 7_205_759  # any number; names the advisory lock of those who make templates
WITH_TABLES: Final = ("geo", "tracking")


def make_database(name: str) -> None:
    """Copy the template to a new database, in place of one of that name, and connect to it."""
    with server() as ours:
        ours.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        template = _template(ours)
        ours.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        ours.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        # What a test commits need not outlive a fall of the machine, so nobody waits for the disk.
        ours.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    connect_to(name)


def drop_database(name: str, *, and_connect_to: str) -> None:
    """Forget a database, and connect to another one."""
    connect_to(and_connect_to)
    with server() as ours:
        ours.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def empty_tables() -> list[str]:
    """Return the tables, each with its schema, in which no row stands."""
    tables = _tables()
    filled = set(_filled_of(tables))
    return [table for table in tables if table not in filled]


def empty(tables: Sequence[str]) -> None:
    """Delete every row of some tables, also of those that are append-only for all others.

    Django would truncate all tables of the site: each truncation is a new file for the table and
    each index, which take seconds to make and which the next checkpoint writes to the disk.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever still writes is waited for, as a truncation would.
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger, no reference
        for table in _filled_of(tables):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - of the catalogue


def server() -> psycopg.Connection:
    """Open a connection beside Django's, in which databases can be made."""
    params = connection.get_connection_params()
    for ours in ("cursor_factory", "context", "prepare_threshold", "pool"):
        params.pop(ours, None)
    return psycopg.connect(**params | {"dbname": "postgres"}, autocommit=True)


def connect_to(name: str) -> None:
    """Have Django speak with another database from now on."""
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined] # of the backend that we use
    connection.settings_dict["NAME"] = name


def _template(ours: psycopg.Connection) -> str:
    """Return the name of the template for the migrations as they are now; make it if it is new."""
    template = f"hoso_template_{_hash_of_migrations()}"
    found = ours.execute("SELECT datname FROM pg_database WHERE datname LIKE 'hoso_template_%'")
    names = {row[0] for row in found}
    if template in names:
        return template
    for outdated in names:
        ours.execute(f'DROP DATABASE "{outdated}" WITH (FORCE)')
    draft = f"{template}_draft"
    ours.execute(f'CREATE DATABASE "{draft}"')
    connect_to(draft)
    call_command("migrate", verbosity=0)
    _keep_plans()
    connect_to("postgres")
    ours.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')
    return template


def _tables() -> list[str]:
    """Return our tables, each with its schema."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT format('%I.%I', schemaname, relname) FROM pg_stat_user_tables")
        return [table for (table,) in cursor]


def _filled_of(tables: Sequence[str]) -> list[str]:
    """Return those of some tables in which any row stands."""
    asked = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})"  # noqa: S608 - of the catalogue
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [table for (table,) in cursor]


def _keep_plans() -> None:
    """Have PostgreSQL plan in every test as it does for tables that it knows nothing of.

    What a test writes is rolled back. Counted between two tests, by chance, the tables are empty,
    and a statement that was planned for that walks through all that the next test writes.
    """
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")


def _hash_of_migrations() -> str:
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes() + Path(__file__).read_bytes())
    for path in sorted(_files_of_migrations()):
        digest.update(path.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _files_of_migrations() -> Iterator[Path]:
    for room in WITH_TABLES:
        yield from (ROOT / room).rglob("migrations/*.py")
        yield from (ROOT / room).rglob("sql/*.sql")
