"""Let people act for parties, from a moment until another.

Grants are history that the log must know: call these through `tracking.custody.membership`, which
writes the entry along.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from tracking.kernel.line import Role
from tracking.kernel.refusal import Refusal, Retry
from tracking.parties.models import Grant
from tracking.parties.queries import NotFound


@dataclass(eq=False)
class EndInThePast(Refusal):
    """A grant cannot end before now: what was allowed stays allowed."""

    code: ClassVar[str] = "end_in_the_past"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


@transaction.atomic
def give_grant(  # noqa: PLR0913 - one argument for each column of the fact
    *,
    person_id: UUID,
    role: Role,
    from_at: datetime,
    party_id: UUID | None = None,
    unit_id: UUID | None = None,
    until_at: datetime | None = None,
    given_by: UUID | None = None,
) -> tuple[Grant, bool]:
    """Let a person act for a party, or for all below a unit, from a moment that may be past.

    Safe to repeat: an equal grant from the same moment is the same grant.

    Returns:
        The grant, and whether it is new.
    """
    scope = {"party_id": party_id} if party_id else {"unit_id": unit_id}
    return Grant.objects.get_or_create(
        person_id=person_id,
        role=role,
        from_at=from_at,
        **scope,
        defaults={"until_at": until_at, "given_by_id": given_by},
    )


@transaction.atomic
def end_grant(*, grant_id: UUID, until_at: datetime, now: datetime) -> tuple[Grant, bool]:
    """End a grant, now or later; an earlier end that is set stays.

    Returns:
        The grant, and whether this changed its end.

    Raises:
        NotFound: there is no such grant.
        EndInThePast: nothing later may rewrite history.
    """
    grant = Grant.objects.select_for_update().filter(pk=grant_id).first()
    if grant is None:
        raise NotFound
    if until_at < now:
        raise EndInThePast
    if grant.until_at is not None and grant.until_at <= until_at:
        return grant, False
    grant.until_at = until_at
    grant.save(update_fields=["until_at"])
    return grant, True
