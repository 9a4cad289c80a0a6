"""What a list of calls shows and can be searched by: codes, numbers and redacted words of one call. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from voice.call.values import END_STATES, Call, CallState
from voice.insight.category import Categorised, categorise
from voice.redaction.rules import highest_risk
from voice.review.export import CallDocument
from voice.review.queue import reasons
from voice.review.values import ReviewReason

NOTHING_TO_SEE = frozenset({CallState.UNRECORDED, CallState.ERASED})
TEASER_CHARACTERS = 160
_GRAVITY = {
    ReviewReason.LEAK_BLOCKED: 0,
    ReviewReason.QUARANTINED: 1,
    ReviewReason.RECORDING_UNUSABLE: 2,
    ReviewReason.NEGATIVE: 3,
    ReviewReason.DOUBTFUL_WORDS: 4,
    ReviewReason.LOW_CONFIDENCE: 5,
    ReviewReason.NEW: 6,
}
LEAST = 7


@dataclass(frozen=True, slots=True)
class Filed:
    """One call as lists show it; `waiting` asks for a person's look, `gravity` orders them (0 is gravest).

    `category` is what the call is about; `about` is the utterance that says so most clearly.
    """

    call_id: str
    line: str
    started_at: str
    state: str
    reason: str = ""
    consent: str = ""
    sentiment: str = ""
    score: float | None = None
    risk: str = ""
    doubtful: int = 0
    reasons: str = ""
    gravity: int = LEAST
    waiting: bool = False
    reviewed: bool = False
    duration_ms: int = 0
    category: str = ""
    about: str = ""
    teaser: str = ""
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; an empty field matches every call. Days as YYYY-MM-DD, both included.

    `doubtful` holds "yes" where only calls with doubtful words are wanted.
    """

    show: str = "waiting"
    words: str = ""
    line: str = ""
    since: str = ""
    until: str = ""
    state: str = ""
    consent: str = ""
    sentiment: str = ""
    category: str = ""
    risk: str = ""
    doubtful: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found, and how many there are in all, counted up to a thousand."""

    calls: Sequence[Filed]
    total: int


def filed(call: Call, document: CallDocument | None, marked: bool) -> Filed:
    """A call as lists show it; of an erased one nothing is left but that it was."""
    gone = call.state in NOTHING_TO_SEE
    transcript = document.transcript if document and not gone else None
    sentiment = document.sentiment if document and not gone else None
    ended = call.state in END_STATES and not gone
    why = reasons(call, transcript, sentiment, seen=marked) if ended and not marked else ()
    about = _category(document) if not gone else None
    return Filed(
        call_id=call.id,
        line=call.line,
        started_at=call.started_at.isoformat(),
        state=call.state.value,
        reason=call.reason,
        consent=document.consent.status.value if document else "",
        sentiment=sentiment.overall.label.value if sentiment else "",
        score=sentiment.overall.score if sentiment else None,
        risk=highest_risk(tuple(transcript.counts)).value if transcript and transcript.counts else "",
        doubtful=sum(bool(said.doubtful) for said in transcript.utterances) if transcript else 0,
        reasons=" ".join(reason.value for reason in why),
        gravity=min((_GRAVITY[reason] for reason in why), default=LEAST),
        waiting=bool(why),
        reviewed=marked,
        duration_ms=transcript.duration_ms if transcript else _length(call),
        category=about.category.value if about else "",
        about=next(iter(about.utterance_ids), "") if about else "",
        teaser=_teaser(document) if document and not gone else "",
        words=" ".join(said.text for said in transcript.utterances) if transcript else "",
    )


def _length(call: Call) -> int:
    return 0 if call.ended_at is None else int((call.ended_at - call.started_at).total_seconds() * 1000)


def _category(document: CallDocument | None) -> Categorised | None:
    """What the call is about, where the caller let anything be derived from its words."""
    if document is None or document.summary is None or document.transcript is None:
        return None
    return categorise(document.transcript)


def _teaser(document: CallDocument) -> str:
    """The call's reason in the summary's words, or its first sentence."""
    if document.summary is None:
        return ""
    first = document.summary.reason or next(iter(document.summary.sentences), None)
    text = first.text if first else ""
    return text if len(text) <= TEASER_CHARACTERS else text[: TEASER_CHARACTERS - 1].rstrip() + "…"
