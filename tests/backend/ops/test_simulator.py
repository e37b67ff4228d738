"""The simulated people: what they are made of, and one dossier in their hands, out and home."""

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from channels.db import database_sync_to_async
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from backend.ops.management.commands.simulate import LEFT_TO_PEOPLE, _couriers, _desks
from backend.ops.province.demo import LOGINS, PASSWORD
from backend.ops.province.tables import id_of
from backend.ops.simulator.desk import Desk
from backend.ops.simulator.people import intake_of
from backend.ops.simulator.ride import Way, ways_between
from backend.ops.simulator.site import RefusedError, Session
from backend.ops.simulator.town import Pace, Town
from backend.ops.simulator.world import Cast, run
from tracking.consignments.models import Dossier
from tracking.custody.models import Case
from tracking.ledger.models import QuarantinedScan, Scan
from tracking.legs.models import Arrival, Fix
from tracking.parties.models import Courier, Grant

HOME = (106_000_000, 1_055_000_000)
VILLAGE = (106_500_000, 1_055_000_000)
TOWN = (106_500_000, 1_055_500_000)

# A thousand times faster than life, and people who do not wait.
HASTE = Pace(
    rate=2000.0,
    fix_every_s=0.2,
    stay_s=0.6,
    door_s=0.1,
    rest_s=0.3,
    dossiers=6,
    intake_every_s=1.0,
    work_every_s=0.3,
    look_every_s=1.5,
    decide_after_s=(0.1, 0.3),
    fetch_after_s=(0.1, 0.3),
)


@given(st.floats(-100, 20_000))
def test_a_ride_stays_on_its_way(metres):
    seen = Way([HOME, VILLAGE, TOWN]).at(metres)

    assert HOME[0] <= seen.lat_e7 <= TOWN[0]
    assert HOME[1] <= seen.lon_e7 <= TOWN[1]
    assert seen.heading_deg in {0, 90}


def test_a_ride_ends_where_its_way_ends():
    way = Way([HOME, VILLAGE, TOWN])

    end = way.at(way.length_m + 5_000)

    assert (end.lat_e7, end.lon_e7) == TOWN
    assert way.length_m == pytest.approx(5_560 + 5_467, rel=0.01)


def test_a_way_is_cut_at_its_stops_and_a_stop_beside_it_is_reached_straight():
    beside = (106_100_000, 1_055_700_000)

    there, on, off = ways_between([HOME, VILLAGE, TOWN], [HOME, VILLAGE, TOWN, beside])

    assert there.length_m == pytest.approx(5_560, rel=0.01)
    assert on.at(0).heading_deg == 90
    assert (off.at(10**6).lat_e7, off.at(10**6).lon_e7) == beside


def test_equal_seeds_throw_equal_dice():
    one, same, other = (Town(pace=HASTE, seed=seed) for seed in (7, 7, 8))

    assert one.chance_of("TN-01").random() == same.chance_of("TN-01").random()
    assert one.chance_of("TN-01").random() != other.chance_of("TN-01").random()
    assert one.chance_of("TN-01").random() != one.chance_of("TN-03").random()


@given(st.integers(0, 2**32))
def test_an_applicant_has_a_number_that_nobody_has_and_a_door_has_an_address(seed):
    procedure = {"id": "p", "papers": []}

    said = intake_of(
        procedure, chance=Town(pace=HASTE, seed=seed).chance_of("a desk"), seal="MC 000001"
    )

    assert said["applicant"]["phone"].startswith("0000")
    assert said["returns_to_door"] == ("address" in said["applicant"])
    assert said["papers"]


class ForgetfulSite:
    """A site that forgets the sessions of desks as often as a test says."""

    def __init__(self, *, forgets: int) -> None:
        self.opened = 0
        self._forgets = forgets

    async def post(self, path, _body, *, headers):
        assert headers["Cookie"] == "__Host-session=a"
        if path == "/device-challenges":
            return {"challenge": "A" * 43}
        self.opened += 1
        return {"bearer": f"bearer {self.opened}"}

    async def get(self, _path, *, headers):
        if self._forgets:
            self._forgets -= 1
            raise RefusedError(status=403, code="unknown_desk")
        return headers["X-Hoso-Desk"]


