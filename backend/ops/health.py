"""Whether this site can do its work: what a probe, a proxy and infra/run ask."""

import dataclasses
from contextlib import closing
from datetime import timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.utils import timezone
from health_check.base import HealthCheck
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView

from tracking.feed.models import OutboxRow

# Checks run in threads that no request ends, so each gives its connection back itself.
LONGEST_WAIT = timedelta(seconds=15)


@dataclasses.dataclass
class Tables(HealthCheck):
    """The tables are those that this code expects."""

    def run(self) -> None:
        """Compare the migrations of the code with those of the database."""
        with closing(connection):
            executor = MigrationExecutor(connection)
            plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            message = f"{len(plan)} migrations are missing"
            raise ServiceUnavailable(message)


@dataclasses.dataclass
class Sequencer(HealthCheck):
    """Facts get their position soon after their commit, so screens are live."""

    def run(self) -> None:
        """Look for a fact that waits too long."""
        with closing(connection):
            waiting_since = OutboxRow.objects.aggregate(at=Min("at"))["at"]
        if waiting_since and timezone.now() - waiting_since > LONGEST_WAIT:
            raise ServiceUnavailable("facts wait for the sequencer")


health = HealthCheckView.as_view(
    checks=[
        "health_check.checks.Database",
        "health_check.checks.Cache",
        Tables,
        Sequencer,
    ],
)
