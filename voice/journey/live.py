"""While the line is open: answer, ask, hear, record, withdraw, hang up.

Every method takes what the carrier told us and returns what the carrier shall do. The consent event
is durable in the ledger before any recording action is returned; whatever fails, the call goes on
without one. Nothing here loads a model: a ringing phone does not wait.
"""

from collections.abc import Callable
from dataclasses import replace

from voice.call.values import (
    LED_AWAY,
    Call,
    CallArrived,
    CallEnded,
    CallId,
    DialEnded,
    DigitsPressed,
    GoTo,
    HangUp,
    NextStep,
    PauseFor,
    RecordingReported,
    StillWaiting,
)
from voice.consent.machine import decide, may_record
from voice.consent.values import (
    CallerHungUp,
    ConsentEffect,
    ConsentEvent,
    ConsentMethod,
    ConsentState,
    ConsentWithdrawn,
    FaultHappened,
    PartyJoined,
    WithdrawalScope,
)
from voice.errors import NothingThere, VoiceError
from voice.greeting.jurisdiction import apply
from voice.greeting.lines import for_number, named
from voice.greeting.values import LineProfile, PromptKind
from voice.journey import dialogue
from voice.journey.aloud import AskingAloud, Mark, QuestionAloud, start_failed
from voice.journey.asking import Asking
from voice.journey.dialogue import Actions
from voice.journey.gate import RecordingGate
from voice.journey.live_parts import LiveParts
from voice.journey.receipt_codes import ReceiptCodes
from voice.journey.texting import CodeByText
from voice.journey.turns import Turns
from voice.log import logger
from voice.recording.values import Recording
from voice.retention.erasure import Trigger

CONNECTED = frozenset({"completed", "answered"})
"""The carrier's words for a dialled leg that somebody answered."""


