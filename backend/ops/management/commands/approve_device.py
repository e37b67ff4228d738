"""`hoso approve_device [ID]`: approve the first devices of whoever approves all others."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracking.custody.operations.membership import LossUnknown, UndoneDevice, approve_device
from tracking.parties.models import Device

SHORTEST = 8  # of an id: enough to tell two apart


class Command(BaseCommand):
    """Let whoever has this terminal approve a device; later ones are approved on screen."""

    help = "Approve a device that waits, by its id or the beginning of it; without one, list them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take which device it is."""
        parser.add_argument("device", nargs="?", help=f"its id, or {SHORTEST} or more of it")

    def handle(self, *_args: object, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        """Approve the one device that is meant, or say which wait."""
        if options["device"]:
            approved = _approved(_meant(options["device"]))
            self.stdout.write(f"approved: {approved.pk}")
            return
        unapproved = Device.objects.filter(revoked_at=None, approved_at=None)
        waiting = unapproved.exclude(waits_since=None).order_by("enrolled_at")
        for one in waiting.select_related("person", "office"):
            joined = timezone.localtime(one.enrolled_at)
            whose = one.person or one.office
            self.stdout.write(f"{one.pk} {whose} {one.model} {joined:%d/%m/%Y %H:%M}")


def _meant(start: str) -> str:
    found = list(Device.objects.filter(pk__startswith=start).values_list("pk", flat=True)[:2])
    if len(start) < SHORTEST or len(found) != 1:
        message = f"{start} is not the beginning of one device's id."
        raise CommandError(message)
    return found[0]


def _approved(device_id: str) -> Device:
    try:
        return approve_device(device_id=device_id, by=None, now=timezone.now())
    except UndoneDevice as refusal:
        message = "Its enrolment was undone, which nothing takes back."
        raise CommandError(message) from refusal
    except LossUnknown as refusal:
        message = "Somebody else may have it: say since when, when it is revoked or released."
        raise CommandError(message) from refusal
