"""The sentences of the citizen's page, where a whole story would take long to get there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from backend.public.words import page_words
from tracking.enquiries.queries import PublicDossier
from tracking.enquiries.way import Told, WayKind, WayStep
from tracking.kernel.deadline import Urgency
from tracking.kernel.line import PartyKind, Verdict
from tracking.kernel.milestone import Stage

NOW = datetime(2020, 5, 27, 3, 31, tzinfo=UTC)  # 10:31 on a Wednesday
COUNTER = Told(kind=PartyKind.OFFICE, name="Một cửa xã Phú Ninh", name_en="Phú Ninh one-stop")
HUB = Told(kind=PartyKind.OFFICE, name="Một cửa Thanh Bình")
POST = Told(kind=PartyKind.COURIER, name="Bưu điện tỉnh")

CARRIED = PublicDossier(
    code="000.00.14.H20-200527-0031",
    stream="track.x",
    stage=Stage.CARRIED,
    is_result=False,
    holder=POST,
    is_questioned=False,
    is_lost=False,
    unproven=None,
    is_sealed=True,
    is_for_door=False,
    is_on_last_leg=False,
    deciding=Told(kind=PartyKind.OFFICE, name="Sở Công Thương"),
    next_place=HUB,
    next_at=NOW + timedelta(hours=1),
    promised_at=NOW + timedelta(days=9),
    working_time_left=timedelta(hours=52),
    urgency=Urgency.ON_TIME,
    counter=COUNTER,
    counter_phone="",
    returned_at=None,
    returned_by=None,
    way=(),
)


def said(language="vi", **differs):
    with translation.override(language):
        return page_words(replace(CARRIED, **differs), now=NOW)


def test_an_envelope_at_an_office_on_the_way_is_said_to_be_there():
    words = said(holder=HUB, next_place=COUNTER)

    assert words.headline.startswith("Hồ sơ của bạn đang ở Một cửa Thanh Bình, sắp đi tiếp")
    assert "niêm phong" not in words.holder


def test_a_sealed_envelope_in_a_couriers_hands_is_said_to_be_sealed():
    assert "Phong bì được niêm phong" in said().holder


def test_what_is_lost_is_said_and_nothing_is_promised():
    words = said(is_lost=True)

    assert words.headline.startswith("Bưu điện đang tìm")
    assert (words.next, words.to_do) == ("", "")


def test_a_result_for_the_door_waits_at_the_counter_first():
    words = said(is_result=True, is_for_door=True, holder=COUNTER, next_place=None, next_at=None)

    assert words.headline == "Kết quả đã về tới Một cửa xã Phú Ninh, sắp được mang tới nhà bạn."
    assert words.promise_rest.endswith("tại nhà bạn")
    assert "mã PIN" in words.to_do


@pytest.mark.parametrize(
    ("unproven", "says"),
    [
        (Verdict.PENDING, "được ghi là đã trao cho bạn. Chúng tôi còn chờ bằng chứng"),
        (Verdict.BAD, "nhưng mã PIN hoặc bằng chứng không đúng"),
    ],
)
def test_a_delivery_that_is_not_proven_is_not_said_to_be_the_end(unproven, says):
    words = said(is_result=True, is_for_door=True, holder=None, next_place=None, unproven=unproven)

    assert says in words.headline
    assert words.next == "Một cửa xã Phú Ninh kiểm tra việc trao kết quả."
    assert "chưa nhận được kết quả" in words.to_do
    assert not all(stage.is_done for stage in words.stages)


def test_an_overdue_delivery_that_is_not_proven_is_said_to_be_checked():
    words = said(is_result=True, holder=None, promised_at=NOW, unproven=Verdict.PENDING)

    assert words.remaining.rest == "Đang kiểm tra việc trao kết quả."


def test_who_decides_is_named_though_the_papers_were_sent_on():
    words = said(stage=Stage.DECIDING)

    assert words.headline == "Sở Công Thương đang giải quyết hồ sơ của bạn."


def test_a_next_stop_without_a_timetable_has_no_time():
    assert said(next_at=None).next == "Một cửa Thanh Bình nhận."


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(hours=52), "6 ngày làm việc"),
        (timedelta(hours=8), "1 ngày làm việc"),
        (timedelta(hours=7, minutes=59), "8 giờ làm việc"),
        (timedelta(minutes=5), "1 giờ làm việc"),
        (timedelta(0), "1 giờ làm việc"),
    ],
)
def test_what_is_left_is_told_in_working_days_then_hours(left, text):
    assert said(working_time_left=left).remaining.text == text


def test_what_presses_looks_so():
    pressing = said(working_time_left=timedelta(hours=3), urgency=Urgency.RISK).remaining

    assert (pressing.text, pressing.look) == ("3 giờ làm việc", "risk")
    assert said().remaining.look == ""


@pytest.mark.parametrize(
    ("is_result", "rest"), [(False, "Bạn có thể hỏi quầy."), (True, "Kết quả đã có")]
)
def test_past_the_promise_it_is_overdue(is_result, rest):
    remaining = said(is_result=is_result, promised_at=NOW, next_place=COUNTER).remaining

    assert (remaining.text, remaining.look) == ("Quá hẹn", "late")
    assert remaining.rest.startswith(rest)


def test_once_returned_the_day_counts_not_the_promise():
    words = said(
        stage=Stage.RETURNED,
        holder=None,
        promised_at=NOW,
        returned_at=NOW - timedelta(days=2),
        returned_by=NOW - timedelta(days=2),
    )

    assert words.remaining.text == "Thứ Hai 25/05"
    assert words.holder == words.next == words.to_do == ""
    assert all(stage.is_done and not stage.is_now for stage in words.stages)


@pytest.mark.parametrize(
    ("hours", "rest"),
    [(4, "từ 06:31 đến 10:31"), (24, "từ 10:31 Thứ Ba 26/05 đến 10:31")],
)
def test_a_return_whose_time_nobody_can_prove_is_told_by_both_ends(hours, rest):
    at = NOW - timedelta(hours=hours)
    told = said(stage=Stage.RETURNED, holder=None, returned_at=at, returned_by=NOW).remaining

    assert (told.text, told.rest) == ("Thứ Tư 27/05", rest)


@pytest.mark.parametrize(
    ("away", "text"),
    [
        (timedelta(0), "10:31 hôm nay"),
        (timedelta(days=1), "10:31 ngày mai"),
        (timedelta(days=-1), "10:31 hôm qua"),
        (timedelta(days=4), "10:31 Chủ Nhật 31/05"),
    ],
)
def test_a_moment_is_told_by_its_day(away, text):
    assert said(next_at=NOW + away).next.endswith(f"dự kiến {text}.")


def test_a_moment_that_nobody_knows_is_told_as_an_interval():
    step = WayStep(
        kind=WayKind.PASSED,
        place=HUB,
        from_at=NOW - timedelta(hours=3),
        until_at=NOW,
        is_two_sided=False,
    )

    (told,) = said(way=(step,)).way

    assert told.when == "từ 07:31 hôm nay đến 10:31 hôm nay"
    assert told.what == "Đến Một cửa Thanh Bình"


def test_a_step_in_nobodys_hands_is_told_without_a_place():
    step = WayStep(
        kind=WayKind.QUESTIONED, place=None, from_at=NOW, until_at=NOW, is_two_sided=False
    )

    (told,) = said(is_questioned=True, holder=None, way=(step,)).way

    assert (told.what, told.look) == ("Hai nơi cùng ghi nhận, đang kiểm tra", "disputed")


@pytest.mark.parametrize(
    ("code", "head", "tail"),
    [
        ("000.00.14.H20-200527-0031", "….00.14.H20-200527-", "0031"),
        ("H20.14-200527-0031", "H20.14-200527-", "0031"),
    ],
)
def test_the_last_four_figures_are_never_cut_off(code, head, tail):
    words = said(code=code)

    assert words.code_tail == tail
    assert words.code_head.endswith(head.lstrip("….0"))


def test_places_have_their_english_name_in_english_if_they_have_one():
    words = said("en", is_result=True, next_place=COUNTER)

    assert words.counter == "Phú Ninh one-stop"
    assert words.promise_day == "Friday 5 June"


@pytest.mark.parametrize("kind", [WayKind.HANDED_OVER, WayKind.RETURNED])
def test_of_what_the_citizen_got_nobody_says_that_both_sides_signed(kind):
    step = WayStep(kind=kind, place=None, from_at=NOW, until_at=NOW, is_two_sided=True)

    (line,) = said(way=(step,)).way

    assert not line.is_two_sided
