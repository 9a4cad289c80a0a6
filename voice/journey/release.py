"""The finished call: labelled from what happened, searched for leaks, exported, put up for review."""

from collections.abc import Mapping
from dataclasses import replace

from voice.call.values import Call, CallId, CallState, Direction
from voice.consent.history import events_of
from voice.consent.machine import covers_past
from voice.consent.values import ConsentState, Purpose
from voice.errors import NotPermitted
from voice.greeting.lines import named
from voice.journey.after_parts import AfterParts
from voice.journey.gaps import gaps_of
from voice.journey.objects import DOCUMENT, REDACTION_MAP, CallObjects
from voice.journey.periods import days_of
from voice.journey.permission import consent_of, still_wanted, unless_ending
from voice.journey.receipts import signed_receipt
from voice.journey.streaming import SOURCE as STREAMED
from voice.journey.understand import was_heard
from voice.label.facts import compute
from voice.label.values import Circumstances, MeasuredRedaction
from voice.recording.values import RecordingState
from voice.redaction import measured
from voice.redaction.cut import without_values
from voice.redaction.leak import refuse_leaks
from voice.redaction.rules import parse
from voice.review.corrections import corrected
from voice.review.export import CallDocument, files
from voice.review.queue import item, reasons

BUSY = frozenset({CallState.WORKING, CallState.BLOCKED})
NOT_REVIEWED = frozenset({CallState.UNRECORDED, CallState.ERASED, CallState.LIVE})


