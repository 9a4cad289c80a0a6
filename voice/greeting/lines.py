"""Line profiles: how each of our numbers behaves, read from a TOML file."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voice.greeting.script import KEYS, PURPOSES, ScriptFaulty, Source, Table, read_toml
from voice.greeting.values import LineMode, LineProfile, RecordFrom

DEFAULT = LineProfile(name="default", business="our office")
ASKABLE = frozenset(PURPOSES) - {"training"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_LOCALE = re.compile(r"[a-z]{2,3}-[A-Z]{2}")
_TYPE = re.compile(r"[A-Z][A-Z_]*")
RULES = ("block", "redact", "keep")
_PLACE = re.compile(r"(|[A-Z]{2}(-[A-Z0-9]{1,3})?)")
_HOURS = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? ([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")


def load(path: Path | None) -> tuple[LineProfile, ...]:
    """The lines of a TOML file ([[line]] tables); without a file one line answers every number."""
    if path is None:
        return (DEFAULT,)
    try:
        untrusted = path.read_bytes()
    except OSError:
        raise ScriptFaulty(f"{path.name}: the file of lines cannot be read; check VOICE_LINES.") from None
    # A file named in the file lies beside it.
    lines = parse(untrusted, path.name)
    return tuple(replace(line, recognisers=_beside(path, line.recognisers)) for line in lines)


def _beside(path: Path, name: str) -> str:
    return str(path.parent / name) if name else ""


def parse(untrusted: bytes, place: str) -> tuple[LineProfile, ...]:
    """Line profiles from the bytes of their file."""
    document = read_toml(untrusted, place)
    source = Source(place, untrusted.decode("utf-8"))
    tables = document.get("line", [])
    listed = isinstance(tables, list) and all(isinstance(table, dict) for table in tables)
    if set(document) != {"line"} or not listed or not tables:
        raise source.complaint("line", "expected one [[line]] table or more, and nothing else.")
    lines = tuple(_line(source, table) for table in cast(list[Table], tables))
    for field in ("name", "number"):
        seen = [getattr(line, field) for line in lines]
        if len(set(seen)) < len(seen):
            raise source.complaint(field, f"expected every line to have a `{field}` of its own.")
    return lines


def for_number(lines: Sequence[LineProfile], callee: str) -> LineProfile:
    """The line of a number: its own, else the one that answers every number, else the default."""
    own = [line for line in lines if line.number == callee]
    every = [line for line in lines if line.number == "*"]
    return next(iter([*own, *every]), DEFAULT)


def named(lines: Sequence[LineProfile], name: str) -> LineProfile:
    """The line of a name; the default where a file no longer has it."""
    return next((line for line in lines if line.name == name), DEFAULT)


def is_open(line: LineProfile, at: datetime) -> bool:
    """Whether somebody may be rung at this moment (always, where a line names no hours)."""
    if not line.open_hours:
        return True
    here = at.astimezone(ZoneInfo(line.timezone))
    minute = here.hour * 60 + here.minute
    return any(here.weekday() in days and start <= minute < end for days, start, end in map(_span, line.open_hours))


def _span(text: str) -> tuple[frozenset[int], int, int]:
    """("mon-fri 09:00-17:00") -> days 0..6, first minute, minute after the last; ValueError otherwise."""
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ValueError(text)
    first, last = DAYS.index(match[1]), DAYS.index(match[2] or match[1])
    days = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
    return days, int(match[3]) * 60 + int(match[4]), int(match[5]) * 60 + int(match[6])


def _line(source: Source, table: Table) -> LineProfile:
    known = {f.name for f in fields(LineProfile)}
    for unknown in sorted(set(table) - known):
        raise source.complaint(unknown, f"a line has no `{unknown}`; expected one of {', '.join(sorted(known))}.")
    for key in ("name", "business"):
        if key not in table:
            raise source.complaint("line", f"expected every [[line]] to have a `{key}`.")
    given: dict[str, Any] = {}
    for key, value in table.items():
        accepts, expected = _CHECKS[key]
        if not accepts(value):
            raise source.complaint(key, f"expected `{key}` to be {expected}.")
        read = _READ.get(key)
        given[key] = read(value) if read else value
    line = LineProfile(**given)
    if line.queue and line.dial:
        raise source.complaint("queue", "a line rings numbers or has callers wait: leave out `dial` or `queue`.")
    if line.queue and line.record_from is RecordFrom.ANSWER:
        raise source.complaint("record_from", "nobody is rung from a queue: expected consent or stream.")
    return line


def _tuple(value: object) -> tuple[str, ...]:
    return tuple(cast(list[str], value))


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _all(accepts: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(accepts(item) for item in value)


def _between(low: int, high: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _is_number(value: object) -> bool:
    return value == "*" or _matches(_E164)(value)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "{" not in value


def _is_zone(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(ZoneInfo(value).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _is_span(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(_span(value)[0])
    except ValueError:
        return False


def _is_purposes(value: object) -> bool:
    asked = value if isinstance(value, list) else []
    return bool(asked) and asked[0] == "recording" and all(_is_one_of(ASKABLE)(one) for one in asked)


def _is_one_of(known: Iterable[str]) -> Callable[[object], bool]:
    words = frozenset(known)
    return lambda value: isinstance(value, str) and value in words


def _is_rules(value: object) -> bool:
    return isinstance(value, Mapping) and all(_matches(_TYPE)(k) and _is_one_of(RULES)(v) for k, v in value.items())


def _is_languages(value: object) -> bool:
    return isinstance(value, Mapping) and all(k in KEYS and _matches(_LOCALE)(v) for k, v in value.items())


_READ: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys(("purposes", "dial", "vocabulary", "open_hours"), _tuple),
    "mode": lambda value: LineMode(str(value)),
    "record_from": lambda value: RecordFrom(str(value)),
}

_CHECKS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "name": (_matches(_NAME), "a short word of small letters, digits and hyphens"),
    "business": (_is_text, "the name callers know you by"),
    "number": (_is_number, 'a number such as "+15550100" or "*" for every number'),
    "script": (_matches(_NAME), "the name of a folder in prompts/greetings"),
    "strict_script": (_matches(_NAME), "the name of a folder in prompts/greetings"),
    "locale": (_matches(_LOCALE), 'a locale such as "en-US"'),
    "mode": (_is_one_of(LineMode), "ask, notice, announce_only or never"),
    "purposes": (_is_purposes, 'a list that begins with "recording"; training cannot be asked for'),
    "dial": (_all(_matches(_E164)), 'a list of numbers such as ["+15550100"]; empty for voicemail'),
    "queue": (_matches(_NAME), "the name of a queue at the carrier: small letters, digits and hyphens"),
    "queue_wait_s": (_between(30, 3600), "30 to 3600 seconds"),
    "timeout_s": (_between(3, 30), "3 to 30 seconds"),
    "attempts": (_between(1, 3), "1 to 3"),
    "retention_days": (_between(1, 3650), "1 to 3650 days"),
    "short_days": (_between(1, 3650), "1 to 3650 days"),
    "consent_days": (_between(0, 3650), "0 to 3650 days; 0 for as long as the call is kept"),
    "vocabulary": (_all(_is_text), "a list of words"),
    "place": (_matches(_PLACE), 'a country or state such as "DE" or "US-CA"'),
    "may_include_minors": (lambda value: isinstance(value, bool), "true or false"),
    "ring_s": (_between(5, 120), "5 to 120 seconds"),
    "voicemail_s": (_between(10, 600), "10 to 600 seconds"),
    "open_hours": (_all(_is_span), 'a list of spans such as "mon-fri 09:00-17:00"'),
    "timezone": (_is_zone, 'a time zone such as "Europe/Berlin"'),
    "withdraw_key": (_is_one_of(KEYS), "one key of a telephone (0-9, * or #)"),
    "say_receipt_code": (lambda value: isinstance(value, bool), "true or false"),
    "text_receipt_code": (lambda value: isinstance(value, bool), "true or false"),
    "record_from": (_is_one_of(RecordFrom), "consent, answer or stream"),
    "redaction": (_is_rules, 'types and rules such as {"CREDIT_CARD" = "block"}: block, redact or keep'),
    "recognisers": (_is_text, "a TOML file of recognisers of your own"),
    "speakers": (_between(0, 20), "0 to 20; 0 where it is not known"),
    "languages": (_is_languages, 'keys and locales such as {"1" = "en-US", "2" = "es-US"}'),
}
