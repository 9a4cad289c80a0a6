"""One thing at a time for one call, many calls at once; in one turn a call's history is read once."""

import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Protocol

from voice.call.values import CallId
from voice.consent.values import LedgerEntry
from voice.vault.ports import ChainedEntry

STRIPES = 256


class Histories(Protocol):
    """What of the ledger is used while the line is open (see `vault.ports.Ledger`)."""

    def append(self, entry: LedgerEntry) -> ChainedEntry: ...
    def entries(self, call_id: CallId | None = None) -> Sequence[ChainedEntry]: ...


class Turns:
    """Locks by call, within this process, and the ledger as the one turn of this thread sees it.

    Two calls that share a stripe wait for each other, rarely.
    """

    def __init__(self, ledger: Histories) -> None:
        self._locks = tuple(RLock() for _ in range(STRIPES))
        self._ledger = ledger
        self._read = threading.local()

    @contextmanager
    def of(self, carrier_call_id: str) -> Iterator[None]:
        """Held while one delivery about this call is dealt with."""
        with self._locks[zlib.crc32(carrier_call_id.encode()) % STRIPES]:
            outer = self._known
            self._read.entries = {} if outer is None else outer
            try:
                yield
            finally:
                self._read.entries = outer

    def append(self, entry: LedgerEntry) -> ChainedEntry:
        """Make an entry durable. What follows from it is read anew: another process may have added something."""
        chained = self._ledger.append(entry)
        if self._known is not None:
            self._known.pop(entry.call_id, None)
        return chained

    def entries(self, call_id: CallId | None = None) -> Sequence[ChainedEntry]:
        """Entries in order: of one call, within a turn, as they were when this turn first asked."""
        known = self._known
        if known is None or call_id is None:
            return self._ledger.entries(call_id)
        if call_id not in known:
            known[call_id] = self._ledger.entries(call_id)
        return known[call_id]

    @property
    def _known(self) -> dict[CallId, Sequence[ChainedEntry]] | None:
        return getattr(self._read, "entries", None)
