"""Tables of who may hold, who acts, on which device, and who may act for whom."""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from geo.models import Site, Unit
from tracking.kernel.line import PartyKind, Role
from tracking.parties.encryption import EncryptedTextField


class People(BaseUserManager["Person"]):
    """Find and make people by their log-in."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person with that log-in, whatever its case."""
        return self.get(login__iexact=username)

    def create_superuser(self, login: str, password: str, **fields: Any) -> "Person":  # noqa: ANN401 - Django's own signature
        """Make a person who may open the administration."""
        person = self.model(login=login, is_staff=True, is_superuser=True, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser, PermissionsMixin):
    """A human being who acts; couriers have no password, staff log in on an enrolled desk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    login = models.CharField(  # NULL: couriers have none, and twins of "" would collide
        max_length=64, unique=True, null=True
    )
    email = models.EmailField(blank=True, help_text="Never needed; allauth asks for the column.")
    name = EncryptedTextField(help_text="Personal data: never in a log, never in a refusal.")
    language = models.CharField(max_length=5, default="vi")
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(
        null=True, help_text="When the account was closed last; no log-in of before comes back."
    )
    is_staff = models.BooleanField(default=False)

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[People] = People()

    def __str__(self) -> str:
        return self.login or str(self.id)

    def get_session_auth_hash(self) -> str:
        """Return what a log-in is good by: another one after a new password, or a closing."""
        return self._since_it_was_closed(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Return what log-ins are good by that were made under the secrets before."""
        return map(self._since_it_was_closed, super().get_session_auth_fallback_hash())

    def _since_it_was_closed(self, good_by: str) -> str:
        if self.closed_at is None:
            return good_by
        return salted_hmac("closed", f"{good_by} {self.closed_at.isoformat()}").hexdigest()


class ClosedPeriod(models.Model):
    """That a person could not act, neither by a phone nor at a desk, from, until before."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="closed_periods")
    closed_at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(reopened_at__isnull=True),
                name="parties_closedperiod_one_open_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.closed_at:%d/%m %H:%M}"


class Party(models.Model):
    """Who may answer for papers: an office, a courier, an authority, a citizen, or unknown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in PartyKind])

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class Carrier(models.Model):
    """An enterprise whose couriers serve each other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.short_name


class OfficeKind(models.TextChoices):
    """What an office is for."""

    ONE_STOP = "one_stop"
    AUTHORITY = "authority"
    POSTAL_POINT = "postal_point"


class Office(models.Model):
    """An authority or counter that may hold papers, during its period.

    Its unit and the unit whose own office it is never change: what was signed at its desks is
    judged by both. Where they would, the office ends and another goes on with its work.
    """

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True)
    kind = models.CharField(max_length=16, choices=OfficeKind.choices)
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    short_name = models.CharField(max_length=60)
    org_code = models.CharField(
        max_length=24, help_text="First part of a dossier code, e.g. 000.00.14.H20."
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="offices")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="offices")
    own_of = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        related_name="own_offices",
        help_text="The unit whose one own office it is: who supervises the unit works here.",
    )
    operated_by = models.ForeignKey(Carrier, on_delete=models.PROTECT, null=True)
    phone = models.CharField(max_length=20, blank=True, help_text="The counter's own number.")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    is_chosen_for_demo = models.BooleanField(
        default=False, help_text="The demo chose it; no source names it."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["own_of"],
                condition=Q(valid_until__isnull=True),
                name="parties_office_one_own_of_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeParent(models.Model):
    """That one office passes its papers up to another, from one day until another."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="parent_edges")
    parent = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="child_edges")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.office_id} < {self.parent_id}"


class OfficeSuccession(models.Model):
    """That one office continues the work of another."""

    predecessor = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="predecessions")
    on = models.DateField()
    legal_ref = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id}"


class FieldTransfer(models.Model):
    """That an office takes in dossiers of one field of administration, from a date."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="transfers")
    field_code = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "field_code", "valid_from"], name="parties_fieldtransfer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.field_code}"


class Courier(models.Model):
    """A courier as a party: custody is the party's, never the phone's.

    Carrier and home are those of the newest posting: who may see and do what today asks for them.
    What was signed is judged by the postings.
    """

    party = models.OneToOneField(Party, on_delete=models.PROTECT, primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="couriers")
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="couriers")
    home = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="couriers")
    call_sign = models.CharField(max_length=12, unique=True, help_text="Shown, e.g. TN-02.")

    def __str__(self) -> str:
        return self.call_sign


class Posting(models.Model):
    """That a courier rides for a carrier and is at home in an office, until the next posting.

    An append-only fact: what somebody signed is judged by how things stood then.
    """

    courier = models.ForeignKey(Courier, on_delete=models.PROTECT, related_name="postings")
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="+")
    home = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField(null=True, help_text="Null: the first, from ever.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["courier", "from_at"],
                nulls_distinct=False,
                name="parties_posting_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.courier_id} at {self.home_id}"


class Grant(models.Model):
    """That a person may act for a party, or for all below a unit, in a role, from, until.

    An append-only fact: an end is set once, never in the past.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="grants")
    role = models.CharField(max_length=16, choices=[(r, r) for r in Role])
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False) ^ Q(unit__isnull=False),
                name="parties_grant_on_a_party_or_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class DeviceKind(models.TextChoices):
    """What a device is."""

    PHONE = "phone"
    DESK = "desk"


