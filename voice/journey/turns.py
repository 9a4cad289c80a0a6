"""One thing at a time for one call, many calls at once."""

import zlib
from contextlib import AbstractContextManager
from threading import RLock

STRIPES = 256


class Turns:
    """Locks by call, within this process; two calls that share a stripe wait for each other, rarely."""

    def __init__(self) -> None:
        self._locks = tuple(RLock() for _ in range(STRIPES))

    def of(self, carrier_call_id: str) -> AbstractContextManager[bool]:
        """Held while one delivery about this call is dealt with."""
        return self._locks[zlib.crc32(carrier_call_id.encode()) % STRIPES]
