"""Freed memory goes back to the system: C's allocator would keep the most each thread of a call ever needed."""

import ctypes
from collections.abc import Callable
from typing import Any

# glibc's names for what can be set, from malloc.h.
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8

MAPPED = 16 << 20
"""Bytes from which a block is mapped for itself. A quarter of it would cost a quarter more processor time."""
KEPT = 128 << 20
"""Bytes that may lie free at the heap's end; set because mapping at a fixed size makes it as good as nothing."""


def _of_c(name: str) -> Callable[..., Any]:
    try:
        function: Callable[..., Any] = ctypes.CDLL(None)[name]
    except (OSError, AttributeError, TypeError):  # another C library than glibc: nothing to be done
        return lambda *_: 0
    return function


_tune, _trim = _of_c("mallopt"), _of_c("malloc_trim")


def share_one_heap() -> None:
    """Threads begun from now on share a heap, so that one uses what another left; the largest blocks stay out of it."""
    for setting, value in ((M_ARENA_MAX, 1), (M_MMAP_THRESHOLD, MAPPED), (M_TRIM_THRESHOLD, KEPT)):
        _tune(setting, value)


def give_back() -> None:
    """Give back every page that holds nothing any more; a few milliseconds."""
    _trim(0)
