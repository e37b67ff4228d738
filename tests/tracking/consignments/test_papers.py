"""The printed papers, read back by programs that are not ours: zbar and poppler."""

import re
import subprocess

import pytest
from django.conf import settings

from tests import make
from tests.make import MORNING
from tracking.consignments.intake import Paper
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.consignments.operations.labels import issue_labels, void_label
from tracking.consignments.papers import blank_labels_pdf, label_pdf, slip_pdf

pytestmark = pytest.mark.django_db

LABEL_PRINTER_DPI = 203


@pytest.fixture
def on_disk(tmp_path):
    def keep(pdf):
        path = tmp_path / "paper.pdf"
        path.write_bytes(pdf)
        return path

    return keep


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - fixed programs


def words(pdf):
    return run("pdftotext", "-layout", str(pdf), "-")


def sizes(pdf):
    pages = re.findall(
        r"Page +\d+ size: +([\d.]+) x ([\d.]+)", run("pdfinfo", "-l", "9", str(pdf))
    )
    return [tuple(round(float(points) * 25.4 / 72) for points in page) for page in pages]


def codes(pdf, dpi=LABEL_PRINTER_DPI):
    run("pdftoppm", "-r", str(dpi), "-gray", "-png", str(pdf), str(pdf.with_suffix("")))
    found = []
    for page in sorted(pdf.parent.glob("paper-*.png")):
        read = subprocess.run(  # noqa: S603 - fixed program; it fails where it sees no code
            ["zbarimg", "-q", "--raw", str(page)],  # noqa: S607 - Debian's zbar-tools
            check=False,
            capture_output=True,
            text=True,
        )
        found.append(read.stdout.removesuffix("\n"))
    return found


def printed_label(sent, via=("qua Thanh Bình", "Trung tâm tỉnh")):
    return label_pdf(label=sent.label, via=via, now=MORNING)


def test_an_electronic_file_is_none_of_the_papers_that_the_label_counts_in_the_envelope(
    on_disk,
):
    papers = [
        Paper(name="Đơn đề nghị", kind="original", count=2),
        Paper(name="Bản vẽ", kind="electronic", count=5),
    ]

    said = words(on_disk(printed_label(make.sent(papers=papers))))

    assert "1 phong bì, 2 giấy tờ" in said


def test_the_label_decodes_to_its_text_at_the_resolution_of_a_label_printer(on_disk):
    sent = make.sent()

    pdf = on_disk(printed_label(sent))

    assert codes(pdf) == [sent.label.text]
    assert sizes(pdf) == [(100, 70)]


def test_the_label_says_where_to_and_the_last_four_figures(on_disk):
    sent = make.sent()

    said = words(on_disk(printed_label(sent)))

    for text in (
        "Sở TT&TT",
        "HỒ SƠ ĐI",
        "qua Thanh Bình",
        "PN 000238",
        "1 phong bì, 3 giấy tờ",
        "27/05/2020 08:20",
        sent.dossier.code[-4:],
        f"{sent.label.code[:5]}-{sent.label.code[5:10]}-{sent.label.code[10:]}",
    ):
        assert text in said


def test_no_name_of_a_person_stands_on_the_outside(on_disk):
    assert "Nguyễn" not in words(on_disk(printed_label(make.sent())))


def test_a_reprint_says_that_it_is_one(on_disk):
    sent = make.sent()
    new = void_label(
        label_id=sent.label.pk,
        why="torn",
        office_id=sent.dossier.receiving_office_id,
        by=make.person().pk,
        now=MORNING,
    )

    said = words(on_disk(label_pdf(label=new, via=[], now=MORNING)))

    assert "Thay nhãn trước" in said


def test_a_roll_of_blank_labels_has_a_page_for_each(on_disk):
    office = make.office()
    labels = issue_labels(office_id=office.pk, count=3, by=None, now=MORNING)

    pdf = on_disk(blank_labels_pdf(labels=labels, office=office))

    assert codes(pdf) == [label.text for label in labels]
    assert sizes(pdf) == [(100, 70)] * 3
    assert "Nhãn trắng 3/3" in words(pdf)


def test_the_slip_has_two_copies_and_only_the_citizens_one_opens_the_page(on_disk):
    dossier = make.dossier()
    key = make_citizen_key(dossier_id=dossier.pk, now=MORNING)

    pdf = on_disk(slip_pdf(dossier=dossier, key=key))

    link = f"{settings.ORIGIN}/t/{key.code}#{key.secret}"
    assert codes(pdf, dpi=150) == [dossier.code, link]
    assert sizes(pdf) == [(148, 210)] * 2
    kept, given = words(pdf).split("\f")[:2]
    pin = f"{key.pin[:3]} {key.pin[3:]}"
    assert "Liên 1" in kept
    assert pin not in kept
    assert pin in given


def test_the_slip_says_what_the_legal_form_asks(on_disk):
    dossier = make.dossier()
    key = make_citizen_key(dossier_id=dossier.pk, now=MORNING)

    said = " ".join(words(on_disk(slip_pdf(dossier=dossier, key=key))).split())

    for text in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "UBND XÃ PHÚ NINH",
        "Phú Ninh, ngày 27 tháng 5 năm 2020",
        dossier.code,
        "Nguyễn Văn A",
        "09•• ••• 214",
        "Cấp giấy phép xuất bản tài liệu",
        "Sở Thông tin và Truyền thông",
        "07 ngày làm việc",
        "08 giờ 20 phút, 27/05/2020",
        "08 giờ 20 phút, 05/06/2020",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ):
        assert text in said
    assert "0912345214" not in said


def test_a_long_list_of_papers_runs_on_to_another_page(on_disk):
    papers = [Paper(name=f"Giấy tờ thứ {no}", kind="copy", count=1) for no in range(1, 31)]
    dossier = make.dossier(papers=papers)
    key = make_citizen_key(dossier_id=dossier.pk, now=MORNING)

    pdf = on_disk(slip_pdf(dossier=dossier, key=key))

    assert len(sizes(pdf)) == 4
    assert "Giấy tờ thứ 30" in words(pdf)


def test_a_name_without_a_space_to_break_at_is_printed(on_disk):
    """Names that would be markup or commands: tests/courier_api/test_markup.py."""
    dossier = make.dossier(papers=[Paper(name="a" * 200, kind="copy", count=1)])
    key = make_citizen_key(dossier_id=dossier.pk, now=MORNING)

    said = words(on_disk(slip_pdf(dossier=dossier, key=key)))

    assert "a" * 30 in said
