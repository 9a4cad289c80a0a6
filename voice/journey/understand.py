"""Sealed audio becomes words, words lose their personal data, and something useful is derived: all sealed."""

from dataclasses import replace

from voice.call.values import CallId
from voice.consent.machine import covers_past
from voice.consent.values import Purpose
from voice.greeting.lines import named
from voice.insight.conversation import measure
from voice.journey.after_parts import AfterParts, Minds
from voice.journey.line_rules import LineRules
from voice.journey.mending import mend
from voice.journey.objects import (
    INSIGHT,
    RAW_TRANSCRIPT,
    CallObjects,
    Insight,
    recording_name,
)
from voice.journey.permission import still_wanted
from voice.journey.remembered import added_to, remembered
from voice.journey.speakers import Speakers
from voice.recording.spans import offsets
from voice.recording.values import USABLE, Recording
from voice.redaction.upheld import redact_as_decided
from voice.review.decisions import verdicts
from voice.transcript.align import utterances
from voice.transcript.values import UNDETERMINED, RawTranscript, RunRecord, Utterance, Word

RAW_DESTROYED = "raw_destroyed"
"""The reason of a recording whose line does not keep what was said in it."""
RAW_CUT = "raw_cut"
"""The reason of a recording that a legal hold keeps without what its line may never keep."""
NOT_WHOLE = frozenset({RAW_DESTROYED, RAW_CUT})


def was_heard(recording: Recording) -> bool:
    """Whether a recording is, or was until its line's rules destroyed it, one that is worked on."""
    return recording.state in USABLE or recording.reason == RAW_DESTROYED


class Understanding:
    """The three steps that read what a caller said; each asks whether its own purpose was granted."""

    def __init__(self, parts: AfterParts, minds: Minds) -> None:
        self._parts = parts
        self._minds = minds
        self._objects = CallObjects(parts.sealed)
        self._speakers = Speakers(parts, minds)
        self._rules = LineRules(parts.lines, minds.detectors)

    def transcribe(self, call_id: CallId) -> None:
        """Write down every recording of the call, as one transcript on one clock."""
        state = still_wanted(self._parts, call_id)
        every = self._parts.book.recordings(call_id)
        recordings = [one for one in every if one.state in USABLE]
        if any(one.reason in NOT_WHOLE for one in every):
            # Redacted already, and then destroyed or cut: what is left would make half a transcript.
            return
        if self._objects.touched_by_people(call_id):
            # Somebody has referred to words by their numbers: heard anew, the numbers could mean other words.
            return
        if not recordings or not covers_past(state, Purpose.TRANSCRIPTION):
            return
        line = named(self._parts.lines, self._parts.book.call(call_id).line)
        language = line.locale.split("-")[0]
        runs: list[RunRecord] = []
        said: list[Utterance] = []
        languages, voices = [UNDETERMINED], 0
        for recording, offset_ms in zip(recordings, offsets(recordings), strict=True):
            channels = self._minds.read_channels(self._parts.sealed.get(call_id, recording_name(recording.id)))
            heard = self._minds.transcriber.transcribe(channels, language, line.vocabulary)
            told = self._speakers.tell(recording, channels, heard, voices)
            languages, runs, voices = [*languages, heard.language], [*runs, *told.runs], voices + told.voices
            said += [_later(one, offset_ms) for one in utterances(told.segments, told.speakers)]
        ends = [offset + one.duration_ms for offset, one in zip(offsets(recordings), recordings, strict=True)]
        numbered = tuple(replace(spoken, id=f"u{place}") for place, spoken in enumerate(said, start=1))
        language = next((one for one in languages if one != UNDETERMINED), UNDETERMINED)
        raw = RawTranscript(call_id, language, runs[0].model, numbered, max(ends))
        self._objects.put(call_id, RAW_TRANSCRIPT, raw)
        self._objects.add_runs(call_id, "transcribe", tuple(runs))

    def redact(self, call_id: CallId) -> None:
        """Take personal data out of the transcript, as people decided; what was found is sealed apart."""
        still_wanted(self._parts, call_id)
        decisions, before = self._objects.decisions(call_id), self._objects.redaction(call_id)
        whole = not any(one.reason in NOT_WHOLE for one in self._parts.book.recordings(call_id))
        heard = self._objects.raw_transcript(call_id) if whole else None
        raw = heard or self._remembered(call_id)
        if raw is None:
            return
        line = self._rules.of(self._parts.book.call(call_id).line)
        started_at = self._parts.clock.now()
        result, refused = redact_as_decided(raw, line.detectors, verdicts(decisions))
        seconds = (self._parts.clock.now() - started_at).total_seconds()
        if heard is None and before is not None:
            result = added_to(before, result)
        mend(self._objects, result, self._objects.marks(call_id), len(decisions), line.detectors)
        self._objects.put_redaction(call_id, result, len(decisions), tuple(one.place for one in refused))
        self._objects.add_runs(call_id, "redact", (line.run_record(started_at, seconds),))

    def _remembered(self, call_id: CallId) -> RawTranscript | None:
        """Where raw words were destroyed and people had something to say since: what is known without them."""
        transcript, marks = self._objects.redacted_transcript(call_id), self._objects.marks(call_id)
        if transcript is None or marks is None or not self._objects.touched_by_people(call_id):
            return None
        return remembered(transcript, marks)

    def derive(self, call_id: CallId) -> None:
        """Summary, sentiment and who talked how much, from redacted text, where analysis was granted."""
        state = still_wanted(self._parts, call_id)
        transcript = self._objects.redacted_transcript(call_id)
        if transcript is None or not covers_past(state, Purpose.ANALYSIS):
            return
        summary, summary_run = self._minds.summariser.summarise(transcript)
        sentiment, sentiment_run = self._minds.scorer.score(transcript)
        self._objects.put(call_id, INSIGHT, Insight(summary, sentiment, measure(transcript)))
        self._objects.add_runs(call_id, "derive", (summary_run, sentiment_run))


def _later(spoken: Utterance, offset_ms: int) -> Utterance:
    if not offset_ms:
        return spoken
    words = tuple(Word(w.text, w.start_ms + offset_ms, w.end_ms + offset_ms, w.probability) for w in spoken.words)
    return replace(spoken, start_ms=spoken.start_ms + offset_ms, end_ms=spoken.end_ms + offset_ms, words=words)
