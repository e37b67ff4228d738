"""Every right that ends while something is open: what hangs on it is closed, however it ends.

What the guard of sockets does with a withdrawal: tests/tracking/feed/test_guard.py; what is on its
way to a socket meanwhile: test_closing.py beside that.
"""

from collections.abc import Iterator
from datetime import UTC, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from backend.public import views
from courier_api.v1 import feed_tickets
from tests import make
from tests.backend.rights import (
    RIGHTS,
    Right,
    log_out,
    new_slip,
    of_browser,
    of_log_in,
    of_phone,
    put_courier,
    put_ended,
    revoke,
)
from tests.courier_api.callers import as_staff, at_desk, join, post, told
from tracking.custody.operations import grants, rights
from tracking.feed import queries
from tracking.feed.frames import Close
from tracking.feed.guard import Guard
from tracking.feed.operations import Rights, SpentTicket, redeem_socket_ticket
from tracking.kernel.signing import PrivateKey
from tracking.parties.models import DeviceSession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("built")]


class Clock:
    """Seconds that do not go on."""

    def __call__(self) -> float:
        return 0.0


class Store:
    """The withdrawals in the database of the test."""

    async def withdrawals(self) -> int:
        return queries.withdrawals()

    async def withdrawals_of(self, subjects, /):
        return queries.withdrawals_of(subjects)


class Socket:
    """A listener that remembers why it was closed."""

    def __init__(self, shown: Rights, hub: Guard) -> None:
        self.rights = shown
        self.ended: Close | None = None
        self._hub = hub
        hub.let_in(self)

    def end(self, code: Close) -> None:
        self.ended = code
        self._hub.let_out(self)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def hub(clock, store) -> Guard:
    return Guard(store=store, clock=clock)


@pytest.fixture(params=list(RIGHTS.values()), ids=list(RIGHTS))
def right(request) -> Right:
    return request.param()


def look(hub: Guard) -> None:
    """Let a second pass; the store answers at once, so that no event loop is needed."""
    with pytest.raises(StopIteration):
        hub.look().send(None)


def redeemed(answer) -> Rights:
    return redeem_socket_ticket(ticket=answer.json()["ticket"], now=timezone.now())


def test_S03_what_is_open_is_closed_and_nothing_else(right, hub):
    bystanders = [Socket(redeemed(make_right().ask()), hub) for make_right in RIGHTS.values()]
    socket = Socket(redeemed(right.ask()), hub)
    look(hub)
    assert socket.ended is None

    right.end()
    look(hub)

    assert socket.ended is Close.FORBIDDEN
    assert {one.ended for one in bystanders} == {None}


def test_S03_a_ticket_that_was_not_used_yet_opens_nothing(right):
    ticket = right.ask()

    right.end()

    with pytest.raises(SpentTicket):
        redeemed(ticket)


def test_S03_no_other_ticket_is_given_but_by_another_right(right, hub):
    right.end()

    answer = right.ask()

    # Who logged in anew, or carries for another now, asks by a right that has begun since.
    if answer.status_code < 400:
        socket = Socket(redeemed(answer), hub)
        look(hub)
        assert socket.ended is None
    else:
        assert answer.status_code in {401, 403, 404}


def test_S03_between_the_hello_and_the_door_nobody_slips_in(right, hub):
    shown = redeemed(right.ask())
    right.end()
    look(hub)  # the hub has acted upon it, and will hear of no other withdrawal

    socket = Socket(shown, hub)
    look(hub)

    assert socket.ended is Close.FORBIDDEN


MOMENTS = {
    "before withdrawals are counted": ("known_withdrawals", True),
    "before rights are looked at": ("known_withdrawals", False),
    "before the ticket is kept": ("issue_socket_ticket", True),
}


@pytest.mark.parametrize(("step", "is_before"), MOMENTS.values(), ids=MOMENTS)
def test_S03_rights_that_end_while_the_ticket_is_made_open_nothing(
    right, hub, monkeypatch, step, is_before
):
    left = [right.end]

    def end_once():
        if left:
            left.pop()()

    for module in (feed_tickets, views):
        taken = getattr(module, step)

        def take_and_end(*args, taken=taken, **kwargs):
            if is_before:
                end_once()
            answer = taken(*args, **kwargs)
            end_once()
            return answer

        monkeypatch.setattr(module, step, take_and_end)

    answer = right.ask()

    assert not left, "it ended in between"
    has_another = right.begins_anew and MOMENTS["before withdrawals are counted"] == (
        step,
        is_before,
    )
    assert opens(answer, hub) == has_another


