"""Listen again: what was removed must not be heard in the redacted copy.

The copy is transcribed anew and searched for every value found. A hit widens the spans near it and
covers what was heard; after the last round the copy is refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from voice.errors import LeakFound
from voice.redaction.audio import Mask, silence
from voice.redaction.echoes import Echoes
from voice.redaction.leak import find_leaks
from voice.redaction.resolve import heard_at
from voice.redaction.values import RedactedSpan, RedactionResult
from voice.transcript.values import RawTranscript, Utterance

Listen = Callable[[bytes], RawTranscript]
"""Transcribes a WAV as the call was transcribed."""

ROUNDS = 3
WIDEN_MS = 300
_NEAR_MS = 1500


@dataclass(frozen=True, slots=True)
class RedactedAudio:
    """A redacted copy that was listened to again; `rounds` says how often, `spans` what is covered."""

    wav: bytes
    spans: tuple[RedactedSpan, ...]
    rounds: int


def redact_audio(
    wav: bytes, result: RedactionResult, speakers: Sequence[str], listen: Listen, mask: Mask | None = None
) -> RedactedAudio:
    """A copy in which nothing that redaction found is heard any more; raises LeakFound when that fails."""
    spans = result.audio_spans
    for attempt in range(1, ROUNDS + 1):
        copy = silence(wav, spans, speakers, mask)
        leaking = _leaking(listen(copy), result)
        if not leaking:
            return RedactedAudio(copy, spans, attempt)
        spans = _widened(spans, leaking, result)
    raise LeakFound(
        f"No redacted copy: after {ROUNDS} rounds {len(leaking)} utterance(s) still let a redacted value be heard."
    )


def _leaking(heard: RawTranscript, result: RedactionResult) -> tuple[Utterance, ...]:
    """Utterances of the copy in which a value is still heard."""
    texts = {utterance.id: utterance.text for utterance in heard.utterances}
    places = {leak.place for leak in find_leaks(result.found, texts)}
    return tuple(utterance for utterance in heard.utterances if utterance.id in places)


def _widened(
    spans: tuple[RedactedSpan, ...], leaking: Sequence[Utterance], result: RedactionResult
) -> tuple[RedactedSpan, ...]:
    """Spans near a hit grow on both sides, and what was heard there is covered itself."""
    echoes = Echoes(result.found.values)
    found = [
        piece for utterance in leaking for span in echoes.find(utterance.text) for piece in heard_at(utterance, span)
    ]
    # Heard, but not to be pinned to words (a value across other words): the whole utterance goes.
    silent = [u for u in leaking if not any(_near(piece, u) and piece.speaker == u.speaker for piece in found)]
    found += [RedactedSpan(u.speaker, u.start_ms, u.end_ms, "UNKNOWN") for u in silent]
    grown = tuple(
        replace(span, start_ms=max(0, span.start_ms - WIDEN_MS), end_ms=span.end_ms + WIDEN_MS)
        if any(_near(span, utterance) for utterance in leaking)
        else span
        for span in spans
    )
    return (*grown, *found)


def _near(span: RedactedSpan, utterance: Utterance) -> bool:
    return span.start_ms < utterance.end_ms + _NEAR_MS and utterance.start_ms - _NEAR_MS < span.end_ms