class DeviceState(models.TextChoices):
    """What the house makes of a device."""

    WAITING = "waiting"
    IN_USE = "in_use"
    REVOKED = "revoked"
    UNDONE = "undone"


class Device(models.Model):
    """A phone or desk that signs; its id is the thumbprint of its key.

    Its owner never changes. What a phone signs moves nothing while it waits for approval, and what
    any device signs nothing ever once its enrolment is undone: both show in `is_believed`. A desk
    that waits works, but speaks with no supervisor's right: `is_vouched`. The fold is given both.
    """

    id = models.CharField(primary_key=True, max_length=43)
    kind = models.CharField(max_length=8, choices=DeviceKind.choices)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="devices", help_text="A phone's."
    )
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="desks", help_text="A desk's."
    )
    jwk = models.JSONField()
    model = models.CharField(max_length=120, blank=True)
    app = models.CharField(max_length=40, blank=True, help_text="App version that enrolled.")
    enrolled_at = models.DateTimeField()
    enrolled_by = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Who made its ticket; null: whoever has the server's terminal.",
    )
    waits_since = models.DateTimeField(
        null=True, help_text="From when it needed approval; it stays when that is given."
    )
    is_second = models.BooleanField(
        default=False,
        help_text="It joined beside a phone in use, and nobody vouched: it may be a stranger's.",
    )
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="As enrolled_by."
    )
    approved_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The phone on which that was said, and with which it falls; null: by a log-in.",
    )
    revoked_at = models.DateTimeField(null=True)
    revoke_why = models.CharField(max_length=64, blank=True)
    lost_at = models.DateTimeField(
        null=True, help_text="Until when it was in its owner's hand, as people say."
    )
    undone_at = models.DateTimeField(
        null=True, help_text="It should never have joined; it is revoked then, too."
    )
    undone_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="As enrolled_by."
    )
    is_believed = models.GeneratedField(
        expression=Q(undone_at__isnull=True)  # type: ignore[arg-type]  # Django takes conditions too
        & (Q(office__isnull=False) | Q(waits_since__isnull=True) | Q(approved_at__isnull=False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_vouched = models.GeneratedField(
        expression=Q(person__isnull=False)  # type: ignore[arg-type]  # as above
        | Q(waits_since__isnull=True)
        | Q(approved_at__isnull=False),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    last_seen_at = models.DateTimeField(null=True)
    rev = models.BigIntegerField(default=0, help_text="Of the newest fact about it.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) ^ Q(office__isnull=False),
                name="parties_device_of_a_person_or_an_office",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(revoked_at__isnull=False),
                name="parties_device_undone_is_revoked",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def state(self) -> DeviceState:
        """Whether it waits, is in use, or is believed no more; a desk that waits is in use."""
        if self.undone_at is not None:
            return DeviceState.UNDONE
        if self.revoked_at is not None:
            return DeviceState.REVOKED
        if self.office_id is None and self.needs_approval:
            return DeviceState.WAITING
        return DeviceState.IN_USE

    @property
    def needs_approval(self) -> bool:
        """Whether somebody still has to say yes: to a phone, or to supervisors at a desk."""
        return (
            self.revoked_at is None and self.waits_since is not None and self.approved_at is None
        )


class EnrolmentTicket(models.Model):
    """One use of an enrolment QR; only its hash is kept."""

    hash = models.BinaryField(primary_key=True, max_length=32)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True, related_name="+")
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Device, on_delete=models.CASCADE, null=True, related_name="+")

    def __str__(self) -> str:
        return f"ticket until {self.expires_at:%H:%M}"


class DeviceChallenge(models.Model):
    """A number that a device answered, until it could be answered no more; its hash is kept."""

    hash = models.BinaryField(primary_key=True, max_length=32)
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"challenge for {self.device_id}"


class DeviceSession(models.Model):
    """An opaque bearer: a phone's, or a desk's beside one log-in; only its hash is kept."""

    hash = models.BinaryField(primary_key=True, max_length=32)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="sessions")
    log_in = models.CharField(
        max_length=43, null=True, help_text="A desk's counts beside this log-in alone."
    )
    until_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"session of {self.device_id}"


class Shift(models.Model):
    """A courier's time on duty, as he declared it; positions are kept only inside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    courier = models.ForeignKey(Courier, on_delete=models.PROTECT, related_name="shifts")
    device = models.ForeignKey(Device, on_delete=models.PROTECT, null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["courier"],
                condition=Q(ended_at__isnull=True),
                name="parties_shift_one_open_a_courier",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.courier_id} {self.started_at:%d/%m %H:%M}"


class CalendarDay(models.Model):
    """A day on which an office (or every office) works otherwise than the law's calendar says."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, null=True)
    on = models.DateField()
    hours = ArrayField(
        ArrayField(models.TimeField(), size=2),
        default=list,
        help_text="Opening periods; empty: closed.",
    )
    legal_ref = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["office", "on"], nulls_distinct=False, name="parties_calendarday_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}"


class FailedLogin(models.Model):
    """How often one log-in or address was tried in vain since a moment; only its HMAC is kept."""

    subject = models.BinaryField(primary_key=True, max_length=32)
    failed = models.PositiveIntegerField(default=0)
    since_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failed} since {self.since_at:%H:%M}"
