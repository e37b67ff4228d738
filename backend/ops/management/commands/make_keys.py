"""`hoso make_keys`: make the keys that this installation lacks, and let the log know them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tracking.ledger.keys import (
    KeyUse,
    key_files,
    make_key_files,
    make_next_field_key,
    make_next_key_file,
)
from tracking.ledger.operations import publish_keys

FIELD = "field"
CHANGEABLE = [KeyUse.LABEL, KeyUse.RECEIPT, KeyUse.EXPORT, FIELD]


class Command(BaseCommand):
    """Make keys; what is there already is never touched."""

    help = "Make the key files that HOSO_KEYS_DIR lacks and publish the public halves."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the one key that shall be followed by a new one."""
        parser.add_argument("--next", choices=CHANGEABLE, help="make the successor of this key")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Make files first, so that a database that is away loses no key."""
        folder = settings.HOSO_KEYS_DIR
        made = make_key_files(folder)
        if options["next"] == FIELD:
            make_next_field_key(folder)
            made.append(FIELD)
        elif options["next"]:
            made.append(make_next_key_file(folder, use=KeyUse(options["next"])))
        published = publish_keys(files=key_files(folder), now=timezone.now())
        self.stdout.write(f"made: {', '.join(made) or 'nothing'}; published: {len(published)}")
