"""Every operation at random: what it answers is what its description says, and never a 500.

The same cases each time. An operation about a thing is asked about what is not there and, where
the table of permissions says how to make one, about one that is.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from backend.ops.error_table import error_table
from courier_api.api import api
from tests import make
from tests.courier_api.callers import API, as_whoever_may, at_desk
from tests.courier_api.permissions import CALLERS, LINES, Callers
from tests.courier_api.things import THINGS, Place
from tracking.kernel.line import Role

SITE = "http://testserver"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CODES = frozenset(re.findall(r"^\| `(\w+)`", error_table(), re.MULTILINE))

WORKS = frozenset(Role) - {Role.COURIER, Role.SERVES}

Ids = Mapping[str, str]

schema = schemathesis.openapi.from_dict(
    api.get_openapi_schema(path_prefix=f"{API}/"),
    # Who calls is our business, below.
    config=SchemathesisConfig.from_dict(
        {
            "generation": {"with-security-parameters": False},
            "phases": {"coverage": {"unexpected-methods": []}},
        }
    ),
)


@pytest.fixture
def askers():
    """Make, once a test, those who may ask, each with the ids that he asks about if not others."""
    return cache(lambda operation, path: [*whoever_may(operation), *of_things(operation, path)])


def whoever_may(operation: str) -> Iterator[tuple[Client, Ids | None]]:
    yield as_whoever_may(operation), None


def of_things(operation: str, path: str) -> Iterator[tuple[Client, Ids | None]]:
    for line in LINES:
        # A courier's things, and those of a phone's owner, are asked about by a phone, above.
        role = min(line.may & WORKS, default=None)
        is_for_phones = CALLERS[line.operation] is Callers.DEVICE
        if line.operation != operation or role is None or is_for_phones:
            continue
        office = make.office()
        clerk = make.clerk(at=office, role=Role(role))
        place = Place(office=office, courier=make.courier(home=office), caller=clerk)
        about = API + THINGS[operation, line.about](place).path.partition("?")[0]
        made = re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path), about)
        yield at_desk(make.desk(office), person=clerk), made.groupdict() or None


@pytest.mark.django_db
@schema.parametrize()
@settings(
    derandomize=True,
    max_examples=8,
    database=None,
    deadline=None,
    # Those who ask are meant to last.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_an_operation_answers_as_described(case: schemathesis.Case, askers):
    operation = case.operation
    for client, ids in askers(operation.definition.raw["operationId"], operation.path):
        case.path_parameters = case.path_parameters if ids is None else ids

        answer = sent(case, client)

        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code != 401
        assert answer.status_code < 400 or answer.json()["code"] in CODES


def sent(case: schemathesis.Case, client: Client) -> schemathesis.Response:
    """Send a case as the test client does, within the transaction of the test."""
    asked = requests.Request(**case.as_transport_kwargs(base_url=SITE)).prepare()
    client.raise_request_exception = False
    said = client.generic(
        asked.method,
        asked.path_url,
        asked.body or b"",
        content_type=str(asked.headers.get("Content-Type", "")),
    )
    return schemathesis.Response(
        status_code=said.status_code,
        headers={name: [value] for name, value in said.headers.items()},
        content=said.content,
        request=asked,
        elapsed=0,
        verify=False,
    )
