"""The vectors on disk are those that the code makes: formats on paper may not drift unseen."""

import pytest

from tests.vectors.make_vectors import all_vectors, as_file
from tests.vectors.stored import stored

VECTORS = all_vectors()


@pytest.mark.parametrize("name", VECTORS)
def test_vectors_on_disk_are_what_the_code_makes(name):
    assert as_file(stored(name)) == as_file(VECTORS[name])
