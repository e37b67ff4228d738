"""The administration opens for whoever may; what is not there, or broken, is said in words."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tracking.parties.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    person = make.person(name="Trần Thị Quản Trị")
    Person.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(person)
    return client


def test_its_first_page_offers_the_languages(administrator):
    answer = administrator.get("/admin/")

    assert answer.status_code == 200
    assert reverse("set_language") in answer.content.decode()


def test_the_choice_of_a_language_is_kept(administrator):
    answer = administrator.post(reverse("set_language"), {"language": "en", "next": "/admin/"})

    assert answer.headers["Location"] == "/admin/"
    assert answer.cookies["__Host-language"].value == "en"


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
