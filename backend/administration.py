"""The administration: behind the door of the whole site, under a policy that its screens bear."""

from collections.abc import Callable
from typing import Any

from allauth.account.decorators import secure_admin_login
from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from unfold.sites import UnfoldAdminSite

# Unfold evaluates expressions in attributes and sets styles; inline scripts stay forbidden.
bearable = csp_update({"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]})


class Administration(UnfoldAdminSite):
    """Unfold's site for whoever logged in where all staff log in."""

    def admin_view(
        self,
        view: Callable[..., HttpResponseBase],
        cacheable: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> Callable[..., HttpResponseBase]:
        """Guard a view as Django does, under our policy."""
        guarded: Callable[..., HttpResponseBase] = bearable(super().admin_view(view, cacheable))
        return guarded

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send people to the one log-in, which counts those who guess."""
        answer: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return answer
