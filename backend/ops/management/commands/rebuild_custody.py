"""`hoso rebuild_custody`: fold all lines, cases and legal states again from the ledger."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from tracking.custody.operations.lines import rebuild


class Command(BaseCommand):
    """Fold every item anew; screens learn whatever comes out otherwise."""

    help = "Fold custody, cases and legal states again from what never changes."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 - Django's own signature
        """Rebuild and say how many items there were."""
        count = rebuild(now=timezone.now())
        self.stdout.write(f"{count} items")
