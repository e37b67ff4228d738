"""Grants as dated facts, and couriers' shifts."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from tests import make
from tracking.custody.operations import grants, membership
from tracking.custody.operations.grants import EndInThePast
from tracking.feed.queries import withdrawals_of
from tracking.kernel.line import Role
from tracking.ledger.models import EntryKind, LogEntry
from tracking.parties.models import Grant, Shift
from tracking.parties.operations.shifts import start_shift, stop_shift
from tracking.parties.queries import grants_in_force, open_shift
from tracking.parties.refusals import NotFound

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def entries(kind):
    return [json.loads(entry.text) for entry in LogEntry.objects.filter(kind=kind)]


def give(*, person=None, **where):
    return grants.give_grant(
        person_id=(person or make.person()).pk,
        role=Role.CLERK,
        from_at=make.NOON,
        now=make.NOON,
        **where,
    )


def test_a_grant_is_history_that_the_log_knows():
    office = make.office()

    grant = give(party_id=office.pk)

    (row,) = entries(EntryKind.GRANT_GIVEN)
    assert row["grant"] == str(grant.pk)
    assert row["party"] == str(office.pk)
    assert "unit" not in row


def test_a_grant_given_twice_is_one_grant():
    office, person = make.office(), make.person()

    grants = [give(person=person, party_id=office.pk) for _ in range(2)]

    assert grants[0] == grants[1]
    assert len(entries(EntryKind.GRANT_GIVEN)) == 1


def test_a_substitute_may_be_named_afterwards():
    grant = grants.give_grant(
        person_id=make.person().pk,
        role=Role.CLERK,
        from_at=make.NOON - 5 * HOUR,
        until_at=make.NOON + HOUR,
        party_id=make.office().pk,
        now=make.NOON,
    )

    assert grants_in_force(person_id=grant.person_id, at=make.NOON - HOUR) == [grant]


def test_an_end_is_never_set_in_the_past():
    grant = give(unit_id=make.unit().pk)

    with pytest.raises(EndInThePast):
        grants.end_grant(
            grant_id=grant.pk, until_at=make.NOON - timedelta(seconds=1), now=make.NOON
        )
    assert Grant.objects.get(pk=grant.pk).until_at is None


def test_s03_who_loses_a_grant_loses_his_sockets():
    grant = give(party_id=make.office().pk)

    grants.end_grant(grant_id=grant.pk, until_at=make.NOON, now=make.NOON)

    assert grants_in_force(person_id=grant.person_id, at=make.NOON) == []
    assert withdrawals_of([str(grant.person_id)]).keys() == {str(grant.person_id)}
    assert [row["grant"] for row in entries(EntryKind.GRANT_ENDED)] == [str(grant.pk)]


def test_a_grant_that_ends_earlier_is_not_made_longer():
    grant = give(party_id=make.office().pk)
    grants.end_grant(grant_id=grant.pk, until_at=make.NOON + HOUR, now=make.NOON)

    again = grants.end_grant(grant_id=grant.pk, until_at=make.NOON + 2 * HOUR, now=make.NOON)

    assert again.until_at == make.NOON + HOUR
    assert len(entries(EntryKind.GRANT_ENDED)) == 1


def test_a_grant_that_never_was_cannot_end():
    with pytest.raises(NotFound):
        grants.end_grant(grant_id=uuid4(), until_at=make.NOON, now=make.NOON)


def test_s03_a_revoked_device_loses_its_sockets():
    phone = make.phone()

    membership.revoke_device(device_id=phone.id, why="stolen", now=make.NOON)

    assert withdrawals_of([phone.id]).keys() == {phone.id}


def start(courier, *, at, now=make.NOON):
    return start_shift(courier=courier, device_id=None, at=at, now=now)


def test_a_shift_that_began_without_signal_began_when_the_phone_says():
    courier = make.courier()

    shift = start(courier, at=make.NOON - 5 * HOUR)

    assert shift.started_at == make.NOON - 5 * HOUR


@pytest.mark.parametrize("years", [-3, 3])
def test_p01_a_phone_whose_clock_is_wrong_by_years_starts_now(years):
    shift = start(make.courier(), at=make.NOON + timedelta(days=365 * years))

    assert shift.started_at == make.NOON


def test_a_shift_started_twice_is_one_shift():
    courier = make.courier()
    first = start(courier, at=make.NOON)

    again = start(courier, at=make.NOON + HOUR, now=make.NOON + HOUR)

    assert again == first


def test_a_late_repeat_of_the_start_opens_no_second_shift():
    courier = make.courier()
    start(courier, at=make.NOON - 5 * HOUR)
    stop_shift(courier=courier, at=make.NOON, now=make.NOON)

    start(courier, at=make.NOON - 5 * HOUR)

    assert Shift.objects.count() == 1
    assert open_shift(courier.pk) is None


def test_a_shift_never_ends_before_it_began():
    courier = make.courier()
    start(courier, at=make.NOON)

    stop_shift(courier=courier, at=make.NOON - HOUR, now=make.NOON)

    assert Shift.objects.get().ended_at == make.NOON


def test_stopping_twice_keeps_the_first_end():
    courier = make.courier()
    start(courier, at=make.NOON - HOUR)
    stop_shift(courier=courier, at=make.NOON, now=make.NOON)

    stop_shift(courier=courier, at=make.NOON + HOUR, now=make.NOON + HOUR)

    assert Shift.objects.get().ended_at == make.NOON


def test_stopping_what_never_began_says_so():
    assert stop_shift(courier=make.courier(), at=make.NOON, now=make.NOON) is None


def test_who_is_a_courier_no_more_is_off_the_map():
    courier = make.courier()
    start(courier, at=make.NOON)
    (right,) = courier.person.grants.all()
    other = make.grant(to=courier.person, on=courier.home)

    grants.end_grant(grant_id=other.pk, until_at=make.NOON + HOUR, now=make.NOON + HOUR)
    assert open_shift(courier.pk)

    grants.end_grant(grant_id=right.pk, until_at=make.NOON + HOUR, now=make.NOON + HOUR)
    assert Shift.objects.get().ended_at == make.NOON + HOUR


def test_what_was_ended_is_given_again_beside_it():
    person, office = make.person(), make.office()
    said = {"person": person, "party_id": office.pk}
    first = give(**said)
    grants.end_grant(grant_id=first.pk, until_at=make.NOON + HOUR, now=make.NOON)

    again = give(**said)

    assert again.pk != first.pk
    assert (again.until_at, give(**said).pk) == (None, again.pk)
