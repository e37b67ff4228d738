"""What the fold is told of grants and devices."""

from datetime import date, timedelta

import pytest

from geo.models import UnitParent
from tests import make
from tracking.kernel.instants import milliseconds
from tracking.kernel.line import Grant, Role, SigningDevice
from tracking.parties.devices import ask_signing_devices
from tracking.parties.models import Office, Posting
from tracking.parties.queries import ask_grants

pytestmark = pytest.mark.django_db

REFORM = date(2025, 7, 1)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
MILLISECOND = timedelta(milliseconds=1)
REFORM_MS = 1_751_302_800_000  # midnight there: 30 June, 17:00 UTC


def grants(*, people=(), parties=(), staff_of=()):
    return ask_grants(people=people, parties=parties, staff_of=staff_of).answer()


def test_a_supervisor_of_a_unit_is_one_of_each_named_office_below():
    province = make.unit(level="province")
    offices = [make.office(of=make.unit(above=province)) for _ in range(2)]
    make.office(of=make.unit(above=province))
    supervisor = make.person()
    make.grant(to=supervisor, on=province, role=Role.SUPERVISOR)

    told = grants(people=[supervisor.pk], parties=[office.pk for office in offices])

    assert set(told) == {
        Grant(
            person=supervisor.pk,
            party=office.pk,
            role=Role.SUPERVISOR,
            from_ms=milliseconds(make.LONG_AGO),
            unit=province.pk,
        )
        for office in offices
    }


@pytest.mark.parametrize("is_direct", [True, False])
def test_a_role_reaches_an_office_in_the_period_of_the_office_and_on_the_day_of_its_end(is_direct):
    office = make.office(of=make.unit(above=make.unit(level="province")))
    Office.objects.filter(pk=office.pk).update(valid_from=REFORM, valid_until=REFORM + YEAR - DAY)
    clerk = make.person()
    make.grant(to=clerk, on=office if is_direct else office.unit)

    (told,) = grants(people=[clerk.pk], parties=[office.pk])

    assert (told.from_ms, told.until_ms) == (REFORM_MS, REFORM_MS + YEAR // MILLISECOND)


@pytest.mark.parametrize("is_direct", [True, False])
def test_a_role_that_ended_before_an_office_began_never_reached_it(is_direct):
    office = make.office(of=make.unit(above=make.unit(level="province")))
    Office.objects.filter(pk=office.pk).update(valid_from=REFORM)
    clerk = make.person()
    make.grant(to=clerk, on=office if is_direct else office.unit, until_at=make.NOON)

    assert grants(people=[clerk.pk], parties=[office.pk]) == ()


def test_only_the_people_who_signed_are_told_of():
    office = make.office()
    clerk = make.clerk(at=office)
    make.clerk(at=office)

    told = grants(people=[clerk.pk], parties=[office.pk])

    assert [grant.person for grant in told] == [clerk.pk]


def test_of_an_office_whose_desk_gave_everybody_is_told():
    office, other = make.office(), make.office()
    clerks = {make.clerk(at=office).pk, make.clerk(at=office).pk}
    make.clerk(at=other)

    told = grants(parties=[office.pk, other.pk], staff_of=[office.pk])

    assert {grant.person for grant in told} == clerks


def test_who_is_over_the_home_of_a_courier_is_told_with_the_courier():
    home = make.office()
    courier = make.courier(home=home)
    over = make.clerk(at=home, role=Role.SUPERVISOR)

    told = grants(people=[over.pk], parties=[courier.party_id])

    of_over = [(grant.party, grant.role) for grant in told if grant.person == over.pk]
    assert of_over == [(home.pk, Role.SUPERVISOR)]


def test_an_ended_grant_is_told_with_its_end():
    office, person = make.office(), make.person()
    make.grant(to=person, on=office, until_at=make.NOON)

    told = grants(people=[person.pk], parties=[office.pk])

    assert [grant.until_ms for grant in told] == [milliseconds(make.NOON)]


class Reformed:
    """An office whose commune stood below a district, and since the reform below the province."""

    def __init__(self):
        self.province = make.unit(level="province")
        self.district = make.unit(level="district", above=self.province)
        self.office = make.office(of=make.unit(above=self.district))
        self.commune = self.office.unit
        UnitParent.objects.filter(unit=self.commune).update(valid_until=REFORM)
        UnitParent.objects.create(unit=self.commune, parent=self.province, valid_from=REFORM)

    def reaches(self, unit, **dated):
        """Tell from when until when a grant on a unit reaches the office."""
        person = make.person()
        make.grant(to=person, on=unit, role=Role.SUPERVISOR, **dated)
        told = grants(people=[person.pk], parties=[self.office.pk])
        return sorted(((one.from_ms, one.until_ms) for one in told), key=lambda one: one[0])


def test_a_grant_on_a_unit_reaches_an_office_for_as_long_as_it_stood_below():
    reformed = Reformed()
    long_ago = milliseconds(make.LONG_AGO)

    assert reformed.reaches(reformed.commune) == [(long_ago, None)]
    assert reformed.reaches(reformed.district) == [(long_ago, REFORM_MS)]


def test_a_grant_reaches_an_office_on_several_ways_at_several_times():
    reformed = Reformed()
    long_ago = milliseconds(make.LONG_AGO)

    told = reformed.reaches(reformed.province)

    assert told == [(long_ago, REFORM_MS), (REFORM_MS, None)]


def test_a_grant_that_ended_before_the_office_came_below_does_not_reach_it():
    reformed = Reformed()
    UnitParent.objects.filter(unit=reformed.district).delete()

    assert reformed.reaches(reformed.province, until_at=make.NOON) == []
    assert reformed.reaches(reformed.province) == [(REFORM_MS, None)]


def test_an_edge_that_never_held_leads_nowhere():
    office, above = make.office(), make.unit()
    UnitParent.objects.create(
        unit=office.unit, parent=above, valid_from=REFORM, valid_until=make.NOON.date()
    )
    person = make.person()
    make.grant(to=person, on=above)

    assert grants(people=[person.pk], parties=[office.pk]) == ()


def test_a_circle_of_units_tells_each_grant_once():
    office = make.office()
    above = make.unit()
    UnitParent.objects.create(unit=office.unit, parent=above)
    UnitParent.objects.create(unit=above, parent=office.unit)
    person = make.person()
    make.grant(to=person, on=above)

    assert len(grants(people=[person.pk], parties=[office.pk])) == 1


def test_who_is_over_a_home_that_a_courier_once_had_is_told_with_the_courier():
    courier, home = make.courier(), make.office()
    before = make.clerk(at=courier.home, role=Role.SUPERVISOR)
    Posting.objects.create(courier=courier, carrier=courier.carrier, home=home, from_at=make.NOON)

    told = grants(people=[before.pk], parties=[courier.party_id])

    assert [one.party for one in told if one.person == before.pk] == [courier.home_id]


def test_devices_are_told_with_whose_they_are():
    phone, desk = make.phone(), make.desk()
    Office.objects.filter(pk=desk.office.pk).update(own_of=desk.office.unit)

    told = ask_signing_devices([phone.id, desk.id, "nobody"]).answer()

    assert told == {
        phone.id: SigningDevice(person=phone.person.pk),
        desk.id: SigningDevice(office=desk.party, own_unit=desk.office.unit_id),
    }
