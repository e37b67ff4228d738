"""The databases of tests: each test finds them as the one before it did, whatever that wrote."""

import pytest
from django.db import connection
from django.utils import timezone

from tests import databases
from tracking.ledger.models import EntryKind, LogEntry
from tracking.ledger.operations import append_entry

pytestmark = pytest.mark.django_db


def test_what_is_append_only_for_all_others_is_emptied_too():
    tables = databases.empty_tables()
    append_entry(kind=EntryKind.KEY_MADE, row={}, at=timezone.now())

    databases.empty(tables)

    assert not LogEntry.objects.exists()


def test_what_migrations_put_there_is_no_table_to_be_emptied():
    assert "public.django_migrations" not in databases.empty_tables()


def test_no_table_is_counted_between_two_tests():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_user_tables INNER JOIN pg_class ON pg_class.oid = relid"
            " WHERE NOT coalesce(reloptions @> '{autovacuum_enabled=off}', false)"
        )
        assert cursor.fetchone() == (0,)
