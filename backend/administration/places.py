"""Lists of places: units, sites, offices and what they take in."""

from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
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
from backend.administration.words import LEVELS, OFFICE_KINDS
from geo.models import Site, Unit, UnitParent
from tracking.consignments.models import Procedure
from tracking.parties.models import FieldTransfer, Office, OfficeParent


def _field_names(rows: QuerySet[FieldTransfer]) -> QuerySet[Any]:
    """Say a field's name beside its code; procedures know it."""
    named = Procedure.objects.filter(field_code=OuterRef("field_code"))
    return rows.annotate(field_name=Subquery(named.values("field_name")[:1]))


class Units(Listing):
    """Administrative units, each in its period."""

    one, many, icon = _("đơn vị hành chính"), _("đơn vị hành chính"), "account_tree"
    list_display = (
        column("name", _("Tên")),
        column("code", _("Mã")),
        column("level", _("Cấp"), LEVELS),
        told("above", _("Thuộc"), lambda unit: ", ".join(_parents(unit))),
        column("offices_there", _("Số cơ quan")),
        FROM,
        UNTIL,
    )
    list_filter = (by_word("level", _("Cấp"), LEVELS), NowInForce)
    search_fields = ("name", "code")
    search_help_text = _("Tên hoặc mã đơn vị")
    ordering = ("code",)
    unread = ("area", "centre")

    def reckoned(self, rows: QuerySet[Unit]) -> QuerySet[Unit]:
        """Count the offices, and name the units above."""
        edges = UnitParent.objects.select_related("parent").defer("parent__area", "parent__centre")
        return rows.annotate(offices_there=Count("offices")).prefetch_related(
            Prefetch("parent_edges", queryset=edges)
        )


def _parents(unit: Unit) -> list[str]:
    return [edge.parent.name for edge in unit.parent_edges.all()]


class Sites(Listing):
    """Where papers change hands."""

    one, many, icon = _("trụ sở"), _("trụ sở"), "location_on"
    list_display = (
        column("name", _("Tên")),
        column("address", _("Địa chỉ")),
        column("unit__name", _("Đơn vị hành chính")),
        told(
            "position",
            _("Tọa độ"),
            lambda site: f"{site.lat_e7 / 1e7:.5f}, {site.lon_e7 / 1e7:.5f}",
        ),
        told(
            "fence", _("Hàng rào"), lambda site: f"{site.fence_radius_m} m", order="fence_radius_m"
        ),
        column("offices_there", _("Số cơ quan")),
    )
    search_fields = ("name", "address", "unit__name")
    search_help_text = _("Tên, địa chỉ hoặc đơn vị")
    ordering = ("name",)
    along = ("unit",)
    unread = ("point", "unit__area", "unit__centre")

    def reckoned(self, rows: QuerySet[Site]) -> QuerySet[Site]:
        """Count the offices of each site."""
        return rows.annotate(offices_there=Count("offices"))


class TransfersOfOffice(Part):
    """What one office takes in."""

    model = FieldTransfer
    verbose_name_plural = _("Lĩnh vực tiếp nhận")
    fields = (column("field_name", _("Lĩnh vực")), column("field_code", _("Mã")), FROM, UNTIL)

    def reckoned(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Say the fields' names."""
        return _field_names(rows).order_by("field_code")


class ParentsOfOffice(Part):
    """Whom one office passes its papers up to."""

    model = OfficeParent
    fk_name = "office"
    verbose_name_plural = _("Chuyển hồ sơ lên")
    fields = (column("parent__name", _("Cơ quan")), FROM, UNTIL)
    along = ("parent",)


class Offices(Listing):
    """One-stop desks, authorities and postal points."""

    one, many, icon = _("cơ quan"), _("cơ quan"), "apartment"
    has_page = True
    inlines = (TransfersOfOffice, ParentsOfOffice)
    list_display = (
        column("name", _("Tên")),
        column("kind", _("Loại"), OFFICE_KINDS),
        column("org_code", _("Mã định danh")),
        column("unit__name", _("Đơn vị hành chính")),
        column("operated_by__short_name", _("Đơn vị vận hành")),
        column("fields_there", _("Số lĩnh vực")),
        UNTIL,
    )
    list_filter = (
        by_word("kind", _("Loại"), OFFICE_KINDS),
        by_word("unit__level", _("Cấp"), LEVELS),
        NowInForce,
    )
    search_fields = ("name", "name_en", "short_name", "org_code", "unit__name", "unit__code")
    search_help_text = _("Tên, mã định danh hoặc đơn vị")
    ordering = ("name",)

    def get_fields(self, request: HttpRequest, row: Any = None) -> list[Any]:  # noqa: ANN401 - Django's signature
        """Show on its own page what a list has no room for, too."""
        return [
            *super().get_fields(request, row),
            column("site__name", _("Trụ sở")),
            column("site__address", _("Địa chỉ")),
            column("phone", _("Điện thoại quầy")),
            FROM,
        ]

    along = ("unit", "site", "operated_by")
    unread = ("site__point", "unit__area", "unit__centre")

    def reckoned(self, rows: QuerySet[Office]) -> QuerySet[Office]:
        """Count the fields of each office."""
        return rows.annotate(fields_there=Count("transfers"))


class Transfers(Listing):
    """Which office takes in which field, since when."""

    one, many, icon = _("lĩnh vực tiếp nhận"), _("lĩnh vực tiếp nhận"), "move_to_inbox"
    list_display = (
        column("office__name", _("Cơ quan")),
        column("field_name", _("Lĩnh vực")),
        column("field_code", _("Mã lĩnh vực")),
        FROM,
        UNTIL,
    )
    list_filter = (NowInForce, by_word("office__unit__level", _("Cấp"), LEVELS))
    search_fields = ("office__name", "field_code")
    search_help_text = _("Tên cơ quan hoặc mã lĩnh vực")
    ordering = ("office__name", "field_code")
    along = ("office",)

    def reckoned(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Say the fields' names."""
        return _field_names(rows)


PLACES: Tables = (
    (Unit, Units),
    (Site, Sites),
    (Office, Offices),
    (FieldTransfer, Transfers),
)
