"""How passwords are hashed: slowly, and without holding what others wait for."""

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections


class PatientArgon2(Argon2PasswordHasher):
    """Argon2id that gives connections back to the pool while it computes.

    A hash takes a tenth of a second and more, and the pool has sixteen connections: two dozen
    wrong passwords at once would hold up every scan. Inside a transaction nothing is given back.
    """

    def encode(self, password: str, salt: str) -> str:
        """Return the hash of a password."""
        _give_back()
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Tell whether a password is that of a hash."""
        _give_back()
        return super().verify(password, encoded)


def _give_back() -> None:
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
