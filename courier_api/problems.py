"""One form for all that is declined or fails: RFC 9457, told by `code`, translated on screen.

`docs/errors.md` lists the codes. No answer repeats what was sent: it could be somebody's name.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import ClassVar, Final

import structlog
from django.core.exceptions import RequestDataTooBig
from django.core.serializers.json import DjangoJSONEncoder
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tracking.kernel.refusal import Refusal, Retry

CONTENT_TYPE: Final = "application/problem+json"
API_PREFIX: Final = "/api/"
RETRY_AFTER_S: Final = 5
MOST_FIELDS: Final = 20

# What Django or ninja answer by themselves, and the word for it.
CODES: Final = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.UNAUTHORIZED: "unauthenticated",
    HTTPStatus.FORBIDDEN: "not_allowed",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_big",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid_request",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many_requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "bug",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}

log = structlog.get_logger(__name__)


@dataclasses.dataclass(eq=False)
class TooBig(Refusal):
    """The body is larger than this call takes, after decompression."""

    code: ClassVar[str] = "too_big"
    status: ClassVar[int] = 413


class NotJsonBody(ValueError):
    """The body is no JSON in UTF-8, or readers would disagree about what it says.

    No refusal with a word of its own: whatever is wrong with the form of a body is one answer.
    """


@dataclasses.dataclass(eq=False)
class UnknownEncoding(Refusal):
    """The body is compressed in another way than gzip."""

    code: ClassVar[str] = "unknown_encoding"
    status: ClassVar[int] = 415


def problem(*, status: int, code: str, retry: Retry, **fields: object) -> HttpResponse:
    """Write a problem; its `code` says what happened, for programs and for screens."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": code,
            "retry": retry,
            **fields,
        },
        status=status,
        content_type=CONTENT_TYPE,
        encoder=DjangoJSONEncoder,
    )


def answer_problems(api: NinjaAPI) -> None:
    """Have all that an operation raises answered as problems."""
    api.add_exception_handler(Refusal, _answer_refusal)
    api.add_exception_handler(ValidationError, _answer_invalid)
    api.add_exception_handler(HttpError, _answer_http_error)
    api.add_exception_handler(Http404, _answer_not_found)
    api.add_exception_handler(RequestDataTooBig, _answer_too_big)
    api.add_exception_handler(OperationalError, _answer_unavailable)
    api.add_exception_handler(InterfaceError, _answer_unavailable)


def _answer_refusal(_request: HttpRequest, refusal: Refusal | type[Refusal]) -> HttpResponse:
    said = dataclasses.asdict(refusal) if isinstance(refusal, Refusal) else {}
    return problem(status=refusal.status, code=refusal.code, retry=refusal.retry, **said)


def _answer_invalid(
    _request: HttpRequest, error: ValidationError | type[ValidationError]
) -> HttpResponse:
    errors = [] if isinstance(error, type) else error.errors
    if any(one["loc"][0] == "path" for one in errors):
        return _by_status(HTTPStatus.NOT_FOUND)  # no thing has an id of that form
    return _invalid([{"at": _place(one), "why": one["type"]} for one in errors[:MOST_FIELDS]])


def _invalid(fields: Sequence[Mapping[str, str]]) -> HttpResponse:
    return problem(
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        code=CODES[HTTPStatus.UNPROCESSABLE_ENTITY],
        retry=Retry.NEVER,
        fields=fields,
    )


def _place(error: dict[str, object]) -> str:
    place = [str(step) for step in _steps(error["loc"])]
    # A member that nobody asked for is the sender's own word, so only its object is named.
    return ".".join(place[:-1] if error["type"] == "extra_forbidden" else place)


def _steps(loc: object) -> tuple[object, ...]:
    return loc if isinstance(loc, tuple) else ()


def _answer_http_error(_request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    if isinstance(error, type):
        return _by_status(HTTPStatus.BAD_REQUEST)
    cause = error.__cause__
    if isinstance(cause, Refusal):  # ninja wraps what our parser raises
        return _answer_refusal(_request, cause)
    if isinstance(cause, NotJsonBody):
        return _invalid([{"at": "body", "why": "not_json"}])
    return _by_status(error.status_code)


def _answer_not_found(_request: HttpRequest, _error: Http404 | type[Http404]) -> HttpResponse:
    return _by_status(HTTPStatus.NOT_FOUND)


def _answer_too_big(
    request: HttpRequest, _error: RequestDataTooBig | type[RequestDataTooBig]
) -> HttpResponse:
    return _answer_refusal(request, TooBig())


def _answer_unavailable(_request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """The database is away, full or busy: phones keep what they have and come again."""
    log.error("database_unavailable", error=type(error).__name__)
    response = _by_status(HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _by_status(status: int) -> HttpResponse:
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS
    return problem(
        status=status,
        code=CODES.get(HTTPStatus(status), "bad_request"),
        retry=Retry.LATER if is_ours else Retry.NEVER,
    )


class ApiAnswers(MiddlewareMixin):
    """Keep answers out of caches; what never reached an operation gets the form of a problem."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Replace an error page under the API by the problem that it stands for."""
        if not request.path_info.startswith(API_PREFIX):
            return response
        answer = _as_problem(response)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    said = response.headers.get("Content-Type", "")
    if response.status_code < HTTPStatus.BAD_REQUEST or said.startswith(CONTENT_TYPE):
        return response
    told = _by_status(response.status_code)
    for name in ("Allow", "Retry-After"):
        if name in response.headers:
            told[name] = response.headers[name]
    return told
