"""Tables that protect the public page."""

from django.db import models


class LookUpCount(models.Model):
    """How many look-ups failed in one minute, over all web processes."""

    minute = models.DateTimeField(primary_key=True)
    failed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.minute:%H:%M}: {self.failed}"
