"""Who calls: a phone by its bearer, staff by their log-in, staff at an enrolled desk."""

from dataclasses import dataclass
from typing import ClassVar, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from tracking.kernel.ids import is_safe_text
from tracking.kernel.refusal import Refusal, Retry
from tracking.parties.access import Principal, may_see_office, principal_of
from tracking.parties.models import Person
from tracking.parties.queries import desk, phone_with_bearer

DESK_HEADER: Final = "X-Hoso-Desk"


@dataclass(eq=False)
class Unauthenticated(Refusal):
    """Nobody is logged in, or the session has ended."""

    code: ClassVar[str] = "unauthenticated"
    status: ClassVar[int] = 401
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class ForgedRequest(Refusal):
    """The request carries no token of our own pages, so another site may have made it."""

    code: ClassVar[str] = "forged_request"
    status: ClassVar[int] = 403
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class UnknownDesk(Refusal):
    """The browser is no enrolled desk, or the person who is logged in does not work there."""

    code: ClassVar[str] = "unknown_desk"
    status: ClassVar[int] = 403
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


class Request(HttpRequest):
    """A request whose caller is known."""

    auth: Principal


class DeviceAuth(HttpBearer):
    """A courier's phone, by the bearer of its session."""

    def authenticate(self, request: HttpRequest, token: str) -> Principal:  # noqa: ARG002 - ninja's signature
        """Return the phone's owner.

        Raises:
            Unauthenticated: the bearer opens nothing, or no more.
        """
        now = timezone.now()
        phone = phone_with_bearer(bearer=token, now=now)
        if phone is None or phone.person_id is None:
            raise Unauthenticated
        return principal_of(person=phone.person_id, device=phone.pk, at=now)


class StaffAuth(APIKeyCookie):
    """A person who is logged in, at a desk or at a browser that is none yet."""

    param_name = settings.SESSION_COOKIE_NAME
    needs_desk: ClassVar[bool] = False

    def _get_key(self, request: HttpRequest) -> str | None:
        """Check the token before anything else, since the cookie comes along by itself.

        Raises:
            ForgedRequest: the token is missing or wrong.
        """
        cookie = request.COOKIES.get(self.param_name)
        if cookie and check_csrf(request):
            raise ForgedRequest
        return cookie

    def authenticate(self, request: HttpRequest, key: str | None) -> Principal | None:
        """Return the person who is logged in, at the desk that the header names.

        Raises:
            UnknownDesk: it is no enrolled desk, or he does not work there.
        """
        if key is None or not isinstance(request.user, Person):
            return None
        device_id = request.headers.get(DESK_HEADER)
        if device_id is None and not self.needs_desk:
            return principal_of(person=request.user.pk, at=timezone.now())
        return _at_desk(request.user, device_id or "")


class DeskAuth(StaffAuth):
    """A person who is logged in at an enrolled desk and works at its office."""

    needs_desk = True


def _at_desk(person: Person, device_id: str) -> Principal:
    now = timezone.now()
    found = desk(device_id) if is_safe_text(device_id) else None
    if found is None or found.office_id is None:
        raise UnknownDesk
    principal = principal_of(person=person.pk, at=now, device=found.pk, office=found.office_id)
    on = timezone.localdate(now)
    if not may_see_office(principal=principal, office=found.office_id, on=on):
        raise UnknownDesk
    return principal


def closed(_request: HttpRequest) -> None:
    """Let nobody in: what an operation gets that does not say for whom it is."""


DEVICE: Final = DeviceAuth()
STAFF: Final = StaffAuth()
DESK: Final = DeskAuth()
EITHER: Final = (DEVICE, STAFF)
OPEN: Final = None
