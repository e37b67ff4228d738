"""Put in offices, what stands between them, and when they work; repeats change what differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from django.db import transaction

from tracking.kernel.line import PartyKind
from tracking.parties.models import (
    CalendarDay,
    FieldTransfer,
    Office,
    OfficeKind,
    OfficeParent,
    OfficeSuccession,
    Party,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """An office as an administrator states it; `id` is that of its party."""

    id: UUID
    kind: OfficeKind
    name: str
    short_name: str
    org_code: str
    unit: UUID
    site: UUID
    name_en: str = ""
    operated_by: UUID | None = None
    phone: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    is_chosen_for_demo: bool = False


@transaction.atomic
def put_office(row: OfficeRow) -> Office:
    """Put an office in as a party that may hold papers."""
    Party.objects.get_or_create(pk=row.id, defaults={"kind": PartyKind.OFFICE})
    office, _ = Office.objects.update_or_create(
        party_id=row.id,
        defaults={
            "kind": row.kind,
            "name": row.name,
            "name_en": row.name_en,
            "short_name": row.short_name,
            "org_code": row.org_code,
            "unit_id": row.unit,
            "site_id": row.site,
            "operated_by_id": row.operated_by,
            "phone": row.phone,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
            "is_chosen_for_demo": row.is_chosen_for_demo,
        },
    )
    return office


def put_office_parent(
    *,
    office: UUID,
    parent: UUID,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> None:
    """Say that an office passes its papers up to another, from a day until another."""
    OfficeParent.objects.update_or_create(
        office_id=office,
        parent_id=parent,
        valid_from=valid_from,
        defaults={"valid_until": valid_until},
    )


def put_succession(*, predecessor: UUID, successor: UUID, on: date, legal_ref: str = "") -> None:
    """Say that an office continues the work of another from a day."""
    OfficeSuccession.objects.update_or_create(
        predecessor_id=predecessor,
        successor_id=successor,
        defaults={"on": on, "legal_ref": legal_ref},
    )


def put_field_transfer(
    *, office: UUID, field_code: str, valid_from: date, valid_until: date | None = None
) -> None:
    """Say that an office takes in dossiers of a field, from a day until another."""
    FieldTransfer.objects.update_or_create(
        office_id=office,
        field_code=field_code,
        valid_from=valid_from,
        defaults={"valid_until": valid_until},
    )


def put_calendar_day(
    *,
    on: date,
    hours: Sequence[tuple[time, time]],
    office: UUID | None = None,
    legal_ref: str = "",
) -> None:
    """Say how an office, or every one, works on a day: its opening periods, none if closed."""
    CalendarDay.objects.update_or_create(
        on=on,
        office_id=office,
        defaults={"hours": [list(period) for period in hours], "legal_ref": legal_ref},
    )
