"""Staff log in by name and password at one door, where guessing is slow."""

from datetime import timedelta
from unittest.mock import Mock, patch

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from tests import make
from tracking.parties.models import FailedLogin
from tracking.parties.operations.logins import (
    ADDRESS_TRIES,
    LOGIN_TRIES,
    LOGIN_WINDOW,
    begin_login,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]

LOG_IN = "/accounts/login/"
WRONG = "không đúng"
TOO_OFTEN = "Sai quá nhiều lần"


def log_in(login, password, *, client=None, **extra):
    return (client or Client()).post(LOG_IN, {"login": login, "password": password}, **extra)


def failed(login):
    """Count a failure as the door does, without the time that a password's hash takes."""
    begin_login(login=login, address="127.0.0.1", now=timezone.now())


def text_of(answer):
    return answer.content.decode()


def test_the_door_says_its_language_and_shows_two_fields():
    answer = Client().get(LOG_IN)

    assert '<html lang="vi">' in text_of(answer)
    assert text_of(answer).count('class="input"') == 2
    assert "__Host-csrf" in answer.cookies


def test_a_hash_holds_no_connection_of_the_pool_while_it_computes():
    connection = Mock(in_atomic_block=False)
    inside = Mock(in_atomic_block=True)
    with patch("backend.hashing.connections.all", return_value=[connection, inside]):
        kept = make_password(make.PASSWORD)
        assert check_password(make.PASSWORD, kept)

    assert kept.startswith("argon2$argon2id$")
    assert (connection.close.call_count, inside.close.call_count) == (2, 0)


def test_a_person_logs_in_whatever_the_case_of_his_name():
    make.person(login="phuninh", password=make.PASSWORD)

    answer = log_in("PhuNinh", make.PASSWORD)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/")
    session = answer.cookies["__Host-session"]
    assert session["secure"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert set(answer.cookies) == {"__Host-session", "__Host-csrf"}


def test_passwords_are_kept_by_argon2():
    person = make.person(password=make.PASSWORD)

    assert person.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("login", ["phuninh", "nobody", "phuninh@example.vn", "a\0b", "x" * 5000])
def test_a_wrong_log_in_learns_nothing(login):
    make.person(login="phuninh", password=make.PASSWORD)

    answer = log_in(login, "sai")

    assert answer.status_code == 200
    assert "__Host-session" not in answer.cookies


def test_a_wrong_name_and_a_wrong_password_sound_the_same():
    make.person(login="phuninh", password=make.PASSWORD)

    assert WRONG in text_of(log_in("phuninh", "sai"))
    assert WRONG in text_of(log_in("nobody", "sai"))


def test_whoever_guesses_one_name_waits_even_with_the_right_password():
    make.person(login="phuninh", password=make.PASSWORD)
    for _ in range(LOGIN_TRIES):
        log_in("phuninh", "sai")

    answer = log_in("PHUNINH", make.PASSWORD)

    assert TOO_OFTEN in text_of(answer)
    assert "__Host-session" not in answer.cookies


def test_others_of_the_office_log_in_meanwhile():
    make.person(login="tamnong", password=make.PASSWORD)
    for _ in range(LOGIN_TRIES):
        failed("phuninh")

    assert log_in("tamnong", make.PASSWORD).status_code == 302


def test_whoever_guesses_many_names_waits_too():
    make.person(login="tamnong", password=make.PASSWORD)
    for number in range(ADDRESS_TRIES):
        failed(f"nguoi{number}")

    here = log_in("tamnong", make.PASSWORD)
    elsewhere = log_in("tamnong", make.PASSWORD, REMOTE_ADDR="10.0.0.7")

    assert TOO_OFTEN in text_of(here)
    assert elsewhere.status_code == 302


def test_after_five_minutes_a_forgetful_person_may_try_again():
    make.person(login="phuninh", password=make.PASSWORD)
    for _ in range(LOGIN_TRIES):
        failed("phuninh")
    for row in FailedLogin.objects.all():
        row.since_at -= LOGIN_WINDOW + timedelta(seconds=1)
        row.save()

    assert log_in("phuninh", make.PASSWORD).status_code == 302


def test_whoever_logs_in_takes_back_what_was_counted_before_and_no_more():
    make.person(login="phuninh", password=make.PASSWORD)
    failed("phuninh")

    log_in("phuninh", make.PASSWORD)

    assert [row.failed for row in FailedLogin.objects.all()] == [1, 1]


def test_what_counts_no_more_is_forgotten():
    long_ago = timezone.now() - LOGIN_WINDOW - timedelta(seconds=1)
    for number in range(3):
        begin_login(login=f"nguoi{number}", address=f"2001:db8::{number}", now=long_ago)

    failed("phuninh")

    assert FailedLogin.objects.count() == 2


def change_password(client, old):
    new = "nước nổi bông súng"
    told = {"oldpassword": old, "password1": new, "password2": new}
    return client.post("/accounts/password/change/", told)


def test_at_a_screen_that_was_left_open_the_password_is_guessed_slowly_too():
    client = Client()
    client.force_login(make.person(login="phuninh", password=make.PASSWORD))
    for _ in range(LOGIN_TRIES):
        change_password(client, "sai")

    answer = change_password(client, make.PASSWORD)

    assert TOO_OFTEN in text_of(answer)
    assert TOO_OFTEN in text_of(log_in("phuninh", make.PASSWORD))


def test_while_the_database_is_full_the_door_asks_for_a_little_patience():
    with patch("backend.accounts.begin_login", side_effect=OperationalError("pool timeout")):
        answer = log_in("phuninh", "sai")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Thử lại sau" in text_of(answer)


def test_what_is_counted_names_nobody():
    log_in("phuninh", "sai")

    kept = b"".join(bytes(row.subject) for row in FailedLogin.objects.all())

    assert b"phuninh" not in kept
    assert b"127.0.0.1" not in kept


def test_nobody_signs_up_and_no_page_asks_for_e_mail():
    for path in ("signup/", "email/", "password/reset/"):
        assert Client().get(f"/accounts/{path}").status_code == 404


def test_a_person_who_left_cannot_log_in():
    person = make.person(login="phuninh", password=make.PASSWORD)
    person.is_active = False
    person.save()

    assert "__Host-session" not in log_in("phuninh", make.PASSWORD).cookies


def test_the_door_sends_on_to_our_own_pages_alone():
    make.person(login="phuninh", password=make.PASSWORD)
    told = {"login": "phuninh", "password": make.PASSWORD}

    ours = Client().post(f"{LOG_IN}?next=/office/map", told)
    foreign = Client().post(f"{LOG_IN}?next=https://example.vn/", told)

    assert ours.headers["Location"] == "/office/map"
    assert foreign.headers["Location"] == "/office/"


def test_another_site_cannot_log_somebody_in():
    make.person(login="phuninh", password=make.PASSWORD)

    answer = log_in("phuninh", make.PASSWORD, client=Client(enforce_csrf_checks=True))

    assert answer.status_code == 403


def test_a_person_changes_his_password_and_goes_on():
    client = Client()
    client.force_login(make.person(login="phuninh", password=make.PASSWORD))

    answer = change_password(client, make.PASSWORD)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/")
    assert log_in("phuninh", "nước nổi bông súng").status_code == 302


def test_leaving_ends_the_session():
    client = Client()
    client.force_login(make.person())

    client.post("/accounts/logout/")

    assert client.get("/api/v1/me").status_code == 401
