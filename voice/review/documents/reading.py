"""A voice.call/1 file read back: its words come in as raw and leave redacted, whatever the file claims.

Somebody may hand us a transcript that no redaction has seen. So a file's text is never taken for
redacted: it passes through the same redaction as a call, to which placeholders are transparent.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from voice.call.values import CallId
from voice.errors import UntrustedInput
from voice.review.documents.call_json import SCHEMA_NAME
from voice.transcript.values import ModelIdentity, RawTranscript, Utterance, Word

WORD_MS = 300
"""How long a word is taken to last where the file gives no times."""


def transcript(untrusted_document: object) -> RawTranscript:
    """The transcript of a voice.call/1 document; UntrustedInput says what is missing."""
    if not isinstance(untrusted_document, Mapping) or untrusted_document.get("schema") != SCHEMA_NAME:
        raise UntrustedInput(f"This is no {SCHEMA_NAME} document: its “schema” must say {SCHEMA_NAME}.")
    found = untrusted_document.get("transcript")
    if not isinstance(found, Mapping):
        raise UntrustedInput("This call has no transcript: there is nothing to summarise or to score.")
    listed = found.get("utterances")
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise UntrustedInput("The transcript must hold a list “utterances”.")
    utterances: list[Utterance] = []
    for place, entry in enumerate(listed, 1):
        after = utterances[-1].end_ms if utterances else 0
        utterances.append(_utterance(entry, place, after))
    if len({utterance.id for utterance in utterances}) < len(utterances):
        raise UntrustedInput("Two utterances have the same “id”: evidence could not be told apart.")
    return RawTranscript(
        call_id=CallId(str(_part(untrusted_document, "call").get("id") or "unnamed")),
        language=str(found.get("language") or "en"),
        model=_model(_part(found, "model")),
        utterances=tuple(utterances),
        duration_ms=_duration(_part(untrusted_document, "call"), utterances),
    )


def _part(untrusted: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = untrusted.get(key)
    return part if isinstance(part, Mapping) else {}


def _model(untrusted: Mapping[str, Any]) -> ModelIdentity:
    name, digest, purpose = (str(untrusted.get(key) or "") for key in ("name", "digest", "purpose"))
    return ModelIdentity(name, digest, purpose=purpose)


def _utterance(untrusted: object, place: int, after_ms: int) -> Utterance:
    """One utterance; its words share its time evenly."""
    if not isinstance(untrusted, Mapping) or not isinstance(untrusted.get("text"), str):
        raise UntrustedInput(f"Utterance {place} has no “text”.")
    words = untrusted["text"].split()
    start = _number(untrusted, "start_ms", after_ms, place)
    end = _number(untrusted, "end_ms", start + WORD_MS * len(words), place)
    if end < start:
        raise UntrustedInput(f"Utterance {place} ends before it begins.")
    sure = min(1.0, max(0.0, _number(untrusted, "confidence", 1.0, place)))
    step = (end - start) / max(1, len(words))
    return Utterance(
        id=str(untrusted.get("id") or f"u{place}"),
        speaker=str(untrusted.get("speaker") or "caller"),
        start_ms=int(start),
        end_ms=int(end),
        words=tuple(
            Word(word, int(start + step * n), int(start + step * (n + 1)), sure) for n, word in enumerate(words)
        ),
        confidence=sure,
        doubtful=str(untrusted.get("doubtful") or ""),
    )


def _number(untrusted: Mapping[str, Any], key: str, default: float, place: int) -> float:
    value = untrusted.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise UntrustedInput(f"Utterance {place}: “{key}” must be a number, zero or more.")
    return value


def _duration(untrusted_call: Mapping[str, Any], utterances: Sequence[Utterance]) -> int:
    last = max((utterance.end_ms for utterance in utterances), default=0)
    told = untrusted_call.get("duration_ms")
    return max(last, int(told)) if isinstance(told, int | float) and 0 <= told < 1e12 else last