def opens(answer, hub: Guard) -> bool:
    if answer.status_code in {401, 403, 404}:
        return False
    try:
        socket = Socket(redeemed(answer), hub)
    except SpentTicket:
        return False
    look(hub)
    return socket.ended is None


# Rights that end by themselves.


@pytest.fixture
def at_noon() -> Iterator[None]:
    """Let it be noon where the house is, whenever that is: at midnight all sockets end."""
    hours = 12 - timezone.now().astimezone(UTC).hour
    with timezone.override(timezone.get_fixed_timezone(60 * hours)):
        yield


def until_at(right: Right):
    return redeemed(right.ask()).until_at


@pytest.mark.usefixtures("at_noon")
def test_a_socket_lasts_no_longer_than_the_session_of_its_phone():
    ends_at = timezone.now() + timedelta(minutes=3)
    right = of_phone(revoke)
    DeviceSession.objects.update(until_at=ends_at)

    assert until_at(right) == ends_at


@pytest.mark.usefixtures("at_noon")
def test_a_socket_lasts_no_longer_than_its_log_in():
    ends_at = timezone.now() + timedelta(minutes=3)
    right = of_log_in(log_out)
    Session.objects.update(expire_date=ends_at)

    assert until_at(right) == ends_at


def test_a_socket_lasts_no_longer_than_the_visit_of_a_slips_bearer():
    assert until_at(new_slip()) <= timezone.now() + timedelta(minutes=30)


@pytest.mark.usefixtures("at_noon")
def test_a_socket_lasts_no_longer_than_a_role():
    ends_at = timezone.now() + timedelta(minutes=3)
    desk = make.desk()
    desk.person.grants.update(until_at=ends_at)

    assert until_at(of_browser(as_staff(desk.person), office=desk.office, end=log_out)) == ends_at


def test_a_socket_lasts_no_longer_than_the_day_whose_tree_and_offices_were_looked_at():
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert timezone.localtime(until_at(of_log_in(log_out))).date() <= tomorrow


def test_rights_that_end_by_time_between_ticket_and_hello_open_nothing():
    now = timezone.now()
    ends_at = now + timedelta(seconds=3)
    right = of_phone(revoke)
    DeviceSession.objects.update(until_at=ends_at)
    ticket = right.ask().json()["ticket"]

    with pytest.raises(SpentTicket):
        redeem_socket_ticket(ticket=ticket, now=ends_at)


def test_rights_that_end_by_time_close_what_is_open(hub):
    right = of_phone(revoke)
    socket = Socket(redeemed(right.ask()), hub)

    hub.end_expired(socket.rights.until_at)

    assert socket.ended is Close.UNAUTHENTICATED


def test_an_office_that_has_ended_opens_no_desk_and_no_stream():
    desk = make.desk()
    client = at_desk(desk)
    put_ended(desk.office)

    asked = [
        client.get("/api/v1/me"),
        as_staff(desk.person).get(f"/api/v1/boards/office.{desk.office.pk}"),
        post(as_staff(desk.person), "/feed-tickets", {"streams": [f"desk.{desk.office.pk}"]}),
    ]

    assert [one.status_code for one in asked] == [403, 404, 404]


@pytest.mark.parametrize("end", ["the grant", "the account"])
def test_the_enrolment_tickets_of_who_loses_rights_let_no_device_in(end):
    desk = make.desk()
    ticket = post(as_staff(desk.person), "/enrolment-tickets", {"office": str(desk.office.pk)})

    if end == "the grant":
        grant, now = desk.person.grants.get(), timezone.now()
        grants.end_grant(grant_id=grant.pk, until_at=now, now=now)
    else:
        rights.close_account(person_id=desk.person.pk, now=timezone.now())

    assert told(join(ticket.json()["ticket"], key=PrivateKey.generate())) == (
        404,
        "unknown_ticket",
    )


def test_the_sessions_of_a_desk_end_with_the_log_in_that_they_stand_beside():
    desk = make.desk()
    client, other = at_desk(desk), at_desk(desk)

    log_out(client)

    assert DeviceSession.objects.count() == 1
    assert other.get("/api/v1/me").status_code == 200


def test_a_second_change_of_nothing_closes_nothing():
    phone = make.phone()

    put_courier(phone)

    assert queries.withdrawals_of([str(phone.person.pk)]) == {}
