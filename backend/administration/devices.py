"""The list of devices: whose, which, last seen; a lost one is revoked here."""

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.administration.acting import Question, after_question
from backend.administration.reading import Listing, Tables, as_words, by_word, column, told
from backend.administration.words import DEVICE_KINDS, DEVICE_STATES, WHY_REVOKED, Lazy
from tracking.custody.operations import membership
from tracking.parties.devices import devices_in
from tracking.parties.models import Device, DeviceState

SHOWN = 8  # of an id: enough to tell two apart by voice


class InState(SimpleListFilter):
    """Choose devices by what the house makes of them."""

    title = _("Sử dụng")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _listing: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - of Unfold, without types
        """Offer the states."""
        return list(DEVICE_STATES.items())

    def queryset(self, _request: HttpRequest, rows: QuerySet[Device]) -> QuerySet[Device]:
        """Keep the devices of the chosen state."""
        return devices_in(rows, self.value()) if self.value() in DEVICE_STATES else rows


def owner(device: Device) -> str:
    """Return whose it is: the courier's call sign and name, or the office."""
    if device.office:
        return device.office.name
    assert device.person  # noqa: S101 - a constraint of the table
    signs = ", ".join(courier.call_sign for courier in device.person.couriers.all())
    return f"{signs} {device.person.name}".strip()


def use(device: Device) -> str | Lazy:
    """Return whether it is believed, or since when not and why."""
    if device.state is not DeviceState.REVOKED or device.revoked_at is None:
        return DEVICE_STATES[device.state]
    why = WHY_REVOKED.get(device.revoke_why, device.revoke_why)
    return f"{_('Thu hồi')} {as_words(device.revoked_at)} · {why}"


REVOKE = Question(
    title=_("Thu hồi máy?"),
    warning=_("Từ bây giờ máy chủ không tin gì máy này ký. Không hoàn tác được."),
    skipped=_("Máy đã thu hồi được bỏ qua."),
    act="revoke",
    button=_("Thu hồi các máy này"),
    done=_("Số máy đã thu hồi: %(count)s"),
    reasons=WHY_REVOKED,
)


class Devices(Listing):
    """Phones and desks that sign. Keys are nobody's business here."""

    one, many, icon = _("máy"), _("máy đã đăng ký"), "smartphone"
    list_display = (
        told("owner", _("Của ai"), owner),
        column("kind", _("Loại"), DEVICE_KINDS),
        column("model", _("Kiểu máy")),
        column("app", _("Bản ứng dụng")),
        column("enrolled_at", _("Đăng ký lúc")),
        column("last_seen_at", _("Thấy lần cuối")),
        told("use_line", _("Sử dụng"), use, order="revoked_at"),
        told("short_line", _("Mã máy"), lambda device: device.pk[:SHOWN], order="id"),
    )
    list_filter = (InState, by_word("kind", _("Loại"), DEVICE_KINDS))
    search_fields = (
        "id__startswith",
        "person__couriers__call_sign",
        "person__login",
        "office__name",
        "model",
    )
    search_help_text = _("Mã máy, số hiệu bưu tá, cơ quan hoặc kiểu máy")
    ordering = ("-enrolled_at", "pk")
    actions = ("revoke",)
    along = ("person", "office")
    unread = ("jwk",)  # nobody needs a key here

    def reckoned(self, rows: QuerySet[Device]) -> QuerySet[Device]:
        """Read the call signs of owners."""
        return rows.prefetch_related("person__couriers")

    @admin.action(description=_("Thu hồi máy"), permissions=["act"])
    def revoke(self, request: HttpRequest, rows: QuerySet[Device]) -> HttpResponse | None:
        """Believe nothing more of the chosen devices; ask for the reason first."""
        now, by = timezone.now(), request.user.pk

        def revoke(device: Device, why: str) -> str:
            membership.revoke_device(device_id=device.pk, why=why, by=by, now=now)
            return f"revoke_device: {why}"

        return after_question(
            self,
            request,
            REVOKE,
            chosen=list(rows.filter(revoked_at=None)),
            named=_named,
            operate=revoke,
        )


def _named(device: Device) -> str:
    return f"{owner(device)} · {DEVICE_KINDS[device.kind]} · {device.pk[:SHOWN]}"


DEVICES: Tables = ((Device, Devices),)