def desk_of(site):
    desk = Desk(site=site, town=Town(pace=HASTE, seed=1), office="o", login="sen", password="")
    desk._session = Session(cookies={"__Host-session": "a"}, desk="bearer 0")
    return desk


def test_a_simulated_desk_proves_its_key_anew_and_asks_once_more():
    site = ForgetfulSite(forgets=1)

    assert asyncio.run(desk_of(site)._get("/procedures")) == "bearer 1"


def test_a_simulated_desk_that_is_no_desk_any_more_gives_up():
    site = ForgetfulSite(forgets=2)

    with pytest.raises(RefusedError):
        asyncio.run(desk_of(site)._get("/procedures"))
    assert site.opened == 1


@pytest.fixture
def province(transactional_db, live_server, settings) -> Iterator[str]:  # noqa: ARG001 - a site that listens
    settings.ORIGIN = live_server.url
    settings.ORIGINS = [live_server.url]
    settings.DEMO_RATE = int(HASTE.rate)
    call_command("make_keys", stdout=StringIO())
    call_command("seed_dong_thap", stdout=StringIO())
    yield live_server.url
    _wait_for_answers_that_nobody_waits_for()


def _wait_for_answers_that_nobody_waits_for() -> None:
    """Let the site end what was asked last, or it locks tables that the next test empties."""
    until = time.monotonic() + 30
    while busy := [one for one in threading.enumerate() if "process_request" in one.name]:
        assert time.monotonic() < until, busy
        busy[0].join(timeout=1)


def office(key):
    return str(id_of(era="2018", kind="office", key=key))


def cast(*, call_signs, offices):
    everybody = set(Courier.objects.values_list("call_sign", flat=True))
    wanted = {office(key) for key in offices}
    return Cast(
        couriers=_couriers(frozenset(everybody - set(call_signs))),
        desks=[one for one in _desks() if one.office in wanted],
        password=PASSWORD,
    )


def test_nobody_simulated_sits_where_people_do(province):  # noqa: ARG001 - it is loaded
    phu_ninh = {office("mc.30028"), office("ub.30028")}

    assert LEFT_TO_PEOPLE not in {one.call_sign for one in _couriers(frozenset({LEFT_TO_PEOPLE}))}
    assert not {one.login for one in _desks()} & LOGINS.keys()
    assert not {one.office for one in _desks()} & phu_ninh
    assert Grant.objects.filter(party__in=phu_ninh, person__login="phuninh").exists()


def homes():
    return Dossier.objects.filter(business_state="returned").count()


async def until_one_is_home(life):
    task = asyncio.create_task(life)
    for _ in range(400):
        await asyncio.sleep(0.25)
        if task.done() or await database_sync_to_async(homes)():
            break
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_a_dossier_goes_out_and_comes_home_in_simulated_hands(province):
    few = cast(
        call_signs=["TB-01", "TT-15", "TT-23", "TT-24", "TT-25"],
        offices=["mc.30163", "mc.874", "tinh", "so.tttt", "so.vhttdl", "so.ct", "ub.30163"],
    )
    said: list[str] = []

    asyncio.run(
        until_one_is_home(run(origin=province, cast=few, pace=HASTE, seed=3, say=said.append))
    )

    assert "seed 3" in said[0]
    assert homes()
    assert not QuarantinedScan.objects.exists()
    assert not Case.objects.exclude(kind__in=["contested", "short"]).exists()
    acts = set(Scan.objects.values_list("act", flat=True))
    assert acts >= {"commission", "offer", "accept", "deliver"}
    assert Fix.objects.exists()
    assert Arrival.objects.exists()
    assert Dossier.objects.first().received_at > timezone.now() - timedelta(minutes=5)
