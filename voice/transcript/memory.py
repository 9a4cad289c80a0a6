"""Freed memory goes back to the system: C's allocator would keep the most a call ever needed, thread by thread."""

import ctypes
from collections.abc import Callable
from typing import Any


def _trimmer() -> Callable[[int], Any]:
    try:
        trim: Callable[[int], Any] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # another C library than glibc: nothing to be done
        return lambda _pad: 0
    return trim


_trim = _trimmer()


def give_back() -> None:
    """Give back every page that holds nothing any more; a few milliseconds."""
    _trim(0)
