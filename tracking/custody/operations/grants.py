"""Who may act for whom, as history: the row, its entry in the log, and what is folded again.

One transaction each, since a grant that the log does not know could never be verified. In it the
items are marked that say something else by now; they are folded again right behind it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from tracking.custody.operations.locks import (
    lock_devices_showing,
    lock_people,
    lock_with_vouchers,
)
from tracking.custody.operations.telling import without_nothing
from tracking.custody.operations.waiting import look_at_what_is_marked, mark_to_be_looked_at
from tracking.custody.queries import EVER, items_signed_by
from tracking.feed.operations import bump_rights
from tracking.kernel.line import Role
from tracking.kernel.refusal import Refusal, Retry
from tracking.ledger.models import EntryKind
from tracking.ledger.operations import append_entry
from tracking.legs.operations.positions import stop_shifts_without_right
from tracking.parties.devices import unapproved_phones
from tracking.parties.models import Grant
from tracking.parties.operations.devices import forget_tickets
from tracking.parties.queries import NEED_NO_APPROVAL
from tracking.parties.refusals import NotFound
from tracking.parties.vouching import devices_whose_voucher_gains


@dataclass(eq=False)
class UnapprovedPhones(Refusal):
    """There are devices that nobody else approved: let another person approve each, or undo it.

    These are phones of the person, or what somebody vouched for alone who would have papers in
    hand where it works. A revoked one counts if it was in use while the grant lasts.
    """

    code: ClassVar[str] = "unapproved_phones"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE

    devices: list[str]


@dataclass(eq=False)
class EndInThePast(Refusal):
    """A grant cannot end before now: what was allowed stays allowed."""

    code: ClassVar[str] = "end_in_the_past"
    retry: ClassVar[Retry] = Retry.AFTER_CHANGE


def give_grant(  # noqa: PLR0913 - one argument for each column of the fact
    *,
    person_id: UUID,
    role: Role,
    from_at: datetime,
    now: datetime,
    party_id: UUID | None = None,
    unit_id: UUID | None = None,
    until_at: datetime | None = None,
    given_by: UUID | None = None,
) -> Grant:
    """Let a person act for a party, or for all below a unit, from a moment that may be past.

    What the person signed since then is folded again: a substitute may be named afterwards.
    Safe to repeat: an equal grant from the same moment is the same grant. One that ended otherwise
    than is asked is another: what was ended before is given again beside it.

    Raises:
        UnapprovedPhones: the role is one for which a phone waits, and the person has phones that
            nobody else approved; or by it whoever alone vouched for a device, the person or
            another, would have papers in hand where that works.

    Source: docs/decisions/0014-a-phone-with-more-than-a-couriers-roles-waits.md.
    """
    grant = Grant(
        person_id=person_id,
        role=role,
        from_at=from_at,
        until_at=until_at,
        party_id=party_id,
        unit_id=None if party_id else unit_id,
        given_by_id=given_by,
    )
    kept, signed = _given(grant, now)
    look_at_what_is_marked(signed, now=now)
    return kept


@transaction.atomic
def _given(grant: Grant, now: datetime) -> tuple[Grant, list[UUID]]:
    lock_with_vouchers([grant.person_id])
    known = Grant.objects.filter(
        person=grant.person_id,
        role=grant.role,
        from_at=grant.from_at,
        until_at=grant.until_at,
        party=grant.party_id,
        unit=grant.unit_id,
    ).first()
    if known is not None:
        return known, []
    grant.save(force_insert=True)
    unapproved = [] if grant.role in NEED_NO_APPROVAL else unapproved_phones(grant=grant)
    demand_that_others_vouched(person_id=grant.person_id, unapproved=unapproved, now=now)
    append_entry(kind=EntryKind.GRANT_GIVEN, row=_grant_row(grant), at=now)
    return grant, mark_what_was_signed_by(
        [grant.person_id], grants=[grant], since=_since(grant, grant.from_at), now=now
    )


def demand_that_others_vouched(
    *, person_id: UUID, now: datetime, unapproved: Sequence[str] = ()
) -> None:
    """Go on only if no device lets one person be both hands by what is written just now.

    Args:
        person_id: who may more now, or works elsewhere; locked with who vouched for the phones.
        now: the clock.
        unapproved: phones that are in the way besides.

    Raises:
        UnapprovedPhones: there is one.
    """
    gaining = devices_whose_voucher_gains(person_id=person_id, on=localdate(now))
    if devices := list(dict.fromkeys([*unapproved, *gaining])):
        raise UnapprovedPhones(devices=devices)


def _grant_row(grant: Grant) -> dict[str, object]:
    return without_nothing(
        {
            "grant": grant.pk,
            "person": grant.person_id,
            "party": grant.party_id,
            "unit": grant.unit_id,
            "role": str(grant.role),
            "from": grant.from_at,
            "until": grant.until_at,
            "given_by": grant.given_by_id,
        }
    )


def end_grant(*, grant_id: UUID, until_at: datetime, now: datetime) -> Grant:
    """End a grant, now or later, and close the sockets that its person opened by it.

    An earlier end that is set stays. What the person signed while this waited for others, so after
    the end, is folded again. Who can end a shift no more is off the map.

    Raises:
        NotFound: there is no such grant.
        EndInThePast: nothing later may rewrite history.
    """
    grant, signed = _ended(grant_id, until_at, now)
    look_at_what_is_marked(signed, now=now)
    return grant


@transaction.atomic
def _ended(grant_id: UUID, until_at: datetime, now: datetime) -> tuple[Grant, list[UUID]]:
    # Whose it is never changes; all else of it is asked under the person's lock.
    lock_people(Grant.objects.filter(pk=grant_id).values_list("person", flat=True))
    grant = Grant.objects.filter(pk=grant_id).first()
    if grant is None:
        raise NotFound
    if until_at < now:
        raise EndInThePast
    if grant.until_at is not None and grant.until_at <= until_at:
        return grant, []
    grant.until_at = until_at
    grant.save(update_fields=["until_at"])
    row = {"grant": grant.pk, "until": grant.until_at}
    append_entry(kind=EntryKind.GRANT_ENDED, row=row, at=now)
    stop_shifts_without_right(now=now, person_id=grant.person_id)
    bump_rights([grant.person_id])
    forget_tickets(person_id=grant.person_id)
    return grant, mark_what_was_signed_by(
        [grant.person_id], grants=[grant], since=_since(grant, until_at), now=now
    )


def _since(grant: Grant, at: datetime) -> datetime:
    """Return since when what was signed says something else by a grant.

    Whom a courier serves decides who may take from him what he had long before.
    """
    return EVER if grant.role is Role.SERVES else at


def mark_what_was_signed_by(
    people: Collection[UUID], *, grants: Collection[Grant], since: datetime, now: datetime
) -> list[UUID]:
    """Mark the items that people, who are locked, signed for since their rights are others.

    Whoever waited for the door is dated before what came in by it meanwhile.

    Args:
        people: whose.
        grants: the rights by which they may have shown the ticket of a desk.
        since: from when on.
        now: the clock.

    Returns:
        The items, for `look_at_what_is_marked` once this is committed.
    """
    devices = lock_devices_showing(people, grants=grants)
    items = items_signed_by(people, showing=devices, since=since)
    return mark_to_be_looked_at(items, now=now)
