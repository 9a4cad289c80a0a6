"""Where a transcript has gaps: the recording was paused, or sound of a stream never arrived."""

import json
from collections.abc import Iterable, Iterator, Sequence

from voice.consent.values import LedgerEntry
from voice.journey.pause import pauses
from voice.journey.streaming import gaps_name
from voice.recording.spans import offsets
from voice.recording.values import Recording
from voice.transcript.values import Gap
from voice.vault.ports import SealedStore

PAUSED, LOST = "paused", "lost"
SHORTEST_MS = 100
"""A few lost frames are no gap that a reader would miss."""


def gaps_of(heard: Sequence[Recording], entries: Iterable[LedgerEntry], sealed: SealedStore) -> tuple[Gap, ...]:
    """The gaps of a call on its transcript's clock, in order; `heard` are the recordings it was made from."""
    if not heard:
        return ()
    end_ms = max(offset + one.duration_ms for offset, one in zip(offsets(heard), heard, strict=True))
    found = [*_paused(heard, entries, end_ms), *_lost(heard, sealed)]
    return tuple(sorted(found, key=lambda gap: (gap.start_ms, gap.end_ms)))


def _paused(heard: Sequence[Recording], entries: Iterable[LedgerEntry], end_ms: int) -> Iterator[Gap]:
    first = heard[0].started_at
    if first is None:
        return
    for pause in pauses(entries):
        start, end = (
            end_ms if at is None else round((at - first).total_seconds() * 1000)
            for at in (pause.start_at, pause.end_at)
        )
        if max(0, start) < min(end, end_ms):
            yield Gap(PAUSED, max(0, start), min(end, end_ms))


def _lost(heard: Sequence[Recording], sealed: SealedStore) -> Iterator[Gap]:
    for recording, offset_ms in zip(heard, offsets(heard), strict=True):
        name = gaps_name(recording.id)
        if name not in sealed.names(recording.call_id):
            continue
        listed = json.loads(sealed.get(recording.call_id, name))["gaps"]
        spans = sorted((offset_ms + gap["start_ms"], offset_ms + gap["end_ms"]) for gap in listed)
        yield from (Gap(LOST, start, end) for start, end in _joined(spans) if end - start >= SHORTEST_MS)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans that touch or overlap as one: the two tracks of a stream are often lost together."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last is not None and start <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last
