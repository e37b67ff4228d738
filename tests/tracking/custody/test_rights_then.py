"""What was signed is judged by how things stood then, whatever the rows say now."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from geo.models import UnitParent
from tests import make
from tests.story import Story
from tracking.consignments.models import Dossier
from tracking.custody.models import Case, Line
from tracking.custody.operations.lines import rebuild
from tracking.kernel.line import Role

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
