"""For whom each operation is, declared apart from the code that must agree with it.

An operation says who may call and, where it touches a thing of an office, how to make that thing
and the call about it, and the roles that may. From this the tests are generated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests import make
from tracking.kernel.line import Role
from tracking.parties.models import Office


class Callers(StrEnum):
    OPEN = "open"
    DEVICE = "device"
    STAFF = "staff"
    DESK = "desk"
    EITHER = "either"


@dataclass(frozen=True)
class Call:
    """A request about one thing."""

    path: str
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Thing:
    """What belongs to an office, the call about it, and the roles on the office that may."""

    make: Callable[[Office], Call]
    roles: frozenset[Role]


@dataclass(frozen=True)
class Operation:
    callers: Callers
    about: Mapping[str, Thing] = field(default_factory=dict)


RUNNERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def new_desk(office: Office) -> Call:
    return Call("/enrolment-tickets", {"office": str(office.pk)})


def new_phone(office: Office) -> Call:
    return Call("/enrolment-tickets", {"person": str(make.courier(home=office).person_id)})


def its_desk(office: Office) -> Call:
    return Call(f"/devices/{make.desk(office).id}/revoke", {"why": "stolen"})


def its_couriers_phone(office: Office) -> Call:
    phone = make.phone(make.courier(home=office))
    return Call(f"/devices/{phone.id}/revoke", {"why": "stolen"})


OPERATIONS: Mapping[str, Operation] = {
    "change_shift": Operation(Callers.DEVICE),
    "enrol_device": Operation(Callers.OPEN),
    "issue_device_challenge": Operation(Callers.OPEN),
    "issue_enrolment_ticket": Operation(
        Callers.STAFF,
        about={
            "desk": Thing(new_desk, RUNNERS | {Role.CLERK, Role.OFFICER}),
            "phone": Thing(new_phone, RUNNERS | {Role.CLERK}),
        },
    ),
    "list_keys": Operation(Callers.OPEN),
    "name_parties": Operation(Callers.EITHER),
    "open_device_session": Operation(Callers.OPEN),
    "read_me": Operation(Callers.EITHER),
    "revoke_device": Operation(
        Callers.DESK,
        about={"desk": Thing(its_desk, RUNNERS), "phone": Thing(its_couriers_phone, RUNNERS)},
    ),
}
