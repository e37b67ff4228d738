"""`hoso join_link NAME`: the link, good once within ten minutes, by which a device joins."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracking.kernel.line import Role
from tracking.parties.models import Courier, Grant, Person
from tracking.parties.operations.devices import issue_ticket


class Command(BaseCommand):
    """Let whoever has this terminal enrol a first device; later ones are enrolled on screen."""

    help = "Print the link for a courier's phone (by call sign) or an office's desk (by log-in)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whose device it will be."""
        parser.add_argument("name", help="a courier's call sign, or a log-in")
        parser.add_argument("--phone", action="store_true", help="a phone for who has this log-in")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Print the link alone, so that other programs can read it."""
        name = options["name"]
        person, office = _owner_of_phone(name) if options["phone"] else _whose_device(name)
        ticket = issue_ticket(
            person_id=person,
            office_id=office,
            origin=settings.ORIGIN,
            made_by=None,
            now=timezone.now(),
        )
        self.stdout.write(ticket.link)


def _owner_of_phone(login: str) -> tuple[UUID, None]:
    person = Person.objects.filter(login=login, is_active=True).first()
    if person is None:
        message = f"{login} is nobody's log-in."
        raise CommandError(message)
    return person.pk, None


def _whose_device(name: str) -> tuple[UUID | None, UUID | None]:
    """Return the person of a courier's phone, or the office of a desk."""
    courier = Courier.objects.filter(call_sign=name).first()
    if courier:
        return courier.person_id, None
    grant = Grant.objects.filter(
        person__login=name, party__office__isnull=False, role=Role.CLERK, until_at=None
    ).first()
    if grant is None:
        message = f"{name} is neither a courier's call sign nor a clerk's log-in."
        raise CommandError(message)
    return None, grant.party_id
