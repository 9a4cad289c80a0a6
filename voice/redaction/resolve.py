"""Any detectors, any order, one result: what is redacted, under which placeholder, and where in the audio.

Pure. A value found once is redacted everywhere in the call. Detection is repeated on the redacted
text until nothing more is found, so redacting twice changes nothing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from voice.redaction.decided import Verdict, Verdicts, word_ranges, words_touched
from voice.redaction.echoes import Echoes
from voice.redaction.identity import Placeholders
from voice.redaction.marks import Drawn, marked
from voice.redaction.ports import Detector
from voice.redaction.reading import PLACEHOLDER
from voice.redaction.spans import merge, outside, trimmed
from voice.redaction.turns import before, carried
from voice.redaction.values import (
    FoundValue,
    RedactedSpan,
    RedactedTranscript,
    RedactedUtterance,
    RedactionMap,
    RedactionResult,
    Span,
    Turn,
)
from voice.transcript.values import RawTranscript, Utterance

_Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RedactedText:
    """One text without its personal data; spans count in characters of the original."""

    text: str
    spans: tuple[Span, ...]
    values: tuple[FoundValue, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Tie:
    """Parts of one value in several turns: where they lie, and the value as said in one breath."""

    whole: str = field(repr=False)
    parts: dict[int, tuple[int, int]]

    def holds(self, turn: int, span: Span) -> bool:
        first, last = self.parts.get(turn, (0, 0))
        return first < span.end and span.start < last


def redact(
    transcript: RawTranscript, detectors: Sequence[Detector], verdicts: Sequence[Verdict] = ()
) -> RedactionResult:
    """Redact a whole call, people's verdicts above detectors; the result's map is secret and rests only sealed."""
    turns = before(transcript.utterances)
    ruled = Verdicts(transcript.utterances, verdicts)
    spans, names = _settle(turns, detectors, carried(transcript.utterances), ruled)
    drawn = [
        Drawn(utterance, found, *_render(utterance.text, found, names))
        for utterance, found in zip(transcript.utterances, spans, strict=True)
    ]
    utterances = tuple(_redacted(one.utterance, one.text) for one in drawn)
    marks = tuple(marked(one, names.name) for one in drawn)
    counts = Counter(mark.entity_type for one in marks for mark in one.marks)
    clean = RedactedTranscript(
        call_id=transcript.call_id,
        language=transcript.language,
        model=transcript.model,
        utterances=utterances,
        counts=dict(sorted(counts.items())),
        duration_ms=transcript.duration_ms,
    )
    audio = [
        heard
        for utterance, found in zip(transcript.utterances, spans, strict=True)
        for span in found
        for heard in heard_at(utterance, span)
    ]
    return RedactionResult(clean, RedactionMap(transcript.call_id, names.values()), tuple(audio), marks)


def redact_text(text: str, previous: str, detectors: Sequence[Detector], taken: Sequence[str] = ()) -> RedactedText:
    """Redact one text; `previous` is what was said just before it; placeholders that are `taken` mean other values."""
    spans, names = _settle((Turn(text, previous),), detectors, (), Verdicts((), ()), taken)
    return RedactedText(_render(text, spans[0], names)[0], spans[0], names.values())


def _settle(
    turns: Sequence[Turn],
    detectors: Sequence[Detector],
    joins: Sequence[tuple[int, ...]],
    ruled: Verdicts,
    taken: Sequence[str] = (),
) -> tuple[list[_Spans], Placeholders]:
    """Detect, carry over, look for echoes, and again on the redacted text until nothing is added."""
    spans: list[_Spans] = [_detected(turn, detectors) for turn in turns]
    ties = [tie for join in joins for tie in _carry(turns, join, detectors, spans)]
    spans = [ruled.over(index, turn.text, spans[index]) for index, turn in enumerate(turns)]
    while True:
        names = _named(turns, spans, ties, taken)
        echoes = Echoes(names.values())
        grown = [ruled.over(i, turn.text, _echoed(turn, spans[i], echoes)) for i, turn in enumerate(turns)]
        names = _named(turns, grown, ties, taken)
        for index, turn in enumerate(turns):
            if grown[index]:
                grown[index] = ruled.over(index, turn.text, _again(turn, grown[index], names, detectors))
        if grown == spans:
            return [_typed(turn.text, found, names) for turn, found in zip(turns, spans, strict=True)], names
        spans = grown


def _detected(turn: Turn, detectors: Sequence[Detector]) -> _Spans:
    taken = [match.span() for match in PLACEHOLDER.finditer(turn.text)]
    raw = [span for detector in detectors for span in detector.detect(turn)]
    whole = (trimmed(span, turn.text) for span in outside(merge(_inside(raw, turn.text)), taken))
    return tuple(span for span in whole if span is not None)


def _inside(spans: Sequence[Span], text: str) -> list[Span]:
    """What a detector claims beyond the text does not count."""
    return [span for span in spans if 0 <= span.start < span.end <= len(text)]


def _carry(
    turns: Sequence[Turn], join: tuple[int, ...], detectors: Sequence[Detector], spans: list[_Spans]
) -> list[_Tie]:
    """Detect on a speaker's consecutive turns read as one, hand each turn its part, and say which parts are one."""
    starts: list[int] = []
    text = ""
    for index in join:
        text = f"{text} " if text else ""
        starts.append(len(text))
        text += turns[index].text
    ties = []
    for span in _detected(Turn(text, turns[join[0]].previous, turns[join[0]].speaker), detectors):
        tie = _Tie(text[span.start : span.end], {})
        for index, start in zip(join, starts, strict=True):
            size = len(turns[index].text)
            first, last = max(span.start - start, 0), min(span.end - start, size)
            crosses = span.start < start or span.end > start + size
            if first < last and crosses:
                part = trimmed(Span(first, last, span.entity_type, span.score, span.detector), turns[index].text)
                spans[index] = merge([*spans[index], *([part] if part else [])])
                tie.parts[index] = (first, last)
        if tie.parts:
            ties.append(tie)
    return ties


