"""Make an event with many tickets in a pretix of its own; runs in that venv, not in ours.

Prints one line of JSON: the address of the redeem call, the token of a device, the check-in list
and the secrets of the tickets.
"""

import json
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import django

django.setup()

from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import (  # noqa: E402
    CheckinList,
    Device,
    Event,
    Order,
    OrderPosition,
    Organizer,
)


def main(count: int) -> None:
    """Make everything and say where it is."""
    now = datetime.now(UTC)
    organizer = Organizer.objects.create(name="Bench", slug=f"bench{now:%H%M%S%f}")
    event = Event.objects.create(
        organizer=organizer,
        name="Bench",
        slug="bench",
        date_from=now,
        live=True,
        plugins="",
    )
    ticket = event.items.create(name="Ticket", default_price=Decimal("0.00"))
    tickets = event.checkin_lists.create(name="Door", all_products=True)
    device = Device.objects.create(
        organizer=organizer,
        name="Phone",
        all_events=True,
        initialized=now,
        security_profile="full",
    )
    device.api_token = f"{organizer.slug:x<60}"
    device.save()
    secrets = [_ticket(event, ticket, no, now) for no in range(count)]
    print(
        json.dumps(
            {
                "path": f"/api/v1/organizers/{organizer.slug}/checkinrpc/redeem/",
                "token": device.api_token,
                "list": CheckinList.objects.get(pk=tickets.pk).pk,
                "secrets": secrets,
            }
        )
    )


def _ticket(event: Event, item: object, no: int, now: datetime) -> str:
    order = Order.objects.create(
        event=event,
        code=f"B{no:05}",
        status=Order.STATUS_PAID,
        datetime=now,
        expires=now + timedelta(days=9),
        total=Decimal("0.00"),
        email="",
        sales_channel=event.organizer.sales_channels.get(identifier="web"),
        locale="en",
    )
    position = OrderPosition.objects.create(
        order=order, item=item, price=Decimal("0.00"), positionid=1
    )
    return str(position.secret)


if __name__ == "__main__":
    with scopes_disabled():
        main(int(sys.argv[1]))
