"""Tables of what we carry: procedures, dossiers, consignments, items, their papers and labels."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from geo.models import Unit
from tracking.kernel.dossier import BusinessState, EventKind
from tracking.parties.encryption import EncryptedTextField
from tracking.parties.models import Office, Party, Person


class Procedure(models.Model):
    """An administrative procedure as one version of the law states it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=80)
    code = models.CharField(max_length=16, blank=True)
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True)
    field_code = models.CharField(max_length=40)
    field_name = models.CharField(max_length=120)
    level = models.CharField(max_length=16, help_text="Where the dossier is received.")
    deciding_authority = models.CharField(max_length=160)
    limit_value = models.PositiveIntegerField()
    limit_unit = models.CharField(max_length=16)
    has_same_day_rule = models.BooleanField()
    fee_vnd = models.PositiveIntegerField(null=True)
    result_name = models.CharField(max_length=240)
    certainty = models.CharField(max_length=16)
    door_proofs = ArrayField(
        models.CharField(max_length=32),
        null=True,
        help_text="What suffices at a door, e.g. pin, photo+signature; null: the house's rule.",
    )
    counter_proofs = ArrayField(
        models.CharField(max_length=32), null=True, help_text="Likewise over a counter."
    )
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "valid_from"],
                nulls_distinct=False,
                name="consignments_procedure_once_a_version",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PaperKind(models.TextChoices):
    """In what form a paper is handed in."""

    ORIGINAL = "original"
    CERTIFIED = "certified"
    COPY = "copy"
    ELECTRONIC = "electronic"


class ProcedurePaper(models.Model):
    """A paper that a procedure asks for."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="papers")
    no = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=240)
    kind = models.CharField(max_length=16, choices=PaperKind.choices)
    count = models.PositiveSmallIntegerField()
    is_required = models.BooleanField()

    class Meta:
        ordering = ["procedure", "no"]

    def __str__(self) -> str:
        return self.name


class Competence(models.Model):
    """That an authority, as procedures name it, is this office for one unit and all below it."""

    authority = models.CharField(max_length=160, help_text="`Procedure.deciding_authority`.")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="competences")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "unit"], name="consignments_competence_once_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.office_id}"


class CodeCounter(models.Model):
    """How many dossier codes one organisation has given out on one day."""

    org_code = models.CharField(max_length=24)
    on = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["org_code", "on"], name="consignments_counter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.org_code} {self.on}: {self.last}"


class Channel(models.TextChoices):
    """How a dossier came in."""

    COUNTER = "counter"
    ONLINE = "online"
    PUBLIC_POST = "public_post"


class Dossier(models.Model):
    """One administrative case: who asked what of whom, and by when it is promised.

    Its legal state, outcome and the times of both are a projection: folded from its events and the
    lines of its items, and made again by `rebuild_custody`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=48, unique=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="dossiers")
    receiving_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    deciding_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=16, choices=Channel.choices)
    business_state = models.CharField(
        max_length=16, choices=[(state, state) for state in BusinessState], help_text="Folded."
    )
    citizen = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    applicant_name = EncryptedTextField()
    applicant_phone = EncryptedTextField(null=True)
    applicant_identity = EncryptedTextField(null=True)
    applicant_address = EncryptedTextField(null=True)
    returns_to_door = models.BooleanField(help_text="Else the receiving office's counter.")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, help_text="Folded.")
    outcome = models.CharField(max_length=16, blank=True, help_text="granted or refused; folded.")
    returned_at = models.DateTimeField(null=True, help_text="As far as one can say; folded.")
    returned_by = models.DateTimeField(null=True, help_text="By then it surely was; folded.")
    fee_vnd = models.PositiveIntegerField(default=0)
    postage_vnd = models.PositiveIntegerField(default=0)
    request_id = models.UUIDField(unique=True, help_text="The desk's own id, for repeats.")

    class Meta:
        indexes = [models.Index(fields=["receiving_office", "received_at"])]

    def __str__(self) -> str:
        return self.code


