"""What an administrator does happens after a question, and is kept."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry as DiaryEntry
from django.utils import timezone

from tests import make
from tests.backend.administration.pages import client_of, list_of, shown
from tracking.custody.operations.rights import close_account
from tracking.feed.queries import withdrawals_of
from tracking.ledger.models import EntryKind, LogEntry
from tracking.parties.models import (
    Device,
    Grant,
    Person,
)
from tracking.parties.operations.devices import RevokedDevice, issue_device_challenge

pytestmark = pytest.mark.django_db


def test_a_device_is_revoked_after_the_question(administrator):
    phone = make.phone()
    chosen = {"action": "revoke", "_selected_action": phone.id}

    question = administrator.post(list_of(Device), {**chosen, "index": "0"})
    assert "Lê Văn Tám" in question.content.decode()
    issue_device_challenge(device_id=phone.id, now=timezone.now())  # still believed

    administrator.post(list_of(Device), {**chosen, "sure": "yes", "why": "stolen"})

    with pytest.raises(RevokedDevice):
        issue_device_challenge(device_id=phone.id, now=timezone.now())
    assert LogEntry.objects.filter(kind=EntryKind.DEVICE_REVOKED).count() == 1
    assert DiaryEntry.objects.get().user.name == "Trần Thị Quản Trị"
    assert "Bị lấy cắp" in shown(administrator, list_of(Device))


@pytest.mark.parametrize("why", ["", "vì tôi muốn"])
def test_a_device_is_not_revoked_without_a_reason_that_we_know(administrator, why):
    phone = make.phone()

    answer = administrator.post(
        list_of(Device),
        {"action": "revoke", "_selected_action": phone.id, "sure": "yes", "why": why},
    )

    assert answer.status_code == 200
    assert Device.objects.get().revoked_at is None


def test_a_device_that_was_revoked_keeps_its_first_reason(administrator):
    phone = make.phone()
    said = {"action": "revoke", "_selected_action": phone.id, "sure": "yes"}

    administrator.post(list_of(Device), said | {"why": "lost"})
    administrator.post(list_of(Device), said | {"why": "left"})

    assert Device.objects.get().revoke_why == "lost"
    assert LogEntry.objects.filter(kind=EntryKind.DEVICE_REVOKED).count() == 1


def test_without_a_grant_nobody_acts_whoever_made_him():
    made = make.person()
    Person.objects.filter(pk=made.pk).update(is_staff=True, is_superuser=True)
    phone = make.phone()
    client = client_of(made)

    client.post(
        list_of(Device),
        {"action": "revoke", "_selected_action": phone.id, "sure": "yes", "why": "lost"},
    )

    assert "Nokia" in shown(client, list_of(Device))
    assert Device.objects.get().revoked_at is None


def test_a_grant_ends_after_the_question_and_ones_own_stays(administrator):
    own = Grant.objects.get()
    others = make.grant(to=make.person(name="Võ Thị Thôi Việc"), on=make.office())
    chosen = {"action": "end_grants", "_selected_action": [own.pk, others.pk]}

    question = administrator.post(list_of(Grant), {**chosen, "index": "0"}).content.decode()
    administrator.post(list_of(Grant), {**chosen, "sure": "yes"})

    assert "Võ Thị Thôi Việc" in question
    assert "Trần Thị Quản Trị" not in question
    assert Grant.objects.get(pk=own.pk).until_at is None
    assert Grant.objects.get(pk=others.pk).until_at <= timezone.now() + timedelta(seconds=1)
    assert LogEntry.objects.filter(kind=EntryKind.GRANT_ENDED).count() == 1


def test_an_account_is_closed_after_the_question_and_ones_own_stays(administrator):
    own = Person.objects.get()
    left = make.person(name="Võ Thị Thôi Việc")
    chosen = {"action": "close_accounts", "_selected_action": [own.pk, left.pk]}

    question = administrator.post(list_of(Person), {**chosen, "index": "0"}).content.decode()
    administrator.post(list_of(Person), {**chosen, "sure": "yes"})

    assert "Võ Thị Thôi Việc" in question
    assert dict(Person.objects.values_list("pk", "is_active")) == {own.pk: True, left.pk: False}
    assert withdrawals_of([str(own.pk), str(left.pk)]).keys() == {str(left.pk)}


def test_an_account_that_was_closed_by_mistake_is_opened_again(administrator):
    left = make.person()
    close_account(person_id=left.pk, now=timezone.now())
    chosen = {"action": "reopen_accounts", "_selected_action": [left.pk], "sure": "yes"}

    administrator.post(list_of(Person), chosen)

    assert Person.objects.get(pk=left.pk).is_active
