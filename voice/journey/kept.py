"""What rests here of one call, in plain words, read off the vault: for the person the call is about. Pure."""

from collections.abc import Iterable, Sequence

from voice.call.values import Call, Direction
from voice.journey.objects import (
    AUDIO_SPANS,
    CORRECTIONS,
    DECISIONS,
    DOCUMENT,
    INSIGHT,
    MARKS,
    RAW_TRANSCRIPT,
    REDACTED_AUDIO,
    REDACTED_TRANSCRIPT,
    REDACTION_MAP,
    RUNS,
)
from voice.journey.streaming import SOURCE as STREAMED
from voice.recording.values import Recording, RecordingState

_WORDS = {
    RAW_TRANSCRIPT: "the words as they were heard, names and numbers included: sealed, and opened by an officer alone, "
    "with a reason that is written down",
    REDACTION_MAP: "the list of what was taken out of the words, sealed",
    REDACTED_TRANSCRIPT: "the words without the names, numbers and addresses that were found in them",
    AUDIO_SPANS: "at which moments of the recording something was taken out, sealed",
    REDACTED_AUDIO: "the recording, silent wherever names, numbers and addresses that were found were said",
    MARKS: "which words, by their number, were taken out",
    DECISIONS: "which words, by their number, people took out or put back",
    CORRECTIONS: "what people corrected in the words, the summary or the tone",
    INSIGHT: "a summary, the tone, and how long each side spoke",
    RUNS: "a note of which programs worked on it",
    DOCUMENT: "the words, the summary and the label put together, without names, numbers and addresses that were "
    "found: what you can download",
}
_SOUND = "the recording, as sound, sealed"
_COPY = "a copy of the recording at the telephone company, which is to be deleted there"
_AT_THE_CARRIER = (RecordingState.COMPLETED, RecordingState.SEALED, RecordingState.QUARANTINED)


def kept(call: Call, names: Iterable[str], recordings: Iterable[Recording]) -> Sequence[str]:
    """Every sealed object of a call (by name) and every copy elsewhere, each thing once; nothing is left out."""
    things = [_SOUND if name.startswith("recording-") else _WORDS.get(name, f"a sealed file, {name}") for name in names]
    fetched = [one for one in recordings if one.source != STREAMED and call.direction is not Direction.IMPORTED]
    copies = [_COPY for recording in fetched if recording.state in _AT_THE_CARRIER]
    return tuple(dict.fromkeys((*things, *copies)))
