"""The administration opens for administrators alone."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.backend.administration.pages import client_of, list_of
from tracking.custody.operations.grants import end_grant
from tracking.kernel.line import Role
from tracking.parties.models import (
    Device,
    Grant,
    Person,
)

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_whoever_has_another_role_is_turned_away_in_words(province, role):
    client = client_of(make.person(), on=province, role=role)
    Person.objects.update(is_staff=True)

    inside = client.get(list_of(Device))
    at_the_door = client.get(inside.headers["Location"])

    assert inside.status_code == 302
    assert at_the_door.status_code == 403
    assert "dành cho người quản trị của tỉnh" in at_the_door.content.decode()


def test_an_administrator_of_a_part_is_turned_away(province):
    part = make.unit(above=province)
    of_unit = client_of(make.person(), on=part, role=Role.ADMINISTRATOR)
    of_office = client_of(make.person(), on=make.office(of=part), role=Role.ADMINISTRATOR)

    assert of_unit.get("/admin/").status_code == 302
    assert of_office.get("/admin/").status_code == 302


def test_a_grant_that_ended_opens_nothing(administrator):
    now = timezone.now()
    end_grant(grant_id=Grant.objects.get().pk, until_at=now, now=now)

    assert administrator.get("/admin/").status_code == 302


def test_whoever_is_closed_out_is_turned_away(administrator):
    Person.objects.update(is_active=False)

    assert administrator.get("/admin/").status_code == 302


def test_a_stranger_is_sent_to_the_one_log_in_and_back():
    door = Client().get("/admin/login/?next=/admin/geo/unit/")

    assert door.headers["Location"] == "/accounts/login/?next=/admin/geo/unit/"
    assert Client().post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def test_a_password_is_changed_where_all_staff_change_theirs(administrator):
    answer = administrator.get("/admin/password_change/")

    assert answer.headers["Location"] == reverse("account_change_password")
