"""The append-only store: what devices signed, what must be erasable, and what is set aside."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Least

from tracking.parties.encryption import EncryptedBinaryField, EncryptedTextField
from tracking.parties.models import Device, Person


class EntryKind(models.IntegerChoices):
    """What an entry of history other than a scan tells, numbered as on the wire."""

    DEVICE_ENROLLED = 2
    DEVICE_REVOKED = 3
    GRANT_GIVEN = 4
    GRANT_ENDED = 5
    LABELS_ISSUED = 6
    LABEL_VOIDED = 7
    KEY_MADE = 8
    SCAN_RELEASED = 9
    PRIVATE_PART_ERASED = 10
    PROOF_JUDGED = 11
    OFFICE_PUT = 14
    COURIER_POSTED = 15
    UNIT_EDGE_PUT = 16
    DOSSIER_EVENT = 17
    SLIP_PRINTED = 21
    ACCOUNT_CLOSED = 22
    ACCOUNT_OPENED = 23


class Scan(models.Model):
    """One signed statement of one device; it never changes.

    What is known of its time does: `begins_at` rises when a scan comes late on which it is built.
    """

    id = models.CharField(primary_key=True, max_length=43)
    jws = models.TextField(help_text="Verbatim, as first received; the only truth of this row.")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="scans")
    act = models.CharField(max_length=16)
    who = models.UUIDField()
    party = models.UUIDField(help_text="`for` on the wire.")
    epoch = models.CharField(max_length=22, help_text="Of the device's own chain.")
    n = models.BigIntegerField()
    prev = models.CharField(max_length=43, null=True)
    ticket_by = models.CharField(
        max_length=43, null=True, help_text="Device whose offer ticket an accept carries."
    )
    resolved_to = models.UUIDField(
        null=True, help_text="The party to which a resolve gives, which need not sign anything."
    )
    shows_at = models.DateTimeField(help_text="Its beginning, as far as it shows that itself.")
    begins_at = models.DateTimeField(
        help_text="The latest beginning that it or anything shows on which its device built it."
    )
    latest_at = models.DateTimeField(help_text="When it reached us.")
    # A device may contradict itself; it is believed no further than until it was heard.
    earliest_at = models.GeneratedField(
        expression=Least("begins_at", "latest_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )
    received_at = models.DateTimeField()
    flags = ArrayField(
        models.CharField(max_length=24), default=list, help_text="As the first receipt said."
    )
    case = models.UUIDField(null=True, help_text="As the first receipt said.")
    batch = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(fields=["device", "epoch", "n", "begins_at"], name="ledger_scan_chain"),
            models.Index(fields=["device", "epoch", "shows_at", "n"], name="ledger_scan_shows"),
            models.Index(fields=["prev", "device"], name="ledger_scan_prev"),
            models.Index(fields=["who", "latest_at"], name="ledger_scan_who"),
            models.Index(
                fields=["ticket_by"],
                condition=Q(ticket_by__isnull=False),
                name="ledger_scan_ticket_by",
            ),
            models.Index(
                fields=["resolved_to"],
                condition=Q(resolved_to__isnull=False),
                name="ledger_scan_resolved_to",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.id}"


class ScanLabel(models.Model):
    """That a scan names a label (or the code typed for one), and the basis its device knew."""

    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="on_labels")
    label = models.CharField(max_length=22, null=True)
    code = models.CharField(max_length=11, null=True)
    basis = models.CharField(max_length=43, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(label__isnull=False) ^ Q(code__isnull=False),
                name="ledger_scanlabel_a_label_or_a_code",
            ),
        ]
        indexes = [
            models.Index(fields=["label"], name="ledger_scanlabel_label"),
            models.Index(fields=["code"], name="ledger_scanlabel_code"),
        ]

    def __str__(self) -> str:
        return f"{self.scan_id} on {self.label or self.code}"


class PrivatePart(models.Model):
    """What stands beside a signature and may be erased; kept verbatim until then."""

    scan = models.OneToOneField(Scan, on_delete=models.PROTECT, primary_key=True)
    text = EncryptedTextField(null=True)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"private part of {self.scan_id}"


class QuarantinedScan(models.Model):
    """Bytes that could not be read or trusted, kept whole for a person to look at.

    `share` is the device that signed them, or the desk that imported them, and whose bounded room
    they take up; null where nobody we know vouches for them: these share one small pool.
    """

    key = models.CharField(primary_key=True, max_length=43, help_text="SHA-256 of the JWS text.")
    raw = models.BinaryField()
    private = EncryptedBinaryField(null=True)
    size_bytes = models.PositiveIntegerField(help_text="Of both, as they came.")
    reason = models.CharField(max_length=24)
    scan = models.CharField(
        max_length=43,
        blank=True,
        db_index=True,
        help_text="Its scan id, if it has the form of one.",
    )
    kid = models.CharField(max_length=43, blank=True, db_index=True)
    share = models.ForeignKey(Device, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    batch = models.UUIDField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"{self.reason} {self.key}"


class Verdict(models.Model):
    """The judgement on the proof of one delivery of one subject; nothing while it is pending.

    What was judged is not judged again.
    """

    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="verdicts")
    subject = models.UUIDField(help_text="Id of the item.")
    verdict = models.CharField(max_length=8, help_text="good, bad or waived")
    by = models.CharField(
        max_length=12, blank=True, help_text="What proved it or failed to; empty if waived."
    )
    is_fresh = models.BooleanField(
        default=False, help_text="Proven by a slip that the deliverer's side printed for it."
    )
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scan", "subject", "verdict"], name="ledger_verdict_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scan_id} {self.verdict}"


class LogEntry(models.Model):
    """A row of history other than a scan: canonical JSON, numbered by its kind on the wire."""

    kind = models.PositiveSmallIntegerField(choices=EntryKind.choices)
    text = models.TextField(help_text="RFC 8785 canonical JSON; nothing erasable is in it.")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"entry {self.pk} of kind {self.kind}"


class ServerKey(models.Model):
    """The public half of a key of the house."""

    kid = models.CharField(primary_key=True, max_length=43)
    use = models.CharField(max_length=8, help_text="root, label, receipt, export or log")
    label_key_id = models.PositiveSmallIntegerField(null=True, unique=True)
    jwk = models.JSONField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.use} {self.kid}"


class Deployment(models.Model):
    """The one row that names this installation's history; a restore rewrites its salt."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    salt = models.BinaryField(max_length=16)

    def __str__(self) -> str:
        return "this deployment"
