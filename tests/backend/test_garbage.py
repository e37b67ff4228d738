"""What stays is not walked over, and what goes is still found."""

import gc
import weakref

import pytest

from backend.garbage import NEW_BEFORE_A_LOOK, spare_what_stays


class Ring:
    """Holds itself, so that only a look for garbage finds it."""

    def __init__(self):
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before():
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_is_loaded_is_left_out():
    spare_what_stays()

    assert gc.get_freeze_count() > len(gc.get_objects())


def test_what_comes_and_goes_later_is_found():
    spare_what_stays()
    gone = weakref.ref(Ring())

    kept = [{"no": no} for no in range(2 * NEW_BEFORE_A_LOOK)]

    assert gone() is None, len(kept)
