"""Consent: purposes, statuses, the events of its history, and the permit that follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from voice.call.values import CallId


class Purpose(StrEnum):
    """What a caller may grant, each on its own (IETF vCon consent's words, plus two)."""

    RECORDING = "recording"
    TRANSCRIPTION = "transcription"
    ANALYSIS = "analysis"
    STORAGE = "storage"
    SHARING = "sharing"
    SPEAKER_RECOGNITION = "speaker_recognition"
    TRAINING = "training"


class ConsentStatus(StrEnum):
    """Where consent stands; only GRANTED permits anything."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    NO_ANSWER = "no_answer"
    ABANDONED = "abandoned"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ConsentMethod(StrEnum):
    """How the answer reached us."""

    KEYPAD = "keypad"
    AGENT = "agent"
    NOTICE = "notice"
    ATTESTED = "attested"
    NONE = "none"


class WithdrawalScope(StrEnum):
    """From now on, or everything since the call began."""

    FROM_NOW = "from_now"
    FROM_THE_START = "from_the_start"


# --- events: the consent history, append-only ------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """The question was put; which words, of which script, is part of the event.

    `mode` "notice" means an announcement that recording starts, which a key declines; only there
    does staying on the line let it start. `rules` names the jurisdiction rules applied, with their
    versions. `prompt_sha256` is of the text as it was said, `audio_sha256` of our own recordings that
    were played instead; `business` and `retention_days` are what was said, whatever is configured later.
    `short_days` counts where longer storage was asked for and not granted (0: not asked), a yes counts for
    `consent_days` (0: as long as the call is kept).
    """

    at: datetime
    purposes: tuple[Purpose, ...]
    script: str
    script_version: str
    script_sha256: str
    prompt_sha256: str
    locale: str
    yes_key: str
    no_key: str
    max_attempts: int
    mode: str = "ask"
    rules: tuple[str, ...] = ()
    audio_sha256: tuple[str, ...] = ()
    business: str = ""
    retention_days: int = 0
    short_days: int = 0
    consent_days: int = 0


@dataclass(frozen=True, slots=True)
class AnswerHeard:
    """A key was pressed, or none ("" is silence)."""

    at: datetime
    digits: str


@dataclass(frozen=True, slots=True)
class AgentMarkedAnswer:
    """The agent asked aloud and marked the answer; `agent` is an account id."""

    at: datetime
    agent: str
    granted: bool
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class ConsentAttested:
    """Somebody who imports a recording attests the basis on which it was made."""

    at: datetime
    basis: str
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class CallerHungUp:
    """The line closed."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PartyJoined:
    """Somebody else is on the line: what was granted does not cover them until announced again."""

    at: datetime


@dataclass(frozen=True, slots=True)
class FaultHappened:
    """A fault of ours: means no. `code` is of an error, never its text."""

    at: datetime
    code: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """The data subject took it back; `channel` says through which door."""

    at: datetime
    scope: WithdrawalScope
    channel: str


@dataclass(frozen=True, slots=True)
class ConsentExpired:
    """The period for which it was given is over."""

    at: datetime


ConsentEvent = (
    ConsentAsked
    | AnswerHeard
    | AgentMarkedAnswer
    | ConsentAttested
    | CallerHungUp
    | PartyJoined
    | FaultHappened
    | ConsentWithdrawn
    | ConsentExpired
)


@dataclass(frozen=True, slots=True)
class ConsentState:
    """The fold of a consent history. `granted` is non-empty only while status is GRANTED.

    `pending` are the purposes of a question still open; `kept` those that go on covering what was
    recorded before a withdrawal from now on or before somebody joined; `answers` counts keys and
    silences heard, so that a repeated delivery can be told from a second answer.
    """

    status: ConsentStatus = ConsentStatus.NOT_ASKED
    method: ConsentMethod = ConsentMethod.NONE
    asked: tuple[Purpose, ...] = ()
    granted: frozenset[Purpose] = frozenset()
    attempts: int = 0
    max_attempts: int = 2
    yes_key: str = "1"
    no_key: str = "2"
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None
    scope: WithdrawalScope | None = None
    pending: tuple[Purpose, ...] = ()
    kept: frozenset[Purpose] = frozenset()
    by_notice: bool = False
    line_open: bool = True
    answers: int = 0


# --- effects: what follows -------------------------------------------------------------------


class ConsentEffect(StrEnum):
    """What the journey has to do next; it performs, the machine decides."""

    ASK_AGAIN = "ask_again"
    START_RECORDING = "start_recording"
    CONTINUE_UNRECORDED = "continue_unrecorded"
    STOP_RECORDING = "stop_recording"
    DESTROY_EVERYTHING = "destroy_everything"
    ISSUE_RECEIPT = "issue_receipt"


@dataclass(frozen=True, slots=True)
class RecordingPermit:
    """Leave to record one call. Only `consent.machine.permit` makes one, from a live grant."""

    id: str
    call_id: CallId
    purposes: frozenset[Purpose]
    granted_at: datetime


# --- the ledger's form of an event -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What is appended: an event's kind and body (JSON-ready, no personal data), for one call."""

    call_id: CallId
    kind: str
    at: datetime
    body: Mapping[str, object] = field(default_factory=dict)
