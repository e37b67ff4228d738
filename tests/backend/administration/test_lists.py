"""The administration shows what operations keep, and lets nobody change it."""

import html
import re

import pytest
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from backend.administration import people
from geo.models import Site, Unit
from tests import make
from tests.backend.administration.pages import CITIZEN, inhabit, list_of, page_of, shown, title_of
from tracking.consignments.models import Competence, LabelRoll, Procedure
from tracking.legs.models import Route, Run
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

pytestmark = pytest.mark.django_db
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


@pytest.mark.parametrize("model", [Person, Courier, Grant])
def test_who_searches_by_a_name_is_told_that_names_are_not_searched(administrator, model):
    inhabit()

    by_name = shown(administrator, f"{list_of(model)}?q=Văn Tám")
    plain = shown(administrator, list_of(model))

    assert "Họ tên được mã hóa" in by_name
    assert "Họ tên được mã hóa" not in plain


def test_a_list_without_names_says_nothing_of_them(administrator):
    inhabit()

    assert "Họ tên được mã hóa" not in shown(administrator, f"{list_of(Site)}?q=nowhere")
