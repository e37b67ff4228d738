"""Who folds again has all facts: what is put in about people and places is an entry, too."""

import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from geo.catalogue import shipped_units
from tests import make
from tests.make import MORNING
from tracking.consignments.operations.citizens import make_citizen_key
from tracking.custody.operations import rights
from tracking.kernel.line import PartyKind
from tracking.ledger.models import EntryKind, LogEntry
from tracking.parties.models import Carrier, Office, Party
from tracking.parties.operations.directory import (
    CourierRow,
    EndedBefore,
    OfficeRow,
    OtherBeginning,
    OtherKind,
    OtherPerson,
)

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)
TODAY = date(2020, 5, 27)


def entries(kind):
    return [json.loads(one.text) for one in LogEntry.objects.filter(kind=kind).order_by("pk")]


def office_row(office, **differs):
    row = OfficeRow(
        id=office.pk,
        kind=office.kind,
        name=office.name,
        name_en=office.name_en,
        short_name=office.short_name,
        org_code=office.org_code,
        unit=office.unit_id,
        own_of=office.own_of_id,
        site=office.site_id,
        parent=None,
        operated_by=None,
        phone="",
        valid_from=office.valid_from,
        valid_until=office.valid_until,
        is_chosen_for_demo=False,
        fields=(),
        fields_from=TODAY,
    )
    return replace(row, **differs)


def test_each_posting_of_a_courier_is_an_entry_and_a_repeat_is_none():
    home, other = make.office(), make.office()
    carrier = Carrier.objects.create(name="Bưu điện", short_name="Bưu điện")
    person = make.person()
    row = CourierRow(
        id=uuid4(), person=person.pk, carrier=carrier.pk, home=home.pk, call_sign="TN-77"
    )

    for one in (row, row, replace(row, home=other.pk)):
        rights.put_couriers([one], now=LATER)

    first, second = entries(EntryKind.COURIER_POSTED)
    assert (first["courier"], first["home"], "from" in first) == (str(row.id), str(home.pk), False)
    assert (second["person"], second["home"]) == (str(person.pk), str(other.pk))
    assert second["from"] == int(LATER.timestamp() * 1000)


def test_that_an_account_was_closed_and_opened_again_are_entries():
    person = make.person()

    for act in (rights.close_account, rights.close_account, rights.reopen_account):
        act(person_id=person.pk, now=LATER)

    for kind in (EntryKind.ACCOUNT_CLOSED, EntryKind.ACCOUNT_OPENED):
        assert [one["person"] for one in entries(kind)] == [str(person.pk)]


def test_each_edge_of_the_tree_of_units_is_an_entry():
    for _ in range(2):
        rights.put_units(rows=shipped_units(), successions=[], now=timezone.now())

    told = entries(EntryKind.UNIT_EDGE_PUT)

    assert len(told) == len({(one["unit"], one["parent"], one.get("from")) for one in told})
    assert any(one.get("until") == "2025-07-01" for one in told)


def test_the_period_of_an_office_is_an_entry():
    office = make.office()

    rights.put_offices([office_row(office)], now=MORNING)
    rights.put_offices([office_row(office, valid_until=TODAY)], now=MORNING)

    (told,) = entries(EntryKind.OFFICE_PUT)
    assert (told["office"], told["until"]) == (str(office.pk), TODAY.isoformat())


def test_no_office_ends_before_today():
    office = make.office()

    with pytest.raises(EndedBefore):
        rights.put_offices([office_row(office, valid_until=date(2020, 5, 26))], now=MORNING)


@pytest.mark.parametrize("end", [None, TODAY + timedelta(days=10), TODAY])
def test_an_office_that_ended_is_not_opened_again(end):
    office = make.office()
    ended = TODAY - timedelta(days=10)
    Office.objects.filter(pk=office.pk).update(valid_until=ended)

    with pytest.raises(EndedBefore):
        rights.put_offices([office_row(office, valid_until=end)], now=MORNING)

    rights.put_offices([office_row(office, valid_until=ended, name="Quầy cũ")], now=MORNING)
    office.refresh_from_db()
    assert (office.name, office.valid_until) == ("Quầy cũ", ended)


def test_an_end_that_is_to_come_is_put_off():
    office = make.office()
    ends = (TODAY + timedelta(days=1), TODAY + timedelta(days=9), None)

    for end in ends:
        rights.put_offices([office_row(office, valid_until=end)], now=MORNING)

    assert [told.get("until") for told in entries(EntryKind.OFFICE_PUT)] == [
        end and end.isoformat() for end in ends
    ]


def test_no_office_begins_on_another_day_than_the_log_says():
    office = make.office()

    with pytest.raises(OtherBeginning):
        rights.put_offices([office_row(office, valid_from=TODAY)], now=MORNING)

    assert entries(EntryKind.OFFICE_PUT) == []


def test_no_courier_becomes_another_person():
    courier = make.courier()
    row = CourierRow(
        id=courier.pk,
        person=make.person().pk,
        carrier=courier.carrier_id,
        home=make.office().pk,
        call_sign=courier.call_sign,
    )

    with pytest.raises(OtherPerson):
        rights.put_couriers([row], now=LATER)

    assert entries(EntryKind.COURIER_POSTED) == []


def test_each_slip_that_is_printed_is_an_entry():
    dossier, clerk = make.dossier(), make.person()

    make_citizen_key(dossier_id=dossier.pk, by=clerk.pk, now=MORNING)
    make_citizen_key(dossier_id=dossier.pk, now=LATER)

    first, second = entries(EntryKind.SLIP_PRINTED)
    assert (first["dossier"], first["by"]) == (str(dossier.pk), str(clerk.pk))
    assert "by" not in second


def test_an_authority_without_screens_is_never_put_in_as_an_office():
    office = make.office()
    Party.objects.filter(pk=office.pk).update(kind=PartyKind.AUTHORITY)

    with pytest.raises(OtherKind):
        rights.put_offices([office_row(office)], now=MORNING)
