"""A device speaks for its people alone, in whatever name it signs; on the real door."""

from datetime import timedelta

import pytest

from tests import make
from tests.hands import Hand, send
from tests.make import LONG_AGO, MORNING
from tracking.custody.models import Case, Line
from tracking.custody.operations.grants import give_grant
from tracking.custody.operations.sending import take_in
from tracking.kernel.line import Role
from tracking.parties.models import Grant, Office

pytestmark = pytest.mark.django_db

LATER = MORNING + timedelta(hours=1)
YEAR = timedelta(days=365)


class Counter:
    """An item at a counter of a district, with a courier who serves it."""

    def __init__(self):
        self.office, _ = make.counter_and_authority()
        sent = take_in(intake=make.intake(), office=self.office, by=make.person().pk, now=MORNING)
        self.item = sent.item
        self.desk = Hand(make.desk(self.office))
        self.courier = make.courier(home=self.office)
        make.grant(to=self.courier.person, on=self.office, role=Role.SERVES)
        self.phone = Hand(make.phone(self.courier))
        self.supervisor = make.clerk(at=self.office, role=Role.SUPERVISOR)

    @property
    def line(self):
        return Line.objects.get(subject=self.item.pk)

    @property
    def cases(self):
        found = Case.objects.filter(subject=self.item.pk, closed_at=None)
        return set(found.values_list("kind", "scan"))

    def taken_in(self):
        scan = self.desk.sign("commission", self.item)
        send(scan, now=LATER)
        return scan

    def taken(self):
        scan = self.phone.sign("take", self.item, basis=self.taken_in())
        send(scan, now=LATER)
        return scan


@pytest.fixture
def counter():
    return Counter()


def in_the_name_of(person, party=None):
    return {"who": str(person.pk)} | ({} if party is None else {"for": str(party.pk)})


def test_a_phone_commissions_in_no_clerks_name(counter):
    name = in_the_name_of(counter.desk.signer.person, counter.office)
    scan = counter.phone.sign("commission", counter.item, **name)

    send(scan, now=LATER)

    assert counter.line.state is None
    assert counter.cases == {("no_grant", scan.id)}


def test_a_phone_confirms_its_own_take_in_no_clerks_name(counter):
    take = counter.taken()
    name = in_the_name_of(counter.desk.signer.person, counter.office)
    scan = counter.phone.sign("confirm", counter.item, basis=take, of=take.id, **name)

    send(scan, now=LATER)

    assert counter.line.flags == ["unconfirmed"]
    assert ("no_grant", scan.id) in counter.cases


def test_a_phone_resolves_no_dispute_in_a_supervisors_name(counter):
    commission = counter.taken_in()
    other = Hand(make.phone(make.courier(home=counter.office)))
    takes = [hand.sign("take", counter.item, basis=commission) for hand in (counter.phone, other)]
    send(*takes, now=LATER)
    name = in_the_name_of(counter.supervisor, counter.office)
    resolve = counter.phone.sign(
        "resolve",
        counter.item,
        basis=takes[0],
        of=commission.id,
        ends=sorted(one.id for one in takes),
        to=str(counter.phone.party),
        **name,
    )

    send(resolve, now=LATER)

    assert counter.line.state == "disputed"
    assert ("no_grant", resolve.id) in counter.cases


def test_a_phone_takes_for_no_colleague(counter):
    commission = counter.taken_in()
    colleague = make.courier(home=counter.office)
    name = in_the_name_of(colleague.person, colleague.party)
    scan = counter.phone.sign("take", counter.item, basis=commission, **name)

    send(scan, now=LATER)

    assert counter.line.holder == counter.office.pk
    assert ("no_grant", scan.id) in counter.cases


def test_a_phone_is_not_both_hands_of_a_handoff(counter):
    commission = counter.taken_in()
    name = in_the_name_of(counter.desk.signer.person, counter.office)
    to = str(counter.phone.party)
    offer = counter.phone.sign("offer", counter.item, basis=commission, to=to, **name)
    accept = counter.phone.sign("accept", counter.item, basis=offer, of=offer.id)

    send(offer, accept, now=LATER)

    assert counter.line.flags == ["unconfirmed"]
    assert ("no_grant", offer.id) in counter.cases


