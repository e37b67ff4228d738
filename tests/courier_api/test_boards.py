"""Boards, items, look-ups, tallies and the tickets of live sockets over HTTP."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests import make
from tests.courier_api.callers import API, as_phone, at_desk, nobody, post
from tests.hands import Hand, send
from tests.tracking.legs.routes import put_route
from tracking.consignments.models import Dossier
from tracking.custody.models import Case
from tracking.custody.operations.sending import take_in
from tracking.custody.queries import LOOKED_UP_AT_ONCE
from tracking.feed.models import SocketTicket
from tracking.legs.models import LatestFix
from tracking.legs.operations.ways import ensure_runs
from tracking.parties.operations.calendar import put_calendar_day

pytestmark = pytest.mark.django_db


class Counter:
    """A one-stop with one item that its courier carries."""

    def __init__(self) -> None:
        now = timezone.now()
        self.office, self.authority = make.counter_and_authority()
        self.desk = make.desk(self.office)
        self.courier = make.courier(home=self.office)
        self.phone = make.phone(self.courier)
        make.shift(of=self.courier, from_at=now - timedelta(hours=1))
        self.item = take_in(
            intake=make.intake(), office=self.office, by=self.desk.person.pk, now=now
        ).item
        hand = Hand(self.desk, at=now - timedelta(minutes=5))
        taken_in = hand.sign("commission", self.item)
        offered = hand.sign("offer", self.item, basis=taken_in, to=str(self.courier.pk))
        self.carrier = Hand(self.phone, at=now - timedelta(minutes=4))
        accepted = self.carrier.sign("accept", self.item, basis=offered, of=offered.id)
        send(taken_in, offered, accepted, now=now)
        self.accepted = accepted

    def get(self, path: str):
        return at_desk(self.desk).get(f"{API}{path}")


@pytest.fixture
def counter() -> Counter:
    return Counter()


def test_a_board_shows_items_offices_and_couriers(counter):
    board = counter.get(f"/boards/office.{counter.office.pk}").json()

    (item,) = board["items"]
    assert (item["subject"], item["state"], item["holder"], item["holder_kind"]) == (
        str(counter.item.pk),
        "held",
        str(counter.courier.pk),
        "courier",
    )
    assert item["next"] == str(counter.authority.pk)
    assert {one["id"] for one in board["offices"]} == {
        str(counter.office.pk),
        str(counter.authority.pk),
    }
    assert [(one["id"], one["on_shift"], one["lat_e7"]) for one in board["couriers"]] == [
        (str(counter.courier.pk), True, None)
    ]


def test_a_board_tells_when_offices_work_and_where_its_couriers_call_today(counter):
    today = timezone.localdate()
    closed = today + timedelta(days=7 - today.weekday())  # a Monday
    put_calendar_day(on=closed, hours=[])
    stops = [(counter.office, time(8)), (counter.authority, time(9)), (counter.office, time(14))]
    put_route(stops, courier=counter.courier)
    ensure_runs(on=today)

    board = counter.get(f"/boards/office.{counter.office.pk}").json()

    assert board["calendar"]["week"][0] == [["07:00", "11:30"], ["13:30", "17:00"]]
    assert board["calendar"]["week"][6] == []
    assert board["calendar"]["exceptions"][closed.isoformat()] == []
    (courier,) = board["couriers"]
    assert courier["calls"] == [str(office.pk) for office, _ in stops]


@pytest.mark.parametrize("scope", ["office", "office.7", "desk.{}", "track.abc", "person.{}"])
def test_no_other_scope_has_a_board(counter, scope):
    answer = counter.get(f"/boards/{scope.format(counter.office.pk)}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_S01_the_board_of_another_office_does_not_exist(counter):
    answer = counter.get(f"/boards/office.{counter.authority.pk}")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_item_tells_its_whole_story(counter):
    story = counter.get(f"/items/{counter.item.pk}").json()

    assert [(step["act"], step["party_name"]) for step in story["thread"]] == [
        ("commission", counter.office.name),
        ("offer", counter.office.name),
        ("accept", counter.courier.call_sign),
    ]
    last = story["thread"][-1]
    assert (last["is_effective"], last["is_two_sided"], last["holder_name"]) == (
        True,
        True,
        counter.courier.call_sign,
    )
    assert last["at"]["printed"] is not None
    assert last["place"] == counter.office.site.name
    assert [one["office"] for one in story["ahead"]] == [str(counter.authority.pk)]
    assert [paper["no"] for paper in story["papers"]] == [1, 2]
    assert story["cases"] == []


def test_the_courier_who_holds_an_item_reads_its_story(counter):
    answer = as_phone(counter.phone).get(f"{API}/items/{counter.item.pk}")

    assert answer.status_code == 200


def test_a_courier_who_has_nothing_to_do_with_an_item_does_not_find_it(counter):
    answer = as_phone(make.phone()).get(f"{API}/items/{counter.item.pk}")

    assert answer.status_code == 404


@pytest.mark.parametrize("by", ["text", "code", "dossier", "figures"])
def test_an_item_is_found_by_whatever_is_at_hand(counter, by):
    label, code = counter.item.labels.get(), counter.item.consignment.dossier.code
    said = {"text": label.text, "code": label.code.lower(), "dossier": code, "figures": code[-4:]}

    found = at_desk(counter.desk).get(f"{API}/lookups", {"q": said[by]}).json()

    assert [one["subject"] for one in found] == [str(counter.item.pk)]


def test_an_own_item_is_found_by_its_last_figures_however_many_newer_ones_of_others(counter):
    code = counter.item.consignment.dossier.code
    for _ in range(LOOKED_UP_AT_ONCE):
        foreign = make.dossier()
        Dossier.objects.filter(pk=foreign.pk).update(code=f"{foreign.code}{code[-4:]}")

    found = at_desk(counter.desk).get(f"{API}/lookups", {"q": code[-4:]}).json()

    assert [one["subject"] for one in found] == [str(counter.item.pk)]


def test_where_a_courier_is_is_told_to_the_office_and_not_to_who_had_the_item_before(counter):
    now, to = timezone.now(), make.courier(home=counter.office)
    later = make.phone(to)
    make.shift(of=to)
    LatestFix.objects.create(courier=to, lat_e7=1, lon_e7=2, accuracy_m=3, at=now, tick=1)
    offered = counter.carrier.sign("offer", counter.item, basis=counter.accepted, to=str(to.pk))
    taken = Hand(later, at=now).sign("accept", counter.item, basis=offered, of=offered.id)
    send(offered, taken, now=now)
    path = f"{API}/items/{counter.item.pk}"

    before, own, at_home = (
        client.get(path).json()["position"]
        for client in (as_phone(counter.phone), as_phone(later), at_desk(counter.desk))
    )

    assert before is None
    assert own["lon_e7"] == at_home["lon_e7"] == 2


def test_S01_nobody_finds_what_he_may_not_see(counter):
    other = make.desk()

    answer = at_desk(other).get(f"{API}/lookups", {"q": counter.item.labels.get().text})

    assert (answer.status_code, answer.json()) == (200, [])


def test_a_ticket_is_for_the_streams_that_were_asked_for(counter):
    stream = f"office.{counter.office.pk}"

    answer = post(at_desk(counter.desk), "/feed-tickets", {"streams": [stream]})

    assert answer.status_code == 201
    assert answer.json()["streams"] == [stream]
    assert SocketTicket.objects.get().streams == [stream]


@pytest.mark.parametrize(
    "stream", ["office.{authority}", "unit.{unit}", "person.{nobody}", "track.abc", "", "x" * 64]
)
def test_S02_one_foreign_stream_refuses_the_whole_ticket(counter, stream):
    foreign = stream.format(
        authority=counter.authority.pk, unit=counter.authority.unit_id, nobody=uuid4()
    )
    own = f"office.{counter.office.pk}"

    answer = post(at_desk(counter.desk), "/feed-tickets", {"streams": [own, foreign]})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not SocketTicket.objects.exists()


def test_a_stream_with_a_nul_in_its_name_is_none(counter):
    answer = post(at_desk(counter.desk), "/feed-tickets", {"streams": ["office.\0"]})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_a_phone_follows_its_owner(counter):
    stream = f"person.{counter.courier.person_id}"

    answer = post(as_phone(counter.phone), "/feed-tickets", {"streams": [stream]})

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("counted", "is_complete"), [([[1, 1], [2, 2]], True), ([[1, 1], [2, 1]], False)]
)
def test_what_is_counted_is_kept_and_a_shortage_opens_a_case(counter, counted, is_complete):
    hand = Hand(make.desk(counter.office), at=timezone.now())
    check = hand.sign("check", counter.item)
    send(check, now=timezone.now())

    answer = post(
        at_desk(counter.desk),
        "/tallies",
        {"scan": check.id, "item": str(counter.item.pk), "counted": counted},
    )

    assert answer.json() == {"is_complete": is_complete}
    assert Case.objects.filter(kind="short").exists() is not is_complete


def test_a_count_without_a_signed_check_is_not_kept(counter):
    answer = post(
        at_desk(counter.desk),
        "/tallies",
        {"scan": "A" * 43, "item": str(counter.item.pk), "counted": [[1, 1]]},
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_desk_lists_its_couriers_with_their_phones(counter):
    listed = counter.get(f"/boards/office.{counter.office.pk}/couriers").json()

    assert [(one["call_sign"], [phone["id"] for phone in one["phones"]]) for one in listed] == [
        (counter.courier.call_sign, [counter.phone.id])
    ]


def test_nothing_of_it_is_for_nobody(counter):
    answer = nobody().get(f"{API}/items/{counter.item.pk}")

    assert answer.status_code == 401
