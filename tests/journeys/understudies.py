"""Understudies of couriers and of people who log in: the same places, the state of nobody."""

import json
import secrets
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from io import StringIO
from typing import Final
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from tests.journeys.desk import PASSWORD
from tracking.custody.operations.grants import give_grant
from tracking.kernel.line import Role
from tracking.legs.models import Route
from tracking.legs.operations.ways import RouteRow, StopRow, ensure_runs, put_routes
from tracking.parties.models import Courier, Grant, Person
from tracking.parties.operations.directory import (
    CourierRow,
    PersonRow,
    put_couriers,
    put_people,
)

SUFFIX_BYTES: Final = 2  # a call sign has room for four more letters
NOBODY: Final[Mapping[UUID, UUID]] = {}


def main() -> None:
    """Answer each line of the input, an order and its names, by a line; both are JSON."""
    orders: dict[str, Callable[..., object]] = {
        "understudies": understudies,
        "join_link": join_link,
    }
    for line in sys.stdin:
        order, *names = json.loads(line)
        print(json.dumps(orders[order](*names)), flush=True)


def understudies(*names: str) -> dict[str, str]:
    """Make an understudy of each and return who stands in for whom."""
    made = {name: understudy(name, now=timezone.now()) for name in names}
    ensure_runs(on=timezone.localdate())
    return made


def join_link(name: str) -> str:
    """Return the link that `hoso join_link` prints."""
    said = StringIO()
    call_command("join_link", name, stdout=said)
    return said.getvalue().strip()


@transaction.atomic
def understudy(name: str, *, now: datetime) -> str:
    """Make somebody with the places and rights of a courier or a log-in, and return the name."""
    own = f"{name}.{secrets.token_hex(SUFFIX_BYTES)}"
    courier = Courier.objects.filter(call_sign=name).select_related("person").first()
    if courier is None:
        clerk = Person.objects.get(login=name)
        _give_rights(of=clerk, to=_put_person(clerk.name, login=own), now=now)
    else:
        _put_courier(courier, call_sign=own, now=now)
    return own


def _put_courier(model: Courier, *, call_sign: str, now: datetime) -> None:
    row = CourierRow(
        id=uuid4(),
        person=_put_person(model.person.name, login=None),
        carrier=model.carrier_id,
        home=model.home_id,
        call_sign=call_sign,
    )
    put_couriers([row], now=now)
    _give_rights(of=model.person, to=row.person, now=now, own={model.pk: row.id})
    put_routes(
        rows=[_route(route, code=call_sign, courier=row.id) for route in model.routes.all()]
    )


def _put_person(name: str, *, login: str | None) -> UUID:
    row = PersonRow(id=uuid4(), name=name, login=login)
    put_people([row], password=PASSWORD if login else None)
    return row.id


def _give_rights(
    *, of: Person, to: UUID, now: datetime, own: Mapping[UUID, UUID] = NOBODY
) -> None:
    """Give what the model may do now; what it may do as a party of its own, as the other one."""
    for grant in Grant.objects.filter(person=of, until_at=None):
        give_grant(
            person_id=to,
            role=Role(grant.role),
            party_id=grant.party_id and own.get(grant.party_id, grant.party_id),
            unit_id=grant.unit_id,
            from_at=grant.from_at,
            now=now,
        )


def _route(model: Route, *, code: str, courier: UUID) -> RouteRow:
    return RouteRow(
        id=uuid4(),
        code=code,
        name=model.name,
        carrier=model.carrier_id,
        home=model.home_id,
        courier=courier,
        stops=tuple(
            StopRow(office=stop.office_id, arrive=stop.arrive, depart=stop.depart)
            for stop in model.stops.all()
        ),
    )
