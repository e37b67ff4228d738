"""Remember for half an hour that a browser showed a slip: in a signed cookie, nowhere else."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.http import HttpRequest, HttpResponse

from tracking.consignments.models import CitizenKey
from tracking.enquiries.operations import Visit
from tracking.enquiries.queries import citizen_key

COOKIE: Final = "__Host-dossier"
VISIT_LASTS: Final = timedelta(minutes=30)

_SALT: Final = "hoso.public.visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenVisit:
    """A visit that still holds: the slip's key, and when the visit ends."""

    key: CitizenKey
    until_at: datetime


def remember(response: HttpResponse, *, visit: Visit, now: datetime) -> None:
    """Have the browser carry the visit; a slip printed later ends it."""
    until_at = now + VISIT_LASTS
    said = [visit.code, visit.slip_made_at.isoformat(), until_at.isoformat()]
    response.set_cookie(
        COOKIE,
        signing.dumps(said, salt=_SALT),
        max_age=VISIT_LASTS,
        secure=True,
        httponly=True,
        samesite="Lax",
    )


def open_visit(request: HttpRequest, *, code: str, now: datetime) -> OpenVisit | None:
    """Return the visit of this browser to a dossier, or None if there is none or no more."""
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=VISIT_LASTS)
    except signing.BadSignature:
        return None
    visited, made_at, until_at = said
    if visited != code or datetime.fromisoformat(until_at) <= now:
        return None
    key = citizen_key(code=code, made_at=datetime.fromisoformat(made_at))
    if key is None:
        return None
    return OpenVisit(key=key, until_at=datetime.fromisoformat(until_at))
