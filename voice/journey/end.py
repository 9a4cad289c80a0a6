"""Everything ends: sweep what is due, place or lift a hold, erase and certify.

Erasure stops first, then makes unreadable (the data key), then removes, then verifies, then certifies.
It is written down before it begins, and each of its parts may run twice: a killed process is not its end.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from voice.call.values import Call, CallId, CallState, Direction
from voice.consent.history import events_of, to_entry
from voice.consent.values import ConsentEvent, ConsentExpired, ConsentState, ConsentStatus, LedgerEntry
from voice.errors import CarrierUnavailable, UnderHold, VoiceError
from voice.greeting.lines import named
from voice.journey.after_parts import AfterParts
from voice.journey.collect import drop_copy
from voice.journey.objects import CallObjects
from voice.journey.periods import consent_over_at, kept_briefly, schedules
from voice.journey.permission import ERASING, TAKING_BACK, consent_of, is_taken_back, unless_ending
from voice.journey.receipts import signed_receipt
from voice.journey.streaming import SOURCE as STREAMED
from voice.log import logger
from voice.recording.values import RecordingState
from voice.retention import hold as holds
from voice.retention.erasure import CERTIFIED, HOLD_LIFTED, HOLD_PLACED, Trigger, body, certify, plan
from voice.retention.schedule import begun_by, due
from voice.retention.values import DestroyedArtefact, ErasureCertificate, ErasurePlan
from voice.review.decisions import removed
from voice.review.export import RECEIPT_FILE

CARRIER_COPY = "carrier recording"
SEALED_OBJECT = "sealed object"
KEPT = tuple(state for state in CallState if state is not CallState.ERASED)
CERTIFICATE_FILE = "erasure-certificate.json"


class Ending:
    """The end of calls: asked for by people, by withdrawal, and by the calendar."""

    def __init__(self, parts: AfterParts) -> None:
        self._parts = parts

    # --- erasure --------------------------------------------------------------------------------

    def ask(self, call_id: CallId, trigger: str) -> None:
        """Have everything of a call destroyed by the worker; under a hold it waits until that is lifted."""
        try:
            self._begin(call_id, trigger)
        except UnderHold:
            logger().warning("erasure_waits_for_hold", call_id=call_id, reason=trigger)
            return
        self._parts.queue.enqueue(call_id, f"erase-{self._parts.clock.now().timestamp():.0f}")

    def erase(self, call_id: CallId, trigger: str) -> ErasureCertificate:
        """Destroy everything of a call now; UnderHold while a hold stands. Repeating it certifies again."""
        return self.carry_out(self._begin(call_id, trigger))

    def carry_out(self, plan: ErasurePlan) -> ErasureCertificate:
        """Stop, make unreadable, remove, verify, certify; may be repeated after a kill at any point."""
        parts, call = self._parts, self._parts.book.call(plan.call_id)
        if parts.endings.hold(plan.call_id) is not None:
            raise UnderHold("A legal hold stands on this call: nothing of it is destroyed until it is lifted.")
        if call.ended_at is None and call.direction is not Direction.IMPORTED:
            parts.carrier.stop_recording(call.carrier_call_id)
        parts.queue.cancel(call.id)
        copies = self._carrier_copies(call)
        parts.endings.add(call.id, [*self._found(call), *copies])
        parts.endings.add(call.id, parts.sealed.destroy(call.id))
        parts.endings.add(call.id, parts.exports.remove(call))
        for copy in copies:
            drop_copy(parts, copy.name)
            parts.endings.add(call.id, [replace(copy, verified=True)])
        return self._close(plan, call)

    def finish_pending(self) -> int:
        """Take up erasures that a killed process or an absent carrier left open; how many were finished."""
        finished = 0
        for pending in self._parts.endings.pending():
            try:
                self.carry_out(pending)
            except VoiceError as fault:
                logger().warning("erasure_goes_on_later", call_id=pending.call_id, code=fault.code)
                continue
            finished += 1
        return finished

    def finish(self, call_id: CallId) -> None:
        """Carry out what is pending for one call, or what its taken-back consent asks for."""
        pending = [one for one in self._parts.endings.pending() if one.call_id == call_id]
        if pending:
            self.carry_out(pending[0])
        elif self._parts.book.call(call_id).state is not CallState.ERASED:
            self.erase(call_id, _taken_back_by(consent_of(self._parts, call_id)))

    def find_taken_back(self) -> int:
        """Ask for the erasure of calls whose withdrawal is in the ledger and was not acted on; how many."""
        waiting = [
            call.id
            for call in self._parts.book.calls_with(TAKING_BACK)
            if call.reason != ERASING and is_taken_back(consent_of(self._parts, call.id))
        ]
        for call_id in waiting:
            self.ask(call_id, _taken_back_by(consent_of(self._parts, call_id)))
        return len(waiting)

    def expire(self) -> int:
        """Write down, and act upon, every consent whose time is over; how many."""
        now, over = self._parts.clock.now(), 0
        for call in self._parts.book.calls_in(KEPT):
            if call.state is CallState.LIVE:
                continue
            ends_at = consent_over_at(named(self._parts.lines, call.line), self._history(call.id))
            if ends_at is not None and ends_at <= now:
                self._parts.ledger.append(to_entry(call.id, ConsentExpired(now)))
                self.ask(call.id, Trigger.EXPIRED)
                over += 1
        return over

    # --- calendar and holds ---------------------------------------------------------------------

    def due(self) -> Sequence[Call]:
        """Calls whose time is over and that no hold protects, longest overdue first."""
        periods, now = schedules(self._parts.lines), self._parts.clock.now()
        held = {hold.call_id for hold in self._parts.endings.holds()}
        # Most calls rest too short a time to be asked about.
        old = self._parts.book.calls_in(KEPT, until=begun_by(periods, now))
        ended = [call for call in old if call.state is not CallState.LIVE]
        # Whose short period is not over yet need not be asked whether it counts.
        perhaps = due(ended, periods, held, now, {call.id for call in ended})
        briefly = {one.id for one in perhaps if kept_briefly(named(self._parts.lines, one.line), self._history(one.id))}
        return due(perhaps, periods, held, now, briefly)

    def sweep(self) -> int:
        """Ask for the erasure of every call whose time is over; how many."""
        over = [call for call in self.due() if call.reason != ERASING]
        for call in over:
            self.ask(call.id, Trigger.RETENTION)
        return len(over)

    def place_hold(self, call_id: CallId, untrusted_reference: str) -> None:
        """Protect a call from every destruction, with a case reference."""
        self._parts.book.call(call_id)
        hold = holds.place(call_id, untrusted_reference, self._parts.clock.now())
        self._parts.endings.place(hold)
        self._note(call_id, HOLD_PLACED, {"reference": hold.reason})

    def lift_hold(self, call_id: CallId) -> None:
        """End the protection; a withdrawal or a removal that waited for this is carried out."""
        hold = self._parts.endings.hold(call_id)
        if hold is None:
            return
        self._parts.endings.lift(call_id)
        self._note(call_id, HOLD_LIFTED, {"reference": hold.reason})
        consent = consent_of(self._parts, call_id)
        if is_taken_back(consent):
            self.ask(call_id, _taken_back_by(consent))
        elif removed(CallObjects(self._parts.sealed).decisions(call_id)):
            self._parts.queue.enqueue(call_id, f"lifted-{self._parts.clock.now().timestamp():.0f}")

    # --- inside ---------------------------------------------------------------------------------

    def _begin(self, call_id: CallId, trigger: str) -> ErasurePlan:
        found = plan(call_id, trigger, self._parts.clock.now(), self._parts.endings.hold(call_id))
        self._parts.endings.begin(found)
        self._parts.book.change_call(
            call_id, unless_ending(lambda now: replace(now, state=CallState.WORKING, reason=ERASING))
        )
        self._parts.queue.cancel(call_id)
        return found

    def _found(self, call: Call) -> Sequence[DestroyedArtefact]:
        objects = [DestroyedArtefact(name, SEALED_OBJECT, 0, False) for name in self._parts.sealed.names(call.id)]
        return [*objects, *self._parts.exports.present(call)]

    def _carrier_copies(self, call: Call) -> Sequence[DestroyedArtefact]:
        """Every copy at the carrier we know of or it knows of."""
        if call.direction is Direction.IMPORTED:
            return []
        recordings = self._parts.book.recordings(call.id)
        known = [one.carrier_recording_id for one in recordings if one.source != STREAMED]
        there = self._parts.carrier.recordings_of(call.carrier_call_id)
        return [DestroyedArtefact(name, CARRIER_COPY, 0, False) for name in dict.fromkeys((*known, *there))]

    def _close(self, plan: ErasurePlan, call: Call) -> ErasureCertificate:
        parts = self._parts
        for recording in parts.book.recordings(call.id):
            parts.book.change_recording(
                recording.id,
                lambda now: replace(now, state=RecordingState.DESTROYED, sha256="", reason=plan.trigger),
            )
        left = set(parts.sealed.names(call.id)) | {artefact.name for artefact in parts.exports.present(call)}
        listed = [replace(gone, verified=gone.name not in left) for gone in parts.endings.artefacts(call.id)]
        certificate = certify(plan, listed, parts.clock.now())
        if not all(gone.verified for gone in certificate.artefacts):
            raise CarrierUnavailable("Something of the call is still there; Voice destroys it again.")
        parts.reviews.done(call.id)
        document = parts.ledger.sign(body(certificate))
        self._note(call.id, CERTIFIED, document)
        erased = parts.book.change_call(
            call.id, lambda now: replace(now, state=CallState.ERASED, reason=plan.trigger, caller_ref="")
        )
        self._export(erased, document)
        parts.endings.complete(call.id, certificate.completed_at)
        logger().info("call_erased", call_id=call.id, count=len(certificate.artefacts), reason=plan.trigger)
        return certificate

    def _export(self, call: Call, certificate: Mapping[str, object]) -> None:
        """What the data subject keeps: the consent record, and the list of what was destroyed."""
        parts, line = self._parts, named(self._parts.lines, call.line)
        receipt = signed_receipt(call, parts.ledger, line, parts.clock.now(), parts.software)
        papers = {RECEIPT_FILE: receipt, CERTIFICATE_FILE: certificate}
        parts.exports.write(call, {name: json.dumps(paper, indent=2) + "\n" for name, paper in papers.items()})

    def _history(self, call_id: CallId) -> tuple[ConsentEvent, ...]:
        return events_of(kept.entry for kept in self._parts.ledger.entries(call_id))

    def _note(self, call_id: CallId, kind: str, content: Mapping[str, object]) -> None:
        self._parts.ledger.append(LedgerEntry(call_id, kind, self._parts.clock.now(), content))


def _taken_back_by(consent: ConsentState) -> Trigger:
    return Trigger.EXPIRED if consent.status is ConsentStatus.EXPIRED else Trigger.WITHDRAWN
