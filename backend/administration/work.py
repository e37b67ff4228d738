"""Lists of the work: procedures, who decides them, days off, routes, runs and rolls of labels."""

from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from backend.administration.reading import (
    FROM,
    UNTIL,
    Listing,
    NowInForce,
    Part,
    Tables,
    by_word,
    column,
    told,
)
from backend.administration.words import (
    CERTAINTIES,
    LABEL_KINDS,
    LEVELS,
    LIMIT_UNITS,
    PAPER_KINDS,
)
from tracking.consignments.models import Competence, LabelRoll, Procedure, ProcedurePaper
from tracking.legs.models import Route, RouteStop, Run
from tracking.parties.models import CalendarDay


class PapersOfProcedure(Part):
    """What one procedure asks for."""

    model = ProcedurePaper
    verbose_name_plural = _("Thành phần hồ sơ")
    fields = (
        column("no", _("STT")),
        column("name", _("Giấy tờ")),
        column("kind", _("Dạng"), PAPER_KINDS),
        column("count", _("Số bản")),
        told("need", _("Bắt buộc"), lambda paper: _("Có") if paper.is_required else _("Không")),
    )


class Procedures(Listing):
    """What a citizen may ask for, in each version of the law."""

    one, many, icon = _("thủ tục hành chính"), _("thủ tục hành chính"), "gavel"
    has_page = True
    inlines = (PapersOfProcedure,)
    list_display = (
        column("name", _("Tên")),
        column("field_name", _("Lĩnh vực")),
        column("level", _("Nơi nhận"), LEVELS),
        column("deciding_authority", _("Cơ quan giải quyết")),
        told(
            "limit_line",
            _("Thời hạn"),
            lambda row: f"{row.limit_value} {LIMIT_UNITS.get(row.limit_unit, row.limit_unit)}",
            order="limit_value",
        ),
        column("papers_there", _("Số giấy tờ")),
        column("certainty", _("Nguồn"), CERTAINTIES),
    )
    list_filter = (
        by_word("level", _("Nơi nhận"), LEVELS),
        by_word("certainty", _("Nguồn"), CERTAINTIES),
        NowInForce,
    )
    search_fields = ("name", "name_en", "code", "field_name", "deciding_authority")
    search_help_text = _("Tên, mã, lĩnh vực hoặc cơ quan giải quyết")
    ordering = ("field_name", "name")

    def get_fields(self, request: HttpRequest, row: Any = None) -> list[Any]:  # noqa: ANN401 - Django's signature
        """Show on its own page what is too long for the list, too."""
        return [
            *super().get_fields(request, row),
            column("code", _("Mã thủ tục")),
            column("name_en", _("Tên tiếng Anh")),
            column("result_name", _("Kết quả")),
            column("fee_vnd", _("Lệ phí (đồng)")),
            FROM,
            UNTIL,
        ]

    def reckoned(self, rows: QuerySet[Procedure]) -> QuerySet[Procedure]:
        """Count the papers."""
        return rows.annotate(papers_there=Count("papers"))


class Competences(Listing):
    """Which office an authority is, for a unit and all below it."""

    one, many, icon = _("thẩm quyền"), _("thẩm quyền"), "balance"
    list_display = (
        column("authority", _("Cơ quan theo thủ tục")),
        column("unit__name", _("Đơn vị hành chính")),
        column("office__name", _("Cơ quan giải quyết")),
    )
    search_fields = ("authority", "unit__name", "office__name")
    search_help_text = _("Cơ quan hoặc đơn vị")
    ordering = ("authority", "unit__code")
    along = ("unit", "office")
    unread = ("unit__area", "unit__centre")


class CalendarDays(Listing):
    """Days that differ from the law's calendar."""

    one, many, icon = _("ngày làm việc khác lịch"), _("lịch làm việc"), "calendar_month"
    list_display = (
        column("on", _("Ngày")),
        told(
            "where", _("Cơ quan"), lambda day: day.office.name if day.office else _("Mọi cơ quan")
        ),
        told("open", _("Giờ mở"), lambda day: _hours(day) or _("Nghỉ")),
        column("legal_ref", _("Căn cứ")),
    )
    search_fields = ("office__name", "legal_ref")
    search_help_text = _("Cơ quan hoặc căn cứ")
    ordering = ("-on",)
    date_hierarchy = "on"
    along = ("office",)


