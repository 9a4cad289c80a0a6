"""Utterances cut into sentences fit to be quoted: the speaker's own words, without the stumbling."""

import re
from dataclasses import dataclass

from voice.insight.words import content_stems
from voice.redaction.values import RedactedTranscript, RedactedUtterance

LONGEST_WORDS = 32
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\[])|(?<=[?!])\s+")
_JOINT = re.compile(
    r"\s+(?=(?:and|but|so|because|then|or)\s+(?:i|i'm|i'll|we|you|he|she|it|they|my|the|that|there)\b)", re.I
)
_FILLER = re.compile(r"\b(?:um+|uh+|er+m?|hm+|mm+|mhm|uh-huh)\b[,.]?\s*", re.I)
_OPENER = re.compile(
    r"^(?:(?:okay|ok|well|so|yes|yeah|yep|no|right|oh|ah|and|but|then|now|alright|all right|sure|you know|i mean|"
    r"great|perfect|please|hello|hi|good (?:morning|afternoon|evening)|thank you|thanks|sorry)\b\s*[,.!]\s*)+",
    re.I,
)
_BARE_OPENER = re.compile(
    r"^(?:(?:okay|ok|well|so|yes|yeah|right|oh|ah|and|but|then|alright|hi|hello|you know|i mean|i understand)\s+)+",
    re.I,
)
_REPEAT = re.compile(r"\b([A-Za-z']+)(?:[,\s]+\1\b)+", re.I)
_LONE_I = re.compile(r"\bi\b(?=$|[\s',’])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted; `place` is 0 at the start of the call and 1 at its end."""

    text: str
    utterance_id: str
    speaker: str
    order: int
    place: float
    stems: tuple[str, ...]


def clean(text: str) -> str:
    """Fillers, stumbled repeats and opening particles gone; a capital first, a full stop last."""
    plain = _FILLER.sub("", text)
    plain = _REPEAT.sub(r"\1", plain)
    plain = _OPENER.sub("", plain.strip())
    plain = _BARE_OPENER.sub("", plain)
    plain = _LONE_I.sub("I", " ".join(plain.split())).strip(" ,;-")
    if not plain:
        return ""
    plain = plain[0].upper() + plain[1:]
    return plain if plain[-1] in ".!?" else plain + "."


def split(text: str) -> tuple[str, ...]:
    """Sentences of one utterance; where there is no punctuation, long stretches break at a joint."""
    pieces: list[str] = []
    for sentence in _END.split(text):
        if len(sentence.split()) <= LONGEST_WORDS:
            pieces.append(sentence)
        else:
            pieces.extend(_at_joints(sentence))
    return tuple(piece.strip() for piece in pieces if piece.strip())


def _at_joints(sentence: str) -> list[str]:
    """Clauses gathered again as long as they stay under the longest length."""
    gathered: list[str] = []
    for clause in _JOINT.split(sentence):
        if gathered and len(gathered[-1].split()) + len(clause.split()) <= LONGEST_WORDS // 2:
            gathered[-1] = f"{gathered[-1]} {clause}"
        else:
            gathered.append(clause)
    return gathered


def candidates(transcript: RedactedTranscript) -> tuple[Candidate, ...]:
    """Every sentence of the call, in order; nothing for utterances without words."""
    found: list[Candidate] = []
    length = max((utterance.end_ms for utterance in transcript.utterances), default=0) or 1
    for utterance in transcript.utterances:
        for sentence in _sentences(utterance):
            place = utterance.start_ms / length
            found.append(
                Candidate(sentence, utterance.id, utterance.speaker, len(found), place, content_stems(sentence))
            )
    return tuple(found)


def _sentences(utterance: RedactedUtterance) -> tuple[str, ...]:
    return tuple(cleaned for piece in split(utterance.text) if (cleaned := clean(piece)))
