"""Logs hold ids, counts, durations and codes: a field that is not on the list below is dropped.

Words a caller said, numbers, names and file contents have no field here. A test reads every log
call in `voice/` and fails on a field that is not listed (tests/architecture/test_log_fields.py).
"""

import json
import logging
import sys
from collections import OrderedDict, deque
from collections.abc import MutableMapping
from threading import Lock
from typing import Any

import structlog

ALLOWED_FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "call_id",
        "carrier_recording_id",
        "recording_id",
        "step",
        "state",
        "status",
        "code",
        "fault",
        "retry_helps",
        "attempt",
        "count",
        "duration_ms",
        "seconds",
        "bytes",
        "channels",
        "route",
        "method",
        "port",
        "model",
        "version",
        "device",
        "sequence",
        "purpose",
        "reason",
        "line",
        "error_type",
        "worker",
    }
)


def keep_allowed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every field that is not allowed, and say how many were dropped."""
    dropped = [name for name in event if name not in ALLOWED_FIELDS]
    for name in dropped:
        del event[name]
    if dropped:
        event["count"] = len(dropped)
        event["code"] = "log_fields_dropped"
    return event


class RecentLines:
    """What this process logged about its latest calls, so that the leak audit can read it; in memory alone."""

    def __init__(self, calls: int = 200, lines: int = 200) -> None:
        self._calls, self._lines = calls, lines
        self._kept: OrderedDict[str, deque[str]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """As a processor: note the line, pass it on unchanged."""
        call_id = event.get("call_id")
        if call_id:
            with self._lock:
                self._kept.setdefault(str(call_id), deque(maxlen=self._lines)).append(json.dumps(event, default=str))
                self._kept.move_to_end(str(call_id))
                while len(self._kept) > self._calls:
                    self._kept.popitem(last=False)
        return event

    def of(self, call_id: str) -> str:
        """The call's lines, oldest first."""
        with self._lock:
            return "\n".join(self._kept.get(call_id, ()))


RECENT = RecentLines()


def set_up(level: int = logging.INFO) -> None:
    """Send structured lines to standard error; vendors' own loggers are quieted to warnings."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed,
            RECENT,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Vendors' messages may quote what they were given (a URL, a parameter, a value): none is printed.
    logging.basicConfig(level=logging.CRITICAL + 1, handlers=[logging.NullHandler()], force=True)


def logger() -> Any:
    """A logger; call it with an event name and allowed fields."""
    return structlog.get_logger()
