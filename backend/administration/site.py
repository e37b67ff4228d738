"""The administration: behind the door of the whole site, under a policy that its screens bear."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from backend.administration.devices import DEVICES
from backend.administration.people import PEOPLE
from backend.administration.places import PLACES
from backend.administration.reading import Tables, administers
from backend.administration.words import Lazy
from backend.administration.work import WORK

# Unfold evaluates expressions in attributes and sets styles; inline scripts stay forbidden.
bearable = csp_update({"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]})


@dataclass(frozen=True, slots=True)
class Group:
    """Lists that stand together beside every page."""

    key: str
    title: Lazy
    tables: Tables


GROUPS: Final = (
    Group("places", _("Địa bàn"), PLACES),
    Group("people", _("Con người"), PEOPLE),
    Group("work", _("Công việc"), WORK),
    Group("devices", _("Máy"), DEVICES),
)
# What Django calls an app, above the page of a row.
ROOMS: Final = {
    "geo": _("Địa bàn"),
    "parties": _("Các bên"),
    "consignments": _("Hồ sơ và nhãn"),
    "legs": _("Vận chuyển"),
}


class Administration(UnfoldAdminSite):
    """Unfold's site for the administrators among those who logged in where all staff log in."""

    index_title = _("Quản trị")
    index_template = "console/administration.html"

    def __init__(self, name: str = "admin") -> None:
        """Open with our lists and none that a library would bring."""
        super().__init__(name)
        for label, words in ROOMS.items():
            apps.get_app_config(label).verbose_name = words
        for group in GROUPS:
            for model, listing in group.tables:
                # Set here, since words of a screen have no place in tables and their migrations.
                model._meta.verbose_name = listing.one  # noqa: SLF001 - Django's documented name
                model._meta.verbose_name_plural = listing.many  # noqa: SLF001
                self.register(model, listing)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let administrators in by their grant, and nobody else."""
        return administers(request)

    def admin_view(
        self,
        view: Callable[..., HttpResponseBase],
        cacheable: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> Callable[..., HttpResponseBase]:
        """Guard a view as Django does, under our policy."""
        guarded: Callable[..., HttpResponseBase] = bearable(super().admin_view(view, cacheable))
        return guarded

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse:
        """Send people to the one log-in, which counts those who guess; say no in words."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", reverse("admin:index")))
        if not self.has_permission(request):
            return render(request, "account/no_administrator.html", status=403)
        return redirect("admin:index")

    def password_change(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django's signature
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        """Send people to the one page where staff change their passwords."""
        return redirect("account_change_password")

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the groups, and how much each list holds."""
        groups = [
            {
                "title": group.title,
                "links": [
                    {**_link(model, listing, request), "count": model.objects.count()}
                    for model, listing in group.tables
                ],
            }
            for group in GROUPS
        ]
        said = {"groups": groups, **(extra_context or {})}
        page: TemplateResponse = super().index(request, said)
        return page

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Return our groups instead of Django's apps."""
        if app_label is not None:
            found: list[dict[str, Any]] = super().get_app_list(request, app_label)
            return found
        rooms = self._build_app_dict(request).values()
        rows = {row["model"]: row for room in rooms for row in room["models"]}
        return [
            {
                "name": group.title,
                "app_label": group.key,
                "app_url": reverse("admin:index"),
                "has_module_perms": True,
                "models": [rows[model] for model, _listing in group.tables if model in rows],
            }
            for group in GROUPS
            if rows
        ]

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return the same groups for beside the page, with a picture each."""
        return [
            {
                "title": group.title,
                "items": [_link(model, listing, request) for model, listing in group.tables],
            }
            for group in GROUPS
        ]


def _link(model: type[Any], listing: Any, request: HttpRequest) -> dict[str, Any]:  # noqa: ANN401 - of Unfold, without types
    where = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")  # noqa: SLF001
    return {
        "title": capfirst(str(listing.many)),
        "icon": listing.icon,
        "link": where,
        "active": request.path.startswith(where),
        "has_permission": True,
    }
