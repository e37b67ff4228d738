"""Nobody calls what is not for them: who gets in at all, and that nothing was left undeclared.

What each role may do to which thing: test_roles.py.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from courier_api.api import api
from courier_api.auth import DESK, DEVICE, EITHER, HAND, STAFF
from tests import make
from tests.courier_api.callers import API, as_phone, as_staff, at_desk, nobody
from tests.courier_api.permissions import (
    CALLERS,
    LINES,
    MATRIX,
    Callers,
    lines_missing,
    read_matrix,
)
from tests.courier_api.things import THINGS

pytestmark = pytest.mark.django_db

CALLBACKS = {
    Callers.OPEN: [],
    Callers.DEVICE: [DEVICE],
    Callers.STAFF: [STAFF],
    Callers.DESK: [DESK],
    Callers.EITHER: list(EITHER),
    Callers.HAND: list(HAND),
}
COOKIE = {Callers.STAFF, Callers.DESK, Callers.EITHER, Callers.HAND}
SAFE = {"GET", "HEAD"}
NO_ID = "00000000-0000-4000-8000-000000000000"


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
        if CALLERS.get(name) in callers
    ]


def call(client: Client, method: str, path: str, body: object = None):
    filled = path.replace("{", "\0").split("\0")
    ids = "".join([filled[0], *(f"{NO_ID}{part.partition('}')[2]}" for part in filled[1:])])
    if method in SAFE:
        return client.generic(method, f"{API}{ids}")
    return client.generic(method, f"{API}{ids}", body or "{}", content_type="application/json")


def test_every_operation_is_declared_and_none_that_is_gone():
    assert sorted(name for name, *_ in ROUTED) == sorted(CALLERS)


def test_every_operation_has_a_line_for_every_way_to_call_it():
    assert lines_missing(CALLERS, LINES) == []
    assert sorted({line.operation for line in LINES} - CALLERS.keys()) == []


def test_every_line_is_about_a_thing_and_no_thing_is_made_for_nothing():
    assert {(line.operation, line.about) for line in LINES} == THINGS.keys()


def test_an_operation_that_is_new_fails_until_the_matrix_speaks_of_it():
    new = {**CALLERS, "burn": Callers.EITHER, "drown": Callers.HAND}

    assert lines_missing(new, LINES) == [
        "burn by phone",
        "burn by browser",
        "drown by phone",
        "drown by desk/there",
    ]


@pytest.mark.parametrize(
    "spoilt", [MATRIX.rstrip()[:-1], MATRIX.replace(" nobody", ""), MATRIX.replace(" x ", " ? ")]
)
def test_a_line_without_a_mark_for_every_role_is_no_line(spoilt):
    with pytest.raises(AssertionError):
        list(read_matrix(spoilt))


@pytest.mark.parametrize(("name", "callbacks"), [(one[0], one[3]) for one in ROUTED])
def test_an_operation_is_for_those_whom_the_table_names(name, callbacks):
    assert callbacks == CALLBACKS[CALLERS[name]]


@pytest.mark.parametrize(
    ("method", "path"),
    of(Callers.DEVICE, Callers.STAFF, Callers.DESK, Callers.EITHER, Callers.HAND),
)
def test_nobody_gets_in_without_saying_who_he_is(method, path):
    answer = call(nobody(), method, path)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(("method", "path"), of(*COOKIE))
def test_nothing_is_done_in_the_name_of_whom_another_tab_logged_in(method, path):
    client = at_desk(make.desk())
    client.defaults["HTTP_X_HOSO_PERSON"] = str(make.person().pk)

    answer = call(client, method, path)

    assert (answer.status_code, answer.json()["code"]) == (403, "another_person")


@pytest.mark.parametrize(("method", "path"), of(Callers.DEVICE))
def test_a_log_in_opens_nothing_that_is_for_phones(method, path):
    answer = call(at_desk(make.desk()), method, path)

    assert answer.status_code == 401


@pytest.mark.parametrize(("method", "path"), of(Callers.STAFF, Callers.DESK))
def test_a_phone_opens_nothing_that_is_for_staff(method, path):
    answer = call(as_phone(make.phone()), method, path)

    assert answer.status_code == 401


@pytest.mark.parametrize(("method", "path"), of(Callers.DESK, Callers.HAND))
def test_a_browser_that_is_no_desk_is_sent_to_enrol(method, path):
    answer = call(as_staff(make.clerk(at=make.office())), method, path)

    assert (answer.status_code, answer.json()["code"]) == (403, "unknown_desk")


@pytest.mark.parametrize(("method", "path"), of(Callers.DESK, Callers.HAND))
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

    declared = {name for name, callers in CALLERS.items() if callers in COOKIE}
    assert changing <= declared
