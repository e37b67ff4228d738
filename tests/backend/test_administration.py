"""The administration opens for administrators alone, and shows what operations keep."""

import html
import re
from datetime import date, time, timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry as DiaryEntry
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.administration import people
from geo.models import Site, Unit
from tests import make
from tracking.consignments.intake import Applicant
from tracking.consignments.models import Competence, LabelRoll, Procedure
from tracking.custody.operations.membership import end_grant
from tracking.custody.operations.rights import close_account
from tracking.feed.queries import withdrawals_of
from tracking.kernel.line import Role
from tracking.ledger.models import EntryKind, LogEntry
from tracking.legs.models import Route, RouteStop, Run
from tracking.parties.models import (
    CalendarDay,
    Carrier,
    Courier,
    Device,
    FieldTransfer,
    Grant,
    Office,
    Person,
)
from tracking.parties.operations.devices import RevokedDevice, issue_device_challenge

pytestmark = pytest.mark.django_db

CITIZEN = "Huỳnh Thị Người Dân"
SHOWN = {  # what a row of each list says, of the little province below
    Unit: "Huyện Tam Nông",
    Site: "Ấp Phú Hòa",
    Office: "Bộ phận Một cửa Xã Phú Ninh",
    FieldTransfer: make.FIELD,
    Person: "Lê Văn Tám",
    Grant: "Xã Phú Ninh",
    Carrier: "Bưu điện tỉnh Đồng Tháp",
    Courier: "Lê Văn Tám",
    Procedure: "Cấp giấy phép xuất bản tài liệu không kinh doanh",
    Competence: make.AUTHORITY,
    CalendarDay: "08:00–11:00",
    Route: "Phú Ninh – Tam Nông",
    Run: "Phú Ninh – Tam Nông",
    LabelRoll: "Bộ phận Một cửa Xã Phú Ninh",
    Device: "Nokia 3.4",
}
WORDS = {  # the heading of each list, in the order of the languages
    Unit: ("Đơn vị hành chính", "Units"),
    Site: ("Trụ sở", "Sites"),
    Office: ("Cơ quan", "Offices"),
    FieldTransfer: ("Lĩnh vực tiếp nhận", "Fields taken in"),
    Person: ("Nhân sự", "People"),
    Grant: ("Quyền", "Grants"),
    Carrier: ("Doanh nghiệp bưu chính", "Carriers"),
    Courier: ("Bưu tá", "Couriers"),
    Procedure: ("Thủ tục hành chính", "Procedures"),
    Competence: ("Thẩm quyền", "Competences"),
    CalendarDay: ("Lịch làm việc", "Working calendar"),
    Route: ("Đường thư", "Routes"),
    Run: ("Chuyến", "Runs"),
    LabelRoll: ("Cuộn nhãn", "Label rolls"),
    Device: ("Máy đã đăng ký", "Devices"),
}


@pytest.fixture
def province():
    return make.unit(name="Tỉnh Đồng Tháp", level="province")


@pytest.fixture
def administrator(province):
    return client_of(make.person(name="Trần Thị Quản Trị"), on=province, role=Role.ADMINISTRATOR)


def client_of(person, *, on=None, role=None):
    if role:
        make.grant(to=person, on=on, role=role)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def inhabited():
    """Have a row in every list, and a dossier whose papers have come in."""
    return inhabit()


def inhabit():
    counter, decides = make.counter_and_authority()
    Office.objects.filter(pk=counter.pk).update(operated_by=make.carrier())
    make.sent(counter=counter, applicant=Applicant(name=CITIZEN, phone="0912000111"))
    rider = make.courier(home=counter)
    make.phone(rider)
    make.desk(counter)
    make.shift(of=rider)
    CalendarDay.objects.create(office=counter, on=date(2020, 5, 2), hours=[[time(8), time(11)]])
    route = Route.objects.create(
        code=rider.call_sign,
        name="Phú Ninh – Tam Nông",
        carrier=rider.carrier,
        home=counter,
        courier=rider,
    )
    for no, office in enumerate((counter, decides)):
        RouteStop.objects.create(
            route=route, no=no, office=office, arrive=time(7 + no), depart=time(8 + no)
        )
    Run.objects.create(route=route, on=date(2020, 5, 27), courier=rider)


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return reverse(name, args=[row.pk])


