"""What the fold is told of people and parties."""

from datetime import date

import pytest

from tests import make
from tracking.kernel.line import Grant, PartyKind, Role
from tracking.parties.queries import milliseconds, surroundings_for

pytestmark = pytest.mark.django_db

ON = date(2020, 5, 27)


def test_a_supervisor_of_a_unit_is_one_of_each_named_office_below():
    province = make.unit(level="province")
    offices = [make.office(of=make.unit(above=province)) for _ in range(2)]
    make.office(of=make.unit(above=province))
    supervisor = make.person()
    make.grant(to=supervisor, on=province, role=Role.SUPERVISOR)

    told = surroundings_for(
        people=[supervisor.pk], parties=[office.pk for office in offices], on=ON
    )

    assert set(told.grants) == {
        Grant(
            person=supervisor.pk,
            party=office.pk,
            role=Role.SUPERVISOR,
            from_ms=milliseconds(make.LONG_AGO),
        )
        for office in offices
    }


def test_only_the_people_who_signed_are_told_of():
    office = make.office()
    clerk = make.clerk(at=office)
    make.clerk(at=office)

    told = surroundings_for(people=[clerk.pk], parties=[office.pk], on=ON)

    assert [grant.person for grant in told.grants] == [clerk.pk]


def test_an_ended_grant_is_told_with_its_end():
    office, person = make.office(), make.person()
    make.grant(to=person, on=office, until_at=make.NOON)

    told = surroundings_for(people=[person.pk], parties=[office.pk], on=ON)

    assert [grant.until_ms for grant in told.grants] == [milliseconds(make.NOON)]


def test_parties_are_told_with_kind_and_carrier():
    courier, citizen = make.courier(), make.party()

    told = surroundings_for(people=[], parties=[courier.party_id, citizen.pk], on=ON)

    assert told.kinds == {courier.party_id: PartyKind.COURIER, citizen.pk: PartyKind.CITIZEN}
    assert told.carrier_of == {courier.party_id: courier.carrier_id}
