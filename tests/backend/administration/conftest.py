"""A province with an administrator, and one that is lived in."""

import pytest

from tests import make
from tests.backend.administration.pages import client_of, inhabit
from tracking.kernel.line import Role


@pytest.fixture
def province():
    return make.unit(name="Tỉnh Đồng Tháp", level="province")


@pytest.fixture
def administrator(province):
    return client_of(make.person(name="Trần Thị Quản Trị"), on=province, role=Role.ADMINISTRATOR)


@pytest.fixture
def inhabited():
    """Have a row in every list, and a dossier whose papers have come in."""
    return inhabit()
