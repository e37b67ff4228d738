"""Databases with all migrations applied, copied from a template, so that nobody waits twice."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
from django.core.management import call_command
from django.db import connection

from infra.stack import ROOT

ONE_AT_A_TIME: Final = 7_205_759  # any number; names the advisory lock of those who make templates
ROOMS: Final = ("geo", "tracking", "courier_api", "backend")


def make_database(name: str) -> None:
    """Copy the template to a new database, in place of one of that name, and connect to it."""
    with server() as ours:
        ours.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        template = _template(ours)
        ours.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        ours.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    connect_to(name)


def drop_database(name: str, *, and_connect_to: str) -> None:
    """Forget a database, and connect to another one."""
    connect_to(and_connect_to)
    with server() as ours:
        ours.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


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
    connect_to("postgres")
    ours.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')
    return template


def _hash_of_migrations() -> str:
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for path in sorted(_files_of_migrations()):
        digest.update(path.as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _files_of_migrations() -> Iterator[Path]:
    for room in ROOMS:
        yield from (ROOT / room).rglob("migrations/*.py")
        yield from (ROOT / room).rglob("sql/*.sql")
