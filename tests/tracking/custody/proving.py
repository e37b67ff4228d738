"""Deliveries with and without a proof, and those who guess PINs."""

import pytest

from tests.story import Story
from tracking.consignments.models import PinTries
from tracking.consignments.operations.citizens import try_pin_in_public
from tracking.ledger.models import Verdict


@pytest.fixture
def story():
    """A result in the bag of the courier who stands at the citizen's door."""
    return Story(returns_to_door=True).carry_back()


def wrong(pin):
    return f"{(int(pin) + 1) % 10**6:06}"


def delivery(story, *, by=None, to=None, **private):
    to = str(to or story.dossier.citizen_id)
    hand = by or story.phone
    return hand.sign("deliver", story.item, basis=story.tip, to=to, private=private or None)


def guesses(story, times, **differs):
    return [delivery(story, pin=wrong(story.slip.pin), **differs) for _ in range(times)]


def judged(*scans):
    found = {one.scan_id: (one.verdict, one.by) for one in Verdict.objects.all()}
    return [found.get(one.id) for one in scans]


def tries():
    return list(PinTries.objects.values_list("tries", flat=True))


def guess_on_the_page(story):
    return try_pin_in_public(dossier_id=story.dossier.pk, pin=wrong(story.slip.pin), now=story.now)
