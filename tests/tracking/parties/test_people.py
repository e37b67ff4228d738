"""People and how they are called, and when offices work."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest
from django.db import connection

from tests import make
from tracking.kernel.deadline import LimitUnit, due_time
from tracking.parties import places, queries
from tracking.parties.models import Person
from tracking.parties.operations.calendar import put_calendar_day
from tracking.parties.operations.directory import PersonRow, put_people

pytestmark = pytest.mark.django_db

WEDNESDAY = date(2020, 5, 27)


def test_a_persons_name_is_not_readable_in_the_database():
    row = PersonRow(id=uuid4(), name="Nguyễn Thị Sen", login="sen")
    put_people([row], password=make.PASSWORD)

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM parties_person WHERE id = %s", [row.id])
        (stored,) = cursor.fetchone()

    assert b"Sen" not in bytes(stored)
    assert Person.objects.get(pk=row.id).name == "Nguyễn Thị Sen"


def test_a_password_that_somebody_set_stays_when_people_are_put_in_again():
    row = PersonRow(id=uuid4(), name="Nguyễn Thị Sen", login="sen")
    put_people([row], password=make.PASSWORD)
    person = Person.objects.get(pk=row.id)
    person.set_password("của riêng tôi 2020")
    person.save()

    put_people([PersonRow(id=row.id, name="Sen Hồng", login="sen")], password=make.PASSWORD)

    person.refresh_from_db()
    assert person.name == "Sen Hồng"
    assert person.check_password("của riêng tôi 2020")


def test_a_courier_has_no_password_that_could_be_guessed():
    row = PersonRow(id=uuid4(), name="Lê Văn Tám", login=None)

    put_people([row], password=make.PASSWORD)

    person = Person.objects.get(pk=row.id)
    assert not person.has_usable_password()
    assert not person.check_password("")


def test_nobody_learns_the_name_of_a_courier_or_a_citizen():
    courier, citizen = make.courier(), make.party()

    names = queries.names_of([courier.party_id, citizen.pk, uuid4()])

    assert names[courier.party_id].name == courier.call_sign
    assert names[citizen.pk].name is None
    assert len(names) == 2


def test_an_office_works_as_the_law_says():
    calendar = places.working_calendar(make.office())

    assert calendar.is_working_day(WEDNESDAY)
    assert not calendar.is_working_day(date(2020, 4, 30))
    assert not calendar.is_working_day(date(2020, 5, 30))
    assert calendar.is_working_day(date(2019, 5, 4)), "a Saturday worked for Monday 29/4"


def test_an_offices_own_day_counts_before_that_of_all_offices():
    office, other = make.office(), make.office()
    morning = [(time(7), time(11))]
    put_calendar_day(on=WEDNESDAY, hours=[], legal_ref="Công điện")
    put_calendar_day(on=WEDNESDAY, hours=morning, office=office.pk)

    assert list(places.working_calendar(office).hours_on(WEDNESDAY)) == morning
    assert not places.working_calendar(other).is_working_day(WEDNESDAY)


def test_a_due_time_steps_over_a_day_that_was_put_in():
    office = make.office()
    put_calendar_day(on=date(2020, 5, 28), hours=[], office=office.pk)

    due = due_time(
        received_at=datetime(2020, 5, 27, 2, tzinfo=UTC),
        limit_value=1,
        limit_unit=LimitUnit.WORKING_DAY,
        has_same_day_rule=False,
        calendar=places.working_calendar(office),
    )

    assert due.isoformat() == "2020-05-29T09:00:00+07:00"
