"""Whatever a stranger sends is answered, and neither his words nor a traceback reach the log.

Nobody bounds how often he does it, and a path may hold a code that somebody typed wrong.
"""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

NOISE: dict[str, dict[str, Any]] = {
    "a wrong host": {"path": "/tra-cuu", "headers": {"Host": "his.words"}},
    "a path that is none": {"path": "/his-words"},
    "a codec that is none of ours": {
        "path": "/tra-cuu",
        "content_type": "text/plain; charset=utf-16",
    },
    "a form of another site": {"path": "/tra-cuu"},
    "a form that breaks off": {
        "path": "/accounts/login/",
        "data": b"--his",
        "content_type": "multipart/form-data; boundary=his",
    },
    "too much": {
        "path": "/accounts/login/",
        "data": b"his=" + b"w" * 20_000_000,
        "content_type": "application/x-www-form-urlencoded",
    },
    "too many fields": {
        "path": "/accounts/login/",
        "data": b"&".join([b"his=words"] * 10_000),
        "content_type": "application/x-www-form-urlencoded",
    },
    "a session that he made himself": {"path": "/accounts/login/", "cookie": "his words"},
}


@pytest.mark.parametrize("what", NOISE)
@pytest.mark.parametrize("method", ["get", "post", "trace"])
def test_a_stranger_writes_nothing_into_the_log(what, method, caplog):
    sent = dict(NOISE[what])
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if cookie := sent.pop("cookie", None):
        client.cookies["sessionid"] = cookie

    if method == "get":
        sent = {name: said for name, said in sent.items() if name in {"path", "headers"}}
    answer = getattr(client, method)(**sent)

    assert answer.status_code < 500
    assert caplog.records == []
