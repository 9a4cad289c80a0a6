"""Greeting scripts and line profiles: what a caller hears, and how a line behaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PromptKind(StrEnum):
    """Every moment at which the line speaks."""

    GREETING = "greeting"
    NOTICE = "notice"
    QUESTION = "question"
    REPROMPT = "reprompt"
    CONFIRMATION = "confirmation"
    REFUSAL = "refusal"
    WITHDRAWAL = "withdrawal"
    VOICEMAIL = "voicemail"
    NO_VOICEMAIL = "no_voicemail"
    WAITING = "waiting"
    GOODBYE = "goodbye"
    LANGUAGE = "language"
    CODE_OFFER = "code_offer"
    CODE_QUESTION = "code_question"
    CODE_UNKNOWN = "code_unknown"
    RECEIPT_CODE = "receipt_code"


class LineMode(StrEnum):
    """How a line treats recording, strictest last."""

    NOTICE = "notice"
    ASK = "ask"
    ANNOUNCE_ONLY = "announce_only"
    NEVER = "never"


class RecordFrom(StrEnum):
    """From when a permitted call is recorded, and where its sound goes.

    CONSENT: from the grant on, the spoken confirmation included. ANSWER: from the moment somebody
    answers (least data). STREAM: from the grant on, sent straight here, so that no copy ever rests at
    the carrier.
    """

    CONSENT = "consent"
    ANSWER = "answer"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class GreetingScript:
    """One script in one locale, as read from `prompts/greetings/<name>/<locale>.toml`.

    `sha256` is of the file's bytes: it goes into the consent record. `mode` is the line mode the
    words were written for (ask or notice). `words` holds the locale's names of purposes and how
    many days are said; `questions` a question of its own for a purpose that is not in the bundle;
    `audio` our own recordings of prompts, as paths under `prompts/audio`.
    """

    name: str
    locale: str
    version: str
    sha256: str
    prompts: Mapping[PromptKind, str]
    yes_key: str = "1"
    no_key: str = "2"
    mode: LineMode = LineMode.ASK
    words: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    audio: Mapping[PromptKind, str] = field(default_factory=dict)
    audio_sha256: Mapping[PromptKind, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineProfile:
    """One phone number of ours, or the default line that answers every number.

    `dial` lists numbers to ring (E.164); `queue` names a queue at the carrier instead, where a caller waits
    `queue_wait_s` at most; neither means voicemail. Purposes are names of
    `consent.values.Purpose` asked for on this line. `place` is where the line is answered (an ISO
    3166 code such as US-CA or DE): its rules apply to every call. `strict_script` is what is said
    where a rule asks for more than the line's own script. Where the line asks for `storage`, what nobody let us
    keep longer is destroyed after `short_days`; a yes counts for `consent_days` (0: as long as it is kept). A line
    that `may_include_minors` greets and never records. `open_hours` are spans such as "mon-fri 09:00-17:00" in
    `timezone`; outside them nobody is rung. `languages` maps a key to a locale and is asked before everything else.
    `withdraw_key` opens the menu that takes an earlier consent back by receipt code; with
    `say_receipt_code` the code is said at the end of a call that was recorded, with `text_receipt_code` it is
    sent to the caller's number. `redaction` says what becomes
    of a type of personal data (block, redact or keep; redact where nothing is said); `recognisers` is a TOML
    file of the house's own recognisers. `speakers` is how many people speak where they share a channel
    (0: not known).
    """

    name: str
    business: str
    number: str = "*"
    script: str = "standard"
    locale: str = "en-US"
    mode: LineMode = LineMode.ASK
    purposes: tuple[str, ...] = ("recording", "transcription", "analysis")
    dial: tuple[str, ...] = field(default=(), repr=False)
    queue: str = ""
    queue_wait_s: int = 300
    timeout_s: int = 6
    attempts: int = 2
    retention_days: int = 30
    short_days: int = 7
    consent_days: int = 0
    vocabulary: tuple[str, ...] = ()
    place: str = ""
    strict_script: str = "standard"
    may_include_minors: bool = False
    ring_s: int = 25
    voicemail_s: int = 120
    open_hours: tuple[str, ...] = ()
    timezone: str = "UTC"
    languages: Mapping[str, str] = field(default_factory=dict)
    withdraw_key: str = ""
    say_receipt_code: bool = False
    text_receipt_code: bool = False
    record_from: RecordFrom = RecordFrom.CONSENT
    redaction: Mapping[str, str] = field(default_factory=dict)
    recognisers: str = ""
    speakers: int = 0


@dataclass(frozen=True, slots=True)
class SpokenPrompt:
    """A prompt with its variables filled in, ready to be said; `sha256` is of the text in UTF-8."""

    kind: PromptKind
    text: str
    locale: str
    sha256: str