class LiveCall:
    """Performs a call while it lasts; its state is always the fold of the ledger, never kept here."""

    def __init__(self, parts: LiveParts) -> None:
        self._turns = Turns(parts.ledger)
        self._parts = parts = replace(parts, ledger=self._turns)
        self._asking = Asking(parts, self._taken_back_by_code)
        self._codes = ReceiptCodes(parts.book, parts.caller_ref)
        self._gate = RecordingGate(parts)
        self._aloud = AskingAloud(parts, self._asking, self._gate)
        self._texting = CodeByText(parts, self._asking, self._turns)

    # --- what the carrier tells -----------------------------------------------------------------

    def arrived(self, event: CallArrived) -> Actions:
        """The phone rings: note the call, then ask, announce or simply connect, as line and rules say."""
        line = for_number(self._parts.lines, event.callee)
        with self._turns.of(event.carrier_call_id):
            try:
                call = self._asking.noted(event, line)
                place_of = self._parts.place_of
                applied = apply(self._parts.rules, line, place_of(event.caller), place_of(event.callee))
                return self._asking.opened(call, line, applied)
            except (VoiceError, OSError) as fault:
                self._faulted(event.carrier_call_id, fault)
                return self._plain(line)

    def answered(self, event: DigitsPressed) -> Actions:
        """A key, or none."""
        return self._door(event.carrier_call_id, lambda call, line: self._asking.heard(call, line, event), self._plain)

    def asked_again(self, carrier_call_id: str) -> Actions:
        """The caller was led back to the question, because somebody joined."""
        return self._door(carrier_call_id, self._asking.again, self._plain)

    def dialled(self, event: DialEnded) -> Actions:
        """The other person hung up, or never answered."""
        return self._door(event.carrier_call_id, lambda call, line: self._after_dial(call, line, event), _hang_up)

    def waiting(self, event: StillWaiting) -> Actions:
        """The caller waits in a queue; a fault lets them wait in silence rather than lose their place."""
        return self._door(event.carrier_call_id, lambda call, line: self._wait(call, line, event), _in_silence)

    def text_code(self, event: CallArrived) -> None:
        """The carrier has its answer: now the receipt code may be texted, where the line and a live grant say so."""
        self._texting.send(event)

    def voicemail_taken(self, carrier_call_id: str) -> Actions:
        """The caller left a message, or hung up doing so."""
        return self._door(carrier_call_id, self._farewell, _hang_up)

    def recording_reported(self, event: RecordingReported) -> None:
        """The carrier says something about a recording: without a live grant it is quarantined."""
        with self._turns.of(event.carrier_call_id):
            call = self._parts.book.call_by_carrier_id(event.carrier_call_id)
            if call is None:
                logger().error("recording_of_unknown_call_reported", status=event.status.value)
                return
            self._gate.reported(call, event, self.state(call.id))

    def sound_sealed(self, recording: Recording) -> None:
        """Sound that came here as a stream rests sealed: there is nothing to fetch, the work on it begins."""
        call = self._parts.book.call(recording.call_id)
        with self._turns.of(call.carrier_call_id):
            self._gate.sealed_here(recording)

    def ended(self, event: CallEnded) -> None:
        """The line closed: an unanswered question becomes `abandoned`, and what is left to do is handed over."""
        with self._turns.of(event.carrier_call_id):
            call = self._parts.book.call_by_carrier_id(event.carrier_call_id)
            if call is None:
                logger().warning("end_of_unknown_call_reported")
                return
            at = self._parts.clock.now()
            if self.state(call.id).line_open:
                self._asking.append(call.id, CallerHungUp(at))
            self._gate.settle(call.id, self.state(call.id), at)

    # --- what anybody may ask -------------------------------------------------------------------

    def withdraw(self, call_id: CallId, scope: WithdrawalScope, channel: str) -> Actions:
        """Stop at the carrier, make it durable, destroy: in this order; repeating it adds nothing."""
        call = self._parts.book.call(call_id)
        with self._turns.of(call.carrier_call_id):
            self._perform(call, ConsentWithdrawn(self._parts.clock.now(), scope, channel))
        line = named(self._parts.lines, call.line)
        try:
            return (dialogue.speak(self._asking.script(call_id, line), line, PromptKind.WITHDRAWAL),)
        except (VoiceError, OSError) as fault:
            self._faulted(call.carrier_call_id, fault)
            return ()

    def party_joined(self, call_id: CallId, ask_by_keypad: bool = False) -> None:
        """Somebody else is on the line: recording stops until everybody was asked again.

        `ask_by_keypad` leads the caller back to the line's question, after which the line rings again;
        otherwise an agent asks aloud and marks the answer. Either way nothing is recorded before a yes.
        """
        call = self._parts.book.call(call_id)
        with self._turns.of(call.carrier_call_id):
            if not self.state(call_id).line_open:
                raise NothingThere("This call is not on the line any more.")
            self._perform(call, PartyJoined(self._parts.clock.now()))
        if ask_by_keypad:
            self._parts.control.lead(call.carrier_call_id, NextStep.ASK_AGAIN)

    def questions_aloud(self, call_id: CallId) -> tuple[QuestionAloud, ...]:
        """What an agent may ask on this call; nothing on a line that never records."""
        return self._aloud.questions(call_id, named(self._parts.lines, self._parts.book.call(call_id).line))

    def marked(self, call_id: CallId, mark: Mark) -> bool:
        """An agent marks what the caller answered aloud; False where a yes was given and recording did not begin."""
        call = self._parts.book.call(call_id)
        line = named(self._parts.lines, call.line)
        with self._turns.of(call.carrier_call_id):
            before = self.state(call_id)
            entries = [kept.entry for kept in self._parts.ledger.entries(call_id)]
            effects = self._perform(call, self._aloud.event(call, line, mark))
            begins = ConsentEffect.START_RECORDING in effects or start_failed(entries, before)
            return self._aloud.begin(call, line) if mark.granted and begins else True

    def state(self, call_id: CallId) -> ConsentState:
        """Where consent stands: the fold of what the ledger holds."""
        return self._asking.state(call_id)

    def call_id(self, carrier_call_id: str) -> CallId | None:
        """Our id of the carrier's call, where we know it."""
        call = self._parts.book.call_by_carrier_id(carrier_call_id)
        return call.id if call else None

    def unrecorded(self, callee: str) -> Actions:
        """The way on when nothing else works; touches neither database nor ledger, records nothing."""
        return self._plain(for_number(self._parts.lines, callee))

    # --- inside ---------------------------------------------------------------------------------

    def _door(
        self,
        carrier_call_id: str,
        act: Callable[[Call, LineProfile], Actions],
        otherwise: Callable[[LineProfile], Actions],
    ) -> Actions:
        """One delivery about a known call; a fault, or an unknown call, gets what records nothing."""
        with self._turns.of(carrier_call_id):
            call = self._parts.book.call_by_carrier_id(carrier_call_id)
            line = named(self._parts.lines, call.line if call else "")
            if call is None:
                logger().warning("unknown_call_goes_on_unrecorded")
                return otherwise(line)
            try:
                return act(call, line)
            except (VoiceError, OSError) as fault:
                self._faulted(carrier_call_id, fault)
                return otherwise(line)

    def _wait(self, call: Call, line: LineProfile, event: StillWaiting) -> Actions:
        return dialogue.wait(self._asking.script(call.id, line), line, event.waited_s)

    def _after_dial(self, call: Call, line: LineProfile, event: DialEnded) -> Actions:
        script = self._asking.script(call.id, line)
        state = self.state(call.id)
        if event.status == LED_AWAY:
            return (GoTo(NextStep.ASK_AGAIN),)
        if event.status in CONNECTED:
            return self._farewell(call, line)
        if may_record(state):
            return dialogue.voicemail_after_ringing(script, line, self._asking.permit(call.id, state))
        return dialogue.nobody_answers(script, line)

    def _farewell(self, call: Call, line: LineProfile) -> Actions:
        script = self._asking.script(call.id, line)
        state = self.state(call.id)
        if line.say_receipt_code and may_record(state):
            if state.method is ConsentMethod.AGENT:
                # What was begun over REST has no name by which markup could end it before the code is said.
                self._gate.stop(call)
            return dialogue.farewell(script, line, self._codes.code(call.id))
        return dialogue.goodbye(script, line)

    def _taken_back_by_code(self, call_id: CallId) -> None:
        event = ConsentWithdrawn(self._parts.clock.now(), WithdrawalScope.FROM_THE_START, "receipt_code_by_phone")
        self._perform(self._parts.book.call(call_id), event)

    def _perform(self, call: Call, event: ConsentEvent) -> tuple[ConsentEffect, ...]:
        """Stop first, whatever the ledger does afterwards; then the event; then its effects."""
        state = self.state(call.id)
        decision = decide(state, event)
        if ConsentEffect.STOP_RECORDING in decision.effects and state.line_open:
            self._gate.stop(call)
        if decision.state != state:
            self._asking.append(call.id, event)
        if ConsentEffect.DESTROY_EVERYTHING in decision.effects:
            self._parts.queue.cancel(call.id)
            self._parts.erase(call.id, Trigger.WITHDRAWN)
        return decision.effects

    def _faulted(self, carrier_call_id: str, fault: VoiceError | OSError) -> None:
        """Note a fault of ours where it can still be noted; an open question is thereby answered with no."""
        code = fault.code if isinstance(fault, VoiceError) else "operating_system"
        logger().error("live_call_goes_on_unrecorded", code=code, error_type=type(fault).__name__)
        call = self._parts.book.call_by_carrier_id(carrier_call_id)
        if call is None:
            return
        try:
            self._asking.append(call.id, FaultHappened(self._parts.clock.now(), code))
        except (VoiceError, OSError) as second:
            logger().error("fault_not_noted", call_id=call.id, error_type=type(second).__name__)

    def _plain(self, line: LineProfile) -> Actions:
        at = self._parts.clock.now()
        try:
            return dialogue.unrecorded(self._parts.scripts(line.script, line.locale), line, PromptKind.REFUSAL, at)
        except (VoiceError, OSError):
            return dialogue.without_script(line, at)


def _in_silence(_line: LineProfile) -> Actions:
    return (PauseFor(dialogue.QUIET_S),)


def _hang_up(_line: LineProfile) -> Actions:
    return (HangUp(),)
