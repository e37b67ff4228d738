"""What comes from outside and is no text of ours, looked at before anything stores or decodes it.

PostgreSQL keeps no NUL, and Django decodes a form by whatever codec its sender names: some of them
are none of text. Both would be a failure of ours, where the sender's nonsense is at fault.
"""

import codecs
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

OUR_CODEC: Final = "utf-8"

Answer = Callable[[HttpRequest], HttpResponseBase]


class PlainRequests:
    """Read no cookie that holds a control character, and decline what is not said in UTF-8."""

    def __init__(self, answer: Answer) -> None:
        """Stand before whoever answers."""
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass a request on, without the cookies that nobody of ours can have set.

        Raises:
            BadRequest: it names another codec than UTF-8 for what it says.
        """
        if request.encoding is not None and codecs.lookup(request.encoding).name != OUR_CODEC:
            raise BadRequest
        for name, value in list(request.COOKIES.items()):
            if not value.isprintable():
                del request.COOKIES[name]
        return self._answer(request)


class _OfAnyKind(HttpRequest):
    """A request whose `Content-Type` cannot be read is of no kind, so nothing in it is a form.

    Django reads it, and by its codec the query, before any middleware could decline it.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]  # the stubs leave it out
        except (LookupError, ValueError):
            self._encoding = None
            self.content_type, self.content_params = "", {}


class OurWSGIRequest(_OfAnyKind, WSGIRequest):
    """What a WSGI server hands us."""


class OurASGIRequest(_OfAnyKind, ASGIRequest):
    """What an ASGI server hands us."""


class OurWSGIHandler(WSGIHandler):
    """Django's, with our requests."""

    request_class = OurWSGIRequest


class OurASGIHandler(ASGIHandler):
    """Django's, with our requests."""

    request_class = OurASGIRequest
