"""Which hosts are contacted while a step runs: observed in the interpreter, not promised.

Python tells an audit hook of every connection and name look-up before it happens (PEP 578). Counted
are those of the thread that watches and of the threads named as its helpers: elsewhere in the
process a database may be spoken to, which is no business of the step.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_LOOKED_UP = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_REACHED = frozenset({"socket.connect", "socket.sendto"})
_watches: list["_Watch"] = []
_hooked = threading.Event()


class _Watch:
    def __init__(self, helpers: str) -> None:
        self.owner = threading.get_ident()
        self.helpers = helpers
        self.hosts: set[str] = set()

    def sees(self) -> bool:
        return threading.get_ident() == self.owner or threading.current_thread().name.startswith(self.helpers)


@contextmanager
def contacted_hosts(helpers: str) -> Iterator[set[str]]:
    """A set that fills with host names and addresses while the block runs; `helpers` begins its threads' names."""
    if not _hooked.is_set():
        _hooked.set()
        sys.addaudithook(_heard)
    watch = _Watch(helpers)
    _watches.append(watch)
    try:
        yield watch.hosts
    finally:
        _watches.remove(watch)


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if not _watches:
        return
    host: Any = None
    if event in _LOOKED_UP:
        host = args[0]
    elif event in _REACHED:
        host = args[1][0] if isinstance(args[1], tuple) else args[1]
    if host:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
        for watch in _watches:
            if watch.sees():
                watch.hosts.add(name)
