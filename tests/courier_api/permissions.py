"""For whom each operation is, declared apart from the code that must agree with it.

The matrix has a line for every operation, every way to call it and every thing that it is about,
and in each line a mark for every role. From it the tests are made; `things.py` makes the things.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracking.kernel.line import Role


class Callers(StrEnum):
    """Who may call at all."""

    OPEN = "open"
    DEVICE = "device"
    STAFF = "staff"
    DESK = "desk"
    EITHER = "either"
    HAND = "hand"


class Way(StrEnum):
    """From where one calls."""

    PHONE = "phone"
    BROWSER = "browser"
    DESK = "desk"  # of the caller's own office
    THERE = "there"  # at a desk of the office whose thing it is


class Reach(StrEnum):
    """How far a role that may is enough."""

    OFFICE = "office"  # the things of the office that it is on, or of all below its unit
    UNIT = "unit"  # a role on a unit alone: the things of this unit and of those below
    SELF = "self"  # what the caller has in hand
    ALL = "all"  # everything, or what is the caller's own wherever it is


NOBODY = "nobody"  # who is known and has no role
COLUMNS = (*sorted(Role), NOBODY)

CALLERS: Mapping[str, Callers] = {
    "approve_device": Callers.EITHER,
    "change_shift": Callers.DEVICE,
    "check_pin": Callers.HAND,
    "decide_dossier": Callers.DESK,
    "enrol_device": Callers.OPEN,
    "import_scans": Callers.DESK,
    "issue_device_challenge": Callers.OPEN,
    "issue_enrolment_ticket": Callers.STAFF,
    "issue_feed_ticket": Callers.EITHER,
    "issue_label_roll": Callers.DESK,
    "list_couriers": Callers.STAFF,
    "list_devices": Callers.STAFF,
    "list_keys": Callers.OPEN,
    "list_own_devices": Callers.DEVICE,
    "list_procedures": Callers.DESK,
    "look_items_up": Callers.STAFF,
    "name_parties": Callers.EITHER,
    "open_device_session": Callers.OPEN,
    "print_label": Callers.DESK,
    "print_slip": Callers.DESK,
    "read_board": Callers.STAFF,
    "read_dossier": Callers.DESK,
    "read_due_time": Callers.DESK,
    "read_item": Callers.EITHER,
    "read_me": Callers.EITHER,
    "read_today": Callers.DEVICE,
    "read_wipe_order": Callers.OPEN,
    "receive_scan_batch": Callers.OPEN,
    "record_fixes": Callers.DEVICE,
    "record_tally": Callers.DESK,
    "release_device": Callers.STAFF,
    "revoke_device": Callers.STAFF,
    "take_in": Callers.DESK,
    "undo_device": Callers.EITHER,
    "void_label": Callers.DESK,
}

# x: may. Every mark is said, so that a new role or a new operation has to be thought of.
MATRIX = """
operation              about     way     reach  clerk officer supervisor administrator auditor courier serves nobody
approve_device         desk      browser office .     .       x          x             .       .       .      .
approve_device         own       phone   all    x     .       .          .             .       x       x      x
approve_device         phone     browser office .     .       x          x             .       .       .      .
approve_device         phone     phone   office .     .       x          x             .       .       .      .
change_shift           shift     phone   all    .     .       .          .             .       x       .      .
check_pin              result    there   office x     x       .          .             .       .       .      .
check_pin              in_hand   phone   self   .     .       .          .             .       x       .      .
decide_dossier         dossier   desk    office .     x       .          .             .       .       .      .
import_scans           file      there   office x     x       x          .             .       .       .      .
issue_enrolment_ticket desk      browser office x     x       x          x             .       .       .      .
issue_enrolment_ticket phone     browser office x     .       x          x             .       .       .      .
issue_feed_ticket      office    browser office x     x       x          x             x       .       .      .
issue_feed_ticket      office    phone   office x     x       x          x             x       .       .      .
issue_feed_ticket      unit      browser unit   x     x       x          x             x       .       .      .
issue_feed_ticket      unit      phone   unit   x     x       x          x             x       .       .      .
issue_feed_ticket      desk      browser office x     x       x          .             .       .       .      .
issue_feed_ticket      desk      phone   office x     x       x          .             .       .       .      .
issue_feed_ticket      self      browser all    x     x       x          x             x       x       x      x
issue_feed_ticket      self      phone   all    x     x       x          x             x       x       x      x
issue_feed_ticket      colleague browser office .     .       .          .             .       .       .      .
issue_feed_ticket      colleague phone   office .     .       .          .             .       .       .      .
issue_feed_ticket      track     browser office .     .       .          .             .       .       .      .
issue_feed_ticket      track     phone   office .     .       .          .             .       .       .      .
issue_label_roll       roll      there   office x     x       .          .             .       .       .      .
list_couriers          office    browser office x     x       x          x             x       .       .      .
list_couriers          unit      browser unit   x     x       x          x             x       .       .      .
list_devices           desk      browser all    .     .       x          x             .       .       .      .
list_own_devices       phone     phone   all    x     x       x          x             x       x       x      x
list_procedures        counter   there   office x     x       x          x             x       .       .      .
look_items_up          item      browser office x     x       x          x             x       .       .      .
look_items_up          in_hand   browser self   .     .       .          .             .       x       .      .
name_parties           office    browser all    x     x       x          x             x       x       x      x
name_parties           office    phone   all    x     x       x          x             x       x       x      x
open_device_session    desk      browser office x     x       x          x             x       .       .      .
print_label            label     desk    office x     x       .          .             .       .       .      .
print_slip             dossier   desk    office x     .       .          .             .       .       .      .
read_board             office    browser office x     x       x          x             x       .       .      .
read_board             unit      browser unit   x     x       x          x             x       .       .      .
read_dossier           dossier   desk    office x     x       x          x             x       .       .      .
read_due_time          counter   there   office x     x       x          x             x       .       .      .
read_item              item      browser office x     x       x          x             x       .       .      .
read_item              item      phone   office x     x       x          x             x       .       .      .
read_item              in_hand   browser self   .     .       .          .             .       x       .      .
read_item              in_hand   phone   self   .     .       .          .             .       x       .      .
read_me                caller    browser all    x     x       x          x             x       x       x      x
read_me                caller    phone   all    x     x       x          x             x       x       x      x
read_today             day       phone   all    .     .       .          .             .       x       .      .
record_fixes           fixes     phone   all    .     .       .          .             .       x       .      .
record_tally           check     there   office x     x       .          .             .       .       .      .
release_device         desk      browser office .     .       x          x             .       .       .      .
release_device         phone     browser office .     .       x          x             .       .       .      .
revoke_device          desk      browser office .     .       x          x             .       .       .      .
revoke_device          phone     browser office .     .       x          x             .       .       .      .
take_in                counter   there   office x     .       .          .             .       .       .      .
undo_device            desk      browser office .     .       x          x             .       .       .      .
undo_device            phone     browser office .     .       x          x             .       .       .      .
undo_device            phone     phone   office .     .       x          x             .       .       .      .
undo_device            own       phone   all    x     x       x          x             x       x       x      x
void_label             label     desk    office x     x       .          .             .       .       .      .
void_label             blank     desk    office x     x       .          .             .       .       .      .
"""  # noqa: E501 - a table that is read across

# Ways that must have a line each, if an operation is for them.
WAYS: Mapping[Callers, Collection[frozenset[Way]]] = {
    Callers.OPEN: (),
    Callers.DEVICE: (frozenset({Way.PHONE}),),
    Callers.STAFF: (frozenset({Way.BROWSER}),),
    Callers.DESK: (frozenset({Way.DESK, Way.THERE}),),
    Callers.EITHER: (frozenset({Way.PHONE}), frozenset({Way.BROWSER})),
    Callers.HAND: (frozenset({Way.PHONE}), frozenset({Way.DESK, Way.THERE})),
}


@dataclass(frozen=True)
class Line:
    """One line of the matrix: who may do what to which thing, and from where."""

    operation: str
    about: str
    way: Way
    reach: Reach
    may: frozenset[str]

    def __str__(self) -> str:
        return f"{self.operation}-{self.about}-{self.way}"


def read_matrix(text: str) -> Iterator[Line]:
    """Read lines that have a mark in every column; anything else fails."""
    header, *lines = [line.split() for line in text.strip().splitlines()]
    roles = header[4:]
    assert sorted(roles) == sorted(COLUMNS), "a column for every role"
    for operation, about, way, reach, *marks in lines:
        assert len(marks) == len(roles), f"{operation} {about}: a mark for every role"
        assert set(marks) <= {"x", "."}, f"{operation} {about}: a mark is x or ."
        may = {role for role, mark in zip(roles, marks, strict=True) if mark == "x"}
        yield Line(operation, about, Way(way), Reach(reach), frozenset(may))


def lines_missing(callers: Mapping[str, Callers], lines: Collection[Line]) -> list[str]:
    """Return the operations, with the ways to call them, that no line speaks of."""
    said = {(line.operation, line.way) for line in lines}
    return [
        f"{operation} by {'/'.join(sorted(ways))}"
        for operation, its_callers in callers.items()
        for ways in WAYS[its_callers]
        if not any((operation, way) in said for way in ways)
    ]


LINES = tuple(read_matrix(MATRIX))
