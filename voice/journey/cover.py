"""The redacted sound of a call, and the end of raw words and sound where a line does not keep them."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from voice.call.values import CallId
from voice.consent.values import LedgerEntry
from voice.errors import LeakFound, RecordingUnusable
from voice.greeting.lines import named
from voice.journey.after_parts import AfterParts, Minds
from voice.journey.line_rules import LineRules
from voice.journey.objects import RAW_TRANSCRIPT, REDACTED_AUDIO, CallObjects, recording_name
from voice.journey.permission import still_wanted
from voice.journey.understand import NOT_WHOLE, RAW_CUT, RAW_DESTROYED, was_heard
from voice.log import logger
from voice.recording.spans import joined, offsets
from voice.recording.values import USABLE, Recording, RecordingState
from voice.recording.wav import read_form
from voice.redaction.audio import MARGIN_MS, silence, within
from voice.redaction.cut import without_words
from voice.redaction.detectors import rules_digest
from voice.redaction.relisten import RedactedAudio, redact_audio
from voice.redaction.values import RedactionResult
from voice.transcript.align import utterances
from voice.transcript.values import ModelIdentity, RawTranscript, RunRecord, Scalar

WITHHELD = "redacted_audio.withheld"
DESTROYED = "raw.destroyed"
CUT = "raw.cut"
STEP = "cover_audio"
FEATURE = "Redacted sound"
COVERS = "covers"


class Covering:
    """The two steps between redaction and everything that is derived."""

    def __init__(self, parts: AfterParts, minds: Minds) -> None:
        self._parts = parts
        self._minds = minds
        self._objects = CallObjects(parts.sealed)
        self._rules = LineRules(parts.lines, minds.detectors)

    def cover_audio(self, call_id: CallId) -> None:
        """Seal a copy of the sound without what was redacted; withheld where a value can still be heard."""
        still_wanted(self._parts, call_id)
        result = self._objects.redaction(call_id)
        every = self._parts.book.recordings(call_id)
        recordings = [one for one in every if one.state in USABLE]
        if any(one.reason in NOT_WHOLE for one in every):
            self._cover_copy(call_id, result, every)
            return
        if result is None or not recordings or self._is_covered(call_id, result):
            return
        started_at = self._parts.clock.now()
        begins = offsets(recordings)
        again: list[RunRecord] = []
        try:
            copies = [self._covered(one, at, result, again) for one, at in zip(recordings, begins, strict=True)]
            sound = joined([copy.wav for copy in copies], begins)
        except (LeakFound, RecordingUnusable) as fault:
            self._withhold(call_id, fault.code)
            return
        seconds = (self._parts.clock.now() - started_at).total_seconds()
        self._parts.sealed.put(call_id, REDACTED_AUDIO, sound)
        spans = sum(len(copy.spans) for copy in copies)
        ran = _run_record(started_at, seconds, spans, again, self._parts.software)
        ran = replace(ran, settings={**ran.settings, COVERS: _digest(result)})
        self._objects.add_runs(call_id, STEP, (ran,))

    def _is_covered(self, call_id: CallId, result: RedactionResult) -> bool:
        """Whether a person's change left the spans as they are: then the sound need not be listened to again."""
        if REDACTED_AUDIO not in self._parts.sealed.names(call_id) or not self._objects.touched_by_people(call_id):
            return False
        ran = [run for run in self._objects.runs(call_id) if run.step == STEP]
        return bool(ran) and ran[-1].settings.get(COVERS) == _digest(result)

    def _cover_copy(self, call_id: CallId, result: RedactionResult | None, every: Sequence[Recording]) -> None:
        """The sound itself is destroyed: what people found since is silenced in the copy that is left."""
        if result is None or REDACTED_AUDIO not in self._parts.sealed.names(call_id):
            return
        copy, roles = self._parts.sealed.get(call_id, REDACTED_AUDIO), every[0].roles
        covered = silence(copy, result.audio_spans, roles)
        if covered != copy:
            self._parts.sealed.put(call_id, REDACTED_AUDIO, covered)

    def destroy_raw(self, call_id: CallId) -> None:
        """Destroy raw words and sound where the line blocks a type that was said.

        A legal hold keeps the rest of them: what may never be kept is cut out, and the record says so.
        """
        still_wanted(self._parts, call_id)
        transcript = self._objects.redacted_transcript(call_id)
        rules = self._rules.of(self._parts.book.call(call_id).line).rules
        types = rules.blocked(transcript.counts) if transcript else ()
        if not types:
            return
        if self._parts.endings.hold(call_id) is not None:
            self._cut(call_id, types)
            return
        heard = [one for one in self._parts.book.recordings(call_id) if was_heard(one)]
        for recording in heard:
            # Row first: after a kill in between the sound is not looked for again.
            self._parts.book.change_recording(
                recording.id, lambda now: replace(now, state=RecordingState.DESTROYED, reason=RAW_DESTROYED)
            )
        names = [RAW_TRANSCRIPT, *(recording_name(one.id) for one in heard)]
        for name in names:
            self._parts.sealed.remove(call_id, name)
        self._note(call_id, DESTROYED, {"types": list(types), "objects": names})

    def _cut(self, call_id: CallId, types: Sequence[str]) -> None:
        """Take the blocked values alone out of raw words and sound that a legal hold keeps."""
        raw, result = self._objects.raw_transcript(call_id), self._objects.redaction(call_id)
        if raw is None or result is None:
            return
        spans = tuple(span for span in result.audio_spans if span.entity_type in types)
        recordings = [one for one in self._parts.book.recordings(call_id) if one.state in USABLE]
        for recording, offset_ms in zip(recordings, offsets(recordings) if recordings else (), strict=True):
            # Row first: after a kill in between the sound is not read for words again.
            self._parts.book.change_recording(recording.id, lambda now: replace(now, reason=RAW_CUT))
            name = recording_name(recording.id)
            wav = self._parts.sealed.get(call_id, name)
            own = within(spans, offset_ms, recording.duration_ms)
            self._parts.sealed.put(call_id, name, silence(wav, own, recording.roles))
        self._objects.put(call_id, RAW_TRANSCRIPT, without_words(raw, spans))
        names = [RAW_TRANSCRIPT, *(recording_name(one.id) for one in recordings)]
        logger().warning("raw_kept_for_hold", call_id=call_id)
        self._note(call_id, CUT, {"types": list(types), "objects": names})

    def _covered(
        self, recording: Recording, offset_ms: int, result: RedactionResult, again: list[RunRecord]
    ) -> RedactedAudio:
        wav = self._parts.sealed.get(recording.call_id, recording_name(recording.id))
        spans = within(result.audio_spans, offset_ms, recording.duration_ms)
        if not self._minds.relisten:
            return RedactedAudio(silence(wav, spans, recording.roles), spans, 0)
        line = named(self._parts.lines, self._parts.book.call(recording.call_id).line)
        language = line.locale.split("-")[0]

        def listen(copy: bytes) -> RawTranscript:
            channels = self._minds.read_channels(copy)
            heard = self._minds.transcriber.transcribe(channels, language, line.vocabulary)
            again.append(heard.run)
            spoken = utterances(heard.segments, recording.roles)
            return RawTranscript(
                recording.call_id, heard.language, heard.run.model, spoken, read_form(copy).duration_ms
            )

        return redact_audio(wav, replace(result, audio_spans=spans), recording.roles, listen)

    def _withhold(self, call_id: CallId, code: str) -> None:
        self._parts.sealed.remove(call_id, REDACTED_AUDIO)
        self._objects.add_runs(call_id, STEP, ())
        logger().error("redacted_audio_withheld", call_id=call_id, step=STEP, code=code)
        self._note(call_id, WITHHELD, {"reason": code})

    def _note(self, call_id: CallId, kind: str, content: dict[str, str | Sequence[str]]) -> None:
        """Once: a step that runs again has nothing new to say."""
        if all(kept.entry.kind != kind for kept in self._parts.ledger.entries(call_id)):
            self._parts.ledger.append(LedgerEntry(call_id, kind, self._parts.clock.now(), content))


def _digest(result: RedactionResult) -> str:
    """Of where and when something is silenced."""
    return hashlib.sha256(repr(result.audio_spans).encode()).hexdigest()[:16]


def _run_record(
    started_at: datetime, seconds: float, spans: int, again: Sequence[RunRecord], software: str
) -> RunRecord:
    """What covered the sound; `again` are the runs that listened to the copies, none where that is switched off."""
    settings: dict[str, Scalar] = {"spans": spans, "times_heard_again": len(again), "margin_ms": MARGIN_MS}
    rules = ModelIdentity("silence where redaction found something", rules_digest(), purpose="covers sound; no model")
    return RunRecord(
        step=STEP,
        feature=FEATURE,
        model=again[-1].model if again else rules,
        settings=settings,
        device=again[-1].device if again else "cpu",
        started_at=started_at,
        seconds=seconds,
        software=software,
        network_hosts=tuple(sorted({host for run in again for host in run.network_hosts})),
        used_raw_text=True,
    )
