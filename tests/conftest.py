"""What every test stands on: a real PostgreSQL with PostGIS, started when a test asks for it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from hypothesis import settings as examples

from infra.stack import ROOT, Stack

ONE_AT_A_TIME = 7_205_759  # any number; names the advisory lock of those who make templates
ROOMS = ("geo", "tracking", "courier_api", "backend")

# No test asserts a time: on a busy machine any example may take long.
examples.register_profile("untimed", deadline=None)
examples.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,  # noqa: ARG001 - comes first
    django_db_blocker,
    django_db_modify_db_settings,  # noqa: ARG001 - gives each worker its own name
) -> Iterator[None]:
    """Copy a template to which all migrations are applied, so that nobody waits for them twice."""
    Stack().start()
    name = connection.settings_dict["TEST"]["NAME"]
    with django_db_blocker.unblock():
        with _server() as server:
            server.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            template = _template(server)
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        _connect_to(name)

    yield

    with django_db_blocker.unblock():
        _connect_to(settings.DATABASES["default"]["NAME"])
        with _server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _server() -> psycopg.Connection:
    params = connection.get_connection_params()
    for ours in ("cursor_factory", "context", "prepare_threshold", "pool"):
        params.pop(ours, None)
    return psycopg.connect(**params | {"dbname": "postgres"}, autocommit=True)


def _connect_to(name: str) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined] # of the backend that we use
    connection.settings_dict["NAME"] = name


def _template(server: psycopg.Connection) -> str:
    """Return the name of the template for the migrations as they are now; make it if it is new."""
    template = f"hoso_template_{_hash_of_migrations()}"
    found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'hoso_template_%'")
    names = {row[0] for row in found}
    if template in names:
        return template
    for outdated in names:
        server.execute(f'DROP DATABASE "{outdated}" WITH (FORCE)')
    draft = f"{template}_draft"
    server.execute(f'CREATE DATABASE "{draft}"')
    _connect_to(draft)
    call_command("migrate", verbosity=0)
    _connect_to("postgres")
    server.execute(f'ALTER DATABASE "{draft}" RENAME TO "{template}"')
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
