"""Who calls: a phone by its bearer, staff by their log-in, staff at a desk by both."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from tracking.kernel.refusal import Refusal, Retry
from tracking.parties.access import (
    Principal,
    is_open,
    may_see_office,
    phone_principal,
    principal_of,
)
from tracking.parties.devices import desk, desk_session, phone_session
from tracking.parties.models import Device, Person
from tracking.parties.operations.devices import note_device_seen
from tracking.parties.tokens import log_in_id

DESK_HEADER: Final = "X-Hoso-Desk"  # the bearer of a desk's session; a desk's id proves nothing
PERSON_HEADER: Final = "X-Hoso-Person"  # whose name the page shows; all tabs share one cookie


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
    """The browser proves no desk of an open office beside its log-in, or works elsewhere."""

    code: ClassVar[str] = "unknown_desk"
    status: ClassVar[int] = 403
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@dataclass(eq=False)
class AnotherPerson(Refusal):
    """Somebody else is logged in by now than the page shows that makes the request."""

    code: ClassVar[str] = "another_person"
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
        session = phone_session(bearer=token, now=now)
        if session is None or session.device.person_id is None:
            raise Unauthenticated
        note_device_seen(session.device, now=now)
        return phone_principal(
            phone=session.device,
            person=session.device.person_id,
            until_at=session.until_at,
            at=now,
        )


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
        """Return the person who is logged in, at the desk whose session the header opens.

        Raises:
            AnotherPerson: the page shows somebody else.
            UnknownDesk: it opens none beside this log-in, or the person does not work there.
        """
        beside = None if key is None else _log_in(request)
        if beside is None:
            return None
        bearer = request.headers.get(DESK_HEADER)
        if bearer is None and not self.needs_desk:
            return principal_of(person=beside.person, log_in=beside.log_in, at=timezone.now())
        return _at_desk(beside, bearer or "")


class DeskAuth(StaffAuth):
    """A person who is logged in at an enrolled desk and works at its office."""

    needs_desk = True


@dataclass(frozen=True, slots=True)
class LogIn:
    """That a person is logged in, and how the house names this log-in."""

    person: UUID
    log_in: str


def desk_log_in(request: HttpRequest, *, device_id: str) -> LogIn | None:
    """Return the log-in beside which a desk's session will count; None for a phone.

    Raises:
        Unauthenticated: nobody is logged in.
        AnotherPerson: the page shows somebody else.
        ForgedRequest: another site may have made the request.
        UnknownDesk: whoever is logged in does not work at the desk.
    """
    found = desk(device_id)
    if found is None:
        return None
    beside = _log_in(request)
    if beside is None:
        raise Unauthenticated
    if check_csrf(request):
        raise ForgedRequest
    _demand_work_at(found, beside)
    return beside


def _log_in(request: HttpRequest) -> LogIn | None:
    key = request.session.session_key
    if key is None or not isinstance(request.user, Person):
        return None
    if request.headers.get(PERSON_HEADER, str(request.user.pk)) != str(request.user.pk):
        raise AnotherPerson
    return LogIn(person=request.user.pk, log_in=log_in_id(key))


def _at_desk(beside: LogIn, bearer: str) -> Principal:
    now = timezone.now()
    session = desk_session(bearer=bearer, log_in=beside.log_in, now=now)
    if session is None:
        raise UnknownDesk
    note_device_seen(session.device, now=now)
    return _demand_work_at(session.device, beside)


def _demand_work_at(its_desk: Device, beside: LogIn) -> Principal:
    now, office = timezone.now(), its_desk.office_id
    principal = principal_of(
        person=beside.person, at=now, device=its_desk.pk, office=office, log_in=beside.log_in
    )
    on = timezone.localdate(now)
    if office is None or not may_see_office(principal=principal, office=office, on=on):
        raise UnknownDesk
    if not is_open(office=office, on=on):
        raise UnknownDesk
    return principal


def look_again(request: Request) -> Principal:
    """Return the caller as the database has it at this moment, and when the session ends.

    What an operation gives away for hours is given by this: between the first look and the gift,
    the caller may have logged out.

    Raises:
        Unauthenticated, AnotherPerson, UnknownDesk: the caller is out meanwhile.
    """
    phone: Principal | None = DEVICE(request)
    if phone is not None:
        return phone
    kept = Session.objects.filter(session_key=request.session.session_key).first()
    if kept is None or kept.expire_date <= timezone.now():
        raise Unauthenticated
    request.user = get_user(request)
    staff: Principal | None = STAFF(request)
    if staff is None:
        raise Unauthenticated
    return replace(staff, until_at=kept.expire_date)


def closed(_request: HttpRequest) -> None:
    """Let nobody in: what an operation gets that does not say for whom it is."""


DEVICE: Final = DeviceAuth()
STAFF: Final = StaffAuth()
DESK: Final = DeskAuth()
EITHER: Final = (DEVICE, STAFF)
HAND: Final = (DEVICE, DESK)  # who can have a thing in hand, and prove it by a key
OPEN: Final = None
