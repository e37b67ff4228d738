"""Routes for tests."""

from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from tests import make
from tracking.legs.operations.ways import RouteRow, StopRow, put_routes
from tracking.parties.models import Courier, Office


def put_route(
    calls: list[tuple[Office, time]],
    *,
    code="",
    courier: Courier | None = None,
    route_id: UUID | None = None,
):
    """Put a route in that stops ten minutes at each office."""
    rider = courier or make.courier(home=calls[0][0])
    made = RouteRow(
        id=route_id or uuid4(),
        code=code or rider.call_sign,
        name=code or rider.call_sign,
        carrier=rider.carrier_id,
        home=calls[0][0].pk,
        courier=rider.pk,
        stops=tuple(
            StopRow(office=office.pk, arrive=at, depart=_later(at)) for office, at in calls
        ),
    )
    put_routes(rows=[made])


def _later(at: time) -> time:
    return (datetime.combine(make.MORNING, at) + timedelta(minutes=10)).time()
