"""What an era inherits: the counters of the one before, ended, and who goes on with their work."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from backend.ops.province.tables import ERAS, OfficePlan, World, id_of, world_of
from geo.catalogue import shipped_successions
from tracking.parties.models import OfficeKind
from tracking.parties.operations.directory import SuccessionRow

BEFORE: Final = {"2025": "2018"}
REFORM: Final = "Nghị quyết 1663/NQ-UBTVQH15; Nghị định 118/2025/NĐ-CP"


def world_before(world: World) -> World | None:
    """Return the counters of the era before, or None if there was none.

    Whoever decided, couriers and routes are left out: nothing new is decided or ridden there.
    """
    era = BEFORE.get(world.era)
    if era is None:
        return None
    old = world_of(era)
    counters = tuple(plan for plan in old.offices if plan.kind == OfficeKind.ONE_STOP)
    return replace(old, offices=counters, competences=(), routes=(), staff=())


def office_successions(*, before: World, world: World) -> Iterator[SuccessionRow]:
    """Return which counter of an era goes on with the work of which of the era before.

    The counter of a commune is followed by that of every commune its land went to; a district's
    by none, since the tier is gone.
    """
    by_unit = {_unit_id(world, plan): plan for plan in world.offices if plan.fields}
    for plan in before.offices:
        for unit in _units_after(_unit_id(before, plan), ERAS[world.era]):
            if unit in by_unit:
                yield SuccessionRow(
                    predecessor=id_of(era=before.era, kind="office", key=plan.key),
                    successor=id_of(era=world.era, kind="office", key=by_unit[unit].key),
                    on=ERAS[world.era],
                    legal_ref=REFORM,
                )


def _unit_id(world: World, plan: OfficePlan) -> UUID:
    return world.unit_of[plan.unit].id


def _units_after(unit: UUID, on: date) -> set[UUID]:
    """Follow successions to the units that stand on a day."""
    reached, ends = {unit}, set()
    while reached:
        after = [row for row in shipped_successions() if row.predecessor in reached]
        ends |= reached - {row.predecessor for row in after}
        reached = {row.successor for row in after if row.on <= on}
    return ends
