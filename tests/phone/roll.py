"""A roll of blank labels: genuine, and on nothing yet."""

import json
import sys
from typing import Final

from django.utils import timezone

from tracking.consignments.operations.labels import issue_labels
from tracking.parties.models import Office

OFFICE: Final = "Phú Ninh"


def main(count: int) -> None:
    """Issue labels to a commune's counter, and print what their QR symbols say."""
    office = Office.objects.filter(name__contains=OFFICE).first()
    assert office, f"no office of {OFFICE}"
    labels = issue_labels(office_id=office.pk, count=count, by=None, now=timezone.now())
    json.dump([label.text for label in labels], sys.stdout)
