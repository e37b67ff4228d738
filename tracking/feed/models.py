"""The outbox, the heads of streams, their entries, and the tickets that open sockets."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class OutboxRow(models.Model):
    """A fact waiting, after its commit, for its position in every stream that may see it."""

    streams = ArrayField(models.CharField(max_length=64))
    kind = models.CharField(max_length=32)
    body = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} for {len(self.streams)} streams"


class Head(models.Model):
    """The newest position of one stream."""

    stream = models.CharField(primary_key=True, max_length=64)
    position = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.stream} at {self.position}"


class Entry(models.Model):
    """One fact at one position of one stream; positions have no gaps."""

    stream = models.CharField(max_length=64)
    position = models.BigIntegerField()
    kind = models.CharField(max_length=32)
    body = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "position"], name="feed_entry_position_once_a_stream"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="feed_entry_at")]

    def __str__(self) -> str:
        return f"{self.stream} {self.position} {self.kind}"


class SocketTicket(models.Model):
    """One use of 30 seconds to open a socket on the streams it lists; only its hash is kept."""

    hash = models.BinaryField(primary_key=True, max_length=32)
    streams = ArrayField(models.CharField(max_length=64))
    known = models.JSONField(
        help_text="Withdrawals by subject, as counted before the rights were looked at."
    )
    rights_until_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"socket ticket for {len(self.streams)} streams"


class Withdrawal(models.Model):
    """That rights were taken back of a person, a device, a log-in or a thing; sockets watch it.

    Rows outlive every right that was given before them, and no longer.
    """

    subject = models.CharField(primary_key=True, max_length=43)
    rev = models.BigIntegerField(help_text="Rises with every withdrawal: microseconds, at least.")

    def __str__(self) -> str:
        return f"{self.subject} {self.rev}"
