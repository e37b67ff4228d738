"""The office's page: one document, in which the screens are drawn by the browser."""

from typing import Final

from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

# Slips and labels are PDFs that the page itself holds; the browser's viewer prints them.
_IN_FRAMES: Final = {"frame-src": ["blob:"]}
_BY_VIEWERS: Final = {"object-src": ["blob:"]}


@require_safe
@never_cache
@ensure_csrf_cookie
@csp_update(_IN_FRAMES)
@csp_replace(_BY_VIEWERS)
def office(request: HttpRequest) -> HttpResponse:
    """Serve the page to anybody: it holds nothing until its caller has logged in."""
    return render(request, "console/office.html")
