"""When a call's time is over: pure arithmetic on days."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from voice.call.values import Call, CallId, CallState
from voice.retention.values import RetentionSchedule

DEFAULT_DAYS, DEFAULT_SHORT_DAYS = 30, 7
"""Kept this long where a call's line is no longer configured: forgetting a line must not keep its calls for ever."""

DEFAULT = RetentionSchedule("", DEFAULT_DAYS, DEFAULT_SHORT_DAYS)


def due_at(call: Call, schedules: Mapping[str, RetentionSchedule], briefly: Collection[CallId] = ()) -> datetime:
    """When the call is to be destroyed: its line's period after it ended (or began, where no end is known).

    The short period counts for calls in `briefly`.
    """
    schedule = schedules.get(call.line, DEFAULT)
    days = schedule.short_days if call.id in briefly else schedule.period_days
    return (call.ended_at or call.started_at) + timedelta(days=days)


def begun_by(schedules: Mapping[str, RetentionSchedule], at: datetime) -> datetime:
    """When a call must have begun, at the latest, for its time to be over at this moment."""
    return at - timedelta(days=min(schedule.short_days for schedule in (DEFAULT, *schedules.values())))


def due(
    calls: Iterable[Call],
    schedules: Mapping[str, RetentionSchedule],
    held: Collection[CallId],
    at: datetime,
    briefly: Collection[CallId] = (),
) -> tuple[Call, ...]:
    """Calls whose time is over and that no hold protects, longest overdue first."""
    over = (
        call
        for call in calls
        if call.state is not CallState.ERASED and call.id not in held and due_at(call, schedules, briefly) <= at
    )
    return tuple(sorted(over, key=lambda call: (due_at(call, schedules, briefly), call.id)))
