"""Receipt codes: ten digits by which somebody who called can take consent back later, without giving a name.

A code follows from the call's id by a keyed hash: it is stored nowhere, and whoever holds the
database without the key can make none. What is stored to find a call by its code is a keyed hash of
the code again, which without the key says as little.
"""

from collections.abc import Callable
from typing import Protocol

from voice.call.values import Call, CallId

DIGITS = 10


class Calls(Protocol):
    """What is searched for the call of a code (see `vault.ports.CallBook`)."""

    def call_by_receipt(self, wanted: str, ref_of: Callable[[CallId], str]) -> Call | None: ...


class ReceiptCodes:
    """Makes the code of a call and finds the call of a code; `keyed_hash` is HMAC-SHA-256 in hex."""

    def __init__(self, book: Calls, keyed_hash: Callable[[str], str]) -> None:
        self._book = book
        self._keyed_hash = keyed_hash

    def code(self, call_id: CallId) -> str:
        """Ten digits, such as 0123456789."""
        return f"{int(self._keyed_hash(f'receipt code of {call_id}'), 16) % 10**DIGITS:0{DIGITS}d}"

    def find(self, untrusted_code: str) -> CallId | None:
        """The call of a code; spaces and hyphens do not matter."""
        wanted = "".join(character for character in untrusted_code if character not in " -")
        if len(wanted) != DIGITS or not wanted.isascii() or not wanted.isdigit():
            return None
        found = self._book.call_by_receipt(self._ref(wanted), lambda call_id: self._ref(self.code(call_id)))
        return found.id if found else None

    def _ref(self, code: str) -> str:
        return self._keyed_hash(f"receipt reference of {code}")


def written(code: str) -> str:
    """A code as people read and type it well, in groups."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def spoken(code: str) -> str:
    """A code as a voice reads it well: digit by digit, in groups."""
    groups = (code[:3], code[3:6], code[6:])
    return ", ".join(" ".join(group) for group in groups)
