"""The machine's random source, made to draw the same again, so that a schedule can be replayed."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from unittest.mock import patch


def dice(*words: object) -> Random:
    """Return a random generator that is another for other words, on every machine the same."""
    return Random(number(*words))  # noqa: S311 - to be repeated is all it is for


def number(*words: object) -> int:
    """Return a number of 256 bits that is another for other words."""
    return int.from_bytes(hashlib.sha256(repr(words).encode()).digest())


@contextmanager
def fixed_chance(*words: object) -> Iterator[None]:
    """Let ids, secrets and salts drawn inside be the same for the same words.

    Whatever an operation draws depends on its own words alone, so one more operation before it
    (a lie, say) changes none of its ids.
    """
    drawn = dice(*words)
    with (
        patch.object(os, "urandom", drawn.randbytes),
        patch.object(secrets, "token_bytes", drawn.randbytes),
        patch.object(secrets, "choice", drawn.choice),
        patch.object(secrets, "randbelow", drawn.randrange),
    ):
        yield