def _hours(day: CalendarDay) -> str:
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in day.hours)


class StopsOfRoute(Part):
    """The timetable of one route."""

    model = RouteStop
    verbose_name_plural = _("Điểm dừng")
    fields = (
        column("no", _("STT")),
        column("office__name", _("Cơ quan")),
        column("arrive", _("Đến")),
        column("depart", _("Đi")),
    )
    along = ("office",)


class Routes(Listing):
    """What couriers ride each working day."""

    one, many, icon = _("đường thư"), _("đường thư"), "route"
    has_page = True
    inlines = (StopsOfRoute,)
    list_display = (
        column("code", _("Mã")),
        column("name", _("Tên")),
        column("carrier__short_name", _("Doanh nghiệp")),
        column("home__name", _("Điểm xuất phát")),
        column("courier__call_sign", _("Bưu tá thường lệ")),
        column("stops_there", _("Số điểm dừng")),
        column("first_at", _("Đi lúc")),
        column("last_at", _("Về lúc")),
    )
    search_fields = ("code", "name", "home__name", "courier__call_sign", "stops__office__name")
    search_help_text = _("Mã, tên, số hiệu bưu tá hoặc cơ quan trên đường")
    ordering = ("code",)
    along = ("carrier", "home", "courier")

    def reckoned(self, rows: QuerySet[Route]) -> QuerySet[Route]:
        """Sum the stops up."""
        return rows.annotate(
            stops_there=Count("stops"),
            first_at=Min("stops__depart"),
            last_at=Max("stops__arrive"),
        )


class Runs(Listing):
    """Trips of routes, day by day."""

    one, many, icon = _("chuyến"), _("chuyến"), "conversion_path"
    list_display = (
        column("on", _("Ngày")),
        column("route__code", _("Đường thư")),
        column("route__name", _("Tên đường thư")),
        column("courier__call_sign", _("Bưu tá")),
        column("courier__home__name", _("Điểm xuất phát")),
    )
    search_fields = ("route__code", "route__name", "courier__call_sign", "courier__home__name")
    search_help_text = _("Đường thư, số hiệu bưu tá hoặc điểm xuất phát")
    ordering = ("-on", "route__code")
    date_hierarchy = "on"
    along = ("route", "courier__home")


class LabelRolls(Listing):
    """Labels issued together. What a label says is nobody's business here."""

    one, many, icon = _("cuộn nhãn"), _("cuộn nhãn"), "qr_code_2"
    list_display = (
        column("issued_at", _("Cấp lúc")),
        column("kind", _("Loại"), LABEL_KINDS),
        column("issued_to__office__name", _("Cấp cho")),
        told("by", _("Người cấp"), lambda roll: roll.issued_by and roll.issued_by.name),
        column("labels_there", _("Số nhãn")),
        column("bound_there", _("Đã dùng")),
        column("void_there", _("Đã hủy")),
    )
    list_filter = (by_word("kind", _("Loại"), LABEL_KINDS),)
    search_fields = ("issued_to__office__name",)
    search_help_text = _("Cơ quan được cấp")
    ordering = ("-issued_at", "pk")
    along = ("issued_to__office", "issued_by")

    def reckoned(self, rows: QuerySet[LabelRoll]) -> QuerySet[LabelRoll]:
        """Count the labels."""
        return rows.annotate(
            labels_there=Count("labels"),
            bound_there=Count("labels", filter=Q(labels__bound_at__isnull=False)),
            void_there=Count("labels", filter=Q(labels__voided_at__isnull=False)),
        )


WORK: Tables = (
    (Procedure, Procedures),
    (Competence, Competences),
    (CalendarDay, CalendarDays),
    (Route, Routes),
    (Run, Runs),
    (LabelRoll, LabelRolls),
)
