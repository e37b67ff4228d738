"""The office's page holds nothing by itself: what it shows it asks for, as whoever logged in."""

import pytest
from django.conf import settings as site
from django.test import Client

pytestmark = pytest.mark.usefixtures("built")


def test_it_brings_the_screens_and_the_token_that_their_calls_need():
    answer = Client().get("/office/")

    assert answer.status_code == 200
    assert 'src="/static/main.js"' in answer.content.decode()
    assert site.CSRF_COOKIE_NAME in answer.cookies


def test_no_cache_keeps_it_since_a_new_version_names_new_files():
    assert "no-store" in Client().get("/office/").headers["Cache-Control"]


def test_it_keeps_to_the_policy_of_the_whole_site():
    policy = Client().get("/office/").headers["Content-Security-Policy"]

    for directive in ("script-src 'self' 'wasm-unsafe-eval'", "object-src 'none'"):
        assert directive in policy
    assert "unsafe-inline" not in policy


def test_it_is_read_and_nothing_else():
    assert Client().post("/office/").status_code == 405


def test_a_browser_that_asks_for_an_icon_by_habit_gets_the_mark():
    answer = Client().get("/favicon.ico")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/static/public/icon.svg"
