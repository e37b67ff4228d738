"""Speak HTTP with the site as phones and browsers do."""

import asyncio
import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from http.cookies import SimpleCookie
from typing import Any, Final, Self

import httpx

API: Final = "/api/v1"
PATIENCE_S: Final = 20.0
CONNECTIONS: Final = 24
CSRF_COOKIE: Final = "__Host-csrf"
FORM_TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SERVER_ERROR: Final = 500
REMEMBERED: Final = 50  # answers


class NoAnswerError(Exception):
    """The site cannot be reached or is not well: come again later."""


class RefusedError(Exception):
    """The site declined, with a code of its error table."""

    def __init__(self, *, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status: Final = status
        self.code: Final = code


@dataclass
class Session:
    """The cookies of one browser; kept by hand, since all browsers share one connection pool.

    `desk` is the bearer of the desk that it is.
    """

    cookies: dict[str, str]
    desk: str | None = None

    def headers(self) -> dict[str, str]:
        """Return what a page of ours sends along."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        said = {"Cookie": cookie, "X-CSRFToken": self.cookies.get(CSRF_COOKIE, "")}
        return said if self.desk is None else {**said, "X-Hoso-Desk": self.desk}


class Site:
    """One site and the connections to it; `answers_in_s` is how long it takes, lately."""

    def __init__(self, origin: str) -> None:
        self.origin: Final = origin
        self.answers_in_s = 0.0
        # Heeds SSL_CERT_FILE, so that a site with its own certificate authority is trusted.
        trust = ssl.create_default_context()
        nobodys = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
        self._client = httpx.AsyncClient(
            base_url=origin,
            verify=trust,
            timeout=PATIENCE_S,
            cookies=nobodys,
            headers={"Origin": origin, "Referer": f"{origin}/"},
            limits=httpx.Limits(max_connections=CONNECTIONS),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._client.aclose()

    async def wait_for(self) -> None:
        """Wait until the site answers: it may be starting beside us."""
        while True:
            try:
                await self.get("/keys", headers={})
            except (NoAnswerError, RefusedError):
                await asyncio.sleep(1)
            else:
                return

    async def get(self, path: str, *, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
        """Ask the API and return what it says.

        Raises:
            NoAnswerError, RefusedError: it says nothing, or no.
        """
        return (await self._asked("GET", API + path, headers=headers)).json()

    async def post(self, path: str, body: Mapping[str, Any], *, headers: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
        """Tell the API something and return what it answers.

        Raises:
            NoAnswerError, RefusedError: it answers nothing, or no.
        """
        return (await self._asked("POST", API + path, headers=headers, json=body)).json()

    async def post_for_paper(self, path: str, *, headers: Mapping[str, str]) -> bytes:
        """Have a paper printed and return its bytes.

        Raises:
            NoAnswerError, RefusedError: nothing comes out.
        """
        return (await self._asked("POST", API + path, headers=headers, json={})).content

    async def log_in(self, *, login: str, password: str) -> Session:
        """Fill in the log-in form as a person does.

        Raises:
            NoAnswerError, RefusedError: the site is away, or does not let him in.
        """
        page = await self._asked("GET", "/accounts/login/", headers={})
        session = Session(cookies=_cookies_set(page))
        token = FORM_TOKEN.search(page.text)
        form = {
            "login": login,
            "password": password,
            "csrfmiddlewaretoken": token[1] if token else "",
        }
        answer = await self._asked(
            "POST", "/accounts/login/", headers=session.headers(), form=form
        )
        session.cookies |= _cookies_set(answer)
        if not answer.is_redirect:
            raise RefusedError(status=answer.status_code, code="log_in_refused")
        return session

    async def _asked(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        json: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        asked_s = time.monotonic()
        try:
            answer = await self._client.request(
                method, path, headers=headers, json=json, data=form
            )
        except httpx.HTTPError as error:
            raise NoAnswerError(str(error)) from error
        finally:
            self.answers_in_s += ((time.monotonic() - asked_s) - self.answers_in_s) / REMEMBERED
        if answer.status_code >= SERVER_ERROR:
            message = f"{method} {path}: {answer.status_code}"
            raise NoAnswerError(message)
        if answer.is_client_error:
            raise RefusedError(status=answer.status_code, code=_code_of(answer))
        return answer


def _cookies_set(answer: httpx.Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in answer.headers.get_list("set-cookie"):
        found |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
    return found


def _code_of(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["code"])
    except (ValueError, KeyError, TypeError):
        return "no_problem_told"
