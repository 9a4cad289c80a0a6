"""Removal for good: words and sound that an officer struck are nowhere any more, not even sealed.

Runs last, when everything derived has been made anew without them and searched for them. The value itself
goes at the very end: until then a killed step finds again what it was to remove.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from voice.call.values import CallId
from voice.consent.values import LedgerEntry
from voice.journey.after_parts import AfterParts
from voice.journey.objects import (
    CORRECTIONS,
    DOCUMENT,
    INSIGHT,
    MARKS,
    RAW_TRANSCRIPT,
    REDACTED_TRANSCRIPT,
    REDACTION_MAP,
    CallObjects,
    RedactionMarks,
    recording_name,
)
from voice.journey.permission import still_wanted
from voice.journey.remembered import fitting, remembered, struck
from voice.log import logger
from voice.recording.spans import offsets
from voice.recording.values import USABLE
from voice.redaction.audio import silence, within
from voice.redaction.decided import Place
from voice.redaction.leak import find_leaks, refuse_leaks
from voice.redaction.marks import STRUCK
from voice.redaction.values import RedactedSpan, RedactedTranscript, RedactionMap
from voice.review.decisions import Decision, removed
from voice.review.export import files
from voice.transcript.values import RawTranscript, Utterance

REMOVED = "redaction.removed_for_good"
TEXTS = (REDACTED_TRANSCRIPT, INSIGHT, DOCUMENT, CORRECTIONS)


class Striking:
    """The step that removes for good what an officer struck; a legal hold keeps it."""

    def __init__(self, parts: AfterParts) -> None:
        self._parts = parts
        self._objects = CallObjects(parts.sealed)

    def strike(self, call_id: CallId) -> None:
        """Remove the words, the sound and the value of every struck place; may be repeated after a kill."""
        still_wanted(self._parts, call_id)
        wanted, marks = removed(self._objects.decisions(call_id)), self._objects.marks(call_id)
        transcript, found = self._objects.redacted_transcript(call_id), self._objects.redaction_map(call_id)
        if not wanted or marks is None or transcript is None or found is None:
            return
        if self._parts.endings.hold(call_id) is not None:
            logger().warning("removal_waits_for_hold", call_id=call_id)
            return
        placeholders = struck_placeholders(marks, wanted)
        values = tuple(value for value in found.values if value.placeholder in placeholders)
        secret = RedactionMap(call_id, values)
        raw = self._objects.raw_transcript(call_id)
        if raw is not None:
            self._out_of_what_was_heard(raw, transcript, marks, secret, placeholders)
        self._search(call_id, secret)
        self._objects.put(call_id, MARKS, _struck_through(marks, placeholders))
        self._objects.put(call_id, REDACTION_MAP, _without(found, secret))
        self._note(call_id, wanted, marks, placeholders)

    def _out_of_what_was_heard(
        self,
        raw: RawTranscript,
        transcript: RedactedTranscript,
        marks: RedactionMarks,
        secret: RedactionMap,
        placeholders: frozenset[str],
    ) -> None:
        """Sound first: where it was said is read off the words."""
        raw = fitting(raw, remembered(transcript, marks))
        places = _places(raw, marks, secret, placeholders)
        spans = [_when(said, places[said.id]) for said in raw.utterances if places.get(said.id)]
        self._silence(raw.call_id, [span for found in spans for span in found])
        of, redacted = {one.id: one for one in marks.utterances}, {one.id: one for one in transcript.utterances}
        said = tuple(
            struck(one, redacted[one.id].text, of[one.id], places[one.id]) if places.get(one.id) else one
            for one in raw.utterances
        )
        self._objects.put(raw.call_id, RAW_TRANSCRIPT, replace(raw, utterances=said))

    def _silence(self, call_id: CallId, spans: Sequence[RedactedSpan]) -> None:
        recordings = [one for one in self._parts.book.recordings(call_id) if one.state in USABLE]
        if not recordings:
            return
        for recording, offset_ms in zip(recordings, offsets(recordings), strict=True):
            name = recording_name(recording.id)
            wav = self._parts.sealed.get(call_id, name)
            quiet = silence(wav, within(spans, offset_ms, recording.duration_ms), recording.roles)
            if quiet != wav:
                self._parts.sealed.put(call_id, name, quiet)

    def _search(self, call_id: CallId, secret: RedactionMap) -> None:
        """The leak audit once more, over everything that is left: LeakFound keeps the call back."""
        names = self._parts.sealed.names(call_id)
        left = {name: self._parts.sealed.get(call_id, name).decode() for name in TEXTS if name in names}
        raw = self._objects.raw_transcript(call_id)
        left |= {f"raw {said.id}": said.text for said in (raw.utterances if raw else ())}
        refuse_leaks(secret, {**left, **self._released(call_id)})

    def _released(self, call_id: CallId) -> Mapping[str, str]:
        document = self._objects.document(call_id)
        found = dict(files(document)) if document is not None else {}
        for store in self._parts.traces:
            found |= store.traces(self._parts.book.call(call_id))
        return found

    def _note(
        self, call_id: CallId, wanted: Sequence[Decision], marks: RedactionMarks, placeholders: frozenset[str]
    ) -> None:
        noted = {
            kept.entry.body["version"] for kept in self._parts.ledger.entries(call_id) if kept.entry.kind == REMOVED
        }
        places = sum(mark.placeholder in placeholders for one in marks.utterances for mark in one.marks)
        for one in wanted:
            if one.version not in noted:
                body = {"version": one.version, "target": one.target, "type": one.entity_type, "places": places}
                self._parts.ledger.append(LedgerEntry(call_id, REMOVED, self._parts.clock.now(), body))


def struck_placeholders(marks: RedactionMarks, wanted: Sequence[Decision]) -> frozenset[str]:
    """The placeholders of everything that was struck: a value goes wherever it was said."""
    places = [place for one in wanted for place in one.places]
    return frozenset(
        mark.placeholder
        for one in marks.utterances
        for mark in one.marks
        if any(place.touches(Place(one.id, mark.first, mark.last)) for place in places)
    )


def _places(
    raw: RawTranscript, marks: RedactionMarks, secret: RedactionMap, placeholders: frozenset[str]
) -> dict[str, frozenset[int]]:
    """Word numbers by utterance: where the placeholders stand; an utterance that tells more goes whole."""
    found: dict[str, frozenset[int]] = {}
    for one in marks.utterances:
        ranges = [range(mark.first, mark.last + 1) for mark in one.marks if mark.placeholder in placeholders]
        found[one.id] = frozenset(word for words in ranges for word in words)
    left = {
        said.id: " ".join(word.text for number, word in enumerate(said.words) if number not in found.get(said.id, ()))
        for said in raw.utterances
    }
    for leak in find_leaks(secret, left):
        whole = next(said for said in raw.utterances if said.id == leak.place)
        found[leak.place] = frozenset(range(len(whole.words)))
    return found


def _when(said: Utterance, words: frozenset[int]) -> list[RedactedSpan]:
    """When these words were spoken: neighbours as one span."""
    spans: list[RedactedSpan] = []
    for number in sorted(words):
        word = said.words[number]
        if number - 1 in words and spans:
            spans[-1] = replace(spans[-1], end_ms=max(spans[-1].end_ms, word.end_ms))
        else:
            spans.append(RedactedSpan(said.speaker, word.start_ms, word.end_ms, ""))
    return spans


def _struck_through(marks: RedactionMarks, placeholders: frozenset[str]) -> RedactionMarks:
    """The marks, those of struck values named as such: what had found them is in the ledger."""
    utterances = tuple(
        replace(
            one,
            marks=tuple(replace(m, detector=STRUCK) if m.placeholder in placeholders else m for m in one.marks),
        )
        for one in marks.utterances
    )
    return replace(marks, utterances=utterances)


def _without(found: RedactionMap, secret: RedactionMap) -> RedactionMap:
    return replace(found, values=tuple(value for value in found.values if value not in secret.values))