def shown(client, path, language="vi"):
    answer = client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def title_of(page):
    return re.search(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)[1]


def test_its_first_page_offers_the_languages_and_every_list(administrator):
    page = shown(administrator, "/admin/")

    assert reverse("set_language") in page
    assert all(list_of(model) in page for model in SHOWN)
    assert "Bạn không có quyền" not in page


def test_it_wears_our_mark_and_our_sheet(administrator):
    page = shown(administrator, "/admin/")

    for ours in ("public/icon.svg", "console/administration.css"):
        assert f"/static/{ours}" in page
        assert finders.find(ours)


def test_the_choice_of_a_language_is_kept(administrator):
    answer = administrator.post(reverse("set_language"), {"language": "en", "next": "/admin/"})

    assert answer.headers["Location"] == "/admin/"
    assert answer.cookies["__Host-language"].value == "en"


def test_nothing_is_listed_that_we_did_not_choose():
    assert set(admin.site._registry) == set(SHOWN)


@pytest.mark.usefixtures("inhabited")
@pytest.mark.parametrize("model", SHOWN)
@pytest.mark.parametrize(("place", "language"), [(0, "vi"), (1, "en")])
def test_a_list_opens_in_both_languages_and_shows_its_rows(administrator, model, place, language):
    page = shown(administrator, list_of(model), language)

    assert title_of(page) == f"{WORDS[model][place]} | Hoso"
    assert SHOWN[model] in page


@pytest.mark.usefixtures("inhabited")
@pytest.mark.parametrize("model", SHOWN)
def test_a_list_can_be_searched_and_filtered(administrator, model):
    where = list_of(model)

    assert SHOWN[model] not in shown(administrator, f"{where}?q=khongcoginhuthe")
    for chosen in choices(shown(administrator, where)):
        shown(administrator, where + chosen)


def choices(page):
    """Return what the filters of a list lead to."""
    return [html.unescape(link) for link in re.findall(r'href="(\?[a-z_]+=[^"]+)"', page)]


def test_every_filter_offers_choices(administrator):
    page = shown(administrator, list_of(Device))

    assert {"?state=waiting", "?state=undone", "?kind=phone", "?kind=desk"} <= set(choices(page))


def test_a_phone_that_waits_is_not_counted_as_in_use():
    courier = make.courier()
    make.phone(courier)
    make.phone(courier, waits_since=make.NOON)
    page = people.Couriers(Courier, admin.site)

    assert vars(page.reckoned(Courier.objects.all()).get())["phones_there"] == 1


@pytest.mark.usefixtures("inhabited")
def test_filters_keep_what_they_say(administrator):
    devices = list_of(Device)

    assert "Nokia" in shown(administrator, f"{devices}?state=in_use")
    assert "Nokia" not in shown(administrator, f"{devices}?state=revoked")
    assert "Lê Văn Tám" in shown(administrator, f"{list_of(Person)}?role=courier")
    assert "Lê Văn Tám" not in shown(administrator, f"{list_of(Person)}?role=auditor")
    assert make.FIELD in shown(administrator, f"{list_of(FieldTransfer)}?force=now")
    assert make.FIELD not in shown(administrator, f"{list_of(FieldTransfer)}?force=past")


