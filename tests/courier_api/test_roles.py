"""What each role may do to the things of which office: the matrix, line by line."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache

import pytest
from django.db import transaction
from django.test import Client

from geo.models import Unit
from tests import make
from tests.courier_api.callers import API, as_phone, as_staff, at_desk
from tests.courier_api.permissions import COLUMNS, LINES, NOBODY, Line, Reach, Way
from tests.courier_api.things import THINGS, Call, Place
from tracking.kernel.line import Role
from tracking.parties.models import Courier, Office
from tracking.parties.queries import NEED_NO_APPROVAL

pytestmark = pytest.mark.django_db

BY_LINE = [pytest.param(line, id=str(line)) for line in LINES]
REFUSED = {403, 404}


@pytest.fixture
def offices() -> dict[str, Office]:
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


class Cast:
    """One caller of each role, and the ways in which they call."""

    def __init__(
        self,
        offices: dict[str, Office],
        *,
        on: Office | Unit,
        phones: Mapping[str, object] | None = None,
    ) -> None:
        self.offices = offices
        self._phones = phones or {}
        self.people = {role: make.person() for role in COLUMNS}
        for role in Role:
            make.grant(to=self.people[role], on=on, role=role)
        its_courier = make.courier(home=offices["own"])
        # The courier holds that role at the office too, where it means nothing.
        make.grant(to=its_courier.person, on=on, role=Role.COURIER)
        self.people[Role.COURIER] = its_courier.person
        self._own_desk = make.desk(offices["own"])
        self.place = cache(self._place)
        self.client = cache(self._client)

    def _place(self, name: str, role: str) -> Place:
        """Return where a thing is; what is a courier's own is the caller's, if one asks."""
        caller = self.people[role]
        mine = Courier.objects.filter(person=caller).first() if name == "own" else None
        at = self.offices[name]
        return Place(office=at, courier=mine or make.courier(home=at), caller=caller)

    def _client(self, role: str, way: Way, name: str) -> Client:
        person = self.people[role]
        match way:
            case Way.PHONE:
                return as_phone(make.phone_of(person, **self._phones))
            case Way.BROWSER:
                return as_staff(person)
            case Way.DESK:
                return at_desk(self._own_desk, person=person)
            case Way.THERE:
                return at_desk(make.desk(self.offices[name]), person=person)


@pytest.mark.parametrize("line", BY_LINE)
def test_s01_a_role_on_an_office_reaches_the_things_of_that_office_alone(line, offices):
    cast = Cast(offices, on=offices["own"])
    reached = {
        Reach.OFFICE: {"own"},
        Reach.UNIT: set(),
        Reach.SELF: {"own"},
        Reach.ALL: offices.keys(),
    }[line.reach]

    answers = asked(line, cast)

    assert allowed(answers) == {(role, place) for role in line.may for place in reached}
    assert {status for status in answers.values() if status >= 400} <= REFUSED


def below_unit(line: Line) -> Collection[str]:
    return {
        Reach.OFFICE: {"own", "child"},
        Reach.UNIT: {"own", "child"},
        Reach.SELF: {"own"},
        Reach.ALL: {"own", "sibling", "parent", "child", "foreign"},
    }[line.reach]


@pytest.mark.parametrize("line", BY_LINE)
def test_s01_a_role_on_a_unit_reaches_the_things_of_all_below_it(line, offices):
    cast = Cast(offices, on=offices["own"].unit)

    answers = asked(line, cast)

    assert allowed(answers) == {(role, place) for role in line.may for place in below_unit(line)}
    assert {status for status in answers.values() if status >= 400} <= REFUSED


PHONE_LINES = [pytest.param(line, id=str(line)) for line in LINES if line.way is Way.PHONE]


@pytest.mark.parametrize("line", PHONE_LINES)
def test_a_phone_that_waits_for_approval_has_none_of_the_roles_that_wait_for_it(line, offices):
    cast = Cast(offices, on=offices["own"].unit, phones={"waits_since": make.LONG_AGO})
    given = {role: role if role in NEED_NO_APPROVAL else NOBODY for role in COLUMNS}

    demand_waiting(line, cast, given)


@pytest.mark.parametrize("line", PHONE_LINES)
def test_a_second_phone_that_waits_has_no_role_at_all(line, offices):
    waits = {"waits_since": make.LONG_AGO, "is_second": True}
    cast = Cast(offices, on=offices["own"].unit, phones=waits)

    may = (
        frozenset() if line.about == "self" else line.may
    )  # the owner's stream is none of its own

    demand_waiting(replace(line, may=may), cast, dict.fromkeys(COLUMNS, NOBODY))


def demand_waiting(line: Line, cast: Cast, given: Mapping[str, str]) -> None:
    # A phone undoes or approves another only if it is approved itself.
    is_about_another = line.operation in {"undo_device", "approve_device"}
    may = frozenset() if is_about_another else line.may

    answers = asked(line, cast)

    assert allowed(answers) == {
        (role, place) for role in COLUMNS if given[role] in may for place in below_unit(line)
    }


Answers = Mapping[tuple[str, str], int]


def allowed(answers: Answers) -> set[tuple[str, str]]:
    return {key for key, status in answers.items() if status < 400}


def asked(line: Line, cast: Cast) -> Answers:
    """Ask about one thing of each place as everyone, and undo what an answer did."""
    is_callers_own = line.reach in {Reach.SELF, Reach.ALL}
    make_thing = cache(THINGS[line.operation, line.about])
    answers = {}
    for name in cast.offices:
        for role in COLUMNS:
            thing = make_thing(cast.place(name, role if is_callers_own else NOBODY))
            client = cast.client(role, line.way, name if line.way is Way.THERE else "own")
            with transaction.atomic():
                answers[role, name] = status_of(client, thing)
                transaction.set_rollback(True)
    return answers


def status_of(client: Client, thing: Call) -> int:
    """Return how a call was answered; a list that leaves out what was sought does not know it."""
    if thing.body is None:
        answer = client.get(f"{API}{thing.path}")
        return 404 if answer.content == b"[]" else answer.status_code
    path = f"{API}{thing.path}"
    return client.post(path, thing.body, content_type="application/json").status_code
