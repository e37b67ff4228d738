"""Bad bodies, addresses and forms: each gets its answer of docs/errors.md, and never a 500."""

import asyncio
import gzip
import socket
from contextlib import asynccontextmanager

import httpx
import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client, RequestFactory
from uvicorn import Config, Server

from backend.asgi import application
from backend.plain import OurWSGIRequest
from tests import make
from tests.courier_api.callers import (
    API,
    as_staff,
    at_desk,
    told,
    with_body,
)

MEGABYTE = 1024 * 1024
TEN_MEGABYTES = 10 * MEGABYTE
GIVES_UP_AFTER = 200
GZIPPED = {"Content-Encoding": "gzip"}


# Bodies, to every operation that takes one.

NO_JSON = {
    "cut": b"{",
    "utf-16": b"\xff\xfe{\0}\0",
    "invalid utf-8": b'{"a": "\xc3\x28"}',
    "a surrogate in utf-8": b'{"a": "\xed\xa0\x80"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "nul": b"\0",
    "a control character": b'{"a": "\x01"}',
    "NaN": b'{"a": NaN}',
    "Infinity": b'{"a": -Infinity}',
    "twins": b'{"a": 1, "a": 2}',
    "twins deep inside": b'{"a": [{"b": {"c": 1, "c": 1}}]}',
    "lists without end": b"[" * 100_000,
    "objects without end": b'{"a":' * 100_000,
    "closed lists without end": b"[" * 100_000 + b"]" * 100_000,
    "a number without end": b"9" * 100_000,
}
NO_SHAPE = {
    "nothing": b"",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"a"',
    "a number beyond floats": b'{"a": 1e999}',
    "a lone surrogate": b'{"\\ud800": "\\udfff"}',
    "an escaped nul": b'{"\\u0000": "\\u0000"}',
    "another's prototype": b'{"__proto__": {"a": 1}, "__class__": 1}',
    "thirty levels": b'{"a":' * 30 + b"1" + b"}" * 30,
}


@pytest.mark.django_db
@pytest.mark.parametrize("body", NO_JSON.values(), ids=NO_JSON)
def test_s15_a_body_that_is_no_json_is_said_to_be_none(body):
    answers = {name: told(send(body)) for name, send in with_body()}

    assert answers == dict.fromkeys(answers, (422, "invalid_request"))


@pytest.mark.django_db
@pytest.mark.parametrize("body", NO_SHAPE.values(), ids=NO_SHAPE)
def test_s15_a_body_of_another_shape_is_told_where(body):
    for _, send in with_body():
        answer = send(body)

        assert told(answer) in {(422, "invalid_request"), (404, "not_found")}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "headers"),
    [(b" " * TEN_MEGABYTES, {}), (gzip.compress(b" " * 5 * TEN_MEGABYTES), GZIPPED)],
    ids=["plain", "a bomb"],
)
def test_s16_a_body_of_ten_megabytes_is_too_big(body, headers):
    answers = {name: told(send(body, headers=headers)) for name, send in with_body()}

    assert answers == dict.fromkeys(answers, (413, "too_big"))


@pytest.mark.parametrize("tells_its_length", [True, False])
async def test_s16_ten_megabytes_are_too_big_over_the_network_too(tells_its_length):
    body = b" " * TEN_MEGABYTES

    async with served() as site:
        answer = await site.post(
            f"{API}/scan-batches",
            content=body if tells_its_length else in_parts(body),
            headers={"Content-Type": "application/json"},
        )

    assert (answer.status_code, answer.json()["code"]) == (413, "too_big")
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_s16_a_body_without_end_is_not_waited_for():
    asked = 0
    said: list[dict[str, object]] = []

    async def receive():
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        if asked < GIVES_UP_AFTER:
            return {"type": "http.request", "body": b" " * MEGABYTE, "more_body": True}
        return {"type": "http.disconnect"}

    async def send(message):
        said.append(message)

    await application(endless(f"{API}/scan-batches"), receive, send)

    assert [one["status"] for one in said[:1]] == [413]


def endless(path):
    """Describe a request whose body tells no length."""
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "query_string": b"",
        "headers": headers,
        "scheme": "http",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
    }


async def in_parts(body):
    for start in range(0, len(body), MEGABYTE):
        yield body[start : start + MEGABYTE]


