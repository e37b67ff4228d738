"""Keys and ids that are the same on every machine, for vectors and for tests."""

import hashlib
from uuid import UUID

from tracking.kernel.ids import b64u
from tracking.kernel.signing import ORDER, PrivateKey


def fixed_bytes(*, name, length):
    return hashlib.shake_256(name.encode()).digest(length)


def fixed_text(*, name, length):
    return b64u(fixed_bytes(name=name, length=length))


def fixed_uuid(name):
    return UUID(bytes=fixed_bytes(name=f"uuid {name}", length=16), version=4)


def fixed_secret(name):
    return int.from_bytes(fixed_bytes(name=f"key {name}", length=32)) % (ORDER - 1) + 1


def fixed_key(name):
    return PrivateKey.from_secret(fixed_secret(name))


def label_id(name):
    return fixed_text(name=f"label {name}", length=16)


def node(name):
    return fixed_text(name=f"scan {name}", length=32)


def high_s(signature):
    """Turn a signature into its twin, which is as valid and which papers do not carry."""
    s = ORDER - int.from_bytes(signature[32:])
    return signature[:32] + s.to_bytes(32)


OFFICE_KEY = fixed_key("office")
COURIER_KEY = fixed_key("courier")
STRANGER_KEY = fixed_key("stranger")
ROOT_KEY = fixed_key("root")
RECEIPT_KEY = fixed_key("receipt")
EXPORT_KEY = fixed_key("export")
LABEL_KEYS = {1: fixed_key("label 1"), 2: fixed_key("label 2")}
