"""The units that ship with the project."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from geo.catalogue import as_known_on, shipped_successions, shipped_units
from geo.models import Unit, UnitParent, UnitSuccession
from geo.operations import EdgeInThePast, put_units

PILOT = date(2020, 5, 27)
TWO_TIERS = date(2025, 7, 1)
TODAY = date(2026, 1, 5)


def levels_on(rows, on):
    return Counter(
        row.level
        for row in rows
        if (row.valid_from is None or row.valid_from <= on)
        and (row.valid_until is None or row.valid_until > on)
    )


@pytest.mark.parametrize(
    ("on", "districts", "communes"),
    [(PILOT, 12, 143), (date(2025, 6, 30), 12, 141), (TWO_TIERS, 0, 102)],
)
def test_each_day_has_the_units_that_the_law_counts(on, districts, communes):
    counted = levels_on(shipped_units(), on)

    assert counted["province"] == 1
    assert counted["district"] == districts
    assert counted["commune"] == communes


def test_every_code_is_one_unit_a_day():
    ids = [row.id for row in shipped_units()]

    assert len(set(ids)) == len(ids)


def test_the_pilot_knows_no_end_of_its_units():
    known = as_known_on(shipped_units(), on=PILOT)

    assert all(row.valid_until is None for row in known)
    assert levels_on(known, date(2030, 1, 1)) == levels_on(shipped_units(), PILOT)


def test_three_communes_are_split_between_two_successors():
    split = Counter(row.predecessor for row in shipped_successions() if row.extent == "partial")

    assert sorted(split.values()) == [2, 2, 2]


@pytest.mark.django_db
def test_loading_twice_is_loading_once():
    for _ in range(2):
        put_units(rows=shipped_units(), successions=shipped_successions(), on=TODAY)

    assert Unit.objects.count() == len(shipped_units())
    assert UnitSuccession.objects.count() == len(shipped_successions())


@pytest.mark.django_db
def test_a_commune_stands_below_each_version_of_its_district_in_turn():
    put_units(rows=shipped_units(), successions=shipped_successions(), on=TODAY)

    edges = UnitParent.objects.filter(unit__code="29965").order_by("valid_until")

    assert [(edge.parent.name, edge.valid_from, edge.valid_until) for edge in edges] == [
        ("Thị xã Hồng Ngự", None, date(2020, 11, 1)),
        ("Thành phố Hồng Ngự", date(2020, 11, 1), TWO_TIERS),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("since", [None, TODAY - timedelta(days=1)])
def test_a_unit_that_is_there_never_stood_below_another_one_before_today(since):
    commune, district = a_commune_and_a_district(since)
    put_units(rows=[replace(commune, parent_code=""), district], successions=[], on=TODAY)

    with pytest.raises(EdgeInThePast, match=commune.name):
        put_units(rows=[commune, district], successions=[], on=TODAY)

    assert not UnitParent.objects.exists()


@pytest.mark.django_db
def test_a_unit_that_is_there_stands_below_another_one_from_today_on():
    commune, district = a_commune_and_a_district(TODAY)
    put_units(rows=[replace(commune, parent_code=""), district], successions=[], on=TODAY)

    (edge,) = put_units(rows=[commune, district], successions=[], on=TODAY)

    assert edge.valid_from == TODAY


def a_commune_and_a_district(since):
    rows = shipped_units()
    commune = next(row for row in rows if row.level == "commune" and row.valid_from is None)
    above = next(row for row in rows if row.code == commune.parent_code)
    there = replace(commune, valid_until=None)
    return there, replace(above, valid_from=since, valid_until=None)


@pytest.mark.django_db
def test_the_pilot_alone_has_no_successors_yet():
    put_units(
        rows=as_known_on(shipped_units(), on=PILOT), successions=shipped_successions(), on=TODAY
    )

    assert not UnitSuccession.objects.exists()
    assert UnitParent.objects.count() == 12 + 143
