"""What pages answer while the database is away, full or busy; the API says it in its own way."""

from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from courier_api.problems import RETRY_AFTER_S

log = structlog.get_logger(__name__)


class SaysAway:
    """Answer 503 instead of a failure of ours: whoever asks a little later is served."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Stand before whoever answers."""
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request on."""
        return self._answer(request)

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a page that found no database; leave every other failure to be told as one."""
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        log.error("database_unavailable", error=type(error).__name__)
        said = _("Hệ thống đang bận. Thử lại sau ít phút.")
        headers = {"Retry-After": str(RETRY_AFTER_S)}
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return HttpResponse(
            said, status=status, headers=headers, content_type="text/plain; charset=utf-8"
        )
