"""What was signed is judged by how things stood then, whatever the rows say now."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from django.utils.timezone import localdate

from geo.models import UnitParent
from tests import make
from tests.backend.rights import put_ended, put_office
from tests.hands import Hand
from tests.story import Story
from tracking.consignments.models import Dossier
from tracking.custody.models import Case, Line
from tracking.custody.operations import rights
from tracking.custody.operations.lines import rebuild
from tracking.kernel.line import Role
from tracking.parties.models import Courier, Office, Posting
from tracking.parties.operations.directory import CourierRow, MovedOffice
from tracking.parties.queries import hats_of

pytestmark = pytest.mark.django_db


def told(story):
    """What the record says of the item in hand: by law, by custody, and what is wrong."""
    line = Line.objects.get(subject=story.item.pk)
    cases = Case.objects.filter(subject=story.item.pk, closed_at=None)
    return {
        "law": Dossier.objects.get(pk=story.dossier.pk).business_state,
        "line": (line.state, line.holder, line.verdict, line.flags),
        "cases": sorted(cases.values_list("kind", "scan")),
    }


def rebuilt(story, *, after=timedelta()):
    rebuild(now=timezone.now() + after)
    return told(story)


def post(hand, *, now=None, **differs):
    """Give a courier another home or carrier, as who runs the house does."""
    courier = Courier.objects.get(pk=hand.party)
    row = {
        "id": courier.pk,
        "person": courier.person_id,
        "carrier": courier.carrier_id,
        "home": courier.home_id,
        "call_sign": courier.call_sign,
    }
    rights.put_couriers([CourierRow(**row | differs)], now=now or timezone.now())


def delivered_at_the_door():
    """Let a courier deliver a result without any proof."""
    story = Story(returns_to_door=True).carry_back()
    story.act(story.phone, "deliver", to=str(story.dossier.citizen_id))
    return story


def confirmed_by(story, supervisor, *, at=None):
    story.act(at or story.desk, "confirm", of=story.tip.id, who=str(supervisor.pk))
    return told(story)


def supervisor_at(office):
    return make.clerk(at=office, role=Role.SUPERVISOR)


def test_a_courier_who_moves_home_takes_back_nothing_that_was_returned():
    story = delivered_at_the_door()
    before = confirmed_by(story, supervisor_at(story.desk.signer.office))

    post(story.phone, home=make.office().pk)

    assert before["law"] == "returned"
    assert told(story) == rebuilt(story) == before


def test_who_supervises_the_home_before_confirms_nothing_after_the_move():
    story = delivered_at_the_door()
    supervisor = supervisor_at(story.desk.signer.office)
    post(story.phone, home=make.office().pk)
    story.now = story.desk.at = timezone.now() + timedelta(minutes=1)

    after = confirmed_by(story, supervisor)

    assert after["law"] == "resolved"
    assert after["cases"] == [("no_grant", story.tip.id)]
    assert rebuilt(story) == after


def test_who_supervises_the_new_home_confirms_after_the_move():
    story = delivered_at_the_door()
    home = make.office()
    desk = Hand(make.desk(home))
    post(story.phone, home=home.pk)
    story.now = desk.at = timezone.now() + timedelta(minutes=1)

    after = confirmed_by(story, supervisor_at(home), at=desk)

    assert after["law"] == "returned"
    assert rebuilt(story) == after


def taken_from_a_colleague():
    """Let a courier take from another of the same carrier, with one hand."""
    story, carrier = Story().commission(), make.carrier()
    giver, taker = (Hand(make.phone(make.courier(of=carrier)), at=story.now) for _ in range(2))
    story.hand_over(story.desk, giver)
    story.act(taker, "take")
    return story, giver, taker


@pytest.mark.parametrize("who", ["giver", "taker"])
def test_who_took_from_a_colleague_is_no_outsider_once_one_of_them_changes_the_carrier(who):
    story, giver, taker = taken_from_a_colleague()
    before = told(story)

    post({"giver": giver, "taker": taker}[who], carrier=make.carrier().pk)

    assert before["cases"] == []
    assert told(story) == rebuilt(story) == before


def test_who_was_posted_twice_in_one_instant_is_where_the_second_one_says():
    story = Story()
    homes, now = [make.office(), make.office()], timezone.now()

    for home in homes:
        post(story.phone, now=now, home=home.pk)

    courier = Courier.objects.get(pk=story.phone.party)
    assert courier.home == homes[1]
    assert courier.postings.order_by("from_at").values_list("home", flat=True)[1] == homes[1].pk


def test_a_posting_never_changes():
    make.courier()

    with pytest.raises(DatabaseError, match="append-only"):
        Posting.objects.update(from_at=timezone.now())


def above(office):
    """Name the district that an office stands below."""
    return UnitParent.objects.get(unit=office.unit).parent


def supervisor_above(office):
    """Make who supervises all below a district, and works at the desk of an office there."""
    supervisor = make.clerk(at=office)
    make.grant(to=supervisor, on=above(office), role=Role.SUPERVISOR)
    return supervisor


def test_a_reform_of_units_takes_back_nothing_that_was_returned():
    story = delivered_at_the_door()
    office = story.desk.signer.office
    before = confirmed_by(story, supervisor_above(office))

    UnitParent.objects.filter(unit=office.unit).update(
        valid_until=localdate(timezone.now()) + timedelta(days=1)
    )

    assert before["law"] == "returned"
    assert rebuilt(story) == before
    assert rebuilt(story, after=timedelta(days=2)) == before


def test_a_reform_of_units_takes_back_no_handoff():
    story = Story()
    office = story.desk.signer.office
    clerk = make.person()
    make.grant(to=clerk, on=above(office))
    make.grant(to=clerk, on=office, role=Role.SUPERVISOR)  # so that the desk speaks for the clerk
    story.act(story.desk, "commission", who=str(clerk.pk))
    before = told(story)

    UnitParent.objects.filter(unit=office.unit).update(
        valid_until=localdate(timezone.now()) + timedelta(days=1)
    )

    assert before["line"][:2] == ("held", office.pk)
    assert rebuilt(story, after=timedelta(days=2)) == before


def test_who_comes_to_stand_above_an_office_confirms_nothing_before():
    story = delivered_at_the_door()
    office = story.desk.signer.office
    supervisor = supervisor_above(office)
    UnitParent.objects.filter(unit=office.unit).update(
        valid_from=localdate(timezone.now()) + timedelta(days=1)
    )

    before = confirmed_by(story, supervisor)

    assert before["law"] == "resolved"
    assert ("no_grant", story.tip.id) in before["cases"]
    # Two days later the delivery is unproven, too; the confirm is worth as little as before.
    assert rebuilt(story, after=timedelta(days=2))["line"] == before["line"]


@pytest.mark.parametrize("what", ["unit", "own_of"])
def test_an_office_that_is_there_is_put_in_no_other_unit(what):
    desk = make.desk()
    unit = make.unit()

    with pytest.raises(MovedOffice, match=desk.office.name):
        put_office(desk.office, **{what: unit.pk})

    office = Office.objects.get(pk=desk.office.pk)
    assert (office.unit, office.own_of) == (desk.office.unit, None)


def test_what_was_signed_at_the_own_office_of_a_unit_counts_after_another_one_took_its_place():
    story = delivered_at_the_door()
    unit = above(story.desk.signer.office)
    room = own_office_of(unit)
    supervisor = make.person()
    make.grant(to=supervisor, on=unit, role=Role.SUPERVISOR)
    before = confirmed_by(story, supervisor, at=Hand(make.desk(room), at=story.now))

    put_ended(room)
    successor = own_office_of(unit)

    assert before["law"] == "returned"
    assert rebuilt(story) == before
    (hat,) = hats_of(person_id=supervisor.pk, at=timezone.now())
    assert hat.own_office == successor


def own_office_of(unit):
    room = make.office(of=unit)
    Office.objects.filter(pk=room.pk).update(own_of=unit)
    return Office.objects.get(pk=room.pk)
