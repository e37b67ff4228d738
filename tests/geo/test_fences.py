"""Who has come, who has left, and who only passed."""

from hypothesis import given
from hypothesis import strategies as st

from geo import fences, motion
from geo.distance import METRES_A_DEGREE
from geo.fences import Crossing, Fence, Presence
from geo.motion import Fix
from geo.point import E7, Point

OFFICE = Point(106_880_500, 1_054_017_700)
FENCE = Fence("office", OFFICE, 80)


def fix(*, at_s, north_m=0.0, accuracy_m=10, speed_cms=None):
    lat_e7 = OFFICE.lat_e7 + round(north_m / METRES_A_DEGREE * E7)
    return Fix(
        at_ms=round(at_s * 1000),
        point=Point(lat_e7, OFFICE.lon_e7),
        accuracy_m=accuracy_m,
        speed_cms=speed_cms,
    )


def crossings(fixes, *, known=(FENCE,), rate=1):
    presence, going, found = fences.NOWHERE, None, []
    for one in fixes:
        going = motion.step(going, one, rate=rate)
        presence, crossing = fences.step(
            presence, one, is_moving=going.is_moving, fences=known, rate=rate
        )
        found += [crossing] if crossing else []
    return found


def stay(*, from_s, until_s, north_m=0.0, every_s=10):
    return [fix(at_s=at, north_m=north_m) for at in range(from_s, until_s + 1, every_s)]


@given(speed_ms=st.floats(2.5, 30), every_s=st.integers(1, 20), offset_m=st.floats(-200, 200))
def test_a_courier_who_rides_past_never_arrives(speed_ms, every_s, offset_m):
    ride = [
        fix(at_s=at, north_m=-400 + offset_m + speed_ms * at)
        for at in range(0, round(800 / speed_ms) + every_s, every_s)
    ]

    assert crossings(ride) == []


def test_a_short_halt_inside_is_no_arrival():
    halt = [fix(at_s=0, north_m=-300), *stay(from_s=30, until_s=60), fix(at_s=70, north_m=120)]

    assert crossings(halt) == []


def test_a_stay_is_one_arrival_dated_by_its_first_fix():
    assert crossings(stay(from_s=0, until_s=600)) == [
        Crossing(site="office", at_ms=0, is_arrival=True)
    ]


def test_leaving_is_dated_by_the_first_fix_outside():
    visit = [
        *stay(from_s=0, until_s=100),
        fix(at_s=110, north_m=150),
        fix(at_s=120, north_m=230),
        fix(at_s=130, north_m=310),
    ]

    assert crossings(visit)[1:] == [Crossing(site="office", at_ms=110_000, is_arrival=False)]


@given(st.lists(st.floats(-119, 119), max_size=60))
def test_a_receiver_that_wanders_at_the_edge_does_not_leave(norths):
    visit = stay(from_s=0, until_s=100) + [
        fix(at_s=110 + 10 * no, north_m=north) for no, north in enumerate(norths)
    ]

    assert len(crossings(visit)) == 1


def test_one_fix_outside_is_no_departure():
    visit = [
        *stay(from_s=0, until_s=100),
        fix(at_s=110, north_m=400),
        *stay(from_s=120, until_s=200),
    ]

    assert len(crossings(visit)) == 1


def test_a_bad_fix_says_nothing():
    bad = [fix(at_s=10 * no, accuracy_m=900) for no in range(30)]

    assert crossings(bad) == []


def test_of_two_counters_in_one_building_the_nearer_is_arrived_at():
    upstairs = Fence("upstairs", Point(OFFICE.lat_e7 + 2_000, OFFICE.lon_e7), 80)

    found = crossings(stay(from_s=0, until_s=100), known=(upstairs, FENCE))

    assert [crossing.site for crossing in found] == ["office"]


def test_a_fence_that_was_taken_away_is_left():
    presence = Presence(site="office")

    after, crossing = fences.step(presence, fix(at_s=0), is_moving=False, fences=[], rate=1)

    assert after == fences.NOWHERE
    assert crossing == Crossing(site="office", at_ms=0, is_arrival=False)


@given(
    st.lists(st.tuples(st.floats(-500, 500), st.integers(1, 60), st.integers(3, 200)), max_size=60)
)
def test_arrivals_and_departures_take_turns_whatever_the_fixes(moves):
    at_s, fixes = 0, []
    for north_m, seconds, accuracy_m in moves:
        at_s += seconds
        fixes.append(fix(at_s=at_s, north_m=north_m, accuracy_m=accuracy_m))

    found = crossings(fixes)

    assert [crossing.is_arrival for crossing in found] == [no % 2 == 0 for no in range(len(found))]
    assert [c.at_ms for c in found] == sorted(c.at_ms for c in found)