def test_a_desk_speaks_for_nobody_who_does_not_serve_there(counter):
    stranger = make.desk()
    scan = Hand(stranger).sign(
        "commission", counter.item, **in_the_name_of(counter.desk.signer.person, counter.office)
    )

    send(scan, now=LATER)

    assert counter.line.state is None
    assert counter.cases == {("no_grant", scan.id)}


def test_a_desk_speaks_for_everybody_who_serves_there(counter):
    colleague = make.clerk(at=counter.office)
    scan = counter.desk.sign("commission", counter.item, **in_the_name_of(colleague))

    send(scan, now=LATER)

    assert counter.line.holder == counter.office.pk


def _confirmed_by_supervisor_of_the_unit(counter, desk):
    take = counter.taken()
    supervisor = make.person()
    make.grant(to=supervisor, on=counter.office.unit, role=Role.SUPERVISOR)
    name = in_the_name_of(supervisor, counter.office)
    scan = desk.sign("confirm", counter.item, basis=take, of=take.id, **name)

    send(scan, now=LATER)

    return counter.line.flags == []


def test_a_supervisor_of_a_unit_works_at_the_desk_of_its_own_office(counter):
    room = make.office(of=counter.office.unit)
    Office.objects.filter(pk=room.pk).update(own_of=room.unit)

    assert _confirmed_by_supervisor_of_the_unit(counter, Hand(make.desk(room)))


def test_a_supervisor_of_a_unit_works_at_no_desk_of_an_office_below(counter):
    assert not _confirmed_by_supervisor_of_the_unit(counter, Hand(make.desk(counter.office)))


def _taken_with_ticket_of(counter, giver):
    """Let the courier take what was never offered, with a ticket that somebody's phone made."""
    commission = counter.taken_in()
    never = giver.sign("offer", counter.item, basis=commission)  # signed and never sent
    giver.signer = make.Signer(
        giver.signer.key, giver.signer.device, giver.signer.person, counter.office.pk
    )
    ticket = giver.ticket(never, counter.item, to=counter.phone.party)
    scan = counter.phone.sign("accept", counter.item, basis=commission, of=never.id, tk=ticket)
    send(scan, now=LATER)
    return scan


def phone_of(person):
    courier = make.courier()
    courier.person = person
    courier.save()
    return Hand(make.phone(courier))


@pytest.mark.parametrize("role", [Role.SERVES, Role.AUDITOR, Role.SUPERVISOR])
def test_a_ticket_of_who_may_not_give_is_no_second_hand(counter, role):
    person = make.person()
    make.grant(to=person, on=counter.office, role=role)

    scan = _taken_with_ticket_of(counter, phone_of(person))

    assert counter.line.flags == ["unconfirmed"]
    assert ("forged", scan.id) in counter.cases


def test_a_ticket_by_a_grant_that_ended_is_no_second_hand(counter):
    person = make.person()
    make.grant(to=person, on=counter.office, from_at=LONG_AGO, until_at=MORNING - YEAR / 2)

    scan = _taken_with_ticket_of(counter, phone_of(person))

    assert counter.line.flags == ["unconfirmed"]
    assert ("forged", scan.id) in counter.cases


def test_a_couriers_own_phone_makes_no_ticket_of_the_office_he_serves(counter):
    scan = _taken_with_ticket_of(counter, Hand(make.phone(counter.courier)))

    assert counter.line.flags == ["unconfirmed"]
    assert ("forged", scan.id) in counter.cases


def test_the_ticket_of_a_desk_is_the_second_hand_though_its_offer_is_lost(counter):
    _taken_with_ticket_of(counter, Hand(make.desk(counter.office)))

    assert counter.line.flags == []


def test_what_no_grant_covers_counts_once_a_grant_is_given(counter):
    Grant.objects.filter(person=counter.desk.signer.person).delete()
    scan = counter.desk.sign("commission", counter.item)
    send(scan, now=LATER)
    assert counter.cases == {("no_grant", scan.id)}
    give_grant(
        person_id=counter.desk.signer.person.pk,
        role=Role.CLERK,
        from_at=LONG_AGO,
        party_id=counter.office.pk,
        now=LATER,
    )

    assert counter.line.holder == counter.office.pk
    assert counter.cases == set()
