"""Keep personal data encrypted in the column, and findable by exact value through a blind index."""

import hashlib
import hmac
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class EncryptedTextField(models.BinaryField):
    """Text that the database sees only as ciphertext; the keys live outside it.

    The newest key of `settings.FIELD_KEYS` writes, all of them read. Source: docs/keys.md.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own signature
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: str | None) -> bytes | None:  # noqa: D102 - Django's contract
        return None if value is None else _cipher().encrypt(value.encode())

    def from_db_value(  # noqa: D102 - Django's contract
        self,
        value: bytes | memoryview | None,
        expression: object,  # noqa: ARG002 - Django's own signature
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django's own signature
    ) -> str | None:
        return None if value is None else _cipher().decrypt(bytes(value)).decode()

    def to_python(self, value: str | None) -> str | None:  # noqa: D102 - Django's contract
        return value


def blind_index(text: str) -> bytes:
    """Return 32 bytes by which equal texts are found, and which only the pepper can compute."""
    return hmac.digest(settings.PEPPER, text.encode(), hashlib.sha256)


def _cipher() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
