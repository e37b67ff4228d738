"""Keep personal data encrypted in the column, where nothing finds anybody by it."""

from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # Django's own is not generic
    """Text that the database sees only as ciphertext; the keys live outside it.

    The newest key of `settings.FIELD_KEYS` writes, all of them read. Source: docs/keys.md.
    """

    def get_internal_type(self) -> str:  # noqa: D102 - Django's contract
        return "BinaryField"

    def get_prep_value(self, value: str | None) -> bytes | None:  # noqa: D102 - Django's contract
        return None if value is None else encrypted(value.encode())

    def from_db_value(  # noqa: D102 - Django's contract
        self,
        value: bytes | memoryview | None,
        expression: object,  # noqa: ARG002 - Django's own signature
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django's own signature
    ) -> str | None:
        return None if value is None else decrypted(bytes(value)).decode()


class EncryptedBinaryField(models.BinaryField):  # type: ignore[type-arg]  # as above
    """Bytes that the database sees only as ciphertext, as `EncryptedTextField` does with text."""

    def get_prep_value(self, value: bytes | None) -> bytes | None:  # noqa: D102 - Django's contract
        return None if value is None else encrypted(value)

    def from_db_value(  # noqa: D102 - Django's contract
        self,
        value: bytes | memoryview | None,
        expression: object,  # noqa: ARG002 - Django's own signature
        connection: BaseDatabaseWrapper,  # noqa: ARG002 - Django's own signature
    ) -> bytes | None:
        return None if value is None else decrypted(bytes(value))


def encrypted(raw: bytes) -> bytes:
    """Return what is stored of bytes in an encrypted column, for statements of our own."""
    return _cipher().encrypt(raw)


def decrypted(raw: bytes) -> bytes:
    """Return what was encrypted, by the newest key or one before it."""
    return _cipher().decrypt(raw)


def pepper() -> bytes:
    """Return the secret that stands outside the database, without which no hash can be guessed.

    Raises:
        ImproperlyConfigured: there is none yet; an empty one would protect nothing.
    """
    if not settings.PEPPER:
        message = "No pepper in HOSO_KEYS_DIR: run `hoso make_keys` first."
        raise ImproperlyConfigured(message)
    return settings.PEPPER


def _cipher() -> MultiFernet:
    if not settings.FIELD_KEYS:
        message = "No field key in HOSO_KEYS_DIR: run `hoso make_keys` first."
        raise ImproperlyConfigured(message)
    return _cipher_of(tuple(settings.FIELD_KEYS))


@cache
def _cipher_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])
