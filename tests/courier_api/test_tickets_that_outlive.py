"""An enrolment ticket is looked at again when it is used: may who made it do so still?"""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tests import make
from tests.backend.rights import change_password, put_courier, put_ended
from tests.courier_api.callers import as_staff, join, post, told
from tracking.custody.operations import grants, rights
from tracking.kernel.signing import PrivateKey
from tracking.parties.models import Courier, EnrolmentTicket, Grant
from tracking.parties.operations.devices import issue_ticket

pytestmark = pytest.mark.django_db

UNKNOWN = (404, "unknown_ticket")


def ticket_by(maker, **whose):
    said = {name: str(one) for name, one in whose.items()}
    return post(as_staff(maker), "/enrolment-tickets", said).json()["ticket"]


def used(ticket):
    return join(ticket, key=PrivateKey.generate())


def test_not_after_a_new_password_of_who_made_it():
    desk = make.desk()
    desk.person.set_password(make.PASSWORD)
    desk.person.save()
    ticket = ticket_by(desk.person, office=desk.office.pk)

    change_password(as_staff(desk.person))

    assert told(used(ticket)) == UNKNOWN


def test_not_after_the_role_ended_by_itself():
    desk = make.desk()
    ticket = ticket_by(desk.person, office=desk.office.pk)

    Grant.objects.filter(person=desk.person).update(until_at=timezone.now())

    assert told(used(ticket)) == UNKNOWN


def test_not_if_it_was_made_while_the_role_ended():
    desk, now = make.desk(), timezone.now()
    grants.end_grant(grant_id=desk.person.grants.get().pk, until_at=now, now=now)
    late = issue_ticket(
        person_id=None,
        office_id=desk.office.pk,
        origin=settings.ORIGIN,
        made_by=desk.person.pk,
        now=now,
    ).ticket

    assert told(used(late)) == UNKNOWN


def test_not_after_the_courier_went_home_elsewhere():
    phone = make.phone()
    courier = Courier.objects.get(pk=phone.party)
    ticket = ticket_by(make.clerk(at=courier.home), person=courier.person_id)

    put_courier(phone, home=make.office().pk)

    assert told(used(ticket)) == UNKNOWN


def test_not_after_the_office_ended_and_none_is_made_then():
    desk = make.desk()
    ticket = ticket_by(desk.person, office=desk.office.pk)

    put_ended(desk.office)

    assert told(used(ticket)) == UNKNOWN
    anew = post(as_staff(desk.person), "/enrolment-tickets", {"office": str(desk.office.pk)})
    assert told(anew) == (404, "not_found")


def test_not_for_whom_was_closed_meanwhile():
    courier, now = make.courier(), timezone.now()
    made = issue_ticket(
        person_id=courier.person_id,
        office_id=None,
        origin=settings.ORIGIN,
        made_by=None,
        now=now,
    )
    EnrolmentTicket.objects.update(made_by=None)

    rights.close_account(person_id=courier.person_id, now=now)

    assert told(used(made.ticket)) == UNKNOWN


def test_tickets_that_nobody_used_are_forgotten_after_a_day():
    desk = make.desk()
    ticket_by(desk.person, office=desk.office.pk)
    EnrolmentTicket.objects.update(expires_at=timezone.now() - timedelta(days=2))

    ticket_by(desk.person, office=desk.office.pk)

    assert EnrolmentTicket.objects.count() == 1
