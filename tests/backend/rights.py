"""Rights that are asked for in a test, and every way in which one ends."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

from django.contrib.auth import SESSION_KEY
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests import make
from tests.courier_api.callers import as_phone, as_staff, at_desk, post
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.custody.operations import grants, membership, rights
from tracking.parties.models import Office, Person
from tracking.parties.operations.directory import CourierRow, OfficeRow


@dataclass(frozen=True)
class Right:
    """A right: how a ticket is asked for by it, how it ends, and if another begins with that."""

    ask: Callable[[], Any]
    end: Callable[[], None]
    begins_anew: bool = False


def of_browser(client: Client, *, office: Office, end: Callable[[Client], None]) -> Right:
    body = {"streams": [f"office.{office.pk}"]}
    return Right(ask=lambda: post(client, "/feed-tickets", body), end=lambda: end(client))


def of_log_in(end: Callable[[Client], None]) -> Right:
    office = make.office()
    person = make.clerk(at=office)
    person.set_password(make.PASSWORD)
    person.save()
    return of_browser(as_staff(person), office=office, end=end)


def log_out(client: Client) -> None:
    client.post("/accounts/logout/")


def another_logs_in(client: Client) -> None:
    client.force_login(make.person())


def change_password(client: Client) -> None:
    new = "nước nổi bông súng"
    said = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    answer = client.post("/accounts/password/change/", said)
    assert answer.status_code == 302


def password_changed_elsewhere() -> Right:
    def change(client: Client) -> None:
        person_id = client.session[SESSION_KEY]
        change_password(as_staff(Person.objects.get(pk=person_id)))

    return of_log_in(change)


def password_changed_at_the_terminal() -> Right:
    def change(client: Client) -> None:
        person = Person.objects.get(pk=client.session[SESSION_KEY])
        with patch("getpass.getpass", return_value="nước nổi bông súng"):
            call_command("changepassword", person.login, stdout=StringIO())

    return of_log_in(change)


def close_the_account(client: Client) -> None:
    rights.close_account(person_id=client.session[SESSION_KEY], now=timezone.now())


def grant_ends() -> Right:
    office, now = make.office(), timezone.now()
    person = make.person()
    grant = make.grant(to=person, on=office)

    def end(_client: Client) -> None:
        grants.end_grant(grant_id=grant.pk, until_at=now, now=now)

    return of_browser(as_staff(person), office=office, end=end)


def office_ends() -> Right:
    desk = make.desk()

    def end(_client: Client) -> None:
        put_ended(desk.office)

    return of_browser(as_staff(desk.person), office=desk.office, end=end)


def put_ended(office: Office) -> None:
    put_office(office, valid_until=timezone.localdate())


def put_office(office: Office, **differs: Any) -> None:
    today = timezone.localdate()
    names = ("kind", "name", "name_en", "short_name", "org_code", "phone", "is_chosen_for_demo")
    said = {
        "id": office.pk,
        "unit": office.unit_id,
        "own_of": office.own_of_id,
        "site": office.site_id,
        "parent": None,
        "operated_by": None,
        "valid_from": office.valid_from,
        "valid_until": None,
        "fields": (),
        "fields_from": today,
        **{name: getattr(office, name) for name in names},
    }
    rights.put_offices([OfficeRow(**said | differs)], now=timezone.now())


def desk_is_revoked() -> Right:
    desk = make.desk()

    def end(_client: Client) -> None:
        membership.revoke_device(device_id=desk.id, why="sold", now=timezone.now())

    return of_browser(at_desk(desk), office=desk.office, end=end)


def desk_is_undone() -> Right:
    desk = make.desk()
    return of_browser(at_desk(desk), office=desk.office, end=lambda _client: undo(desk))


def of_phone(end: Callable[[make.Signer], None], *, begins_anew: bool = False) -> Right:
    phone = make.phone()
    client = as_phone(phone)
    body = {"streams": [f"person.{phone.person.pk}"]}
    return Right(
        ask=lambda: post(client, "/feed-tickets", body),
        end=lambda: end(phone),
        begins_anew=begins_anew,
    )


def revoke(phone: make.Signer) -> None:
    membership.revoke_device(device_id=phone.id, why="stolen", now=timezone.now())


def undo(device: make.Signer) -> None:
    membership.undo_device(device_id=device.id, why="not_mine", by=None, now=timezone.now())


def its_owner_left(phone: make.Signer) -> None:
    rights.close_account(person_id=phone.person.pk, now=timezone.now())


def change_carrier(phone: make.Signer) -> None:
    put_courier(phone, carrier=make.carrier().pk)


def change_home(phone: make.Signer) -> None:
    put_courier(phone, home=make.office().pk)


def put_courier(phone: make.Signer, **differs) -> None:
    courier = phone.person.couriers.get()
    said = {
        "id": courier.pk,
        "person": courier.person_id,
        "carrier": courier.carrier_id,
        "home": courier.home_id,
        "call_sign": courier.call_sign,
    }
    rights.put_couriers([CourierRow(**said | differs)], now=timezone.now())


def new_slip() -> Right:
    dossier, now = make.dossier(), timezone.now()
    slip = make_citizen_key(dossier_id=dossier.pk, now=now)
    client = Client()
    client.post(f"/t/{slip.code}", {"pin": slip.pin})

    def print_anew() -> None:
        make_citizen_key(dossier_id=dossier.pk, now=now + timedelta(seconds=1))

    return Right(ask=lambda: client.post(f"/t/{slip.code}/ticket"), end=print_anew)


RIGHTS: dict[str, Callable[[], Right]] = {
    "log-out": lambda: of_log_in(log_out),
    "another log-in in its place": lambda: of_log_in(another_logs_in),
    "a new password": lambda: of_log_in(change_password),
    "a new password set elsewhere": password_changed_elsewhere,
    "a new password set at the terminal": password_changed_at_the_terminal,
    "a closed account": lambda: of_log_in(close_the_account),
    "an ended grant": grant_ends,
    "an ended office": office_ends,
    "a revoked desk": desk_is_revoked,
    "a revoked phone": lambda: of_phone(revoke),
    "an undone desk": desk_is_undone,
    "an undone phone": lambda: of_phone(undo),
    "a courier who left": lambda: of_phone(its_owner_left),
    "another carrier": lambda: of_phone(change_carrier, begins_anew=True),
    "another home": lambda: of_phone(change_home, begins_anew=True),
    "a new slip": new_slip,
}
