"""Passwords as Argon2id hashes (RFC 9106), and what a password must be."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from voice.errors import UntrustedInput

SHORTEST, LONGEST = 12, 200


class Passwords:
    """Hashes and compares; the defaults are the library's (RFC 9106's low-memory profile, 64 MiB)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # Compared with when the handle is unknown, so that the answer takes as long as for a known one.
        self._nobody = self._hasher.hash("nobody signs in with this")

    def accepted(self, untrusted_password: str, name: str) -> str:
        """The hash of a new password; UntrustedInput says what is missing."""
        if not SHORTEST <= len(untrusted_password) <= LONGEST:
            raise UntrustedInput(f"A password has {SHORTEST} to {LONGEST} characters; four random words do well.")
        if name.lower() in untrusted_password.lower() or len(set(untrusted_password)) < 5:
            raise UntrustedInput("That password is too easy to guess; four random words do well.")
        return self._hasher.hash(untrusted_password)

    def match(self, password_hash: str | None, untrusted_password: str) -> bool:
        """Whether the password is the one hashed; an unknown account (None) costs the same time."""
        try:
            self._hasher.verify(password_hash or self._nobody, untrusted_password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
        return password_hash is not None
