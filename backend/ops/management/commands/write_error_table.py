"""Write docs/errors.md from the refusals in the code."""

from django.conf import settings
from django.core.management.base import BaseCommand

from backend.ops.error_table import error_table


class Command(BaseCommand):
    """Write docs/errors.md."""

    help = __doc__

    def handle(self, *_args: str, **_options: object) -> None:
        """Replace the file by what the code says now."""
        path = settings.BASE_DIR / "docs" / "errors.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(error_table(), encoding="utf-8")
