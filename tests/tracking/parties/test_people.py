"""People, couriers and offices as an administrator puts them in."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest
from django.db import connection

from tests import make
from tracking.kernel.deadline import LimitUnit, due_time
from tracking.parties import queries
from tracking.parties.models import OfficeKind, Person
from tracking.parties.operations.offices import OfficeRow, put_calendar_day, put_office
from tracking.parties.operations.people import (
    CourierRow,
    PersonRow,
    TakenCallSign,
    TakenLogin,
    put_courier,
    put_person,
)

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2020, 5, 27)


def test_a_persons_name_is_not_readable_in_the_database():
    person = put_person(PersonRow(id=uuid4(), name="Nguyễn Thị Sen", login="sen"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM parties_person WHERE id = %s", [person.pk])
        (stored,) = cursor.fetchone()

    assert b"Sen" not in bytes(stored)
    assert Person.objects.get(pk=person.pk).name == "Nguyễn Thị Sen"


def test_a_person_put_in_twice_is_one_person_with_the_newer_name():
    row = PersonRow(id=uuid4(), name="Nguyễn Thị Sen", login="sen", password=make.PASSWORD)
    first = put_person(row)

    again = put_person(
        PersonRow(id=row.id, name="Nguyễn Thị Sen Hồng", login="sen", password=make.PASSWORD)
    )

    assert Person.objects.get(pk=row.id).name == "Nguyễn Thị Sen Hồng"
    assert again.password == first.password


def test_a_courier_has_no_password_that_could_be_guessed():
    person = put_person(PersonRow(id=uuid4(), name="Lê Văn Tám"))

    assert not person.has_usable_password()
    assert not person.check_password("")


def test_a_login_belongs_to_one_person():
    put_person(PersonRow(id=uuid4(), name="Sen", login="sen"))

    with pytest.raises(TakenLogin):
        put_person(PersonRow(id=uuid4(), name="Súng", login="sen"))


def test_a_call_sign_belongs_to_one_courier():
    there = make.courier()

    with pytest.raises(TakenCallSign):
        put_courier(
            CourierRow(
                id=uuid4(),
                person=make.person().pk,
                carrier=there.carrier_id,
                home=there.home_id,
                call_sign=there.call_sign,
            )
        )


def test_an_office_put_in_is_a_party_of_its_own():
    unit = make.unit()
    row = OfficeRow(
        id=uuid4(),
        kind=OfficeKind.ONE_STOP,
        name="Bộ phận Một cửa xã Phú Ninh",
        short_name="Phú Ninh",
        org_code="000.20.23.H20",
        unit=unit.pk,
        site=make.site(of=unit).pk,
    )

    put_office(row)
    put_office(row)

    assert queries.names_of([row.id])[row.id].short_name == "Phú Ninh"
    assert queries.office(row.id).site.unit == unit


def test_nobody_learns_the_name_of_a_courier_or_a_citizen():
    courier, citizen = make.courier(), make.party()

    names = queries.names_of([courier.party_id, citizen.pk, uuid4()])

    assert names[courier.party_id].name == courier.call_sign
    assert names[citizen.pk].name is None
    assert len(names) == 2


def test_an_office_works_as_the_law_says():
    calendar = queries.working_calendar(make.office())

    assert calendar.is_working_day(WEDNESDAY)
    assert not calendar.is_working_day(date(2020, 4, 30))
    assert not calendar.is_working_day(date(2020, 5, 30))
    assert calendar.is_working_day(date(2019, 5, 4)), "a Saturday worked for Monday 29/4"


def test_an_offices_own_day_counts_before_that_of_all_offices():
    office, other = make.office(), make.office()
    morning = [(time(7), time(11))]
    put_calendar_day(on=WEDNESDAY, hours=[], legal_ref="Công điện")
    put_calendar_day(on=WEDNESDAY, hours=morning, office=office.pk)

    assert list(queries.working_calendar(office).hours_on(WEDNESDAY)) == morning
    assert not queries.working_calendar(other).is_working_day(WEDNESDAY)


def test_a_due_time_steps_over_a_day_that_was_put_in():
    office = make.office()
    put_calendar_day(on=date(2020, 5, 28), hours=[], office=office.pk)

    due = due_time(
        received_at=datetime(2020, 5, 27, 2, tzinfo=UTC),
        limit_value=1,
        limit_unit=LimitUnit.WORKING_DAY,
        has_same_day_rule=False,
        calendar=queries.working_calendar(office),
    )

    assert due.isoformat() == "2020-05-29T09:00:00+07:00"
