"""What the administration shows around its lists; the settings name these for Unfold."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext


def mark(_request: HttpRequest) -> str:
    """Return where our mark is."""
    return static("public/icon.svg")


def sheet(_request: HttpRequest) -> str:
    """Return where what Unfold's scales cannot say is."""
    return static("console/administration.css")


def subheader(_request: HttpRequest) -> str:
    """Return the words under our name."""
    return gettext("Quản trị")


def account_links(_request: HttpRequest) -> list[dict[str, str]]:
    """Return what one may do with one's own account: at the door of all staff."""
    return [{"title": gettext("Đổi mật khẩu"), "link": reverse("account_change_password")}]
