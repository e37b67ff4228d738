"""The courier's app as its build left it: the page, its service worker, its manifest."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path
from django.views.decorators.http import require_safe

# The worker must live under the path that it serves; all else comes from /static/.
_FILES: Final = {
    "": ("index.html", "text/html; charset=utf-8"),
    "sw.js": ("sw.js", "text/javascript; charset=utf-8"),
    "manifest.webmanifest": ("manifest.webmanifest", "application/manifest+json"),
}


@require_safe
def courier_app(_request: HttpRequest, *, name: str) -> FileResponse:
    """Serve a file of the app, to be asked for anew each time: it names all the others.

    Raises:
        Http404: the front ends have not been built.
    """
    file_name, content_type = _FILES[name]
    built: Path = settings.BASE_DIR / "backend" / "static" / "courier" / file_name
    if not built.is_file():
        raise Http404
    response = FileResponse(built.open("rb"), content_type=content_type)
    response.headers["Cache-Control"] = "no-cache"
    return response


urlpatterns = [path(name, courier_app, {"name": name}) for name in _FILES]
