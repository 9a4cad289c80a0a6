"""How long the content of a call is kept, and until when its consent counts: the line's periods, and the history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from voice.consent.machine import covers_past, fold, grants
from voice.consent.values import ConsentAsked, ConsentEvent, Purpose
from voice.greeting.values import LineProfile
from voice.retention.values import RetentionSchedule


def schedules(lines: Iterable[LineProfile]) -> Mapping[str, RetentionSchedule]:
    """Each line's periods, by its name."""
    return {line.name: schedule_of(line) for line in lines}


def schedule_of(line: LineProfile) -> RetentionSchedule:
    """One line's periods; the short one is never the longer."""
    return RetentionSchedule(line.name, line.retention_days, min(line.short_days, line.retention_days))


def kept_briefly(line: LineProfile, events: Sequence[ConsentEvent]) -> bool:
    """Whether longer keeping is a question of its own here, and the caller did not grant it."""
    put = any(Purpose.STORAGE in event.purposes for event in events if isinstance(event, ConsentAsked))
    asked = put or Purpose.STORAGE.value in line.purposes
    return asked and not covers_past(fold(events), Purpose.STORAGE)


def days_of(line: LineProfile, events: Sequence[ConsentEvent]) -> int:
    """For how many days after its end a call's content is kept."""
    schedule = schedule_of(line)
    return schedule.short_days if kept_briefly(line, events) else schedule.period_days


def consent_over_at(line: LineProfile, events: Sequence[ConsentEvent]) -> datetime | None:
    """When the oldest grant that still covers something is over; None where none is, or none ever ends.

    The shorter counts of what the line said when it asked and what it says now.
    """
    spans = grants(events)
    said = [event.consent_days for event in events if isinstance(event, ConsentAsked)]
    days = min((day for day in (*said, line.consent_days) if day), default=0)
    return spans[0].start_at + timedelta(days=days) if spans and days else None
