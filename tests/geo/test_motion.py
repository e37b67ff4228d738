"""Who stands, who rides, and which fix is believed."""

from hypothesis import given
from hypothesis import strategies as st

from geo.distance import METRES_A_DEGREE
from geo.motion import Fix, Motion, step
from geo.point import E7, Point

START = Point(104_601_700, 1_056_329_400)


def fix(*, at_s, north_m=0.0, accuracy_m=10, speed_cms=None, heading_deg=None):
    lat_e7 = START.lat_e7 + round(north_m / METRES_A_DEGREE * E7)
    return Fix(
        at_ms=round(at_s * 1000),
        point=Point(lat_e7, START.lon_e7),
        accuracy_m=accuracy_m,
        speed_cms=speed_cms,
        heading_deg=heading_deg,
    )


def after(*fixes, rate=1):
    motion = None
    for one in fixes:
        motion = step(motion, one, rate=rate)
    return motion


def test_a_first_fix_stands_still():
    assert after(fix(at_s=0)) == Motion(fix=fix(at_s=0))


def test_a_courier_who_rides_moves_and_has_the_heading_of_his_way():
    motion = after(fix(at_s=0), fix(at_s=10, north_m=80))

    assert motion.is_moving
    assert motion.heading_deg == 0


@given(st.lists(st.floats(-15, 15), min_size=2, max_size=30))
def test_noise_within_the_accuracy_is_no_motion(norths):
    fixes = [fix(at_s=5 * no, north_m=north, accuracy_m=30) for no, north in enumerate(norths)]

    assert not after(*fixes).is_moving


def test_the_receivers_own_speed_is_believed_first():
    assert after(fix(at_s=0), fix(at_s=5, north_m=2, speed_cms=800)).is_moving
    assert not after(fix(at_s=0), fix(at_s=5, north_m=60, speed_cms=20)).is_moving


def test_a_reflection_far_away_is_not_believed():
    motion = after(fix(at_s=0), fix(at_s=5, north_m=9_000), fix(at_s=10, north_m=40))

    assert motion.fix == fix(at_s=10, north_m=40)
    assert motion.doubt is None


def test_a_place_that_two_fixes_agree_on_is_believed_however_far():
    motion = after(
        fix(at_s=0), fix(at_s=5, north_m=9_000), fix(at_s=10, north_m=9_050), fix(at_s=15)
    )

    assert motion.fix == fix(at_s=10, north_m=9_050)
    assert motion.doubt == fix(at_s=15)


def test_a_demo_that_runs_twenty_times_faster_may_ride_so():
    ride = [fix(at_s=5 * no, north_m=970 * no) for no in range(4)]

    assert after(*ride, rate=20).fix == ride[-1]
    assert after(*ride).fix == ride[0]


def test_the_heading_stays_while_nothing_says_otherwise():
    motion = after(fix(at_s=0, heading_deg=42), fix(at_s=5, north_m=3))

    assert motion.heading_deg == 42


def test_after_a_long_silence_nobody_knows_how_fast_it_went():
    assert not after(fix(at_s=0), fix(at_s=3_600, north_m=20_000)).is_moving
