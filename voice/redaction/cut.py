"""What may never be kept, cut out of raw words that a legal hold keeps; pure."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from voice.redaction.identity import LABELS
from voice.redaction.values import RedactedSpan, RedactionMap
from voice.transcript.values import RawTranscript, Utterance, Word


def without_words(raw: RawTranscript, spans: Sequence[RedactedSpan]) -> RawTranscript:
    """The transcript with one mark, "[CARD]", where a span's words were spoken; every other word as it was."""
    return replace(raw, utterances=tuple(_without(spoken, spans) for spoken in raw.utterances))


def without_values(found: RedactionMap, types: Collection[str]) -> RedactionMap:
    """The map without the values of some types: that they were found, and how often, stays."""
    return replace(
        found,
        values=tuple(replace(one, surfaces=()) if one.entity_type in types else one for one in found.values),
    )


def _without(spoken: Utterance, spans: Sequence[RedactedSpan]) -> Utterance:
    words: list[Word] = []
    for word in spoken.words:
        span = next((one for one in spans if one.speaker == spoken.speaker and _during(word, one)), None)
        if span is None:
            words.append(word)
            continue
        mark = f"[{LABELS.get(span.entity_type, span.entity_type)}]"
        if words and words[-1].text == mark:
            words[-1] = replace(words[-1], end_ms=word.end_ms)
        else:
            words.append(Word(mark, word.start_ms, word.end_ms, word.probability))
    return replace(spoken, words=tuple(words))


def _during(word: Word, span: RedactedSpan) -> bool:
    if word.start_ms == word.end_ms:
        return span.start_ms <= word.start_ms <= span.end_ms
    return word.start_ms < span.end_ms and span.start_ms < word.end_ms