class Release:
    """The steps by which a call leaves the vault, as redacted text alone."""

    def __init__(self, parts: AfterParts) -> None:
        self._parts = parts
        self._objects = CallObjects(parts.sealed)

    def label(self, call_id: CallId) -> None:
        """Put the call's document together and compute its label, after a first search for leaks."""
        state = still_wanted(self._parts, call_id)
        document = self._document(self._parts.book.call(call_id), state)
        runs = self._objects.runs(call_id)
        if document.transcript is not None:
            outputs = files(document)
            self._refuse_leaks(call_id, outputs)
            circumstances = self._circumstances(document, len(outputs))
            document = replace(document, label=compute(runs, circumstances), runs=runs)
        self._objects.put(call_id, DOCUMENT, document)

    def audit(self, call_id: CallId) -> None:
        """Search all that is to be released, and all that rests of the call unsealed; LeakFound releases nothing."""
        still_wanted(self._parts, call_id)
        document = self._as_corrected(call_id)
        if document is not None:
            self._refuse_leaks(call_id, {**files(document), **self._traces(document)})
            self._forget_blocked(document.call)

    def _forget_blocked(self, call: Call) -> None:
        """The search is done: values that the line may never keep leave the list of what was found, hold or not."""
        found = self._objects.redaction_map(call.id)
        blocked = parse(named(self._parts.lines, call.line).redaction).blocked_types
        if found is not None and any(one.surfaces and one.entity_type in blocked for one in found.values):
            self._objects.put(call.id, REDACTION_MAP, without_values(found, blocked))

    def export(self, call_id: CallId) -> None:
        """Write the call's files where people and programs find them."""
        still_wanted(self._parts, call_id)
        document = self._as_corrected(call_id)
        if document is None:
            return
        self._parts.exports.write(document.call, files(self._as_ended(document)))
        # A withdrawal that came while the files were written has looked for them too early.
        try:
            still_wanted(self._parts, call_id)
        except NotPermitted:
            self._parts.exports.remove(document.call)
            raise

    def queue_for_review(self, call_id: CallId) -> None:
        """The call is ready; a person is asked to look."""
        still_wanted(self._parts, call_id)
        call = self._parts.book.call(call_id)
        if call.state not in BUSY:
            ask_for_review(self._parts, call)
            return
        usable = any(was_heard(one) for one in self._parts.book.recordings(call_id))
        over = CallState.READY if usable else CallState.UNRECORDED
        # Asked first: whoever finds the call ready finds it in the queue, also after a kill between the two.
        if not self._objects.touched_by_people(call_id):
            ask_for_review(self._parts, replace(call, state=over, reason=""))
        ended = self._parts.book.change_call(call_id, unless_ending(lambda now: replace(now, state=over, reason="")))
        if ended.state is not over:
            # Its erasure began meanwhile, in another process: nobody is asked to look at it.
            self._parts.reviews.done(call_id)

    def receipt_alone(self, call_id: CallId) -> None:
        """Export the consent record of a call of which nothing else is released."""
        call = self._parts.book.call(call_id)
        state = consent_of(self._parts, call_id)
        self._parts.exports.write(call, files(CallDocument(call, state, self._receipt(call))))

    def _as_corrected(self, call_id: CallId) -> CallDocument | None:
        document = self._objects.document(call_id)
        return None if document is None else corrected(document, self._objects.corrections(call_id))

    def _as_ended(self, document: CallDocument) -> CallDocument:
        ended = CallState.READY if document.call.state in BUSY else document.call.state
        return replace(document, call=replace(document.call, state=ended, reason=""))

    def _document(self, call: Call, state: ConsentState) -> CallDocument:
        transcript = self._objects.redacted_transcript(call.id)
        insight = self._objects.insight(call.id)
        usable = [one for one in self._parts.book.recordings(call.id) if was_heard(one)]
        return CallDocument(
            call=call,
            consent=state,
            receipt=self._receipt(call),
            transcript=transcript,
            summary=insight.summary if insight else None,
            sentiment=insight.sentiment if insight else None,
            conversation=insight.conversation if insight else None,
            channels=max((one.channels for one in usable), default=0),
            gaps=gaps_of(usable, [kept.entry for kept in self._parts.ledger.entries(call.id)], self._parts.sealed),
        )

    def _receipt(self, call: Call) -> Mapping[str, object]:
        line = named(self._parts.lines, call.line)
        return signed_receipt(call, self._parts.ledger, line, self._parts.clock.now(), self._parts.software)

    def _circumstances(self, document: CallDocument, audited: int) -> Circumstances:
        call, state = document.call, document.consent
        imported = call.direction is Direction.IMPORTED
        entries = self._parts.ledger.entries(call.id)
        events = events_of(kept.entry for kept in entries)
        fetched = [one for one in self._parts.book.recordings(call.id) if one.source != STREAMED and not imported]
        gone = bool(fetched) and all(one.state is not RecordingState.SEALED for one in fetched)
        return Circumstances(
            subject=f"Call of {call.started_at:%Y-%m-%d}, {call.id}",
            retention_days=days_of(named(self._parts.lines, call.line), events),
            purposes_granted=tuple(purpose.value for purpose in Purpose if covers_past(state, purpose)),
            erasable=True,
            review_available=True,
            ledger_entries=len(entries),
            consent_method=state.method.value,
            carrier_copy_deleted=gone if fetched else None,
            carrier_copy_verified_gone=gone,
            legal_hold=self._parts.endings.hold(call.id) is not None,
            outputs_audited=audited,
            personal_data_found=sum(document.transcript.counts.values()) if document.transcript else 0,
            greeting_spoken_by_carrier=not imported,
            redaction_measured=_measured(),
        )

    def _traces(self, document: CallDocument) -> Mapping[str, str]:
        """Names under which the call is exported, and what tables and work rows say of it."""
        call = document.call
        names = [*files(document), *(there.name for there in self._parts.exports.present(call)), call.id]
        found = {"names of exported files": "\n".join(names)}
        for store in self._parts.traces:
            found |= store.traces(call)
        return found

    def _refuse_leaks(self, call_id: CallId, outputs: Mapping[str, str]) -> None:
        found = self._objects.redaction_map(call_id)
        if found is not None:
            refuse_leaks(found, outputs)


def _measured() -> MeasuredRedaction | None:
    found = measured.load()
    return None if found is None else MeasuredRedaction(found.recall, found.spans, found.on, found.measured_on)


def ask_for_review(parts: AfterParts, call: Call) -> None:
    """Put a call up for review where something asks for a person's look."""
    if call.state in NOT_REVIEWED:
        return
    objects = CallObjects(parts.sealed)
    insight = objects.insight(call.id)
    sentiment = insight.sentiment if insight else None
    found = reasons(call, objects.redacted_transcript(call.id), sentiment, seen=False)
    asked = item(call, found, parts.clock.now())
    if asked is not None:
        parts.reviews.queue(asked)
