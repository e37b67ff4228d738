"""What the fold is told of grants and devices."""

from datetime import date

import pytest

from tests import make
from tracking.kernel.line import Grant, Role, SigningDevice
from tracking.parties.models import Office
from tracking.parties.queries import ask_grants, ask_signing_devices, milliseconds

pytestmark = pytest.mark.django_db

ON = date(2020, 5, 27)


def grants(*, people=(), parties=(), staff_of=()):
    return ask_grants(people=people, parties=parties, staff_of=staff_of, on=ON).answer()


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

    assert [(grant.party, grant.role) for grant in told] == [(home.pk, Role.SUPERVISOR)]


def test_an_ended_grant_is_told_with_its_end():
    office, person = make.office(), make.person()
    make.grant(to=person, on=office, until_at=make.NOON)

    told = grants(people=[person.pk], parties=[office.pk])

    assert [grant.until_ms for grant in told] == [milliseconds(make.NOON)]


def test_devices_are_told_with_whose_they_are():
    phone, desk = make.phone(), make.desk()
    Office.objects.filter(pk=desk.office.pk).update(own_of=desk.office.unit)

    told = ask_signing_devices([phone.id, desk.id, "nobody"]).answer()

    assert told == {
        phone.id: SigningDevice(person=phone.person.pk),
        desk.id: SigningDevice(office=desk.party, own_unit=desk.office.unit_id),
    }
