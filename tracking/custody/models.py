"""Tables that can be thrown away and rebuilt: custody lines, and the cases that folds found."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tracking.kernel.line import CaseKind, PartyKind, State, Verdict


class Line(models.Model):
    """What the scans of one item prove; a projection of the ledger by the fold."""

    subject = models.UUIDField(primary_key=True, help_text="Id of the item.")
    rev = models.BigIntegerField(help_text="Grows with every change that a screen can see.")
    state = models.CharField(max_length=12, null=True, choices=[(s, s) for s in State])
    holder = models.UUIDField(null=True, db_index=True)
    holder_kind = models.CharField(max_length=16, null=True, choices=[(k, k) for k in PartyKind])
    next_stop = models.UUIDField(null=True, help_text="The office that should have it next.")
    offeree = models.UUIDField(null=True, db_index=True)
    claimants = ArrayField(models.UUIDField(), default=list)
    certainty = models.CharField(max_length=12, default="verified")
    flags = ArrayField(models.CharField(max_length=24), default=list)
    tip = models.CharField(max_length=43, null=True, help_text="Newest custody node.")
    tips = ArrayField(
        models.CharField(max_length=43), default=list, help_text="Newest node of each claim."
    )
    parts_at = models.CharField(max_length=43, null=True, help_text="What a resolve must name.")
    scan = models.CharField(max_length=43, null=True, help_text="Newest scan that counts.")
    earliest_at = models.DateTimeField(null=True)
    latest_at = models.DateTimeField(null=True)
    steps = models.JSONField(default=list, help_text="The thread, oldest first.")
    watchers = ArrayField(
        models.UUIDField(),
        default=list,
        help_text="Offices that may see the item: on its way, or named by a scan. Only grows.",
    )
    verdict = models.CharField(
        max_length=12,
        null=True,
        choices=[(v, v) for v in Verdict],
        help_text="On the delivery with which the line ends.",
    )
    handed_over_at = models.DateTimeField(
        null=True,
        help_text="When it was delivered to whom it is for, so that it suffices for the law.",
    )
    handed_over_by = models.DateTimeField(
        null=True, help_text="By when that surely was; `handed_over_at` is as far as one can say."
    )
    is_doubted = models.BooleanField(
        default=False, help_text="The holder took it from outside, or over a gap, with one hand."
    )
    ended_at = models.DateTimeField(
        null=True,
        help_text="Delivered with proof, or filed where it was decided: boards drop it next day.",
    )
    look_again_at = models.DateTimeField(
        null=True,
        db_index=True,
        help_text="When the same scans may say something else: a proof is late, a lock is over.",
    )
    is_fold_failed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            GinIndex(
                fields=["watchers"],
                condition=Q(ended_at__isnull=True),
                name="custody_line_watched",
            ),
            models.Index(
                fields=["ended_at"],
                condition=Q(ended_at__isnull=False),
                name="custody_line_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.state}"


class Case(models.Model):
    """The desk's work on one irregularity of one item.

    Its id is a hash of kind, subject and cause, so that whoever finds it again finds the same one.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=24, choices=[(k, k) for k in CaseKind])
    subject = models.UUIDField(null=True, db_index=True)
    scan = models.CharField(
        max_length=43, blank=True, help_text="Its cause; empty if that is no single scan."
    )
    parties = ArrayField(models.UUIDField(), default=list)
    opened_at = models.DateTimeField(help_text="When it was opened, or last reopened.")
    closed_at = models.DateTimeField(null=True, help_text="When its cause was found gone.")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class StrangerCount(models.Model):
    """How many scans of unknown devices were sent away in one minute, over all web processes."""

    minute = models.DateTimeField(primary_key=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.minute:%H:%M}: {self.count}"
