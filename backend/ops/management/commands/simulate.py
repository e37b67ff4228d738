"""`hoso simulate`: couriers and clerks who live in the demo."""

import asyncio
import secrets
from contextlib import suppress
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backend.ops.province.demo import LOGINS, PASSWORD
from backend.ops.simulator.town import Pace
from backend.ops.simulator.world import Cast, CourierCast, DeskCast, run
from tracking.kernel.line import Role
from tracking.parties.models import Courier, Grant, OfficeKind
from tracking.parties.operations.devices import issue_ticket

LEFT_TO_PEOPLE: Final = "TN-02"


class Command(BaseCommand):
    """Simulate the province: tickets come from here, all else goes through the public API."""

    help = "Let simulated couriers and clerks live in the demo until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the pace, the seed, and whom to leave to people."""
        parser.add_argument("--origin", default=settings.ORIGIN)
        parser.add_argument("--speed", type=float, default=float(settings.DEMO_RATE))
        parser.add_argument("--seed", type=int, default=None, help="of all chance; else a new one")
        parser.add_argument("--dossiers", type=int, default=Pace().dossiers)
        parser.add_argument(
            "--leave",
            default=LEFT_TO_PEOPLE,
            help="call signs, comma separated, that only people ride",
        )

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Find who is to be simulated, and let them live.

        Raises:
            CommandError: there is nobody.
        """
        left = frozenset(options["leave"].split(","))
        cast = Cast(couriers=_couriers(left), desks=_desks(), password=PASSWORD)
        if not cast.couriers:
            message = "Nobody to simulate: run `hoso seed_dong_thap` first."
            raise CommandError(message)
        seed = options["seed"]
        life = run(
            origin=options["origin"],
            cast=cast,
            pace=Pace(rate=options["speed"], dossiers=options["dossiers"]),
            seed=secrets.randbelow(10**6) if seed is None else seed,
            say=self._say,
        )
        with suppress(KeyboardInterrupt):
            asyncio.run(life)

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _couriers(left: frozenset[str]) -> list[CourierCast]:
    now = timezone.now()
    couriers = Courier.objects.exclude(call_sign__in=left).order_by("call_sign")
    return [
        CourierCast(
            call_sign=courier.call_sign,
            ticket=issue_ticket(
                person_id=courier.person_id,
                office_id=None,
                origin=settings.ORIGIN,
                made_by=None,
                now=now,
            ).ticket,
        )
        for courier in couriers
    ]


def _desks() -> list[DeskCast]:
    """Return one clerk for each office, never one of the log-ins that people use."""
    grants = (
        Grant.objects.filter(party__office__isnull=False, person__login__isnull=False)
        .exclude(person__login__in=LOGINS)
        .order_by("person__login")
    )
    rows = list(grants.values_list("person__login", "party_id", "party__office__kind", "role"))
    officers = {login for login, _, _, role in rows if role == Role.OFFICER}
    return [
        DeskCast(
            office=str(office),
            login=str(login),
            takes_in=kind == OfficeKind.ONE_STOP,
            decides=login in officers,
        )
        for login, office, kind, role in rows
        if role == Role.CLERK
    ]