def _named(turns: Sequence[Turn], spans: Sequence[_Spans], ties: Sequence[_Tie], taken: Sequence[str]) -> Placeholders:
    standing = [match.group() for turn in turns for match in PLACEHOLDER.finditer(turn.text)]
    names = Placeholders([*standing, *taken])
    tied: dict[int, str] = {}
    for index, (turn, found) in enumerate(zip(turns, spans, strict=True)):
        for span in found:
            tie = next((number for number, tie in enumerate(ties) if tie.holds(index, span)), None)
            surface = turn.text[span.start : span.end]
            if tie is None:
                names.name(span.entity_type, surface)
            elif tie in tied:
                names.add(tied[tie], surface, span.entity_type)
            else:
                tied[tie] = names.name(span.entity_type, surface)
                names.add(tied[tie], ties[tie].whole, span.entity_type)
    return names


def _typed(text: str, spans: _Spans, names: Placeholders) -> _Spans:
    """Each span with the type of the value it is a part or a repetition of."""
    return tuple(
        Span(
            span.start, span.end, names.type_of(names.name(span.entity_type, text[span.start : span.end])), *_rest(span)
        )
        for span in spans
    )


def _rest(span: Span) -> tuple[float, str]:
    return span.score, span.detector


def _echoed(turn: Turn, found: _Spans, echoes: Echoes) -> _Spans:
    taken = [match.span() for match in PLACEHOLDER.finditer(turn.text)]
    return merge([*found, *outside(echoes.find(turn.text), taken)])


def _render(text: str, spans: Sequence[Span], names: Placeholders) -> tuple[str, list[tuple[int, int, int]]]:
    """The redacted text, and for each kept piece (start in it, start in the original, length)."""
    pieces: list[str] = []
    kept: list[tuple[int, int, int]] = []
    cursor = size = 0
    for span in (*spans, None):
        end = span.start if span else len(text)
        kept.append((size, cursor, end - cursor))
        pieces.append(text[cursor:end])
        size += end - cursor
        if span:
            placeholder = names.name(span.entity_type, text[span.start : span.end])
            pieces.append(placeholder)
            size += len(placeholder)
            cursor = span.end
    return "".join(pieces), kept


def _again(turn: Turn, found: _Spans, names: Placeholders, detectors: Sequence[Detector]) -> _Spans:
    """What the detectors still see in the redacted text, in the original's characters."""
    text, kept = _render(turn.text, found, names)
    more = []
    for span in _detected(Turn(text, turn.previous, turn.speaker, turn.id), detectors):
        for at, origin, size in kept:
            first, last = max(span.start, at), min(span.end, at + size)
            if first < last:
                moved = Span(first - at + origin, last - at + origin, span.entity_type, span.score, span.detector)
                more.append(trimmed(moved, turn.text))
    return merge([*found, *(span for span in more if span)])


def _redacted(utterance: Utterance, text: str) -> RedactedUtterance:
    return RedactedUtterance(
        utterance.id,
        utterance.speaker,
        utterance.start_ms,
        utterance.end_ms,
        text,
        utterance.confidence,
        utterance.doubtful,
    )


def heard_at(utterance: Utterance, span: Span) -> list[RedactedSpan]:
    """When the span's words were spoken."""
    touched = words_touched(word_ranges(utterance), span.start, span.end)
    if touched is None:
        return []
    words = utterance.words[touched[0] : touched[1] + 1]
    first, last = min(w.start_ms for w in words), max(w.end_ms for w in words)
    return [RedactedSpan(utterance.speaker, first, last, span.entity_type)]
