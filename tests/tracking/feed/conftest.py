"""A database in which the feed's rows are committed, as threads of a hub must see them."""

import pytest
from django.db import connection

from tracking.feed import queries

FEED = (
    "feed_outboxrow",
    "feed_head",
    "feed_entry",
    "feed_socketticket",
    "feed_withdrawal",
)


@pytest.fixture
def committed_feed(django_db_setup, django_db_blocker):  # noqa: ARG001 - makes the database
    """Let a test commit rows of the feed, and delete them after it.

    A test with `transaction=True` empties every table of the site, which takes seconds.
    """
    # Each connection is asked for the epoch once, and here connections outlive what it is made of:
    # tests of other folders empty that table, too.
    queries._EPOCHS.clear()
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            for table in FEED:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own list
        connection.close()
