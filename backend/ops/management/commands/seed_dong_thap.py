"""`hoso seed_dong_thap --era 2018|2025`: load the pilot, or the two-tier province."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.ops.province.demo import PASSWORD
from backend.ops.province.loading import load
from backend.ops.province.tables import ERAS, id_of, world_of
from tracking.parties.models import Office


class Command(BaseCommand):
    """Load units, offices, procedures, people, routes and today's runs; safe to repeat."""

    help = "Load Đồng Tháp: the three-tier pilot, or the two tiers of 2025."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the era."""
        parser.add_argument("--era", choices=sorted(ERAS), default="2018")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Load it, unless another world is there already.

        Raises:
            CommandError: two provinces of one name would stand in one database.
        """
        era = options["era"]
        centre = id_of(era=era, kind="office", key="tinh")
        if Office.objects.exists() and not Office.objects.filter(pk=centre).exists():
            message = "Another world is loaded here: start with an empty database (--fresh)."
            raise CommandError(message)
        world = world_of(era)
        load(world=world, password=PASSWORD, now=timezone.now(), today=timezone.localdate())
        self.stdout.write(
            f"{len(world.units)} units, {len(world.offices)} offices, "
            f"{len(world.routes)} couriers, {len(world.staff)} people who log in"
        )
