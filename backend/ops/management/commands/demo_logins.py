"""`hoso demo_logins`: who may log in to the demo."""

from django.core.management.base import BaseCommand

from backend.ops.province.demo import LOGINS, PASSWORD
from tracking.parties.models import Person


class Command(BaseCommand):
    """Print the log-ins of the demo that this database has."""

    help = "Print the demo's log-ins and their password."

    def handle(self, *_args: object, **_options: object) -> None:
        """Print one a line."""
        known = set(Person.objects.filter(login__in=LOGINS).values_list("login", flat=True))
        self.stdout.write(f"Log in with the password {PASSWORD} as:")
        for login, words in LOGINS.items():
            if login in known:
                self.stdout.write(f"  {login:<12} {words}")
