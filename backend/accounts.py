"""How staff log in: nobody signs up, no flow needs e-mail, and guessing is slow."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracking.custody.operations.rights import change_password
from tracking.parties.models import Person
from tracking.parties.operations.logins import (
    TooManyLogins,
    begin_login,
    forgive_login,
)


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Close the door that allauth leaves open for newcomers: people are put in by an operation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "email_password_mismatch": _("Tên đăng nhập hoặc mật khẩu không đúng."),
        "too_many_login_attempts": _("Sai quá nhiều lần. Thử lại sau năm phút."),
        "enter_current_password": _("Mật khẩu đang dùng không đúng."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Return False: accounts come with grants, from an administrator."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 - allauth's signature
        """Refuse before the password is looked at, so that a guess learns nothing.

        Raises:
            ValidationError: too many log-ins failed lately.
        """
        begin_guess(request, _login(credentials))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:  # noqa: ANN401 - allauth's signature
        """Return who it is, and take back what was counted before anybody looked."""
        person: Person | None = super().authenticate(request, **credentials)
        if person is not None:
            forgive_login(login=_login(credentials), address=self.get_client_ip(request))
        return person

    def set_password(self, user: Person, password: str) -> None:
        """Change the password, and close what was opened with the one before."""
        change_password(person=user, password=password)

    def add_message(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - allauth's signature
        """Say nothing: screens show who is logged in, and a message would lie in a cookie."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """Return where one goes on working."""
        return settings.LOGIN_REDIRECT_URL


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    """Change a password; at a screen that was left open the old one is guessed slowly, too."""

    def clean_oldpassword(self) -> str:
        """Return the old password, if it is right.

        Raises:
            ValidationError: it is not, or was guessed too often lately.
        """
        request = context.request
        begin_guess(request, self.user.login)
        old: str = super().clean_oldpassword()
        address = StaffAccounts(request).get_client_ip(request)
        forgive_login(login=self.user.login, address=address)
        return old


def begin_guess(request: HttpRequest, login: str) -> None:
    """Count a password that is about to be looked at.

    Raises:
        ValidationError: too many were wrong lately.
    """
    adapter = StaffAccounts(request)
    try:
        begin_login(login=login, address=adapter.get_client_ip(request), now=timezone.now())
    except TooManyLogins as error:
        raise adapter.validation_error("too_many_login_attempts") from error


def _login(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username", ""))
