"""What is on and what is off, for the installation and for each line: computed from settings, never typed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from voice.consent.values import Purpose
from voice.greeting.values import LineMode, LineProfile, RecordFrom


@dataclass(frozen=True, slots=True)
class Switch:
    """One feature. `says` is what that means here; `setting` names where it is turned."""

    feature: str
    on: bool
    says: str
    setting: str


_DERIVED = (
    (Purpose.TRANSCRIPTION, "Transcription", "words are written down on this machine", "no words are written down"),
    (Purpose.ANALYSIS, "Summary, sentiment, category", "derived from redacted words", "nothing is derived"),
)
_RECORDS = {LineMode.ASK: "after a yes", LineMode.NOTICE: "announced, and a key declines"}


def of_line(line: LineProfile) -> Sequence[Switch]:
    """What one line does with a call, in the order of a call's life."""
    records = _records(line)
    streamed = records and line.record_from is RecordFrom.STREAM
    return (
        Switch("Recording", records, _RECORDS[line.mode] if records else "nothing is recorded", _turned_by(line)),
        Switch("No copy at the carrier", streamed or not records, _copies(records, streamed), "record_from"),
        *_derived(line, records),
        *_redaction(line),
        Switch("Withdrawal by telephone", bool(line.withdraw_key), _withdrawal(line), "withdraw_key"),
        *_codes(line),
    )


def _records(line: LineProfile) -> bool:
    asked = Purpose.RECORDING in line.purposes
    return line.mode in _RECORDS and asked and not line.may_include_minors


def _turned_by(line: LineProfile) -> str:
    if line.may_include_minors:
        return "may_include_minors"
    return "purposes" if line.mode in _RECORDS else "mode"


def _derived(line: LineProfile, records: bool) -> tuple[Switch, ...]:
    setting = "purposes" if records else _turned_by(line)
    wanted = line.purposes if records else ()
    return tuple(
        Switch(feature, purpose in wanted, on if purpose in wanted else off, setting)
        for purpose, feature, on, off in _DERIVED
    )


def _redaction(line: LineProfile) -> tuple[Switch, Switch]:
    kept = _types(line, "keep")
    blocked = _types(line, "block")
    return (
        Switch("Every type redacted", not kept, f"stays in the text: {kept}" if kept else "no exception", "redaction"),
        Switch(
            "Raw words and sound destroyed",
            bool(blocked),
            f"where one of these was said: {blocked}" if blocked else "kept sealed until their time is over",
            "redaction",
        ),
    )


def _types(line: LineProfile, action: str) -> str:
    return ", ".join(
        sorted(name.replace("_", " ").lower() for name, is_done in line.redaction.items() if is_done == action)
    )


def _copies(records: bool, streamed: bool) -> str:
    if not records:
        return "nothing is recorded"
    return "sound comes straight here" if streamed else "its copy is deleted once ours is sealed"


def _withdrawal(line: LineProfile) -> str:
    return f"key {line.withdraw_key} takes a consent back" if line.withdraw_key else "on the caller's page alone"


def _codes(line: LineProfile) -> tuple[Switch, Switch]:
    told = "where the call was recorded"
    said = told if line.say_receipt_code else "not said; an officer can look it up"
    sent = told if line.text_receipt_code else "nothing is sent to the caller"
    return (
        Switch("Receipt code said aloud", line.say_receipt_code, said, "say_receipt_code"),
        Switch("Receipt code sent as a text", line.text_receipt_code, sent, "text_receipt_code"),
    )
