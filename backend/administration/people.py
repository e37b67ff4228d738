"""Lists of people: carriers, couriers, who acts, and who may act for whom."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.administration.acting import Question, after_question
from backend.administration.reading import (
    ByWord,
    Listing,
    NowInForce,
    Part,
    Tables,
    by_word,
    column,
    in_force,
    told,
)
from backend.administration.words import ACCOUNTS, ROLES, Lazy
from tracking.custody.operations import grants, rights
from tracking.parties.models import Carrier, Courier, Device, Grant, Person
from tracking.parties.queries import shifts_on_duty


class Carriers(Listing):
    """Enterprises that carry."""

    one, many, icon = _("doanh nghiệp bưu chính"), _("doanh nghiệp bưu chính"), "local_shipping"
    list_display = (
        column("name", _("Tên")),
        column("short_name", _("Tên ngắn")),
        column("couriers_there", _("Số bưu tá")),
        column("routes_there", _("Số đường thư")),
    )
    search_fields = ("name", "short_name")
    search_help_text = _("Tên doanh nghiệp")
    ordering = ("name",)

    def reckoned(self, rows: QuerySet[Carrier]) -> QuerySet[Carrier]:
        """Count couriers and routes."""
        return rows.annotate(
            couriers_there=Count("couriers", distinct=True),
            routes_there=Count("routes", distinct=True),
        )


def _codes(courier: Courier) -> str:
    return ", ".join(route.code for route in courier.routes.all())


def _duty(courier: Any) -> Lazy:  # noqa: ANN401 - with what the query below adds
    return _("Đang trực") if courier.is_on_duty else None


class Couriers(Listing):
    """Who carries."""

    one, many, icon = _("bưu tá"), _("bưu tá"), "two_wheeler"
    has_secret_names = True
    list_display = (
        column("call_sign", _("Số hiệu")),
        told("name", _("Họ tên"), lambda courier: courier.person.name),
        column("carrier__short_name", _("Doanh nghiệp")),
        column("home__name", _("Điểm xuất phát")),
        told("routes", _("Đường thư"), _codes),
        column("phones_there", _("Máy đang dùng")),
        told("duty_line", _("Ca trực"), _duty),
    )
    search_fields = ("call_sign", "home__name")
    search_help_text = _("Số hiệu hoặc điểm xuất phát")
    ordering = ("call_sign",)
    along = ("person", "carrier", "home")

    def reckoned(self, rows: QuerySet[Courier]) -> QuerySet[Courier]:
        """Name routes, count phones, and tell who is on duty."""
        is_in_use = Q(person__devices__revoked_at=None, person__devices__is_believed=True)
        in_use = Count("person__devices", filter=is_in_use)
        on_duty = shifts_on_duty(at=timezone.now()).filter(courier=OuterRef("pk"))
        return rows.prefetch_related("routes").annotate(
            phones_there=in_use, is_on_duty=Exists(on_duty)
        )


def scope(grant: Grant) -> object:
    """Return where a grant holds: the name of an office, a courier, or a unit and all below."""
    if grant.unit:
        return _("%(unit)s và mọi nơi trực thuộc") % {"unit": grant.unit.name}
    office = getattr(grant.party, "office", None)
    courier = getattr(grant.party, "courier", None)
    return office.name if office else courier.call_sign if courier else None


PERIOD = ("from_at", "until_at")
# With these a grant can say where it holds.
PLACES_ALONG = ("unit", "party__office", "party__courier", "given_by")
OUTLINES = ("unit__area", "unit__centre")

SCOPE = told("scope", _("Nơi"), scope)
ROLE = column("role", _("Vai trò"), ROLES)
FROM_AT = column("from_at", _("Từ lúc"))
UNTIL_AT = column("until_at", _("Đến lúc"))


class GrantsOfPerson(Part):
    """What one person may do."""

    model = Grant
    fk_name = "person"
    verbose_name_plural = _("Quyền")
    fields = (ROLE, SCOPE, FROM_AT, UNTIL_AT)
    ordering = ("-from_at",)
    along = PLACES_ALONG
    unread = OUTLINES


class PhonesOfPerson(Part):
    """The phones of one person."""

    model = Device
    fk_name = "person"
    verbose_name_plural = _("Điện thoại")
    fields = (
        column("model", _("Kiểu máy")),
        column("enrolled_at", _("Đăng ký lúc")),
        column("last_seen_at", _("Thấy lần cuối")),
        column("revoked_at", _("Thu hồi lúc")),
    )


def _signs(person: Person) -> str:
    return ", ".join(courier.call_sign for courier in person.couriers.all())


def _roles(person: Person) -> str:
    """Return what he may do, place by place: most have two roles in one."""
    places: dict[str, list[str]] = {}
    for grant in person.grants.all():
        places.setdefault(str(scope(grant)), []).append(str(ROLES[grant.role]))
    return "; ".join(f"{', '.join(roles)}: {place}" for place, roles in places.items())


class HasRole(ByWord):
    """Choose people by a role that they have now."""

    title = _("Quyền đang có")
    parameter_name = "role"
    words = ROLES

    def queryset(self, _request: HttpRequest, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Keep those who have it."""
        if not self.is_offered:
            return rows
        held = Grant.objects.filter(role=self.value())
        valid = in_force(held, "now", *PERIOD, timezone.now())
        return rows.filter(pk__in=valid.values("person"))


