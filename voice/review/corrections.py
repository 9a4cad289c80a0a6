"""What people corrected in a call: versioned, marked as a person's, laid over what the machine made. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from voice.errors import NothingThere, UntrustedInput
from voice.insight.values import SentimentLabel
from voice.redaction.values import RedactedUtterance, RedactionMap
from voice.review.export import CallDocument

LONGEST = 2000
SHORTEST_JOINED = 5
_WORD = re.compile(r"\w+", re.UNICODE)
SPEAKERS = ("caller", "agent", "speaker_1", "speaker_2", "speaker_3", "speaker_4", "unknown")


class Corrected(StrEnum):
    """What a correction is of."""

    WORDS = "words"
    SPEAKER = "speaker"
    SUMMARY = "summary"
    SENTIMENT = "sentiment"


@dataclass(frozen=True, slots=True)
class Correction:
    """One change by a person. `target` is an utterance id, a sentence's number from 0, or "overall".

    What somebody typed is `checked` once redaction has read it; until then it is shown to nobody. Placeholders
    in it are those of the call as it was after `numbered` decisions about its redaction.
    """

    version: int
    what: Corrected
    target: str
    before: str = field(repr=False)
    after: str = field(repr=False)
    by: str
    at: datetime
    checked: bool = False
    numbered: int = 0


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change somebody typed, not checked yet."""

    what: Corrected
    target: str
    untrusted_after: str = field(repr=False)


def correct(document: CallDocument, proposed: Proposed, version: int, by: str, at: datetime) -> Correction:
    """A correction of this document as it stands; UntrustedInput where it is none."""
    before = present(document, proposed.what, proposed.target)
    after = " ".join(proposed.untrusted_after.split())
    if not after or len(after) > LONGEST:
        raise UntrustedInput(f"A correction has 1 to {LONGEST} characters.")
    if any(ord(character) < 32 for character in after):
        raise UntrustedInput("A correction is plain text.")
    if proposed.what is Corrected.SPEAKER and after not in SPEAKERS:
        raise UntrustedInput("A speaker is the caller, the agent, or numbered.")
    if proposed.what is Corrected.SENTIMENT and after not in set(SentimentLabel):
        raise UntrustedInput("A sentiment is positive, negative, neutral, mixed or unknown.")
    if after == before:
        raise UntrustedInput("Nothing was changed.")
    chosen = proposed.what in (Corrected.SPEAKER, Corrected.SENTIMENT)
    return Correction(version, proposed.what, proposed.target, before, after, by, at, checked=chosen)


def brings_back(found: RedactionMap, after: str) -> bool:
    """Whether a typed text holds a value that redaction took out, as it was said or with other separators."""
    words = " " + " ".join(_WORD.findall(after.lower())) + " "
    joined = words.replace(" ", "")
    for surface in (one for value in found.values for one in value.surfaces):
        parts = _WORD.findall(surface.lower())
        tight = "".join(parts)
        if parts and (f" {' '.join(parts)} " in words or (len(tight) >= SHORTEST_JOINED and tight in joined)):
            return True
    return False


def present(document: CallDocument, what: Corrected, target: str) -> str:
    """What stands there now; NothingThere where there is no such thing in this call."""
    if what in (Corrected.WORDS, Corrected.SPEAKER) and document.transcript is not None:
        found = {said.id: said for said in document.transcript.utterances}.get(target)
        if found is not None:
            return found.text if what is Corrected.WORDS else str(found.speaker)
    if what is Corrected.SUMMARY and document.summary is not None and target.isdecimal():
        sentences = document.summary.sentences
        if int(target) < len(sentences):
            return sentences[int(target)].text
    if what is Corrected.SENTIMENT and document.sentiment is not None and target == "overall":
        return document.sentiment.overall.label.value
    raise NothingThere("There is no such thing to correct in this call.")


def corrected(document: CallDocument, corrections: Sequence[Correction]) -> CallDocument:
    """The document with every checked correction laid over it, oldest first; one whose target is gone is not."""
    for change in corrections:
        if not change.checked:
            continue
        try:
            now = present(document, change.what, change.target)
        except NothingThere:
            continue
        # A summary that was made anew may have another sentence in that place.
        if change.what is not Corrected.SUMMARY or now == change.before:
            document = _applied(document, change)
    return document


def _applied(document: CallDocument, change: Correction) -> CallDocument:
    if change.what is Corrected.SUMMARY and document.summary is not None:
        sentences = list(document.summary.sentences)
        place = int(change.target)
        sentences[place] = replace(sentences[place], text=change.after)
        return replace(document, summary=replace(document.summary, sentences=tuple(sentences)))
    if change.what is Corrected.SENTIMENT and document.sentiment is not None:
        overall = replace(document.sentiment.overall, label=SentimentLabel(change.after))
        return replace(document, sentiment=replace(document.sentiment, overall=overall))
    if document.transcript is not None:
        said = [_said(one, change) if one.id == change.target else one for one in document.transcript.utterances]
        return replace(document, transcript=replace(document.transcript, utterances=tuple(said)))
    return document


def _said(one: RedactedUtterance, change: Correction) -> RedactedUtterance:
    if change.what is Corrected.SPEAKER:
        return replace(one, speaker=change.after)
    return replace(one, text=change.after, confidence=1.0, doubtful="")
