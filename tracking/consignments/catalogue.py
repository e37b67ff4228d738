"""Read the procedures that ship with the project; pure. What they are stands in data/NOTICE."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

TABLES: Final = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    """A paper that a procedure asks for."""

    no: int
    name: str
    kind: str
    count: int
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureRow:
    """One version of a procedure; `key` and `valid_from` name it."""

    key: str
    code: str
    name: str
    name_en: str
    field_code: str
    field_name: str
    level: str
    deciding_authority: str
    limit_value: int
    limit_unit: str
    has_same_day_rule: bool
    fee_vnd: int | None
    result_name: str
    certainty: str
    papers: tuple[PaperRow, ...]
    valid_from: date | None = None
    valid_until: date | None = None


def shipped_procedures() -> list[ProcedureRow]:
    """Return the procedures in the order of the file, each with its papers in order."""
    papers: dict[str, list[PaperRow]] = {}
    for row in _rows("procedure_papers.csv"):
        papers.setdefault(row["procedure"], []).append(_paper(row))
    return [_procedure(row, tuple(papers.get(row["key"], ()))) for row in _rows("procedures.csv")]


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _paper(row: Mapping[str, str]) -> PaperRow:
    return PaperRow(
        no=int(row["no"]),
        name=row["name"],
        kind=row["kind"],
        count=int(row["count"]),
        is_required=row["is_required"] == "yes",
    )


def _procedure(row: Mapping[str, str], papers: tuple[PaperRow, ...]) -> ProcedureRow:
    return ProcedureRow(
        key=row["key"],
        code=row["code"],
        name=row["name"],
        name_en=row["name_en"],
        field_code=row["field_code"],
        field_name=row["field_name"],
        level=row["level"],
        deciding_authority=row["deciding_authority"],
        limit_value=int(row["limit_value"]),
        limit_unit=row["limit_unit"],
        has_same_day_rule=row["has_same_day_rule"] == "yes",
        fee_vnd=int(row["fee_vnd"]) if row["fee_vnd"] else None,
        result_name=row["result_name"],
        certainty=row["certainty"],
        papers=papers,
    )
