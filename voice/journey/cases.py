"""Test cases for detectors out of what people decided: utterances with stand-ins for every value.

One line a case, as `voice quality redaction --reference` and `voice redact --jsonl` read it.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voice.call.values import CallId, CallState
from voice.consent.history import state_of
from voice.consent.values import Purpose
from voice.journey.objects import CallObjects
from voice.redaction.decided import Place
from voice.redaction.identity import type_of_placeholder
from voice.redaction.leak import find_leaks
from voice.redaction.marks import STRUCK
from voice.redaction.ordinary import ordinary
from voice.redaction.reading import PLACEHOLDER
from voice.redaction.substitutes import Substitutes
from voice.redaction.values import Mark, MarkedUtterance, RedactedUtterance
from voice.review.decisions import Act, Decision
from voice.transcript.values import RawTranscript
from voice.vault.ports import CallShelf, Ledger, SealedStore

READABLE = (CallState.READY,)
NEUTRAL = "item"
_LETTERS = re.compile(r"\w[\w'’-]*")


@dataclass(frozen=True, slots=True)
class CaseParts:
    """Where decided calls rest."""

    book: CallShelf
    sealed: SealedStore
    ledger: Ledger


def cases(parts: CaseParts) -> Iterator[Mapping[str, Any]]:
    """Every utterance somebody decided on, of calls whose callers did not refuse training."""
    for call in parts.book.calls_in(READABLE):
        if not _refused_training(parts, call.id):
            yield from of_call(parts.sealed, call.id)


def of_call(sealed: SealedStore, call_id: CallId) -> Iterator[Mapping[str, Any]]:
    """The cases of one call; one that still held a value of it is left out."""
    objects = CallObjects(sealed)
    decisions, marks = objects.decisions(call_id), objects.marks(call_id)
    transcript, found = objects.redacted_transcript(call_id), objects.redaction_map(call_id)
    if not decisions or marks is None or transcript is None or found is None:
        return
    raw, of = objects.raw_transcript(call_id), {one.id: one for one in marks.utterances}
    # A seed of this moment: with a lasting one, two exports could be laid side by side.
    maker = _Maker(Substitutes(secrets.token_hex(16)), raw, decisions)
    previous = ""
    for said in transcript.utterances:
        text, spans = maker.made(said, of[said.id]) if said.id in of else (said.text, [])
        if said.id in maker.decided:
            case = {"id": _case_id(call_id, said.id), "text": text, "spans": spans, "prev": previous}
            if not find_leaks(found, {"text": text, "prev": previous}):
                yield case
        previous = text


class _Maker:
    """Makes the utterances of one call fit to leave."""

    def __init__(self, stand_ins: Substitutes, raw: RawTranscript | None, decisions: Sequence[Decision]) -> None:
        self._stand_ins, self.decided = stand_ins, _decided(decisions)
        self._words = {one.id: one.words for one in raw.utterances} if raw else {}
        self._put_back = [place for one in decisions if one.act is Act.PUT_BACK for place in one.places]

    def made(self, said: RedactedUtterance, marked: MarkedUtterance) -> tuple[str, list[tuple[int, int, str]]]:
        """The utterance with stand-ins, and where they stand; what was a false alarm stays as it was said."""
        text, spans = "", list[tuple[int, int, str]]()
        for token, (first, last) in zip(said.text.split(), marked.tokens, strict=True):
            text += " " if text else ""
            at = PLACEHOLDER.search(token)
            if at is not None:
                mark = next((mark for mark in marked.marks if mark.placeholder == at.group()), None)
                kind = mark.entity_type if mark else type_of_placeholder(at.group())
                stand_in = self._stand_in(said.id, mark, kind)
                begin = len(text) + at.start()
                spans.append((begin, begin + len(stand_in), kind))
                text += token[: at.start()] + stand_in + token[at.end() :]
            elif any(place.touches(Place(said.id, first, last)) for place in self._put_back):
                text += token
            else:
                text += _neutral(token)
        return text, spans

    def _stand_in(self, utterance_id: str, mark: Mark | None, kind: str) -> str:
        words = self._words.get(utterance_id)
        if mark is None or words is None or mark.detector == STRUCK:
            return self._stand_ins.plain(kind)
        surface = " ".join(word.text for word in words[mark.first : mark.last + 1]).removesuffix("'s")
        return self._stand_ins.of(surface, kind).strip(" .,;:!?") or self._stand_ins.plain(kind)


def _neutral(word: str) -> str:
    """A word as it was said where it is common, else one that is."""
    return word if _common(word) else _LETTERS.sub(NEUTRAL, word, count=1)


def _common(word: str) -> bool:
    bare = word.strip(".,;:!?()\"'").lower().removesuffix("'s")
    return not any(mark.isalnum() for mark in bare) or ordinary(bare)


def _decided(decisions: Sequence[Decision]) -> frozenset[str]:
    judged = [one for one in decisions if one.act is not Act.PROPOSED]
    return frozenset(place.utterance_id for one in judged for place in (*one.places, *one.left))


def _refused_training(parts: CaseParts, call_id: CallId) -> bool:
    state = state_of(kept.entry for kept in parts.ledger.entries(call_id))
    return Purpose.TRAINING in state.asked and Purpose.TRAINING not in state.granted


def _case_id(call_id: CallId, utterance_id: str) -> str:
    return hashlib.sha256(f"{call_id}/{utterance_id}".encode()).hexdigest()[:12]
