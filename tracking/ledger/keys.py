"""The private keys of the house: files that only the server may read, apart from the database.

`docs/keys.md` says what each is for, how it is changed and what its loss means.
"""

import os
import secrets
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tracking.kernel.ids import b64u
from tracking.kernel.signing import PrivateKey

PEPPER_FILE: Final = "pepper"
FIELD_FILE: Final = "field"
PEPPER_BYTES: Final = 32


class KeyUse(StrEnum):
    """What a key of the house signs; to an export key devices seal what is carried home."""

    ROOT = "root"
    LABEL = "label"
    RECEIPT = "receipt"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class LabelKey:
    """The key that signs new labels, and the number under which each label names it."""

    id: int
    key: PrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """The public half of a key file; `label_key_id` is None but for label keys."""

    use: KeyUse
    thumbprint: str
    jwk: dict[str, str]
    label_key_id: int | None


def root_key() -> PrivateKey:
    """Return the key that signs the list of all others; phones pin it when they enrol."""
    return _private_key(settings.HOSO_KEYS_DIR / _file_name(KeyUse.ROOT, 1))


def receipt_key() -> PrivateKey:
    """Return the newest key for receipts."""
    return _newest(KeyUse.RECEIPT)[1]


def label_key() -> LabelKey:
    """Return the newest key for labels."""
    return LabelKey(*_newest(KeyUse.LABEL))


def export_keys() -> dict[str, PrivateKey]:
    """Return all keys to which scans may have been sealed, by thumbprint: old ones still open."""
    folder = settings.HOSO_KEYS_DIR
    keys = [
        _private_key(folder / _file_name(KeyUse.EXPORT, number))
        for number in _numbers(folder, KeyUse.EXPORT)
    ]
    return {key.public.thumbprint: key for key in keys}


def key_files(folder: Path) -> list[KeyFile]:
    """Return the public halves of the private keys in a folder, the oldest of each use first."""
    return [
        _public_half(folder, use, number) for use in KeyUse for number in _numbers(folder, use)
    ]


def _public_half(folder: Path, use: KeyUse, number: int) -> KeyFile:
    public = _private_key(folder / _file_name(use, number)).public
    return KeyFile(
        use=use,
        thumbprint=public.thumbprint,
        jwk=public.jwk(),
        label_key_id=number if use is KeyUse.LABEL else None,
    )


def make_key_files(folder: Path) -> list[str]:
    """Make the keys that a folder lacks, readable for their owner alone; return their names."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [
        _make_private_key(folder, use=use, number=1)
        for use in KeyUse
        if not list(folder.glob(f"{use}-*.der"))
    ]
    if not (folder / PEPPER_FILE).exists():
        _write(folder / PEPPER_FILE, b64u(secrets.token_bytes(PEPPER_BYTES)).encode())
        made.append(PEPPER_FILE)
    if not (folder / FIELD_FILE).exists():
        _write(folder / FIELD_FILE, Fernet.generate_key())
        made.append(FIELD_FILE)
    return made


def make_next_key_file(folder: Path, *, use: KeyUse) -> str:
    """Make the successor of a key, which then serves in its place; return its name."""
    return _make_private_key(folder, use=use, number=_numbers(folder, use)[-1] + 1)


def make_next_field_key(folder: Path) -> None:
    """Put a new field key first: it writes from now on, the older ones go on reading."""
    draft = folder / f"{FIELD_FILE}.new"
    _write(draft, Fernet.generate_key() + b"\n" + (folder / FIELD_FILE).read_bytes())
    draft.replace(folder / FIELD_FILE)  # never a moment without the older keys


def _newest(use: KeyUse) -> tuple[int, PrivateKey]:
    numbers = _numbers(settings.HOSO_KEYS_DIR, use)
    if not numbers:
        message = f"No {use} key in HOSO_KEYS_DIR: run `hoso make_keys` first."
        raise ImproperlyConfigured(message)
    return numbers[-1], _private_key(settings.HOSO_KEYS_DIR / _file_name(use, numbers[-1]))


def _numbers(folder: Path, use: KeyUse) -> list[int]:
    return sorted(int(path.stem.rpartition("-")[2]) for path in folder.glob(f"{use}-*.der"))


def _file_name(use: KeyUse, number: int) -> str:
    return f"{use}-{number}.der"


@cache
def _private_key(path: Path) -> PrivateKey:
    try:
        return PrivateKey.from_der(path.read_bytes())
    except FileNotFoundError:
        message = f"No {path.name} in HOSO_KEYS_DIR: run `hoso make_keys` first."
        raise ImproperlyConfigured(message) from None


def _make_private_key(folder: Path, *, use: KeyUse, number: int) -> str:
    name = _file_name(use, number)
    _write(folder / name, PrivateKey.generate().der())
    return name


def _write(path: Path, content: bytes) -> None:
    """Write a file that is new and was never readable for others, not even for a moment."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as opened:
        opened.write(content)
