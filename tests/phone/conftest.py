"""A site of its own before which the phones play."""

from collections.abc import Iterator

import pytest

from tests.journeys.conftest import site

DATABASE = "hoso_phones"


@pytest.fixture(scope="session")
def origin() -> Iterator[str]:
    """Play before a site that is up as long as any phone needs it."""
    with site(DATABASE) as address:
        yield address
