"""What every test stands on: a real PostgreSQL with PostGIS, started when a test asks for it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as examples

from infra.stack import Stack
from tests.databases import drop_database, empty, empty_tables, make_database

pytest_plugins = ["tests.journeys.site"]  # one site for all that play in browsers

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
        make_database(name)
        ours = empty_tables()  # the others hold what migrations put there

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty(ours))
        yield

    with django_db_blocker.unblock():
        drop_database(name, and_connect_to=settings.DATABASES["default"]["NAME"])