@pytest.mark.usefixtures("inhabited")
@pytest.mark.parametrize("model", SHOWN)
def test_nothing_can_be_added_changed_or_deleted(administrator, model):
    row = model.objects.first()
    before = list(model.objects.order_by("pk").values())
    add = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    delete = reverse(
        f"admin:{model._meta.app_label}_{model._meta.model_name}_delete", args=[row.pk]
    )

    codes = [
        administrator.get(add).status_code,
        administrator.post(add, {"name": "Mới"}).status_code,
        administrator.post(page_of(row), {"name": "Khác", "code": "1"}).status_code,
        administrator.post(delete, {"post": "yes"}).status_code,
    ]
    administrator.post(
        list_of(model), {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    )

    assert codes == [403, 403, 403, 403]
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("inhabited")
@pytest.mark.parametrize("model", SHOWN)
def test_no_citizen_and_no_secret_is_anywhere(administrator, model):
    hashes = [person.password for person in Person.objects.all() if person.password]
    keys = [device.jwk["x"] for device in Device.objects.all()]
    pages = [list_of(model), *(page_of(row) for row in model.objects.all())]

    text = "".join(shown(administrator, page) for page in pages)

    for secret in (CITIZEN, "0912000111", "HS1:", *hashes, *keys):
        assert secret not in text


@pytest.mark.usefixtures("inhabited")
@pytest.mark.parametrize("model", SHOWN)
def test_a_longer_list_asks_no_more_of_the_database(administrator, model):
    short = queries(administrator, list_of(model))

    for _ in range(3):
        inhabit()

    assert model.objects.count() > 1
    assert queries(administrator, list_of(model)) == short


def queries(client, path):
    shown(client, path)  # what is asked once a process is asked before
    with CaptureQueriesContext(connection) as asked:
        shown(client, path)
    return len(asked)


@pytest.mark.usefixtures("inhabited")
@pytest.mark.parametrize(
    ("model", "part"),
    [
        (Office, make.FIELD),
        (Person, "Nokia 3.4"),
        (Procedure, "Đơn đề nghị"),
        (Route, "08:00"),
    ],
)
def test_the_page_of_a_row_shows_its_parts(administrator, model, part):
    pages = [shown(administrator, page_of(row)) for row in model.objects.all()]

    assert any(part in page for page in pages)


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


def test_a_device_is_revoked_after_the_question(administrator):
    phone = make.phone()
    chosen = {"action": "revoke", "_selected_action": phone.id}

    question = administrator.post(list_of(Device), {**chosen, "index": "0"})
    assert "Lê Văn Tám" in question.content.decode()
    issue_device_challenge(device_id=phone.id, now=timezone.now())  # still believed

    administrator.post(list_of(Device), {**chosen, "sure": "yes", "why": "stolen"})

    with pytest.raises(RevokedDevice):
        issue_device_challenge(device_id=phone.id, now=timezone.now())
    assert LogEntry.objects.filter(kind=EntryKind.DEVICE_REVOKED).count() == 1
    assert DiaryEntry.objects.get().user.name == "Trần Thị Quản Trị"
    assert "Bị lấy cắp" in shown(administrator, list_of(Device))


def test_devices_are_shown_and_chosen_by_what_the_house_makes_of_them(administrator):
    phones = {
        "in_use": make.phone(),
        "waiting": make.phone(waits_since=make.NOON),
        "revoked": make.phone(revoked_at=make.NOON, revoke_why="broken"),
        "undone": make.phone(revoked_at=make.NOON, undone_at=make.NOON),
    }
    words = {
        "in_use": "Đang dùng",
        "waiting": "Chờ duyệt",
        "revoked": "Hỏng máy",
        "undone": "Đã hủy từ đầu",
    }

    for state, phone in phones.items():
        page = shown(administrator, f"{list_of(Device)}?state={state}")
        ids = [one.id[:8] for one in phones.values() if one.id[:8] in page]

        assert ids == [phone.id[:8]]
        assert words[state] in page


@pytest.mark.parametrize("why", ["", "vì tôi muốn"])
def test_a_device_is_not_revoked_without_a_reason_that_we_know(administrator, why):
    phone = make.phone()

    answer = administrator.post(
        list_of(Device),
        {"action": "revoke", "_selected_action": phone.id, "sure": "yes", "why": why},
    )

    assert answer.status_code == 200
    assert Device.objects.get().revoked_at is None


def test_a_device_that_was_revoked_keeps_its_first_reason(administrator):
    phone = make.phone()
    said = {"action": "revoke", "_selected_action": phone.id, "sure": "yes"}

    administrator.post(list_of(Device), said | {"why": "lost"})
    administrator.post(list_of(Device), said | {"why": "left"})

    assert Device.objects.get().revoke_why == "lost"
    assert LogEntry.objects.filter(kind=EntryKind.DEVICE_REVOKED).count() == 1


def test_without_a_grant_nobody_acts_whoever_made_him():
    made = make.person()
    Person.objects.filter(pk=made.pk).update(is_staff=True, is_superuser=True)
    phone = make.phone()
    client = client_of(made)

    client.post(
        list_of(Device),
        {"action": "revoke", "_selected_action": phone.id, "sure": "yes", "why": "lost"},
    )

    assert "Nokia" in shown(client, list_of(Device))
    assert Device.objects.get().revoked_at is None


def test_a_grant_ends_after_the_question_and_ones_own_stays(administrator):
    own = Grant.objects.get()
    others = make.grant(to=make.person(name="Võ Thị Thôi Việc"), on=make.office())
    chosen = {"action": "end_grants", "_selected_action": [own.pk, others.pk]}

    question = administrator.post(list_of(Grant), {**chosen, "index": "0"}).content.decode()
    administrator.post(list_of(Grant), {**chosen, "sure": "yes"})

    assert "Võ Thị Thôi Việc" in question
    assert "Trần Thị Quản Trị" not in question
    assert Grant.objects.get(pk=own.pk).until_at is None
    assert Grant.objects.get(pk=others.pk).until_at <= timezone.now() + timedelta(seconds=1)
    assert LogEntry.objects.filter(kind=EntryKind.GRANT_ENDED).count() == 1


def test_an_account_is_closed_after_the_question_and_ones_own_stays(administrator):
    own = Person.objects.get()
    left = make.person(name="Võ Thị Thôi Việc")
    chosen = {"action": "close_accounts", "_selected_action": [own.pk, left.pk]}

    question = administrator.post(list_of(Person), {**chosen, "index": "0"}).content.decode()
    administrator.post(list_of(Person), {**chosen, "sure": "yes"})

    assert "Võ Thị Thôi Việc" in question
    assert dict(Person.objects.values_list("pk", "is_active")) == {own.pk: True, left.pk: False}
    assert withdrawals_of([str(own.pk), str(left.pk)]).keys() == {str(left.pk)}


def test_an_account_that_was_closed_by_mistake_is_opened_again(administrator):
    left = make.person()
    close_account(person_id=left.pk, now=timezone.now())
    chosen = {"action": "reopen_accounts", "_selected_action": [left.pk], "sure": "yes"}

    administrator.post(list_of(Person), chosen)

    assert Person.objects.get(pk=left.pk).is_active


@pytest.mark.parametrize(
    "guess",
    [
        {"password__startswith": "argon2"},
        {"password__regex": "("},
        {"name__startswith": "g"},
        {"login": "\0"},
        {"login__isnull": "x"},
    ],
)
def test_nobody_guesses_by_an_address_what_a_list_hides(administrator, guess):
    assert administrator.get(list_of(Person), guess).status_code == 400


@pytest.mark.parametrize("model", [Person, Grant, Device])
def test_a_word_that_no_filter_offers_chooses_nothing(administrator, model):
    chosen = {"role": "\0"} if model is not Device else {"kind": "\0"}

    assert administrator.get(list_of(model), chosen).status_code == 200


def test_what_is_done_nowhere_in_it_is_refused_in_words(administrator):
    answer = administrator.get("/admin/parties/grant/add/")

    assert answer.status_code == 403
    assert "Không được mở trang này." in answer.content.decode()
