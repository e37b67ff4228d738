"""Read the units and links that ship with the project; pure. Sources stand in data/NOTICE."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID, uuid5

from geo.point import Point

SHIPPED: Final = Path(__file__).parent / "data"
# The same unit has the same id in every clone, so that loading twice changes nothing.
UNITS: Final = UUID("8a7d5a52-4f0c-4b0e-9a5e-6a1f3c2d7b10")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One administrative unit during one period, half-open."""

    code: str
    name: str
    level: str
    parent_code: str
    centre: Point
    valid_from: date | None
    valid_until: date | None
    population: int | None

    @property
    def id(self) -> UUID:
        """The id of the row, by code and first day."""
        return unit_id(code=self.code, valid_from=self.valid_from)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRow:
    """That one unit follows another, wholly or in part."""

    predecessor: UUID
    successor: UUID
    extent: str
    on: date


def unit_id(*, code: str, valid_from: date | None) -> UUID:
    """Return the id of a unit that this project ships."""
    return uuid5(UNITS, f"{code} {valid_from or ''}")


def shipped_units() -> list[UnitRow]:
    """Return all units of both provinces in all their versions, parents before children."""
    return [
        UnitRow(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            parent_code=row["parent_code"],
            centre=Point.from_degrees(lat=float(row["lat"]), lon=float(row["lon"])),
            valid_from=_day(row["valid_from"]),
            valid_until=_day(row["valid_until"]),
            population=int(row["population"]) if row["population"] else None,
        )
        for row in rows_of(SHIPPED / "units.csv")
    ]


def shipped_successions() -> list[SuccessionRow]:
    """Return which unit followed which."""
    return [
        SuccessionRow(
            predecessor=unit_id(code=row["predecessor"], valid_from=_day(row["predecessor_from"])),
            successor=unit_id(code=row["successor"], valid_from=_day(row["successor_from"])),
            extent=row["extent"],
            on=date.fromisoformat(row["on"]),
        )
        for row in rows_of(SHIPPED / "successions.csv")
    ]


def as_known_on(rows: Iterable[UnitRow], *, on: date) -> list[UnitRow]:
    """Return the units that had begun by a day, as people knew them then: no end lies ahead."""
    return [
        replace(row, valid_until=None) if row.valid_until and row.valid_until > on else row
        for row in rows
        if row.valid_from is None or row.valid_from <= on
    ]


def rows_of(path: Path) -> Iterator[Mapping[str, str]]:
    """Read a table with a line of headings."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
