"""What a citizen is told of the return itself, and of what came of the paper since."""

from datetime import timedelta

import pytest

from tests.story import Story
from tracking.consignments.models import CitizenKey
from tracking.enquiries.queries import public_dossier
from tracking.enquiries.way import WayKind

pytestmark = pytest.mark.django_db


def told(story):
    return public_dossier(key=CitizenKey.objects.get(pk=story.dossier.pk), now=story.now)


def test_the_way_tells_the_return_at_the_time_of_the_law():
    page = told(Story().deliver())

    last = page.way[-1]
    assert last.kind is WayKind.RETURNED
    assert (last.from_at, last.until_at) == (page.returned_at, page.returned_by)


def test_what_came_after_the_return_has_its_own_time():
    story = Story().deliver()
    story.now += timedelta(hours=1)
    story.desk.at = story.now

    story.act(story.desk, "take", why="take.wrong_delivery")

    page = told(story)
    back, returned = page.way[-1], page.way[-2]
    assert (returned.kind, returned.from_at) == (WayKind.RETURNED, page.returned_at)
    assert back.kind is WayKind.READY
    assert back.from_at > returned.until_at + timedelta(minutes=30)
