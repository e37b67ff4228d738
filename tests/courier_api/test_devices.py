"""A device joins, opens a session and learns who it is, as a phone or a browser does it."""

from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from tests import make
from tests.courier_api.callers import API, as_phone, as_staff, at_desk, join, nobody, post
from tracking.kernel.device_proof import sign_session
from tracking.kernel.line import Role
from tracking.kernel.receipt import read_keys
from tracking.kernel.signing import PrivateKey, PublicKey
from tracking.ledger.keys import key_files, label_key, receipt_key
from tracking.ledger.operations import publish_keys
from tracking.parties.models import Device, Office

pytestmark = pytest.mark.django_db


needs_keys = pytest.mark.usefixtures("published")


@pytest.fixture
def published(settings):
    publish_keys(files=key_files(settings.HOSO_KEYS_DIR), now=timezone.now())


@needs_keys
def test_a_courier_joins_and_can_work_without_asking_again():
    courier, key = make.courier(), PrivateKey.generate()
    clerk = as_staff(make.clerk(at=courier.home))
    ticket = post(clerk, "/enrolment-tickets", {"person": str(courier.person_id)}).json()

    joined = join(ticket["ticket"], key=key)

    told = joined.json()
    assert joined.status_code == 201
    assert told["device"] == key.public.thumbprint
    assert told["person"] == str(courier.person_id)
    assert told["courier"] == {"party": str(courier.party_id), "call_sign": courier.call_sign}
    assert told["office"] is None
    assert [(one["party"], one["role"], one["until"]) for one in told["grants"]] == [
        (str(courier.party_id), "courier", None)
    ]
    assert told["grants"][0]["from"] == "2019-01-01T07:00:00.000+07:00"


@needs_keys
def test_a_phone_that_joined_trusts_the_keys_by_the_root_it_pinned():
    courier = make.courier()
    clerk = as_staff(make.clerk(at=courier.home))
    ticket = post(clerk, "/enrolment-tickets", {"person": str(courier.person_id)}).json()["ticket"]
    root = PublicKey.from_jwk(join(ticket, key=PrivateKey.generate()).json()["root"])

    keys = read_keys(jws=nobody().get(f"{API}/keys").json()["keys"], root=root)

    assert receipt_key().public.thumbprint in keys.receipt_keys()
    assert keys.label_keys()[label_key().id] == label_key().key.public


@needs_keys
def test_a_browser_becomes_a_desk_of_its_office():
    office = make.office()
    clerk = as_staff(make.clerk(at=office))
    ticket = post(clerk, "/enrolment-tickets", {"office": str(office.pk)}).json()["ticket"]

    told = join(ticket, key=PrivateKey.generate()).json()

    assert told["office"] == {"id": str(office.pk), "name": office.name}
    assert (told["person"], told["courier"], told["grants"]) == (None, None, [])


def test_a_ticket_comes_as_a_link_too():
    office = make.office()

    answer = post(
        as_staff(make.clerk(at=office)), "/enrolment-tickets", {"office": str(office.pk)}
    )

    told = answer.json()
    assert answer.status_code == 201
    assert " " not in told["link"]
    assert unquote(told["link"]) == f"http://localhost:8000/office/#{told['ticket']}"
    assert datetime.fromisoformat(told["expires_at"]).utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize("body", [{}, {"person": "x"}, {"person": None}])
def test_a_ticket_is_for_one_person_or_one_office(body):
    assert post(as_staff(make.person()), "/enrolment-tickets", body).status_code == 422


def test_nobody_who_is_no_courier_gets_a_phone():
    office = make.office()
    clerk = make.clerk(at=office)

    answer = post(as_staff(clerk), "/enrolment-tickets", {"person": str(clerk.pk)})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_phone_opens_a_session_and_learns_who_it_is():
    phone = make.phone()
    challenge = post(nobody(), "/device-challenges", {"device": phone.id}).json()["challenge"]
    proof = sign_session(challenge=challenge, key=phone.key)
    opened = post(nobody(), "/device-sessions", {"device": phone.id, "proof": proof})

    told = nobody().get(
        f"{API}/me", headers={"Authorization": f"Bearer {opened.json()['bearer']}"}
    )

    assert opened.status_code == 201
    assert told.json()["device"] == phone.id
    assert told.json()["person"]["id"] == str(phone.person.pk)
    assert [one["id"] for one in told.json()["parties"]] == [str(phone.party)]


