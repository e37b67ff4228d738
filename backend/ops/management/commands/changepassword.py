"""`hoso changepassword`: set the password of whoever forgot it, or from whom it was stolen."""

from getpass import getuser

from django.contrib.auth.management.commands import changepassword

from tracking.custody.operations.rights import end_what_a_password_opened
from tracking.parties.models import Person


class Command(changepassword.Command):
    """Django's own, which closes nothing: whoever came in with the password before is out."""

    def handle(self, *args: object, **options: object) -> str | None:
        """Set it, and close what was opened with the one before."""
        login = options["username"] or getuser()
        told = super().handle(*args, **options | {"username": login})
        end_what_a_password_opened(person=Person.objects.get(login=login))
        return told
