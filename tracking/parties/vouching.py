"""By whose word a device is believed, and who could hand over and accept alone with it.

Source: docs/decisions/0021-nobody-alone-is-both-hands.md.
"""

from collections.abc import Collection
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lead

from tracking.parties.models import Device, EnrolmentTicket, Grant, Office, Posting
from tracking.parties.places import HAVE_PAPERS, Places, units_above_each, units_below
from tracking.parties.prepared import prepared

VOUCHED_ALONE: Final = (Path(__file__).parent / "sql" / "vouched_alone.sql").read_text()


def has_papers_with(
    *,
    person_id: UUID,
    key: Device | EnrolmentTicket,
    since: datetime,
    on: date,
    until: datetime | None = None,
) -> bool:
    """Tell whether a person has papers in hand, in a time, where papers pass by a device.

    They pass at the office of a desk, and wherever a phone's owner works, is at home or may be
    served. Papers in hand have the clerks and officers there, on the office or on a unit above or
    below, and the couriers who serve the office or are at home in it. A unit is all the offices in
    it and below.

    Args:
        person_id: who could be the other hand.
        key: the device, or the ticket by which it joins.
        since: from when on the device signs.
        on: the day whose tree of units counts.
        until: when it signed no more; None if it still does.
    """
    offices, units = _reach_of(_places_of(key, since, until), on=on)
    held = _grants(person_id, since, until).filter(role__in=HAVE_PAPERS)
    return bool(_homes(person_id, since, until) & offices) or (
        held.filter(Q(party__in=offices) | Q(unit__in=units)).exists()
    )


def devices_whose_voucher_gains(*, person_id: UUID, on: date) -> list[str]:
    """Return the devices by which whoever vouched for them alone could be both hands.

    Of all devices those that the person vouched for, and the person's own phones: no others are
    concerned by what the person may do, or where.
    """
    voucher_of = _vouched(people=[person_id], vouchers=[person_id])
    if not voucher_of:
        return []
    devices = Device.objects.in_bulk(list(voucher_of))
    return [
        one.pk
        for one, voucher in ((devices[pk], voucher) for pk, voucher in voucher_of.items())
        if has_papers_with(
            person_id=voucher, key=one, since=one.enrolled_at, until=one.revoked_at, on=on
        )
    ]


def vouchers_of(people: Collection[UUID]) -> frozenset[UUID]:
    """Return who vouched alone for phones of some people."""
    return frozenset(_vouched(people=people).values())


def hangs_on_one_word(device: Device) -> bool:
    """Tell whether somebody who is not the owner vouched alone for a device."""
    return bool(_vouched(device=device.pk))


def _vouched(
    *,
    people: Collection[UUID] = (),
    vouchers: Collection[UUID] = (),
    device: str | None = None,
) -> dict[str, UUID]:
    """Return those for which one who is not the owner vouched alone, and who did.

    Looked at are the devices of some people, those for which some others vouched, and one more.
    """
    with prepared() as cursor:
        asked = {"people": list(people), "vouchers": list(vouchers), "device": device}
        cursor.execute(VOUCHED_ALONE, asked)
        return dict(cursor.fetchall())


def _places_of(key: Device | EnrolmentTicket, since: datetime, until: datetime | None) -> Places:
    if key.person_id is None:
        offices = frozenset() if key.office_id is None else frozenset({key.office_id})
        return Places(offices=offices, units=frozenset())
    grants = _grants(key.person_id, since, until)
    offices = frozenset(
        grants.filter(party__office__isnull=False).values_list("party_id", flat=True)
    )
    units = frozenset(grants.filter(unit__isnull=False).values_list("unit_id", flat=True))
    return Places(offices=offices | _homes(key.person_id, since, until), units=units)


def _grants(person_id: UUID, since: datetime, until: datetime | None) -> QuerySet[Grant]:
    found = Grant.objects.filter(person=person_id).filter(Q(until_at=None) | Q(until_at__gt=since))
    return found if until is None else found.filter(from_at__lt=until)


def _homes(person_id: UUID, since: datetime, until: datetime | None) -> frozenset[UUID]:
    """Return where a courier was at home in a time, also before a move in it."""
    found = (
        Posting.objects.filter(courier__person=person_id)
        .annotate(
            ends_at=Window(
                Lead("from_at"),
                partition_by="courier",
                order_by=F("from_at").asc(nulls_first=True),
            )
        )
        .filter(Q(ends_at=None) | Q(ends_at__gt=since))
    )
    if until is not None:
        found = found.filter(Q(from_at=None) | Q(from_at__lt=until))
    return frozenset(found.values_list("home_id", flat=True))


def _reach_of(places: Places, *, on: date) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Return the offices of some places, those of their units, and all units in or above them."""
    below = units_below(unit_ids=places.units, on=on)
    inside = Office.objects.filter(unit__in=below).values_list("pk", flat=True)
    offices = places.offices | frozenset(inside)
    its_units = Office.objects.filter(pk__in=offices).values_list("unit_id", flat=True)
    above = units_above_each(unit_ids={*its_units, *below, *places.units}, on=on)
    return offices, frozenset(chain(*above.values()))
