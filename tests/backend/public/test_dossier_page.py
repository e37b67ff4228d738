"""The citizen's page, all the way: what it says at each stage, to whom, and what it never says."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from tests.hands import Hand
from tests.story import Story
from tracking.consignments.models import CitizenKey
from tracking.feed.models import SocketTicket
from tracking.kernel.line import Role

pytestmark = pytest.mark.django_db


def visitor(story):
    """Return a browser that has just scanned the slip."""
    client = Client()
    client.post(f"/t/{story.slip.code}", {"secret": story.slip.secret})
    return client


def page(story, language="vi"):
    answer = visitor(story).get(f"/t/{story.slip.code}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


STAGES = {
    "taken in": (Story, "đã nhận hồ sơ của bạn", "Đã nhận"),
    "commissioned": (lambda: Story().commission(), "đã nhận hồ sơ của bạn", "Đã nhận"),
    "carried": (
        lambda: Story().carry_out(),
        "đang trên đường tới Sở Thông tin và Truyền thông",
        "Đang chuyển",
    ),
    "deciding": (lambda: Story().reach_authority(), "đang giải quyết hồ sơ", "Giải quyết"),
    "decided": (lambda: Story().decided(), "Hồ sơ của bạn đã có kết quả", "Có kết quả"),
    "carried back": (lambda: Story().carry_back(), "đang trên đường về Bộ phận", "Trả bạn"),
    "ready": (lambda: Story().come_back(), "Mời bạn đến nhận", "Trả bạn"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_each_stage_is_said_in_plain_words(stage):
    tell, says, step = STAGES[stage]

    shown = page(tell())

    assert says in shown
    assert f'aria-current="step">{step}' in shown


def test_a_result_that_was_handed_over_is_the_end():
    shown = page(Story().deliver())

    assert "Kết quả đã được trả" in shown
    assert "aria-current" not in shown
    assert "Tiếp theo" not in shown


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_delivery_without_its_proof_is_not_told_as_returned(language):
    story = Story(returns_to_door=True).carry_back()
    story.act(story.phone, "deliver", to=str(story.dossier.citizen_id), private={"pin": "000000"})

    shown = page(story, language)

    never = {"vi": "Đã trả kết quả", "en": "Result handed over"}[language]
    assert never not in shown
    says = {"vi": "bằng chứng không đúng", "en": "the proof was wrong"}[language]
    assert says in shown
    assert "aria-current" in shown


def test_a_delivery_that_was_taken_back_is_told_as_returned_no_more():
    story = Story().come_back()
    counter = story.desk.signer.office
    given = story.act(story.desk, "deliver", to=str(story.dossier.citizen_id))
    supervisor = make.clerk(at=counter, role=Role.SUPERVISOR)
    other = make.desk(counter)
    signer = make.Signer(other.key, other.device, supervisor, counter.party_id)
    story.act(Hand(signer, at=story.now), "confirm", of=given.id)
    assert "Kết quả đã được trả" in page(story)

    story.act(story.desk, "take", why="take.wrong_delivery")

    shown = page(story)
    assert "Kết quả đã được trả" not in shown
    assert "Mời bạn đến nhận" in shown


def test_the_way_so_far_is_told_newest_first_and_says_where_both_signed():
    shown = page(Story().reach_authority())

    said = ["nhận để giải quyết", "nhận chuyển", "tiếp nhận"]
    places = [shown.index(f"{one}</strong>") for one in said]
    assert places == sorted(places)
    assert shown.count("hai bên cùng ký") == 2


def test_two_who_both_say_that_they_have_it_are_told_as_being_looked_into():
    story = Story().commission()
    basis = story.tip
    for hand in (story.phone, story.other_phone):
        story.tip = basis
        story.act(hand, "take")

    assert "đang được kiểm tra lại" in page(story)


def test_a_result_for_the_door_says_what_the_courier_will_ask():
    story = Story(returns_to_door=True).come_back()
    story.hand_over(story.desk, story.phone)

    shown = page(story)

    assert "Bưu tá đang mang kết quả tới nhà bạn" in shown
    assert "mã PIN trên giấy tiếp nhận" in shown


@pytest.mark.parametrize("tell", [Story, lambda: Story().deliver()])
def test_C04_nothing_of_the_person_and_no_inner_id_is_ever_said(tell):
    story = tell()

    shown = page(story)

    kept = CitizenKey.objects.get()
    never = [
        *("Trần Thị Kín", "0987654321", "4321", "341999888777", "Ấp Giấu Kỹ"),
        *(str(story.dossier.pk), str(story.item.pk), story.slip.secret, story.slip.pin),
        *(str(hand.party) for hand in (story.desk, story.phone, story.deciding)),
        story.phone.signer.person.name,
        story.dossier.procedure.name,
        bytes(kept.pin_hmac).hex(),
    ]
    assert [one for one in never if one in shown] == []


def test_a_page_is_small_and_holds_nothing_of_another_site():
    shown = page(Story().deliver())

    assert len(shown.encode()) < 12_000
    assert "http://" not in shown.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in shown


def test_english_is_one_tap_away_and_remembered():
    story = Story().carry_out()
    client = visitor(story)
    path = f"/t/{story.slip.code}"

    turned = client.get(f"{path}?lang=en")

    assert turned.status_code == 302
    assert turned["Location"] == path
    assert '<html lang="en"' in client.get(path).content.decode()


def test_large_letters_are_one_tap_away_and_remembered():
    client = Client()

    client.get("/tra-cuu?text=big")

    assert 'class="big"' in client.get("/tra-cuu").content.decode()


def test_a_page_that_is_open_asks_for_its_parts_and_for_a_ticket():
    story = Story().carry_out()
    client = visitor(story)

    part = client.get(f"/t/{story.slip.code}/part").content.decode()
    ticket = client.post(f"/t/{story.slip.code}/ticket").json()["ticket"]

    assert "đang trên đường tới" in part
    assert "<html" not in part
    assert ticket
    assert SocketTicket.objects.get().streams == [f"track.{CitizenKey.objects.get().stream}"]


@pytest.mark.parametrize("path", ["", "/part", "/ticket"])
def test_a_visit_to_one_dossier_opens_no_other(path):
    client, other = visitor(Story()), Story()
    method = client.post if path == "/ticket" else client.get

    answer = method(f"/t/{other.slip.code}{path}")

    assert other.dossier.code[-4:] not in answer.content.decode() or path == ""
    assert "thread" not in answer.content.decode()
    assert answer.status_code == (200 if path == "" else 404)


def test_before_the_first_scan_the_page_already_says_where_it_goes_next():
    assert "Sở Thông tin và Truyền thông nhận" in page(Story())


def test_a_phone_whose_clock_is_wrong_by_years_is_told_as_an_interval_or_by_the_server():
    story = Story()
    story.desk.at -= timedelta(days=2000)
    wrong_year = str(story.desk.at.year)
    story.commission()

    shown = page(story)

    assert "hôm nay" in shown
    assert wrong_year not in shown
