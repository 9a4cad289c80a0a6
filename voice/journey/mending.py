"""What people typed is redacted like what callers said, before anybody sees it; and again when more is found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from voice.journey.objects import CallObjects, RedactionMarks
from voice.redaction.echoes import Echoes
from voice.redaction.ports import Detector
from voice.redaction.reading import PLACEHOLDER
from voice.redaction.resolve import redact_text
from voice.redaction.spans import merge, outside
from voice.redaction.values import FoundValue, Mark, MarkedUtterance, RedactionResult
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
    result: RedactionResult,
    before: RedactionMarks | None,
    through: int,
    detectors: Sequence[Detector],
) -> None:
    """Check what was typed into a call's corrections against what redaction knows after `through` decisions."""
    call_id = result.transcript.call_id
    kept, earlier = objects.corrections(call_id), before or RedactionMarks(through, ())
    still = _Known(result.found.values, {}, _placeholders(result))
    moved = replace(still, moved=renamed(earlier.utterances, result))
    # After a kill between this and the marks, a text that was renumbered already is left as it is.
    mended = tuple(
        _mended(one, moved if one.numbered == earlier.through else still, detectors, through) for one in kept
    )
    if mended != kept:
        objects.put_corrections(call_id, mended)


def renamed(before: Sequence[MarkedUtterance], result: RedactionResult) -> Mapping[str, str]:
    """What placeholders of the earlier text are now: the same words in the same place say which.

    One may bear another number; where the words were put back, the words stand for it.
    """
    now = {one.id: one for one in result.marks}
    texts = {said.id: said.text for said in result.transcript.utterances}
    found: dict[str, str] = {}
    for one in before:
        for mark in one.marks:
            if one.id in now and mark.placeholder not in found:
                found[mark.placeholder] = _stands_there(mark, now[one.id], texts[one.id])
    return found


def _stands_there(mark: Mark, now: MarkedUtterance, text: str) -> str:
    touching = [one for one in now.marks if one.first <= mark.last and mark.first <= one.last]
    if touching:
        return touching[0].placeholder
    words = zip(text.split(), now.tokens, strict=True)
    return " ".join(word for word, (first, last) in words if first <= mark.last and mark.first <= last).strip(".,;:!?")


def _mended(change: Correction, known: _Known, detectors: Sequence[Detector], through: int) -> Correction:
    if change.what not in TYPED:
        return change
    texts = []
    for text in (change.before, change.after):
        renumbered = PLACEHOLDER.sub(lambda at: known.moved.get(at.group(), at.group()), text)
        hidden = _hidden(renumbered, known.values)
        # What was checked once holds nothing a detector should look for: words put back by decision stay.
        texts.append(hidden if change.checked else redact_text(hidden, "", detectors, known.taken).text)
    return replace(change, before=texts[0], after=texts[1], checked=True, numbered=through)


def _hidden(text: str, values: Sequence[FoundValue]) -> str:
    """A text with the placeholder of each known value in its place."""
    for value in values:
        taken = [at.span() for at in PLACEHOLDER.finditer(text)]
        for span in reversed(outside(merge(Echoes([value]).find(text)), taken)):
            text = text[: span.start] + value.placeholder + text[span.end :]
    return text


def _placeholders(result: RedactionResult) -> tuple[str, ...]:
    return tuple({mark.placeholder: None for one in result.marks for mark in one.marks})
