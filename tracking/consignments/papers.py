"""Print what goes on paper: the citizen's slip and the labels, as PDF.

Each paper is a template in `papers/` that is given plain text; nothing in it is read as markup.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings
from django.utils import timezone

from tracking.consignments.citizen_key import NewCitizenKey, shown_code
from tracking.consignments.label_svg import LABEL_MODULES, label_svg, link_svg
from tracking.consignments.models import (
    Direction,
    DocumentLine,
    Dossier,
    Label,
    PaperKind,
    Procedure,
)
from tracking.kernel.label import show_code
from tracking.parties.models import Office

TEMPLATES: Final = Path(__file__).parent / "papers"
FONTS: Final = typst.Fonts(
    include_system_fonts=False,
    include_embedded_fonts=False,
    font_paths=[TEMPLATES / "fonts"],
)
TAIL: Final = 4  # people match the last four figures

_KINDS: Final = {
    PaperKind.ORIGINAL: "Bản chính",
    PaperKind.CERTIFIED: "Chứng thực",
    PaperKind.COPY: "Photo",
    PaperKind.ELECTRONIC: "Điện tử",
}
_UNITS: Final = {
    "hour": "giờ làm việc",
    "working_day": "ngày làm việc",
    "day": "ngày",
    "month": "tháng",
}
_WAYS: Final = {Direction.OUT: "HỒ SƠ ĐI", Direction.BACK: "KẾT QUẢ VỀ"}
_KINDS_OF_UNIT: Final = (
    "Thành phố ",
    "Thị trấn ",
    "Thị xã ",
    "Phường ",
    "Huyện ",
    "Tỉnh ",
    "Quận ",
    "Xã ",
)
_NOTE: Final = (
    "Giấy này lập thành 2 liên: liên 1 chuyển kèm Phiếu kiểm soát quá trình giải quyết hồ sơ và "
    "lưu tại nơi tiếp nhận; liên 2 giao người nộp. Hồ sơ chuyển qua dịch vụ bưu chính công ích: "
    "thời gian và chữ ký bàn giao theo chứng từ bưu chính."
)


def slip_pdf(*, dossier: Dossier, key: NewCitizenKey) -> bytes:
    """Print the receipt and appointment slip: A5, one copy to keep, one for the citizen.

    Only the citizen's copy carries the secret and the PIN.

    Args:
        dossier: with its items and their document lists.
        key: made just now; it cannot be printed twice.

    Source: Thông tư 01/2018/TT-VPCP, Mẫu số 01.
    """
    link = f"{settings.ORIGIN}/t/{key.code}#{key.secret}"
    copies = [
        {"id": "kept", "name": "Liên 1: Lưu", "is-kept": True, "qr": link_svg(dossier.code)},
        {"id": "given", "name": "Liên 2: Giao người nộp", "is-kept": False, "qr": link_svg(link)},
    ]
    return _pdf("slip.typ", {"slip": _slip(dossier) | _look_up(key), "copies": copies})


def label_pdf(*, label: Label, via: Sequence[str], now: datetime) -> bytes:
    """Print the label of an item, 100 x 70 mm.

    Args:
        label: bound to an item.
        via: the stops between, in the words of the label, at most two short lines.
        now: printed on it, so that two prints can be told apart.
    """
    printed = _printed_label(label=label, via=via, now=now)
    return _pdf("label.typ", {"title": f"Nhãn {show_code(label.code)}", "labels": [printed]})


def blank_labels_pdf(*, labels: Sequence[Label], office: Office) -> bytes:
    """Print a roll of blank labels, a page each, with room for a pen."""
    day = f"{timezone.localtime(labels[0].roll.issued_at):%d/%m/%Y}"
    pages = [
        _symbol(label)
        | {
            "is-blank": True,
            "from": office.short_name,
            "printed": f"Nhãn trắng {no}/{len(labels)} · Cấp {day}",
            "carrier": _carrier(office),
        }
        for no, label in enumerate(labels, start=1)
    ]
    return _pdf("label.typ", {"title": f"Nhãn trắng {office.short_name}", "labels": pages})


def _pdf(template: str, content: Mapping[str, Any]) -> bytes:
    pdf = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=FONTS,
        sys_inputs={"content": json.dumps(content)},
    )
    if not isinstance(pdf, bytes):
        raise TypeError(template)
    return pdf


def _symbol(label: Label) -> dict[str, Any]:
    return {
        "qr": label_svg(label.text),
        "modules": LABEL_MODULES,
        "typed": show_code(label.code),
    }


def _printed_label(*, label: Label, via: Sequence[str], now: datetime) -> dict[str, Any]:
    item = label.item
    if item is None:
        raise ValueError(label.pk)
    consignment = item.consignment
    code = consignment.dossier.code
    paper_count = sum(line.count for line in item.lines.all() if line.is_in_envelope)
    at = f"{timezone.localtime(now):%d/%m/%Y %H:%M}"
    is_reprint = item.labels.filter(voided_at__isnull=False).exists()
    return _symbol(label) | {
        "is-blank": False,
        "kind": _WAYS[Direction(consignment.direction)],
        "to": consignment.destination.short_name,
        "via": list(via),
        "from": consignment.origin.short_name,
        "code-head": code[:-TAIL],
        "code-tail": code[-TAIL:],
        "seal": item.seal or "không",
        "inside": f"1 phong bì, {paper_count} giấy tờ",
        "printed": f"In lại {at} · Thay nhãn trước"
        if is_reprint
        else f"In {at} · Dán trùm mép phong bì",
        "carrier": _carrier(consignment.origin) or _carrier(consignment.destination),
    }


def _carrier(office: Office) -> str:
    return office.operated_by.name if office.operated_by else ""


def _slip(dossier: Dossier) -> dict[str, Any]:
    office = dossier.receiving_office
    received_at = timezone.localtime(dossier.received_at)
    papers = _papers_taken_in(dossier)
    kinds = [kind for kind in PaperKind if _is_always_shown(kind) or _is_among(kind, papers)]
    return {
        "agency": f"UBND {office.unit.name}".upper(),
        "counter": _counter_name(office),
        "place-and-day": f"{_place(office)}, {_day_in_words(received_at)}",
        "code": dossier.code,
        "lines": _lines(dossier),
        "kinds": [_KINDS[kind] for kind in kinds],
        "papers": [
            {
                "no": line.no,
                "name": line.name,
                "counts": [str(line.count) if line.kind == kind else "" for kind in kinds],
            }
            for line in papers
        ],
        "sums": _sums(dossier),
        "received": _moment(received_at),
        "due": _moment(timezone.localtime(dossier.due_at)),
        "returns-to": _returns_to(dossier),
        "note": _NOTE,
    }


def _look_up(key: NewCitizenKey) -> dict[str, str]:
    place = settings.ORIGIN.partition("://")[2]
    return {
        "look-up": f"{place}/tra-cuu",
        "key-code": shown_code(key.code),
        "pin": f"{key.pin[:3]} {key.pin[3:]}",
    }


def _papers_taken_in(dossier: Dossier) -> list[DocumentLine]:
    sent = dossier.consignments.get(direction=Direction.OUT)
    return list(DocumentLine.objects.filter(item__consignment=sent).order_by("no"))


def _is_always_shown(kind: PaperKind) -> bool:
    return kind is not PaperKind.ELECTRONIC


def _is_among(kind: PaperKind, papers: Sequence[DocumentLine]) -> bool:
    return any(line.kind == kind for line in papers)


def _counter_name(office: Office) -> str:
    if office.unit.level == "province":
        return office.name.upper()
    return "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"


def _place(office: Office) -> str:
    name = office.unit.name
    for kind in _KINDS_OF_UNIT:
        name = name.removeprefix(kind)
    return name


def _lines(dossier: Dossier) -> list[tuple[str, str]]:
    said = [
        ("Người nộp", dossier.applicant_name),
        ("Địa chỉ", dossier.applicant_address),
        ("Điện thoại", dossier.applicant_phone and _masked(dossier.applicant_phone)),
        ("Nội dung yêu cầu", dossier.procedure.name),
        ("Cơ quan giải quyết", dossier.deciding_office.name),
    ]
    return [(term, body) for term, body in said if body]


def _masked(phone: str) -> str:
    """Leave of a phone number what its owner knows it by, on a paper that others hold too."""
    return f"{phone[:2]}•• ••• {phone[-3:]}"


def _sums(dossier: Dossier) -> list[tuple[str, str]]:
    said = [
        ("Số lượng hồ sơ", "01 bộ"),
        ("Thời gian giải quyết theo quy định", _limit(dossier.procedure)),
        ("Phí, lệ phí", _fee(dossier)),
    ]
    if dossier.postage_vnd:
        said.append(("Cước bưu chính", _vnd(dossier.postage_vnd)))
    return said


def _limit(procedure: Procedure) -> str:
    if procedure.has_same_day_rule:
        return "trong ngày làm việc"
    return f"{procedure.limit_value:02} {_UNITS[procedure.limit_unit]}"


def _fee(dossier: Dossier) -> str:
    return "theo quy định" if dossier.procedure.fee_vnd is None else _vnd(dossier.fee_vnd)


def _vnd(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")


def _returns_to(dossier: Dossier) -> str:
    if dossier.returns_to_door:
        return "nhà, do bưu tá trả theo địa chỉ trên"
    return dossier.receiving_office.name


def _moment(at: datetime) -> str:
    return f"{at:%H} giờ {at:%M} phút, {at:%d/%m/%Y}"


def _day_in_words(at: datetime) -> str:
    return f"ngày {at:%d} tháng {at.month} năm {at.year}"
