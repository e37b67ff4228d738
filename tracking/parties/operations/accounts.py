"""How people who log in are known: their passwords, and whether they act at all.

Whoever loses something by it has things open: call these through
`tracking.custody.operations.rights`, which closes them.
"""

from uuid import UUID

from django.db import transaction

from tracking.parties.models import Person
from tracking.parties.queries import NotFound


def set_password(*, person: Person, password: str) -> None:
    """Set a person's password; log-ins by the one before are worth nothing from now on."""
    person.set_password(password)
    person.save(update_fields=["password"])


@transaction.atomic
def close_account(*, person_id: UUID) -> bool:
    """Let a person act no more.

    Returns:
        Whether the person could until now.

    Raises:
        NotFound: there is no such person.
    """
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None:
        raise NotFound
    was_open = person.is_active
    Person.objects.filter(pk=person_id).update(is_active=False)
    return was_open


def reopen_account(*, person_id: UUID) -> None:
    """Let a person act again, by the grants that are in force; safe to repeat."""
    Person.objects.filter(pk=person_id).update(is_active=True)