class DossierEvent(models.Model):
    """What an office did with a dossier itself; it never changes, and stands in the log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in EventKind])
    outcome = models.CharField(max_length=16, blank=True, help_text="Of a decision.")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.dossier_id}"


class CitizenKey(models.Model):
    """What a slip lets its bearer see by: a code, a secret in the QR, a PIN, kept as HMACs."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, primary_key=True)
    code = models.CharField(max_length=12, unique=True, help_text="60 bits, Crockford base 32.")
    secret_hmac = models.BinaryField(max_length=32)
    pin_hmac = models.BinaryField(max_length=32)
    stream = models.CharField(max_length=22, unique=True, help_text="16 bytes of `track.*`.")
    public_tries = models.PositiveSmallIntegerField(
        default=0, help_text="Wrong ones of the public page; no device is held up by them."
    )
    public_locked_until_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True, help_text="Person who printed the newest slip.")

    def __str__(self) -> str:
        return f"citizen key {self.code}"


class ReplacedSlip(models.Model):
    """What an older slip proved a delivery by, until a newer one was printed; it opens no page."""

    key = models.ForeignKey(CitizenKey, on_delete=models.CASCADE, related_name="replaced")
    secret_hmac = models.BinaryField(max_length=32)
    pin_hmac = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True, help_text="Person who printed it.")
    replaced_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"slip of {self.key_id} until {self.replaced_at}"


class PinTries(models.Model):
    """The wrong PINs in a row that one party brought of a key: nobody locks out another."""

    key = models.ForeignKey(CitizenKey, on_delete=models.CASCADE, related_name="tries")
    party = models.UUIDField()
    tries = models.PositiveSmallIntegerField(default=0)
    locked_until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "party"], name="consignments_pintries_of_a_party"
            )
        ]

    def __str__(self) -> str:
        return f"tries of {self.party} at {self.key_id}"


class Direction(models.TextChoices):
    """Which way a consignment goes."""

    OUT = "out"
    BACK = "back"


class Consignment(models.Model):
    """One order to move items from A to B, out to the deciding office or back to the citizen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consignments")
    direction = models.CharField(max_length=4, choices=Direction.choices)
    origin = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="+", help_text="The last office on the way."
    )
    goes_to_door = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "direction"], name="consignments_consignment_once_a_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.id}"


class Item(models.Model):
    """One sealed set of papers under one label: a subject of custody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="items")
    seal = models.CharField(max_length=32, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"item {self.id}"


class DocumentLine(models.Model):
    """One line of the document list (bảng kê giấy tờ) of an item."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="lines")
    no = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=240)
    kind = models.CharField(max_length=16, choices=PaperKind.choices)
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["item", "no"]
        constraints = [
            models.UniqueConstraint(fields=["item", "no"], name="consignments_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.name}"

    @property
    def is_in_envelope(self) -> bool:
        """Whether it is there to be counted: an electronic file is listed, and lies nowhere."""
        return self.kind != PaperKind.ELECTRONIC


class LabelRoll(models.Model):
    """Labels issued together for one office, printed or still blank."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, help_text="item, receptacle or place")
    issued_to = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="rolls")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)

    def __str__(self) -> str:
        return f"roll {self.id}"


class RollPass(models.Model):
    """That a supervisor passed a roll of blank labels on to another office, from a moment."""

    roll = models.ForeignKey(LabelRoll, on_delete=models.CASCADE, related_name="passes")
    passed_to = models.ForeignKey(Party, on_delete=models.PROTECT)
    from_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.roll_id} to {self.passed_to_id}"


class Label(models.Model):
    """One printed token; a reprint is another label and voids this one."""

    id = models.CharField(primary_key=True, max_length=22)
    roll = models.ForeignKey(LabelRoll, on_delete=models.PROTECT, related_name="labels")
    text = models.CharField(max_length=160, unique=True, help_text="What the QR says: HS1:…")
    code = models.CharField(max_length=11, db_index=True, help_text="What a hand types.")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="labels")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="+", help_text="A place label's."
    )
    bound_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_why = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(office__isnull=True),
                name="consignments_label_on_an_item_or_a_place",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Tally(models.Model):
    """What one side counted inside an item, beside the signed check that vouches for it."""

    scan = models.CharField(max_length=43, help_text="The check; one may be of many items.")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tallies")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    counted = models.JSONField(help_text="[[line no, count], …]")
    is_complete = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scan", "item"], name="consignments_tally_once")
        ]

    def __str__(self) -> str:
        return f"tally of {self.item_id}"
