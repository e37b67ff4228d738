"""Look for garbage where garbage can be.

A process that serves is made of some hundred thousand objects that live as long as it does, and
each socket and each scan kept for another reading adds to them. As Python comes, all of them are
walked over every few requests: a fifth to two thirds of a process's time, in pauses.
"""

import gc
from importlib import import_module

from django.conf import settings

NEW_BEFORE_A_LOOK = 50_000
LOOKS_BEFORE_A_DEEPER_ONE = 20


def spare_what_stays() -> None:
    """Leave out whatever is loaded by now, and look at the rest less often."""
    import_module(settings.ROOT_URLCONF)  # else the first request loads most of the site
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_BEFORE_A_LOOK, LOOKS_BEFORE_A_DEEPER_ONE, LOOKS_BEFORE_A_DEEPER_ONE)