def test_a_bearer_that_opens_nothing_is_told_so():
    answer = nobody().get(f"{API}/me", headers={"Authorization": "Bearer nothing"})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_a_person_at_a_desk_learns_his_roles_offices_first():
    province = make.unit(name="Tỉnh Đồng Tháp", level="province")
    desk = make.desk(make.office(of=make.unit(above=province)))
    make.grant(to=desk.person, on=province, role=Role.SUPERVISOR)

    told = at_desk(desk).get(f"{API}/me").json()

    office = desk.office
    assert (told["device"], told["office"]) == (desk.id, str(office.pk))
    assert told["person"] == {
        "id": str(desk.person.pk),
        "name": desk.person.name,
        "language": "vi",
    }
    assert [(one["id"], one["kind"], one["role"], one["unit"]) for one in told["parties"]] == [
        (str(office.pk), "office", "clerk", str(office.unit_id)),
        (str(province.pk), "unit", "supervisor", str(province.pk)),
    ]
    assert len(told["epoch"]) == 16


def test_a_supervisor_of_a_unit_learns_at_which_desks_to_work():
    room = make.office(of=make.unit(level="province"))
    Office.objects.filter(pk=room.pk).update(own_of=room.unit)
    over = make.person()
    make.grant(to=over, on=room.unit, role=Role.SUPERVISOR)
    make.grant(to=over, on=make.unit(), role=Role.SUPERVISOR)

    told = as_staff(over).get(f"{API}/me").json()

    own = {one["id"]: one["own_office"] for one in told["parties"]}
    assert own.pop(str(room.unit_id)) == {"id": str(room.pk), "name": room.name}
    assert list(own.values()) == [None]


def test_a_revoked_desk_is_no_desk():
    desk = make.desk()
    over = make.clerk(at=desk.office, role=Role.SUPERVISOR)
    client, sold = at_desk(make.desk(desk.office), person=over), at_desk(desk)

    revoked = post(client, f"/devices/{desk.id}/revoke", {"why": "sold"})

    assert (revoked.json()["id"], revoked.json()["state"]) == (desk.id, "revoked")
    assert sold.get(f"{API}/me").json()["code"] == "unknown_desk"


def test_parties_are_named_whichever_way_they_are_asked_for():
    office, courier = make.office(), make.courier()
    client = as_staff(make.person())
    ids = [str(office.pk), str(courier.party_id)]

    repeated = client.get(f"{API}/parties", {"ids": ids}).json()
    joined = client.get(f"{API}/parties", {"ids": ",".join(ids)}).json()

    assert {one["id"]: one["short_name"] for one in repeated} == {
        str(office.pk): office.short_name,
        str(courier.party_id): courier.call_sign,
    }
    assert sorted(one["id"] for one in joined) == sorted(ids)


def test_a_courier_starts_and_stops_his_shift():
    client = as_phone(make.phone())
    now = timezone.now().isoformat()

    started = post(client, "/shifts", {"act": "start", "at": now}).json()
    again = post(client, "/shifts", {"act": "start", "at": now}).json()
    stopped = post(client, "/shifts", {"act": "stop", "at": now}).json()

    assert started == again
    assert started["shift"]["ended_at"] is None
    assert stopped["shift"]["ended_at"] is not None


def test_who_am_i_costs_few_queries(django_assert_max_num_queries):
    client = at_desk(make.desk())

    with django_assert_max_num_queries(9):
        client.get(f"{API}/me")


def test_no_cache_keeps_what_we_answer():
    told = at_desk(make.desk()).get(f"{API}/me")
    refused = nobody().get(f"{API}/me")

    assert told.headers["Cache-Control"] == "no-store"
    assert refused.headers["Cache-Control"] == "no-store"


def test_every_call_of_a_phone_or_a_desk_shows_that_it_is_there():
    phone, desk = make.phone(), make.desk()
    callers = [as_phone(phone), at_desk(desk)]
    Device.objects.update(last_seen_at=make.LONG_AGO)

    for caller in callers:
        caller.get(f"{API}/me")

    recently = timezone.now() - timedelta(minutes=1)
    assert Device.objects.filter(last_seen_at__gt=recently).count() == len(callers)