CLOSE = Question(
    title=_("Khóa tài khoản?"),
    warning=_("Người này không đăng nhập được nữa; mọi màn hình và máy của người này đóng ngay."),
    skipped=_("Tài khoản của chính bạn và tài khoản đã khóa được bỏ qua."),
    act="close_accounts",
    button=_("Khóa tài khoản"),
    done=_("Số tài khoản đã khóa: %(count)s"),
)
REOPEN = Question(
    title=_("Mở lại tài khoản?"),
    warning=_("Người này lại làm được mọi việc theo các quyền còn hiệu lực."),
    skipped=_("Tài khoản đang dùng được bỏ qua."),
    act="reopen_accounts",
    button=_("Mở lại tài khoản"),
    done=_("Số tài khoản đã mở lại: %(count)s"),
)


class People(Listing):
    """Who acts: staff and couriers. Names are encrypted, so nobody searches by them."""

    one, many, icon = _("người"), _("nhân sự"), "group"
    has_secret_names = True
    has_page = True
    inlines = (GrantsOfPerson, PhonesOfPerson)
    list_display = (
        told(
            "who",
            _("Tên đăng nhập"),
            lambda person: person.login or _signs(person) or "–",
            order="login",
        ),
        column("name", _("Họ tên")),
        told("roles", _("Quyền đang có"), _roles),
        told("state_line", _("Tài khoản"), lambda person: ACCOUNTS[str(person.is_active)]),
        column("last_login", _("Đăng nhập lần cuối")),
    )
    list_filter = (HasRole, by_word("is_active", _("Tài khoản"), ACCOUNTS))
    search_fields = ("login", "couriers__call_sign", "grants__party__office__name")
    search_help_text = _("Tên đăng nhập, số hiệu hoặc cơ quan")
    ordering = ("login",)
    actions = ("close_accounts", "reopen_accounts")
    unread = ("password",)

    def reckoned(self, rows: QuerySet[Person]) -> QuerySet[Person]:
        """Read the grants in force along."""
        grants = Grant.objects.select_related(*PLACES_ALONG).defer(*OUTLINES)
        valid = in_force(grants, "now", *PERIOD, timezone.now())
        return rows.prefetch_related("couriers", Prefetch("grants", queryset=valid))

    @admin.action(description=_("Khóa tài khoản"), permissions=["act"])
    def close_accounts(self, request: HttpRequest, rows: QuerySet[Person]) -> HttpResponse | None:
        """Let the chosen people act no more; one's own account stays."""

        def close(person: Person, _why: str) -> str:
            rights.close_account(person_id=person.pk, now=timezone.now())
            return "close_account"

        chosen = list(rows.filter(is_active=True).exclude(pk=str(request.user.pk)))
        return after_question(
            self, request, CLOSE, chosen=chosen, named=lambda person: person.name, operate=close
        )

    @admin.action(description=_("Mở lại tài khoản"), permissions=["act"])
    def reopen_accounts(self, request: HttpRequest, rows: QuerySet[Person]) -> HttpResponse | None:
        """Let the chosen people act again."""

        def reopen(person: Person, _why: str) -> str:
            rights.reopen_account(person_id=person.pk, now=timezone.now())
            return "reopen_account"

        chosen = list(rows.filter(is_active=False))
        return after_question(
            self, request, REOPEN, chosen=chosen, named=lambda person: person.name, operate=reopen
        )


class GrantInForce(NowInForce):
    """Choose grants that hold now, that ended, or that will hold."""

    start, end = PERIOD

    def moment(self) -> datetime:
        """Grants begin and end at an instant."""
        return timezone.now()


END = Question(
    title=_("Kết thúc quyền?"),
    warning=_("Người này không làm được gì bằng quyền ấy từ bây giờ. Việc đã ký vẫn giữ."),
    skipped=_("Quyền của chính bạn và quyền đã hết được bỏ qua."),
    act="end_grants",
    button=_("Kết thúc quyền"),
    done=_("Số quyền đã kết thúc: %(count)s"),
)


class Grants(Listing):
    """Who may act for whom, from, until."""

    one, many, icon = _("quyền"), _("quyền"), "key"
    has_secret_names = True
    list_display = (
        told("who_line", _("Người"), lambda grant: grant.person.name),
        column("person__login", _("Tên đăng nhập")),
        ROLE,
        SCOPE,
        FROM_AT,
        UNTIL_AT,
        told("given", _("Người cấp"), lambda grant: grant.given_by and grant.given_by.name),
    )
    list_filter = (GrantInForce, by_word("role", _("Vai trò"), ROLES))
    search_fields = (
        "person__login",
        "party__office__name",
        "party__courier__call_sign",
        "unit__name",
    )
    search_help_text = _("Tên đăng nhập, cơ quan, số hiệu hoặc đơn vị")
    ordering = ("-from_at", "pk")
    actions = ("end_grants",)
    along = ("person", *PLACES_ALONG)
    unread = OUTLINES

    @admin.action(description=_("Kết thúc quyền ngay"), permissions=["act"])
    def end_grants(self, request: HttpRequest, rows: QuerySet[Grant]) -> HttpResponse | None:
        """End the chosen grants now; one's own stays, lest nobody be left to give it back."""
        now = timezone.now()

        def end(grant: Grant, _why: str) -> str:
            grants.end_grant(grant_id=grant.pk, until_at=now, now=now)
            return "end_grant"

        return after_question(
            self,
            request,
            END,
            chosen=list(in_force(rows.exclude(person=request.user.pk), "now", *PERIOD, now)),
            named=lambda grant: f"{grant.person.name}: {ROLES[grant.role]}, {scope(grant)}",
            operate=end,
        )


PEOPLE: Tables = (
    (Person, People),
    (Grant, Grants),
    (Carrier, Carriers),
    (Courier, Couriers),
)
