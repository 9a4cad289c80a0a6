"""A call's words as far as they may still be known: redacted text in the places of words that are gone."""

from collections.abc import Collection
from dataclasses import replace

from voice.journey.objects import RedactionMarks
from voice.redaction.values import MarkedUtterance, RedactedTranscript, RedactedUtterance, RedactionMap, RedactionResult
from voice.transcript.values import RawTranscript, Utterance, Word


def remembered(transcript: RedactedTranscript, marks: RedactionMarks) -> RawTranscript:
    """The redacted text under the numbers and times of the raw words, which were destroyed."""
    of = {one.id: one for one in marks.utterances}
    said = tuple(_remembered(one, of[one.id]) for one in transcript.utterances if one.id in of)
    return RawTranscript(transcript.call_id, transcript.language, transcript.model, said, transcript.duration_ms)


def struck(utterance: Utterance, text: str, marked: MarkedUtterance, words: Collection[int]) -> Utterance:
    """An utterance in which these words gave way to what stands in the redacted text for them."""
    said = list(utterance.words)
    for token, (first, last) in zip(text.split(), marked.tokens, strict=True):
        if any(first <= word <= last for word in words):
            for place in range(first, last + 1):
                said[place] = replace(said[place], text=token if place == first else "")
    return replace(utterance, words=tuple(said))


def added_to(before: RedactionResult, now: RedactionResult) -> RedactionResult:
    """What redaction of remembered words found, together with what had been found when there were raw ones."""
    found = RedactionMap(before.found.call_id, tuple(dict.fromkeys((*before.found.values, *now.found.values))))
    return replace(now, found=found, audio_spans=tuple(dict.fromkeys((*before.audio_spans, *now.audio_spans))))


def _remembered(said: RedactedUtterance, marked: MarkedUtterance) -> Utterance:
    sure = marked.sure or (said.confidence,) * len(marked.times)
    words = tuple(Word("", *time, one) for time, one in zip(marked.times, sure, strict=True))
    bare = Utterance(said.id, said.speaker, said.start_ms, said.end_ms, words, said.confidence, said.doubtful)
    return struck(bare, said.text, marked, range(len(words)))
