"""The site before which the phones play is that of the journeys."""

from tests.journeys.conftest import origin

__all__ = ["origin"]
