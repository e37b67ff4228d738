"""A page that is not there, or that breaks, says so in words."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_is_said_in_words():
    answer = Client(raise_request_exception=False).get("/khong-co")

    assert answer.status_code == 404
    assert "Không có trang này." in answer.content.decode()


def test_a_page_that_breaks_says_that_nothing_is_lost(monkeypatch):
    def breaks(*_args, **_named):
        raise RuntimeError

    monkeypatch.setattr("backend.public.views._page", breaks)

    answer = Client(raise_request_exception=False).get("/tra-cuu")

    assert answer.status_code == 500
    assert "Máy chủ gặp lỗi." in answer.content.decode()


def test_a_page_that_is_older_than_the_log_in_says_that_nothing_was_done():
    answer = Client(enforce_csrf_checks=True).post("/accounts/logout/")

    assert answer.status_code == 403
    assert "Trang này đã cũ." in answer.content.decode()
