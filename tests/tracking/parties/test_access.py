"""Who may see and do what, by role and by where in the tree a thing is."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from geo.models import Unit, UnitParent
from tests import make
from tracking.kernel.line import Role
from tracking.parties import access, device_access
from tracking.parties.models import Office
from tracking.parties.refusals import NotFound

pytestmark = pytest.mark.django_db

ON = date(2020, 5, 27)
DAY = timedelta(days=1)


@pytest.fixture
def tree():
    province = make.unit(level="province")
    district = make.unit(level="district", above=province)
    commune = make.unit(above=district)
    sibling = make.unit(above=district)
    foreign = make.unit(above=make.unit(level="province"))
    units = {
        "parent": province,
        "own": district,
        "child": commune,
        "foreign": foreign,
        "sibling": make.unit(level="district", above=province),
        "grandchild": sibling,
    }
    return {where: (unit, make.office(of=unit)) for where, unit in units.items()}


@pytest.mark.parametrize(
    ("period", "is_there"),
    [
        ({"valid_from": ON}, True),
        ({"valid_from": ON + DAY}, False),
        ({"valid_until": ON}, False),
        ({"valid_until": ON + DAY}, True),
    ],
)
def test_an_office_is_open_in_its_period_and_nobody_makes_it_a_desk_before_or_after(
    period, is_there
):
    office = make.office()
    Office.objects.filter(pk=office.pk).update(**period)

    may = device_access.may_enrol_desk(
        principal=caller(office, Role.CLERK), office=office.pk, on=ON
    )

    assert access.is_open(office=office.pk, on=ON) == may == is_there


def caller(on, role, **when):
    person = make.person()
    make.grant(to=person, on=on, role=role, **when)
    return access.principal_of(person=person.pk, at=make.NOON)


@pytest.mark.parametrize("role", sorted(access.SEES - {Role.COURIER}))
@pytest.mark.parametrize("where", ["own", "sibling", "parent", "child", "foreign"])
def test_s01_a_role_on_an_office_covers_that_office_alone(tree, role, where):
    who = caller(tree["own"][1], role)

    seen = access.may_see_office(principal=who, office=tree[where][1].pk, on=ON)

    assert seen == (where == "own")


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR, Role.AUDITOR])
@pytest.mark.parametrize("where", ["own", "sibling", "parent", "child", "grandchild", "foreign"])
def test_s01_a_role_on_a_unit_covers_what_is_below_it(tree, role, where):
    who = caller(tree["own"][0], role)

    seen = access.may_see_office(principal=who, office=tree[where][1].pk, on=ON)

    assert seen == (where in {"own", "child", "grandchild"})


@pytest.mark.parametrize("where", ["own", "sibling", "parent", "child", "foreign"])
def test_s02_a_unit_is_watched_by_whoever_stands_on_it_or_above(tree, where):
    who = caller(tree["own"][0], Role.SUPERVISOR)

    opened = access.may_open_stream(principal=who, stream=f"unit.{tree[where][0].pk}", on=ON)

    assert opened == (where in {"own", "child"})


def test_s02_a_clerk_watches_his_office_and_himself_alone(tree):
    who = caller(tree["own"][1], Role.CLERK)
    streams = {
        f"office.{tree['own'][1].pk}": True,
        f"office.{tree['child'][1].pk}": False,
        f"unit.{tree['own'][0].pk}": False,
        f"person.{who.person}": True,
        f"person.{uuid4()}": False,
        f"office.{str(tree['own'][1].pk).upper()}": False,
        "office.": False,
        f"desk.{tree['own'][1].pk}": True,
        f"desk.{tree['child'][1].pk}": False,
        f"track.{tree['own'][1].pk}": False,
        "": False,
    }

    opened = {one: access.may_open_stream(principal=who, stream=one, on=ON) for one in streams}

    assert opened == streams


def test_a_courier_who_serves_an_office_does_not_see_it(tree):
    who = caller(tree["own"][1], Role.SERVES)

    assert not access.may_see_office(principal=who, office=tree["own"][1].pk, on=ON)


def test_a_courier_sees_what_he_holds():
    courier = make.courier()
    who = access.principal_of(person=courier.person_id, at=make.NOON)

    assert access.may_see_item(principal=who, parties=[courier.party_id, uuid4()], on=ON)
    assert not access.may_see_item(principal=who, parties=[courier.home_id], on=ON)


def test_a_role_counts_from_its_first_instant_until_before_its_end(tree):
    office = tree["own"][1]
    until = make.NOON + timedelta(hours=1)
    person = make.person()
    make.grant(to=person, on=office, from_at=make.NOON, until_at=until)

    seen = [
        access.may_see_office(
            principal=access.principal_of(person=person.pk, at=at), office=office.pk, on=ON
        )
        for at in (make.NOON - timedelta(seconds=1), make.NOON, until)
    ]

    assert seen == [False, True, False]


def test_a_supervisor_of_the_home_revokes_a_couriers_phone(tree):
    phone = make.phone(make.courier(home=tree["child"][1]))
    over = caller(tree["own"][0], Role.SUPERVISOR)
    colleague = caller(tree["child"][1], Role.CLERK)
    foreign = caller(tree["foreign"][0], Role.SUPERVISOR)

    may = [
        device_access.may_revoke_device(principal=who, device=phone.device, at=make.NOON)
        for who in (over, colleague, foreign)
    ]

    assert may == [True, False, False]


def test_demanding_what_is_not_allowed_sounds_like_nothing_there():
    with pytest.raises(NotFound):
        access.demand(allowed=False)


def test_whoever_sits_at_no_desk_works_for_no_office():
    with pytest.raises(access.NotAllowed):
        access.desk_office(access.principal_of(person=make.person().pk, at=make.NOON))


def dissolve(unit) -> None:
    UnitParent.objects.filter(unit=unit).update(valid_until=ON)
    Unit.objects.filter(pk=unit.pk).update(valid_until=ON)


def test_whoever_ran_a_unit_that_was_dissolved_does_not_run_the_house(tree):
    district, _ = tree["own"]
    of_district, of_province = (
        caller(on=tree[where][0], role=Role.ADMINISTRATOR) for where in ("own", "parent")
    )

    dissolve(district)

    assert not access.may_administer(principal=of_district, on=ON)
    assert access.may_administer(principal=of_province, on=ON)


def test_whoever_ran_a_province_that_was_dissolved_does_not_run_the_house(tree):
    province, _ = tree["parent"]
    administrator = caller(on=province, role=Role.ADMINISTRATOR)

    dissolve(province)

    assert not access.may_administer(principal=administrator, on=ON)


@pytest.mark.parametrize("where", ["unit", "office"])
def test_for_who_works_where_nothing_is_any_more_the_administrator_of_the_house_answers(
    tree, where
):
    district, office = tree["own"]
    owner = make.person()
    make.grant(to=owner, on={"unit": district, "office": office}[where], role=Role.OFFICER)
    administrator = caller(on=tree["parent"][0], role=Role.ADMINISTRATOR)
    supervisor = caller(on=tree["parent"][0], role=Role.SUPERVISOR)

    dissolve(district)

    def may(principal):
        return device_access.may_answer_for(principal=principal, person=owner.pk, at=make.NOON)

    assert may(administrator)
    assert not may(supervisor)
