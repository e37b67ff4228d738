"""Who stands below whom, as of a day."""

from datetime import date
from uuid import uuid4

import pytest

from geo.models import UnitParent
from tests import make
from tracking.parties import places, queries, refusals

pytestmark = pytest.mark.django_db

TODAY = date(2020, 5, 27)
REFORM = date(2025, 7, 1)


def test_a_province_has_the_offices_of_all_its_depths():
    province = make.unit(level="province")
    district = make.unit(level="district", above=province)
    commune = make.unit(above=district)
    offices = [make.office(of=one) for one in (province, district, commune)]
    make.office(of=make.unit(above=make.unit(level="province")))

    below = places.offices_below(unit_id=province.pk, on=TODAY)

    assert {office.pk for office in below} == {office.pk for office in offices}


def test_units_above_come_nearest_first_without_the_unit_itself():
    province = make.unit(level="province")
    district = make.unit(level="district", above=province)
    commune = make.unit(above=district)

    above = places.units_above(unit_id=commune.pk, on=TODAY)

    assert above == [district.pk, province.pk]


def test_a_district_has_no_communes_after_the_reform():
    province = make.unit(level="province")
    district = make.unit(level="district", above=province)
    commune = make.unit(above=district)
    UnitParent.objects.filter(unit=commune).update(valid_until=REFORM)
    UnitParent.objects.create(unit=commune, parent=province, valid_from=REFORM)

    before = places.units_above(unit_id=commune.pk, on=date(2025, 6, 30))
    after = places.units_above(unit_id=commune.pk, on=REFORM)

    assert before == [district.pk, province.pk]
    assert after == [province.pk]


def test_an_office_that_ended_is_no_longer_below():
    commune = make.unit()
    office = make.office(of=commune)
    office.valid_until = REFORM
    office.save()

    assert places.offices_below(unit_id=commune.pk, on=date(2025, 6, 30)) == [office]
    assert places.offices_below(unit_id=commune.pk, on=REFORM) == []


def test_a_circle_of_units_does_not_turn_for_ever():
    one = make.unit()
    other = make.unit(above=one)
    UnitParent.objects.create(unit=one, parent=other)

    below = places.units_below(unit_ids=[one.pk], on=TODAY)

    assert below == {one.pk, other.pk}


def test_each_unit_counts_itself_among_those_above():
    province = make.unit(level="province")
    commune = make.unit(above=province)

    above = places.units_above_each(unit_ids=[commune.pk, province.pk], on=TODAY)

    assert above == {commune.pk: {commune.pk, province.pk}, province.pk: {province.pk}}


def test_above_and_below_nothing_there_is_nothing():
    assert places.units_above_each(unit_ids=[], on=TODAY) == {}
    assert places.units_below(unit_ids=[], on=TODAY) == frozenset()


def test_what_does_not_exist_is_not_found():
    for find in (places.office, queries.person, queries.courier_of):
        with pytest.raises(refusals.NotFound):
            find(uuid4())
