"""What people typed is redacted like what callers said, before anybody sees it; and again when more is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from voice.call.values import CallId
from voice.journey.objects import CallObjects
from voice.redaction.echoes import Echoes
from voice.redaction.ports import Detector
from voice.redaction.reading import PLACEHOLDER
from voice.redaction.resolve import redact_text
from voice.redaction.spans import merge, outside
from voice.redaction.values import FoundValue, MarkedUtterance, RedactionResult
from voice.review.corrections import Corrected, Correction

TYPED = frozenset({Corrected.WORDS, Corrected.SUMMARY})


@dataclass(frozen=True, slots=True)
class _Known:
    """Values of the call, placeholders that were renumbered, and those a new value must not share."""

    values: tuple[FoundValue, ...]
    moved: Mapping[str, str]
    taken: tuple[str, ...]


def mend(
    objects: CallObjects,
    call_id: CallId,
    result: RedactionResult,
    before: Sequence[MarkedUtterance],
    detectors: Sequence[Detector],
) -> None:
    """Check what was typed into a call's corrections against what redaction knows now."""
    kept = objects.corrections(call_id)
    known = _Known(result.found.values, renamed(before, result.marks), _placeholders(result))
    mended = tuple(_mended(one, known, detectors) for one in kept)
    if mended != kept:
        objects.put_corrections(call_id, mended)


def renamed(before: Sequence[MarkedUtterance], now: Sequence[MarkedUtterance]) -> Mapping[str, str]:
    """Placeholders that bear another number since: the same words in the same place say which."""
    earlier = {(one.id, mark.first): mark.placeholder for one in before for mark in one.marks}
    found: dict[str, str] = {}
    for one in now:
        for mark in one.marks:
            old = earlier.get((one.id, mark.first))
            if old is not None:
                found.setdefault(old, mark.placeholder)
    return found


def _mended(change: Correction, known: "_Known", detectors: Sequence[Detector]) -> Correction:
    if change.what not in TYPED:
        return change
    texts = []
    for text in (change.before, change.after):
        renumbered = PLACEHOLDER.sub(lambda at: known.moved.get(at.group(), at.group()), text)
        texts.append(redact_text(_hidden(renumbered, known.values), "", detectors, known.taken).text)
    return replace(change, before=texts[0], after=texts[1], checked=True)


def _hidden(text: str, values: Sequence[FoundValue]) -> str:
    """A text with the placeholder of each known value in its place."""
    for value in values:
        taken = [at.span() for at in PLACEHOLDER.finditer(text)]
        for span in reversed(outside(merge(Echoes([value]).find(text)), taken)):
            text = text[: span.start] + value.placeholder + text[span.end :]
    return text


def _placeholders(result: RedactionResult) -> tuple[str, ...]:
    return tuple({mark.placeholder: None for one in result.marks for mark in one.marks})
