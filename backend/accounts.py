"""How staff log in: nobody signs up, and no flow needs e-mail."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):
    """Close the door that allauth leaves open for newcomers: people are put in by an operation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Return False: accounts come with grants, from an administrator."""
        return False
