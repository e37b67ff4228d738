"""The public pages: they work without JavaScript and say what the bearer of a slip may see."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.public.visits import OpenVisit, open_visit, remember
from backend.public.words import page_words
from tracking.consignments.citizen_key import read_code, shown_code
from tracking.enquiries.operations import (
    TooManyLookUps,
    UnknownDossier,
    Visit,
    look_up_by_pin,
    look_up_by_secret,
)
from tracking.enquiries.queries import public_dossier
from tracking.feed.operations import issue_socket_ticket
from tracking.feed.queries import epoch, known_withdrawals, position

View = Callable[..., HttpResponse]

TEXT_COOKIE: Final = "__Host-text"
A_YEAR_S: Final = 365 * 24 * 60 * 60
MOST_TYPED: Final = 64
COURIER_APP: Final = "/courier/"  # the scope of its service worker
# Absent in a clone that has not built its front ends; the pages need nothing of it.
MANIFEST: Final = Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))


def public_page(view: View) -> View:
    """Keep a page out of caches, and let `?lang=` and `?text=` choose how it is shown."""

    @wraps(view)
    def shown(request: HttpRequest, **named: str) -> HttpResponse:
        return _chosen(request) or view(request, **named)

    return never_cache(shown)


@require_safe
@public_page
def landing(request: HttpRequest) -> HttpResponse:
    """Say what this is, and open three doors: citizen, office, courier."""
    return _page(request, "landing", courier_app=COURIER_APP)


@sensitive_post_parameters("secret", "pin")
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code and the PIN of a slip."""
    if request.method == "POST":
        return _let_in(request, code="", typed=request.POST.get("code", "")[:MOST_TYPED])
    return _page(request, "look_up")


@sensitive_post_parameters("secret", "pin")
@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Show a dossier to whoever showed its slip; ask everybody else for the PIN.

    The address says the code alone. What the QR code says after the `#` is never sent in an
    address: a script posts it.
    """
    read = read_code(code)
    if read is None:
        return _page(request, "look_up", status=404, problem=_no_such_dossier())
    if read != code:
        return redirect("public:dossier", code=read)
    if request.method == "POST":
        return _let_in(request, code=read, typed=read)
    visit = open_visit(request, code=read, now=timezone.now())
    if visit is None:
        return _page(request, "look_up", code=read, shown=shown_code(read))
    return _page(request, "dossier", **_told(visit))


@require_safe
@public_page
def dossier_part(request: HttpRequest, code: str) -> HttpResponse:
    """Return what changes on the page of a dossier, for a script to put in place."""
    visit = open_visit(request, code=code, now=timezone.now())
    if visit is None:
        return HttpResponse(status=404)
    return render(request, "public/dossier_part.html", _told(visit))


@require_POST
@never_cache
def socket_ticket(request: HttpRequest, code: str) -> HttpResponse:
    """Return the ticket that opens one socket on the stream of one dossier."""
    now = timezone.now()
    asking = open_visit(request, code=code, now=now)
    if asking is None:
        return HttpResponse(status=404)
    # Counted before the visit is looked at again: a slip printed from here on shows either way.
    known = known_withdrawals([asking.key.stream])
    visit = open_visit(request, code=code, now=now)
    if visit is None:
        return HttpResponse(status=404)
    ticket = issue_socket_ticket(
        streams=[f"track.{visit.key.stream}"],
        known=known,
        rights_until_at=visit.until_at,
        now=now,
    )
    return JsonResponse({"ticket": ticket})


def _chosen(request: HttpRequest) -> HttpResponse | None:
    """Remember a choice that the address makes, and go on without it in the address."""
    language, text = request.GET.get("lang"), request.GET.get("text")
    if request.method != "GET" or (language is None and text is None):
        return None
    response = redirect(request.path)
    if language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    if text in {"big", "plain"}:
        _keep(response, TEXT_COOKIE, text)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=A_YEAR_S, secure=True, httponly=True, samesite="Lax")


def _let_in(request: HttpRequest, *, code: str, typed: str) -> HttpResponse:
    now = timezone.now()
    said = {"code": code, "typed": typed, "shown": shown_code(code)}
    try:
        visit = _visit(request, typed)
    except UnknownDossier as refusal:
        problem = _no_such_dossier()
        return _page(request, "look_up", status=refusal.status, problem=problem, **said)
    except TooManyLookUps as refusal:
        problem = _("Đang có quá nhiều lượt tra cứu sai. Chờ một phút rồi thử lại.")
        return _page(request, "look_up", status=refusal.status, problem=problem, **said)
    response = redirect("public:dossier", code=visit.code)
    remember(response, visit=visit, now=now)
    return response


def _visit(request: HttpRequest, code: str) -> Visit:
    now = timezone.now()
    if secret := request.POST.get("secret", ""):
        return look_up_by_secret(code=code, secret=secret[:MOST_TYPED], now=now)
    return look_up_by_pin(code=code, pin=request.POST.get("pin", "")[:MOST_TYPED], now=now)


def _no_such_dossier() -> str:
    return _("Không có hồ sơ nào với mã và PIN này. Xem lại trên giấy tiếp nhận.")


def _told(visit: OpenVisit) -> dict[str, Any]:
    """Return what the page of a dossier shows; where its stream stands is read before the rest."""
    now = timezone.now()
    stream = f"track.{visit.key.stream}"
    place = {"epoch": epoch(), "position": position(stream)}
    words = page_words(public_dossier(key=visit.key, now=now), now=now)
    return {"code": visit.key.code, "stream": stream, "place": place, "words": words}


def _page(request: HttpRequest, name: str, *, status: int = 200, **said: object) -> HttpResponse:
    shown: dict[str, object] = {
        "is_big": request.COOKIES.get(TEXT_COOKIE) == "big",
        "is_built": MANIFEST.is_file(),
    }
    return render(request, f"public/{name}.html", shown | said, status=status)
