"""Greeting scripts and line profiles: what a caller hears, and how a line behaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PromptKind(StrEnum):
    """Every moment at which the line speaks."""

    NOTICE = "notice"
    QUESTION = "question"
    REPROMPT = "reprompt"
    CONFIRMATION = "confirmation"
    REFUSAL = "refusal"
    WITHDRAWAL = "withdrawal"
    VOICEMAIL = "voicemail"
    NO_VOICEMAIL = "no_voicemail"
    GOODBYE = "goodbye"


class LineMode(StrEnum):
    """How a line treats recording, strictest last."""

    NOTICE = "notice"
    ASK = "ask"
    ANNOUNCE_ONLY = "announce_only"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class GreetingScript:
    """One script in one locale, as read from `prompts/greetings/<name>/<locale>.toml`.

    `sha256` is of the file's bytes: it goes into the consent record.
    """

    name: str
    locale: str
    version: str
    sha256: str
    prompts: Mapping[PromptKind, str]
    yes_key: str = "1"
    no_key: str = "2"


@dataclass(frozen=True, slots=True)
class LineProfile:
    """One phone number of ours, or the default line that answers every number.

    `dial` lists numbers to ring (E.164); empty means voicemail. Purposes are names of
    `consent.values.Purpose` asked for on this line.
    """

    name: str
    business: str
    number: str = "*"
    script: str = "standard"
    locale: str = "en-US"
    mode: LineMode = LineMode.ASK
    purposes: tuple[str, ...] = ("recording", "transcription", "analysis")
    dial: tuple[str, ...] = field(default=(), repr=False)
    timeout_s: int = 6
    attempts: int = 2
    retention_days: int = 30
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenPrompt:
    """A prompt with its variables filled in, ready to be said; `sha256` is of the text in UTF-8."""

    kind: PromptKind
    text: str
    locale: str
    sha256: str
