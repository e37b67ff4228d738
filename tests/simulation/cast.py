"""Who plays: offices, people with what they may do, and the devices they sign on; pure.

A schedule uses some of them. Names stand for ids until a run brings them on the stage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tracking.kernel.line import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person may do, for an office, for a courier's own party or in a whole unit.

    `days` is from when until when, counted from the first day of every schedule.
    """

    role: Role
    at: str
    days: tuple[int, int | None] = (-400, None)


@dataclass(frozen=True, slots=True)
class Device:
    """A phone of a person, or a desk of an office."""

    name: str
    person: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Courier:
    """Who carries: for which enterprise, and at which office at home."""

    carrier: str
    home: str


PROVINCE: Final = "province"
UNITS: Final[Mapping[str, str | None]] = {
    "province": None,
    "district_unit": "province",
    "commune_unit": "district_unit",
    "village_unit": "district_unit",
}
# An office, and the unit that it is of.
OFFICES: Final[Mapping[str, str]] = {
    "commune": "commune_unit",
    "village": "village_unit",
    "district": "district_unit",
    "authority": "province",
    "bank": "province",
}
COUNTERS: Final = ("commune", "village")
DECIDES: Final = "authority"
# Decides on some procedures, and has none of our screens.
WITHOUT_SCREENS: Final = "bank"
COURIERS: Final[Mapping[str, Courier]] = {
    "an": Courier("post", "commune"),
    "binh": Courier("post", "village"),
    "nam": Courier("post", "village"),
    "chi": Courier("other", "district"),
    "cuu": Courier("post", "commune"),
}
GRANTS: Final[Mapping[str, tuple[Grant, ...]]] = {
    "hoa": (Grant(Role.CLERK, "commune"),),
    "hai": (Grant(Role.CLERK, "commune"),),
    "mai": (Grant(Role.CLERK, "village"),),
    "tam": (Grant(Role.CLERK, "district"),),
    "lan": (Grant(Role.CLERK, "authority"),),
    "duc": (Grant(Role.OFFICER, "authority"), Grant(Role.CLERK, "authority")),
    "quan": (Grant(Role.SUPERVISOR, PROVINCE),),
    "truong": (Grant(Role.SUPERVISOR, "commune"),),
    "kiem": (Grant(Role.AUDITOR, PROVINCE),),
    "sep": (Grant(Role.ADMINISTRATOR, PROVINCE),),
    "an": (
        Grant(Role.COURIER, "an"),
        Grant(Role.SERVES, "commune"),
        Grant(Role.SERVES, "authority"),
    ),
    "binh": (Grant(Role.COURIER, "binh"), Grant(Role.SERVES, "village")),
    # Two hats: a courier who is a clerk, too.
    "nam": (Grant(Role.COURIER, "nam"), Grant(Role.CLERK, "village")),
    "chi": (Grant(Role.COURIER, "chi"), Grant(Role.SERVES, "district")),
    # Those whose time is over.
    "lau": (Grant(Role.CLERK, "commune", (-400, -30)),),
    "cuu": (
        Grant(Role.COURIER, "cuu", (-400, -30)),
        Grant(Role.CLERK, "commune", (-800, -400)),
        Grant(Role.SERVES, "commune"),
    ),
}
DESKS: Final = (
    Device("desk_commune", office="commune"),
    Device("desk_commune_2", office="commune"),
    Device("desk_village", office="village"),
    Device("desk_district", office="district"),
    Device("desk_authority", office="authority"),
)
PHONES: Final = tuple(
    Device(f"phone_{person}", person=person)
    for person in ("an", "binh", "nam", "chi", "cuu", "quan", "truong", "kiem", "sep", "lau")
)
# Enrolled by a liar in a name that is not the liar's; nobody has approved it.
WAITING: Final = Device("phone_hoa", person="hoa")
DEVICES: Final = (*DESKS, *PHONES, WAITING)
DEVICE_OF: Final[Mapping[str, Device]] = {one.name: one for one in DEVICES}


def clerks_of(office: str) -> list[str]:
    """Return who gives and receives papers for an office during every schedule."""
    return [
        person
        for person, grants in GRANTS.items()
        if any(
            grant.role is Role.CLERK and grant.at == office and grant.days[1] is None
            for grant in grants
        )
        and person not in COURIERS
    ]


def desks_of(office: str) -> list[str]:
    """Return the desks of an office."""
    return [one.name for one in DESKS if one.office == office]