@asynccontextmanager
async def served():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = Server(Config(application, lifespan="off", log_level="error"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)
        try:
            origin = f"http://localhost:{listening.getsockname()[1]}"
            async with httpx.AsyncClient(base_url=origin) as site:
                yield site
        finally:
            server.should_exit = True
            await serving


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/plain; charset=nothing",
        "\0",
    ],
)
def test_a_body_that_calls_itself_something_else_gets_in_nowhere(kind):
    desk = at_desk(make.desk(), checks_csrf=True)

    answer = desk.generic("POST", f"{API}/dossiers", b"--x\r\n\xff", content_type=kind)

    assert told(answer) == (403, "forged_request")


# Addresses, headers and forms.


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["%00%00%00%00", "HS1:%00", "%E2%80%AEabcd", "%C2%A0%C2%A0%C2%A0%C2%A0", "a" * 161]
)
def test_s11_what_no_text_may_hold_finds_nothing(query):
    answer = as_staff(make.person()).get(f"{API}/lookups?q={query}")

    assert told(answer) == (422, "invalid_request")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["%ED%A0%80%ED%A0%80", "%FF%FE%FD%FC", "'%22;--", "HS1:%25_%25_"]
)
def test_s11_what_is_nobodys_code_finds_nothing(query):
    answer = as_staff(make.person()).get(f"{API}/lookups?q={query}")

    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "\0", "é", "a b c", "A" * 10_000])
def test_a_key_of_no_form_opens_nothing(key):
    by_phone = Client(headers={"Authorization": f"Bearer {key}"}).get(f"{API}/today")
    by_cookie = Client(headers={"Cookie": f"__Host-session={key}"}).get(f"{API}/me")

    assert told(by_phone) == told(by_cookie) == (401, "unauthenticated")


PAGES = ["/tra-cuu", "/t/4KKNTAP9AGPA", "/accounts/login/", "/i18n/setlang/", "/admin/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["session", "csrf", "language", "text"])
def test_a_cookie_that_unfolds_to_a_nul_is_as_none_on_every_page(path, name):
    cookie = f'__Host-{name}="abcdefgh\\000ijklmnop"'

    assert Client().get(path, headers={"Cookie": cookie}).status_code in {200, 302, 404, 405}


@pytest.mark.django_db
def test_a_log_in_that_unfolds_to_a_nul_is_nobodys():
    cookie = '__Host-session="abcdefgh\\000ijklmnop"'

    answer = Client(headers={"Cookie": cookie}).get(f"{API}/me")

    assert told(answer) == (401, "unauthenticated")


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*PAGES, f"{API}/dossiers"])
@pytest.mark.parametrize(
    "codec", ["rot13", "zlib", "idna", "undefined", "unicode_escape", "utf-7"]
)
def test_what_is_said_in_another_codec_than_ours_is_declined_on_every_page(path, codec):
    kind = f"multipart/form-data; boundary=x; charset={codec}"
    form = b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\nab\xff\r\n--x--\r\n'

    assert Client().generic("POST", path, form, content_type=kind).status_code == 400


@pytest.mark.parametrize(
    "kind",
    [
        "text/plain; charset=rot13",
        "text/plain; x*=undefined''%41",
        "text/plain; x*=nothing''%41",
        "multipart/form-data; boundary*=idna''%41",
    ],
)
def test_what_calls_itself_by_a_kind_that_none_can_read_is_no_form(kind):
    request = RequestFactory().generic("POST", "/", b"a=1", QUERY_STRING="q=x").environ
    request["CONTENT_TYPE"] = kind

    ours = OurWSGIRequest(request)

    assert (ours.GET["q"], dict(ours.POST)) == ("x", {})


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/tra-cuu", "/t/4KKNTAP9AGPA", "/accounts/login/"])
@pytest.mark.parametrize(
    "form",
    [
        b"code=%00&secret=%00&pin=%00&login=%00&password=%00",
        b"code=%ED%A0%80&secret=%FF&pin=%FF&login=%FF&password=%FF",
        b"\xff\xfe",
        b"code=" + b"9" * 100_000,
        b"a=1&" * 2_000,
    ],
    ids=["nul", "no utf-8", "no text", "long", "many"],
)
def test_a_form_that_is_none_is_declined_on_every_page(path, form):
    client = Client()

    answer = client.post(path, form, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in {200, 400, 404}
    assert SESSION_KEY not in client.session
