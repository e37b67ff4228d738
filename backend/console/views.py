"""The office's page: one document, in which the screens are drawn by the browser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe


@require_safe
@never_cache
@ensure_csrf_cookie
def office(request: HttpRequest) -> HttpResponse:
    """Serve the page to anybody: it holds nothing until its caller has logged in."""
    return render(request, "console/office.html")


@require_safe
def icon(_request: HttpRequest) -> HttpResponse:
    """Show the mark where a page names none: browsers then ask for this one address."""
    return redirect(static("public/icon.svg"))
