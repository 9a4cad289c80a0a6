"""Words, utterances and what produced them.

A `RawTranscript` holds personal data: it is sealed, and no stage after redaction accepts it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from voice.call.values import CallId

Scalar = str | int | float | bool | None

UNDETERMINED = "und"
"""ISO 639's code for: no speech, so no language."""


class Speaker(StrEnum):
    """Roles known without recognising anyone; diarized speakers are named "speaker_1", ..."""

    CALLER = "caller"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which ML model: `digest` is the SHA-256 over its files, `revision` the hub's where known."""

    name: str
    digest: str
    revision: str = ""
    licence: str = ""
    owner: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What produced a result: the only source of label facts.

    `settings` are plain scalars; `prompt_sha256` is "" where no prompt was used; `network_hosts`
    lists every host contacted while the step ran (empty: none); `seconds` is wall time.
    """

    step: str
    feature: str
    model: ModelIdentity
    settings: Mapping[str, Scalar]
    device: str
    started_at: datetime
    seconds: float
    software: str
    prompt_sha256: str = ""
    network_hosts: tuple[str, ...] = ()
    used_raw_text: bool = False
    made_biometric_identifiers: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word; times in ms of the call's clock; probability 0..1."""

    text: str = field(repr=False)
    start_ms: int
    end_ms: int
    probability: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one channel as the recogniser gave it."""

    channel: int
    words: tuple[Word, ...]
    average_log_probability: float = 0.0
    no_speech_probability: float = 0.0
    doubtful: str = ""


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """A stretch of one channel in which a diarizer hears one voice; `speaker` is "speaker_1", ..."""

    speaker: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Diarized:
    """What a diarizer returns: turns in order of time, and its run record. Never a voiceprint."""

    turns: tuple[SpeakerTurn, ...]
    run: RunRecord


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one speaker in one turn: the unit that evidence cites. `id` is "u1", "u2", ...

    `confidence` is the mean word probability; `doubtful` is "" or a reason code.
    """

    id: str
    speaker: str
    start_ms: int
    end_ms: int
    words: tuple[Word, ...]
    confidence: float
    doubtful: str = ""

    @property
    def text(self) -> str:
        """The words, joined by single spaces; a word removed for good is empty and takes no room."""
        return " ".join(word.text for word in self.words if word.text)


@dataclass(frozen=True, slots=True)
class Gap:
    """[start, end) in ms in which nothing could be heard; `kind` says why: `paused` or `lost`."""

    kind: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class RawTranscript:
    """Everything that was heard, personal data included; rests only in sealed objects."""

    call_id: CallId
    language: str
    model: ModelIdentity
    utterances: tuple[Utterance, ...]
    duration_ms: int
