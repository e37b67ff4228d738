"""How people who log in are known: their passwords, and whether they act at all.

Whoever loses something by it has things open: call these through
`tracking.custody.operations.rights`, which closes them.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tracking.parties.models import ClosedPeriod, DeviceSession, Person
from tracking.parties.refusals import NotFound


def set_password(*, person: Person, password: str) -> None:
    """Set a person's password; log-ins by the one before are worth nothing from now on."""
    person.set_password(password)
    person.save(update_fields=["password"])


@transaction.atomic
def close_account(*, person_id: UUID, now: datetime) -> bool:
    """Let a person act no more, and come in anew if the account is ever opened again.

    Returns:
        Whether the person could until now.

    Raises:
        NotFound: there is no such person.
    """
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    was_open = person.is_active
    if was_open:
        person.is_active, person.closed_at = False, now
        person.save(update_fields=["is_active", "closed_at"])
        ClosedPeriod.objects.create(person=person, closed_at=now)
        DeviceSession.objects.filter(device__person=person).delete()
    return was_open


@transaction.atomic
def reopen_account(*, person_id: UUID, now: datetime) -> bool:
    """Let a person act again, by the grants that are in force; safe to repeat.

    Returns:
        Whether the person could not until now.
    """
    opened = Person.objects.filter(pk=person_id, is_active=False).update(is_active=True)
    ClosedPeriod.objects.filter(person=person_id, reopened_at=None).update(reopened_at=now)
    return bool(opened)
