"""Nobody calls what is not for him: a matrix made from the declared table, for every operation."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from courier_api.api import api
from courier_api.auth import DESK, DEVICE, EITHER, STAFF
from tests import make
from tests.courier_api.callers import API, as_phone, as_staff, at_desk, nobody
from tests.courier_api.permissions import OPERATIONS, Call, Callers
from tracking.kernel.line import Role

pytestmark = pytest.mark.django_db

CALLBACKS = {
    Callers.OPEN: [],
    Callers.DEVICE: [DEVICE],
    Callers.STAFF: [STAFF],
    Callers.DESK: [DESK],
    Callers.EITHER: list(EITHER),
}
COOKIE = {Callers.STAFF, Callers.DESK, Callers.EITHER}
SAFE = {"GET", "HEAD"}
NO_ID = "00000000-0000-4000-8000-000000000000"
ROLES = sorted(set(Role) - {Role.COURIER})
PLACES = ("own", "sibling", "parent", "child", "foreign")


def routed() -> Iterator[tuple[str, str, str, list[object]]]:
    """Yield name, method, path and auth of every operation that the API answers."""
    for bound in api._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield (
                        operation.operation_id or "",
                        method,
                        f"{bound.prefix}{path}",
                        list(operation.auth_callbacks),
                    )


ROUTED = list(routed())


def of(*callers: Callers) -> list[Any]:
    return [
        pytest.param(method, path, id=name)
        for name, method, path, _ in ROUTED
        if name in OPERATIONS and OPERATIONS[name].callers in callers
    ]


def call(client: Client, method: str, path: str, body: object = None):
    filled = path.replace("{", "\0").split("\0")
    ids = "".join([filled[0], *(f"{NO_ID}{part.partition('}')[2]}" for part in filled[1:])])
    if method in SAFE:
        return client.generic(method, f"{API}{ids}")
    return client.generic(method, f"{API}{ids}", body or "{}", content_type="application/json")


def test_every_operation_is_declared_and_none_that_is_gone():
    assert sorted(name for name, *_ in ROUTED) == sorted(OPERATIONS)


@pytest.mark.parametrize(("name", "callbacks"), [(one[0], one[3]) for one in ROUTED])
def test_an_operation_is_for_those_whom_the_table_names(name, callbacks):
    assert callbacks == CALLBACKS[OPERATIONS[name].callers]


@pytest.mark.parametrize(
    ("method", "path"), of(Callers.DEVICE, Callers.STAFF, Callers.DESK, Callers.EITHER)
)
def test_nobody_gets_in_without_saying_who_he_is(method, path):
    answer = call(nobody(), method, path)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(("method", "path"), of(Callers.DEVICE))
def test_a_log_in_opens_nothing_that_is_for_phones(method, path):
    answer = call(at_desk(make.desk()), method, path)

    assert answer.status_code == 401


@pytest.mark.parametrize(("method", "path"), of(Callers.STAFF, Callers.DESK))
def test_a_phone_opens_nothing_that_is_for_staff(method, path):
    answer = call(as_phone(make.phone()), method, path)

    assert answer.status_code == 401


@pytest.mark.parametrize(("method", "path"), of(Callers.DESK))
def test_a_browser_that_is_no_desk_is_sent_to_enrol(method, path):
    answer = call(as_staff(make.clerk(at=make.office())), method, path)

    assert (answer.status_code, answer.json()["code"]) == (403, "unknown_desk")


@pytest.mark.parametrize(("method", "path"), of(Callers.DESK))
def test_a_desk_does_not_open_for_who_does_not_work_there(method, path):
    stranger = make.clerk(at=make.office())

    answer = call(at_desk(make.desk(), person=stranger), method, path)

    assert (answer.status_code, answer.json()["code"]) == (403, "unknown_desk")


@pytest.mark.parametrize(
    ("method", "path"),
    [one for one in of(*COOKIE) if one.values[0] not in SAFE],
)
def test_another_site_cannot_use_the_cookie_of_ours(method, path):
    answer = call(at_desk(make.desk(), checks_csrf=True), method, path)

    assert (answer.status_code, answer.json()["code"]) == (403, "forged_request")


def test_every_route_of_a_cookie_that_changes_something_is_among_those_checked():
    changing = {
        name
        for name, method, _, callbacks in ROUTED
        if method not in SAFE and any(isinstance(one, type(STAFF)) for one in callbacks)
    }

    declared = {name for name, one in OPERATIONS.items() if one.callers in COOKIE}
    assert changing <= declared


@pytest.fixture
def places():
    province = make.unit(level="province")
    district = make.unit(level="district", above=province)
    units = {
        "own": district,
        "sibling": make.unit(level="district", above=province),
        "parent": province,
        "child": make.unit(above=district),
        "foreign": make.unit(level="province"),
    }
    return {name: make.office(of=unit) for name, unit in units.items()}


SCOPED = [
    pytest.param(thing, id=f"{name}-{about}")
    for name, operation in OPERATIONS.items()
    for about, thing in operation.about.items()
]


@pytest.mark.parametrize("thing", SCOPED)
def test_s01_a_role_on_an_office_reaches_the_things_of_that_office_alone(thing, places):
    desk = make.desk(places["own"])
    callers = {role: make.clerk(at=places["own"], role=role) for role in ROLES}

    answers = asked(thing, places, {role: at_desk(desk, person=callers[role]) for role in ROLES})

    assert {key for key, status in answers.items() if status < 400} == {
        (role, "own") for role in thing.roles
    }
    assert {status for status in answers.values() if status >= 400} <= {403, 404}


@pytest.mark.parametrize("thing", SCOPED)
def test_s01_a_role_on_a_unit_reaches_the_things_of_all_below_it(thing, places):
    desk = make.desk(places["own"])
    callers = {role: make.person() for role in ROLES}
    for role, person in callers.items():
        make.grant(to=person, on=places["own"].unit, role=role)

    answers = asked(thing, places, {role: at_desk(desk, person=callers[role]) for role in ROLES})

    assert {key for key, status in answers.items() if status < 400} == set(
        product(thing.roles, ("own", "child"))
    )


def asked(thing, places, clients) -> dict[tuple[Role, str], int]:
    """Ask about one thing of each place as everyone, and undo what an answer did."""
    answers = {}
    for place in PLACES:
        made = thing.make(places[place])
        for role, client in clients.items():
            with transaction.atomic():
                answers[role, place] = ask(client, made).status_code
                transaction.set_rollback(True)
    return answers


def ask(client: Client, made: Call):
    if made.body is None:
        return client.get(f"{API}{made.path}")
    return client.post(f"{API}{made.path}", made.body, content_type="application/json")
