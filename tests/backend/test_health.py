"""What a probe learns."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tracking.feed.models import OutboxRow


@pytest.mark.django_db(transaction=True)
def test_a_site_with_tables_and_a_broker_is_well(client):
    answer = client.get("/health", headers={"Accept": "application/json"})

    assert answer.status_code == 200, answer.content
    assert set(answer.json().values()) == {"OK"}


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_nobody_gives_a_position_makes_the_site_unwell(client):
    long_ago = timezone.now() - timedelta(minutes=1)
    OutboxRow.objects.create(streams=["office.x"], kind="custody.changed", body={}, at=long_ago)

    answer = client.get("/health", headers={"Accept": "application/json"})

    assert answer.status_code == 500
    assert "sequencer" in answer.text
