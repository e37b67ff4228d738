"""Words of the administration's screens for the values that tables hold."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tracking.consignments.models import PaperKind
from tracking.kernel.line import Role
from tracking.parties.models import DeviceKind, DeviceState, OfficeKind

Lazy = Any  # what gettext_lazy returns; only stubs have its type
Words = Mapping[str, Lazy]

LEVELS: Final[Words] = {
    "province": _("Cấp tỉnh"),
    "district": _("Cấp huyện"),
    "commune": _("Cấp xã"),
}
OFFICE_KINDS: Final[Words] = {
    OfficeKind.ONE_STOP: _("Bộ phận một cửa"),
    OfficeKind.AUTHORITY: _("Cơ quan giải quyết"),
    OfficeKind.POSTAL_POINT: _("Điểm bưu chính"),
}
ROLES: Final[Words] = {
    Role.CLERK: _("Cán bộ quầy"),
    Role.COURIER: _("Bưu tá"),
    Role.SERVES: _("Được lấy tại cơ quan"),
    Role.SUPERVISOR: _("Điều hành"),
    Role.OFFICER: _("Cán bộ giải quyết"),
    Role.ADMINISTRATOR: _("Quản trị"),
    Role.AUDITOR: _("Kiểm tra"),
}
ACCOUNTS: Final[Words] = {
    "True": _("Đang dùng"),
    "False": _("Đã khóa"),
}
DEVICE_KINDS: Final[Words] = {
    DeviceKind.PHONE: _("Điện thoại"),
    DeviceKind.DESK: _("Máy quầy"),
}
DEVICE_STATES: Final[Words] = {
    DeviceState.WAITING: _("Chờ duyệt"),
    DeviceState.IN_USE: _("Đang dùng"),
    DeviceState.REVOKED: _("Đã thu hồi"),
    DeviceState.UNDONE: _("Đã hủy từ đầu"),
}
PAPER_KINDS: Final[Words] = {
    PaperKind.ORIGINAL: _("Bản chính"),
    PaperKind.CERTIFIED: _("Bản chứng thực"),
    PaperKind.COPY: _("Bản sao"),
    PaperKind.ELECTRONIC: _("Bản điện tử"),
}
LABEL_KINDS: Final[Words] = {
    "item": _("Nhãn bưu gửi"),
    "receptacle": _("Nhãn túi"),
    "place": _("Nhãn nơi"),
}
LIMIT_UNITS: Final[Words] = {
    "working_day": _("ngày làm việc"),
    "day": _("ngày"),
}
CERTAINTIES: Final[Words] = {
    "verified": _("Đã đối chiếu"),
    "typical": _("Chưa đối chiếu"),
}
# The codes of docs/reasons.md for revoking a device.
WHY_REVOKED: Final[Words] = {
    "lost": _("Mất máy"),
    "stolen": _("Bị lấy cắp"),
    "broken": _("Hỏng máy"),
    "left": _("Nghỉ việc"),
    "replaced": _("Thay máy"),
}
