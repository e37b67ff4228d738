"""For whom each operation is, declared apart from the code that must agree with it.

An operation says who may call and, where it touches a thing of an office, how to make that thing
and the call about it, and the roles that may. From this the tests are generated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests import make
from tests.hands import arrived
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
WORKERS = frozenset({Role.CLERK, Role.OFFICER})
READERS = RUNNERS | WORKERS | {Role.AUDITOR}


def new_desk(office: Office) -> Call:
    return Call("/enrolment-tickets", {"office": str(office.pk)})


def new_phone(office: Office) -> Call:
    return Call("/enrolment-tickets", {"person": str(make.courier(home=office).person_id)})


def its_desk(office: Office) -> Call:
    return Call(f"/devices/{make.desk(office).id}/revoke", {"why": "stolen"})


def its_couriers_phone(office: Office) -> Call:
    phone = make.phone(make.courier(home=office))
    return Call(f"/devices/{phone.id}/revoke", {"why": "stolen"})


def its_dossier(office: Office) -> Call:
    return Call(f"/dossiers/{make.sent_from(office).dossier.pk}")


def its_dossiers_slip(office: Office) -> Call:
    return Call(f"/dossiers/{make.sent_from(office).dossier.pk}/slips", {})


def dossier_it_decides(office: Office) -> Call:
    papers = [{"name": "Giấy phép", "kind": "original", "count": 1}]
    dossier = arrived(make.sent_from(make.office(), decided_by=office).dossier)
    return Call(f"/dossiers/{dossier.pk}/decision", {"outcome": "granted", "papers": papers})


def its_label(office: Office) -> Call:
    return Call(f"/labels/{make.sent_from(office).label.pk}/label.pdf")


def its_label_torn(office: Office) -> Call:
    return Call(f"/labels/{make.sent_from(office).label.pk}/void", {"why": "torn"})


def its_blank_label_torn(office: Office) -> Call:
    return Call(f"/labels/{make.blank_label(office).pk}/void", {"why": "torn"})


def its_board(office: Office) -> Call:
    return Call(f"/boards/office.{office.pk}")


def couriers_of_its_board(office: Office) -> Call:
    return Call(f"/boards/office.{office.pk}/couriers")


def its_stream(office: Office) -> Call:
    return Call("/feed-tickets", {"streams": [f"office.{office.pk}"]})


def its_item(office: Office) -> Call:
    return Call(f"/items/{make.sent_from(office).item.pk}")


OPERATIONS: Mapping[str, Operation] = {
    "change_shift": Operation(Callers.DEVICE),
    "check_pin": Operation(Callers.EITHER),
    "decide_dossier": Operation(
        Callers.DESK, about={"dossier": Thing(dossier_it_decides, frozenset({Role.OFFICER}))}
    ),
    "enrol_device": Operation(Callers.OPEN),
    "issue_device_challenge": Operation(Callers.OPEN),
    "issue_enrolment_ticket": Operation(
        Callers.STAFF,
        about={
            "desk": Thing(new_desk, RUNNERS | {Role.CLERK, Role.OFFICER}),
            "phone": Thing(new_phone, RUNNERS | {Role.CLERK}),
        },
    ),
    "issue_feed_ticket": Operation(Callers.EITHER, about={"office": Thing(its_stream, READERS)}),
    "issue_label_roll": Operation(Callers.DESK),
    "list_couriers": Operation(
        Callers.STAFF, about={"office": Thing(couriers_of_its_board, READERS)}
    ),
    "list_keys": Operation(Callers.OPEN),
    "list_procedures": Operation(Callers.DESK),
    "look_items_up": Operation(Callers.STAFF),
    "name_parties": Operation(Callers.EITHER),
    "open_device_session": Operation(Callers.OPEN),
    "print_label": Operation(Callers.DESK, about={"label": Thing(its_label, WORKERS)}),
    "print_slip": Operation(
        Callers.DESK, about={"dossier": Thing(its_dossiers_slip, frozenset({Role.CLERK}))}
    ),
    "read_board": Operation(Callers.STAFF, about={"office": Thing(its_board, READERS)}),
    "read_dossier": Operation(Callers.DESK, about={"dossier": Thing(its_dossier, READERS)}),
    "read_due_time": Operation(Callers.DESK),
    "read_item": Operation(Callers.EITHER, about={"item": Thing(its_item, READERS)}),
    "read_me": Operation(Callers.EITHER),
    "read_today": Operation(Callers.DEVICE),
    "receive_scan_batch": Operation(Callers.OPEN),
    "record_fixes": Operation(Callers.DEVICE),
    "record_tally": Operation(Callers.DESK),
    "revoke_device": Operation(
        Callers.STAFF,
        about={"desk": Thing(its_desk, RUNNERS), "phone": Thing(its_couriers_phone, RUNNERS)},
    ),
    "take_in": Operation(Callers.DESK),
    "void_label": Operation(
        Callers.DESK,
        about={
            "label": Thing(its_label_torn, WORKERS),
            "blank": Thing(its_blank_label_torn, WORKERS),
        },
    ),
}
