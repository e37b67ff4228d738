"""Read the two worlds that can be loaded; pure. What is fact and what is chosen: data/NOTICE."""

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from geo.catalogue import UnitRow, as_known_on, rows_of, shipped_units

WORLDS: Final = Path(__file__).parent / "data"
# The same thing has the same id in every clone, so that loading twice changes nothing.
WORLD: Final = UUID("5f0d3a7e-2c1b-4e7a-8f53-0c9a4b6d8e21")
ERAS: Final = {"2018": date(2020, 5, 27), "2025": date(2025, 7, 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePlan:
    """An office of a world, and where its counter stands: metres from its unit's centre."""

    key: str
    kind: str
    name: str
    name_en: str
    short_name: str
    org_code: str
    unit: str
    parent: str
    north_m: int
    east_m: int
    site: str
    address: str
    phone: str
    fields: tuple[str, ...]
    fields_from: date
    is_chosen: bool
    is_units_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlan:
    """A route: out along its stops in the morning, back in the afternoon, mostly in reverse."""

    code: str
    name: str
    courier: str
    home: str
    out_at: time
    back_at: time
    km_an_hour: int
    stops: tuple[str, ...]
    back_stops: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPlan:
    """A person who logs in, and as what: at an office, or over a unit (`unit:87`)."""

    login: str
    name: str
    place: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencePlan:
    """That an authority, as procedures name it, is this office for one unit and all below it."""

    authority: str
    unit: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Everything that one era loads."""

    era: str
    units: tuple[UnitRow, ...]
    offices: tuple[OfficePlan, ...]
    competences: tuple[CompetencePlan, ...]
    routes: tuple[RoutePlan, ...]
    staff: tuple[StaffPlan, ...]

    @property
    def unit_of(self) -> dict[str, UnitRow]:
        """The unit that each code means on the day of the era."""
        on = ERAS[self.era]
        return {
            row.code: row for row in self.units if row.valid_until is None or row.valid_until > on
        }


def world_of(era: str) -> World:
    """Return what an era loads."""
    folder = WORLDS / era
    return World(
        era=era,
        units=tuple(as_known_on(shipped_units(), on=ERAS[era])),
        offices=tuple(_offices(folder)),
        competences=tuple(CompetencePlan(**row) for row in rows_of(folder / "competences.csv")),
        routes=tuple(_routes(folder)),
        staff=tuple(
            StaffPlan(
                login=row["login"],
                name=row["name"],
                place=row["place"],
                roles=tuple(row["roles"].split()),
            )
            for row in rows_of(folder / "staff.csv")
        ),
    )


def id_of(*, era: str, kind: str, key: str) -> UUID:
    """Return the id of a thing that a world loads."""
    return uuid5(WORLD, f"{era} {kind} {key}")


def _offices(folder: Path) -> list[OfficePlan]:
    return [
        OfficePlan(
            key=row["key"],
            kind=row["kind"],
            name=row["name"],
            name_en=row["name_en"],
            short_name=row["short_name"],
            org_code=row["org_code"],
            unit=row["unit"],
            parent=row["parent"],
            north_m=int(row["north_m"]),
            east_m=int(row["east_m"]),
            site=row["site"],
            address=row["address"],
            phone=row["phone"],
            fields=tuple(row["fields"].split()),
            fields_from=date.fromisoformat(row["fields_from"] or "2018-10-01"),
            is_chosen=row["is_chosen"] == "yes",
            is_units_own=row["is_units_own"] == "yes",
        )
        for row in rows_of(folder / "offices.csv")
    ]


def _routes(folder: Path) -> list[RoutePlan]:
    return [
        RoutePlan(
            code=row["code"],
            name=row["name"],
            courier=row["courier"],
            home=row["home"],
            out_at=time.fromisoformat(row["out_at"]),
            back_at=time.fromisoformat(row["back_at"]),
            km_an_hour=int(row["km_an_hour"]),
            stops=tuple(row["stops"].split()),
            back_stops=tuple(row["back_stops"].split() or row["stops"].split()[::-1]),
        )
        for row in rows_of(folder / "routes.csv")
    ]
