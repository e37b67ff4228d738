"""Say in plain words where a dossier is: whole sentences, so that each can be translated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from tracking.enquiries.queries import PublicDossier
from tracking.enquiries.way import Told, WayKind, WayStep
from tracking.kernel.deadline import Urgency
from tracking.kernel.line import PartyKind, Verdict
from tracking.kernel.milestone import Stage

WORKING_DAY: Final = timedelta(hours=8)
TAIL: Final = 4  # people match the last four figures
SHOWN_OF_CODE: Final = 18


# As people write them; Django's own say «Thứ 5».
_WEEKDAYS: Final = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_HEADLINES: Final = {
    Stage.RECEIVED: gettext_noop("%(place)s đã nhận hồ sơ của bạn."),
    Stage.DECIDING: gettext_noop("%(place)s đang giải quyết hồ sơ của bạn."),
    Stage.DECIDED: gettext_noop("Hồ sơ của bạn đã có kết quả."),
    Stage.RETURNED: gettext_noop("Hồ sơ của bạn đã xong. Kết quả đã được trả."),
}
_HAPPENED: Final = {
    WayKind.RECEIVED: gettext_noop("%(place)s tiếp nhận"),
    WayKind.CARRIED: gettext_noop("Bưu tá của %(place)s nhận chuyển"),
    WayKind.PASSED: gettext_noop("Đến %(place)s"),
    WayKind.DECIDING: gettext_noop("%(place)s nhận để giải quyết"),
    WayKind.DECIDED: gettext_noop("Có kết quả tại %(place)s"),
    WayKind.READY: gettext_noop("Kết quả về tới %(place)s"),
    WayKind.QUESTIONED: gettext_noop("Hai nơi cùng ghi nhận, đang kiểm tra"),
    WayKind.LOST: gettext_noop("Báo thất lạc, đang tìm"),
    WayKind.HANDED_OVER: gettext_noop("Ghi nhận đã trao kết quả"),
    WayKind.RETURNED: gettext_noop("Đã trả kết quả"),
}
_TO_THE_CITIZEN: Final = frozenset({WayKind.HANDED_OVER, WayKind.RETURNED})
_LOOKS: Final = {
    WayKind.RECEIVED: ("check", ""),
    WayKind.CARRIED: ("motorbike", ""),
    WayKind.PASSED: ("building-2", ""),
    WayKind.DECIDING: ("stamp", ""),
    WayKind.DECIDED: ("file-check", ""),
    WayKind.READY: ("building-2", ""),
    WayKind.QUESTIONED: ("git-fork", "disputed"),
    WayKind.LOST: ("circle-question-mark", "disputed"),
    WayKind.HANDED_OVER: ("circle-question-mark", ""),
    WayKind.RETURNED: ("check", ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """One of the five stages: its name, and whether it is done, now, or ahead."""

    name: str
    is_done: bool
    is_now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WayWords:
    """One line of the way so far."""

    what: str
    when: str
    icon: str
    look: str
    is_two_sided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remaining:
    """What is left until the promised time, or what became of it."""

    label: str
    text: str
    rest: str
    look: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """All that the page of a dossier says, ready to be shown."""

    code_head: str
    code_tail: str
    stages: tuple[StepWords, ...]
    headline: str
    holder: str
    promise_day: str
    promise_rest: str
    remaining: Remaining
    next: str
    to_do: str
    way: tuple[WayWords, ...]
    counter: str
    counter_phone: str
    updated: str


def page_words(told: PublicDossier, *, now: datetime) -> PageWords:
    """Return what the page says, in the language that is active."""
    return PageWords(
        code_head=_code_head(told.code),
        code_tail=told.code[-TAIL:],
        stages=tuple(_stages(told)),
        headline=_headline(told),
        holder=" ".join(filter(None, [_holder(told), _seal(told), _last_seen(told, now)])),
        promise_day=_day(told.promised_at),
        promise_rest=_promise_rest(told),
        remaining=_remaining(told, now),
        next=_next(told, now),
        to_do=_to_do(told),
        way=tuple(_newest_first(told, now)),
        counter=_called(told.counter),
        counter_phone=told.counter_phone,
        updated=f"{timezone.localtime(now):%H:%M, %d/%m/%Y}",
    )


def _code_head(code: str) -> str:
    head = code[:-TAIL]
    return head if len(head) <= SHOWN_OF_CODE else f"…{head[1 - SHOWN_OF_CODE :]}"


def _called(one: Told | None) -> str:
    if one is None:
        return ""
    return one.name_en if get_language() == "en" and one.name_en else one.name


def _stages(told: PublicDossier) -> Iterator[StepWords]:
    names = {
        Stage.RECEIVED: _("Đã nhận"),
        Stage.CARRIED: _("Đang chuyển"),
        Stage.DECIDING: _("Giải quyết"),
        Stage.DECIDED: _("Có kết quả"),
        Stage.RETURNED: _("Trả bạn"),
    }
    order = list(names)
    is_over = told.stage is Stage.RETURNED
    # A result that is on its way is on the last stretch, whatever it is called on the way out.
    is_coming = told.is_result and told.stage is Stage.CARRIED
    at = order.index(Stage.RETURNED if is_coming else told.stage)
    for no, name in enumerate(names.values()):
        yield StepWords(name=name, is_done=no < at or is_over, is_now=no == at and not is_over)


def _headline(told: PublicDossier) -> str:
    if told.is_lost:
        return _("Bưu điện đang tìm hồ sơ của bạn và sẽ liên hệ với bạn.")
    if told.is_questioned:
        return _("Hồ sơ của bạn đang được kiểm tra lại: hai nơi cùng ghi nhận đang giữ.")
    if told.unproven is not None:
        return _handed_over(told.unproven)
    if told.stage is Stage.CARRIED:
        return _result_carried(told) if told.is_result else _papers_carried(told)
    place = told.deciding if told.stage is Stage.DECIDING else told.holder or told.counter
    return _(_HEADLINES[told.stage]) % {"place": _called(place)}


def _handed_over(unproven: Verdict) -> str:
    if unproven is Verdict.BAD:
        return _("Kết quả được ghi là đã trao cho bạn, nhưng mã PIN hoặc bằng chứng không đúng.")
    return _("Kết quả được ghi là đã trao cho bạn. Chúng tôi còn chờ bằng chứng.")


def _papers_carried(told: PublicDossier) -> str:
    said = {"place": _called(told.holder), "next": _called(told.next_place)}
    if _is_with_courier(told) or told.holder is None:
        return _("Hồ sơ của bạn đang trên đường tới %(next)s.") % said
    return _("Hồ sơ của bạn đang ở %(place)s, sắp đi tiếp tới %(next)s.") % said


def _result_carried(told: PublicDossier) -> str:
    said = {"place": _called(told.counter), "next": _called(told.next_place)}
    if told.next_place is not None:
        return _("Kết quả của bạn đang trên đường về %(next)s.") % said
    if not told.is_for_door:
        return _("Kết quả đã về tới %(place)s. Mời bạn đến nhận.") % said
    if _is_with_courier(told):
        return _("Bưu tá đang mang kết quả tới nhà bạn.")
    return _("Kết quả đã về tới %(place)s, sắp được mang tới nhà bạn.") % said


def _is_with_courier(told: PublicDossier) -> bool:
    return told.holder is not None and told.holder.kind is PartyKind.COURIER


def _holder(told: PublicDossier) -> str:
    if told.holder is None or told.stage is Stage.RETURNED:
        return ""
    if _is_with_courier(told):
        return _("Bưu tá của %(place)s đang giữ.") % {"place": _called(told.holder)}
    return _("%(place)s đang giữ.") % {"place": _called(told.holder)}


def _seal(told: PublicDossier) -> str:
    if told.is_sealed and told.stage is Stage.CARRIED and _is_with_courier(told):
        return _("Phong bì được niêm phong.")
    return ""


def _last_seen(told: PublicDossier, now: datetime) -> str:
    if not told.way or told.stage is Stage.RETURNED:
        return ""
    return _("Ghi nhận lần cuối: %(when)s.") % {"when": _when(told.way[-1], now)}


def _promise_rest(told: PublicDossier) -> str:
    at = f"{timezone.localtime(told.promised_at):%H:%M}"
    if told.is_for_door:
        return _("%(time)s, tại nhà bạn") % {"time": at}
    return _("%(time)s, tại %(place)s") % {"time": at, "place": _called(told.counter)}


def _remaining(told: PublicDossier, now: datetime) -> Remaining:
    if told.returned_at is not None and told.returned_by is not None:
        return Remaining(
            label=_("Đã trả"),
            text=_day(timezone.localtime(told.returned_by)),
            rest=_returned(told.returned_at, told.returned_by),
            look="safe",
            icon="circle-check",
        )
    if told.promised_at <= now:
        return Remaining(
            label=_("Thời hạn"),
            text=_("Quá hẹn"),
            rest=_overdue(told),
            look="late",
            icon="alarm-clock",
        )
    days = told.working_time_left // WORKING_DAY
    if days:
        text = ngettext("%(n)d ngày làm việc", "%(n)d ngày làm việc", days) % {"n": days}
    else:
        hours = max(1, ceil(told.working_time_left / timedelta(hours=1)))
        text = ngettext("%(n)d giờ làm việc", "%(n)d giờ làm việc", hours) % {"n": hours}
    is_pressing = told.urgency is Urgency.RISK
    return Remaining(
        label=_("Còn"),
        text=text,
        rest=_("theo giờ làm việc của quầy"),
        look="risk" if is_pressing else "",
        icon="hourglass" if is_pressing else "",
    )


def _returned(at: datetime, by: datetime) -> str:
    at, by = timezone.localtime(at), timezone.localtime(by)
    if at == by:
        return f"{at:%H:%M}"
    said = {"from": f"{at:%H:%M}", "until": f"{by:%H:%M}"}
    if at.date() != by.date():
        said["from"] += f" {_day(at)}"
    return _("từ %(from)s đến %(until)s") % said


def _overdue(told: PublicDossier) -> str:
    if told.unproven is not None:
        return _("Đang kiểm tra việc trao kết quả.")
    if told.is_result:
        return _("Kết quả đã có, đang chuyển tới bạn.")
    return _("Bạn có thể hỏi quầy.")


def _next(told: PublicDossier, now: datetime) -> str:
    if told.stage is Stage.RETURNED or told.is_lost or told.is_questioned:
        return ""
    if told.unproven is not None:
        return _("%(place)s kiểm tra việc trao kết quả.") % {"place": _called(told.counter)}
    if told.stage is Stage.DECIDING:
        return _("có kết quả, rồi kết quả đi về %(place)s.") % {"place": _called(told.counter)}
    if told.next_place is None:
        return _("bạn nhận kết quả.") if told.is_result else ""
    if told.next_at is None:
        return _("%(place)s nhận.") % {"place": _called(told.next_place)}
    said = {"place": _called(told.next_place), "when": _moment(told.next_at, now)}
    return _("%(place)s nhận, dự kiến %(when)s.") % said


def _to_do(told: PublicDossier) -> str:
    is_waiting = told.is_result and told.stage is Stage.CARRIED and told.next_place is None
    if told.stage is Stage.RETURNED or told.is_lost or told.is_questioned:
        return ""
    if told.unproven is not None:
        return _("Nếu bạn chưa nhận được kết quả, hãy báo ngay cho quầy.")
    if is_waiting and told.is_for_door:
        return _("Khi bưu tá đến, đọc mã PIN trên giấy tiếp nhận.")
    if is_waiting:
        return _("Khi đến nhận, mang theo giấy tiếp nhận.")
    return _("Bạn không phải làm gì.")


def _newest_first(told: PublicDossier, now: datetime) -> Iterator[WayWords]:
    for no, step in enumerate(reversed(told.way)):
        is_now = no == 0 and told.stage is not Stage.RETURNED
        icon, look = _LOOKS[step.kind]
        yield WayWords(
            what=_what(step),
            when=_when(step, now),
            icon=icon,
            look=look or ("now" if is_now else ""),
            # A citizen proves a delivery with a PIN or the slip, and signs nothing.
            is_two_sided=step.is_two_sided and step.kind not in _TO_THE_CITIZEN,
        )


def _what(step: WayStep) -> str:
    return _(_HAPPENED[step.kind]) % {"place": _called(step.place)}


def _when(step: WayStep, now: datetime) -> str:
    if step.from_at == step.until_at:
        return _moment(step.from_at, now)
    said = {"from": _moment(step.from_at, now), "until": _moment(step.until_at, now)}
    return _("từ %(from)s đến %(until)s") % said


def _moment(at: datetime, now: datetime) -> str:
    local, today = timezone.localtime(at), timezone.localdate(now)
    said = {"time": f"{local:%H:%M}", "day": _day(local)}
    match (local.date() - today).days:
        case 0:
            return _("%(time)s hôm nay") % said
        case 1:
            return _("%(time)s ngày mai") % said
        case -1:
            return _("%(time)s hôm qua") % said
        case _:
            return _("%(time)s %(day)s") % said


def _day(at: datetime) -> str:
    """Write a day with its weekday, as its language does: «Thứ Sáu 05/06», «Friday 5 June»."""
    local = timezone.localtime(at)
    if get_language() == "en":
        return date_format(local, "l j F")
    return f"{_WEEKDAYS[local.weekday()]} {local:%d/%m}"
