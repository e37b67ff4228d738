"""Tell whom it concerns, and the log, how a device stands."""

from collections.abc import Mapping
from datetime import datetime

from tracking.feed.facts import FactKind, desk_streams, next_rev, person_streams
from tracking.feed.outbox import publish
from tracking.parties.models import Device
from tracking.parties.places import offices_answering_for


def tell_of_device(device: Device, now: datetime) -> None:
    """Tell the owner's devices, and the desks that answer for the owner, how a device stands."""
    device.rev = next_rev(after=device.rev, now=now)
    device.save(update_fields=["rev"])
    owners = person_streams([device.person_id] if device.person_id else [])
    publish(
        streams=owners | desk_streams(offices_answering_for(device=device, at=now)),
        kind=FactKind.DEVICE_ENROLLED,
        body={
            "subject": device.pk,
            "rev": device.rev,
            "kind": device.kind,
            "state": device.state,
            # Of a desk: it is told to those above, too, who must know where it stands.
            **({} if device.office_id is None else {"office": str(device.office_id)}),
        },
        at=now,
    )


def without_nothing(row: Mapping[str, object]) -> dict[str, object]:
    """Return a row of history without the members that say nothing."""
    return {name: value for name, value in row.items() if value is not None}
