"""The dialogue about consent: each step durable in the ledger, the next one a function of the state."""

import hashlib
from dataclasses import replace

from voice.call.values import Call, CallArrived, CallId, DigitsPressed, Direction
from voice.consent.history import events_of, to_entry
from voice.consent.machine import fold, may_record, permit
from voice.consent.values import (
    AnswerHeard,
    ConsentAsked,
    ConsentEvent,
    ConsentState,
    ConsentStatus,
    Purpose,
    RecordingPermit,
)
from voice.greeting.jurisdiction import Applied
from voice.greeting.script import KEYS, bundle, render, render_question, separate
from voice.greeting.values import GreetingScript, LineMode, LineProfile, PromptKind
from voice.journey import dialogue
from voice.journey.dialogue import Actions
from voice.journey.live_parts import LiveParts


class Asking:
    """Asks, hears and says what comes next; a repeated delivery gets the same answer and adds nothing."""

    def __init__(self, parts: LiveParts) -> None:
        self._parts = parts

    def noted(self, event: CallArrived, line: LineProfile) -> Call:
        """The call's row: the one that is there, or a new one."""
        book = self._parts.book
        known = book.call_by_carrier_id(event.carrier_call_id)
        if known is not None:
            return known
        call = Call(
            id=CallId(self._parts.new_id()),
            carrier=self._parts.carrier.name,
            carrier_call_id=event.carrier_call_id,
            line=line.name,
            caller_ref=self._parts.caller_ref(event.caller),
            direction=Direction.INBOUND,
            started_at=self._parts.clock.now(),
        )
        book.add_call(call)
        # Another process may have noted the same delivery first: the book's row is the one that counts.
        return book.call_by_carrier_id(event.carrier_call_id) or call

    def opened(self, call: Call, line: LineProfile, applied: Applied) -> Actions:
        """The first thing a caller hears: a question, an announcement, or the ringing tone."""
        if applied.mode is LineMode.NEVER:
            return self.without_recording(call.id, line, None)
        if applied.mode is LineMode.ANNOUNCE_ONLY:
            return self.without_recording(call.id, line, PromptKind.GREETING)
        state = self.state(call.id)
        if state.status is ConsentStatus.NOT_ASKED and state.line_open:
            script = self._script_for(line, applied.mode)
            self.append(call.id, self._question(script, line, applied))
        return self._next(call, line)

    def heard(self, call: Call, line: LineProfile, event: DigitsPressed) -> Actions:
        """A key, or none: durable first, acted upon second."""
        state = self.state(call.id)
        repeated = 0 < event.turn <= state.answers
        if state.pending and not repeated:
            # Anything but one key of a telephone is noted as unclear: it may be a number somebody typed.
            digits = event.digits if event.digits in KEYS or not event.digits else "?"
            self.append(call.id, AnswerHeard(self._parts.clock.now(), digits))
        return self._next(call, line)

    def state(self, call_id: CallId) -> ConsentState:
        """Where consent stands: the fold of what the ledger holds."""
        return fold(self.events(call_id))

    def events(self, call_id: CallId) -> tuple[ConsentEvent, ...]:
        """The consent history of a call."""
        return events_of(kept.entry for kept in self._parts.ledger.entries(call_id))

    def append(self, call_id: CallId, event: ConsentEvent) -> None:
        """Make an event durable."""
        self._parts.ledger.append(to_entry(call_id, event))

    def permit(self, call_id: CallId, state: ConsentState) -> RecordingPermit:
        """Leave to record, named after the grant it rests on; NotPermitted without one."""
        return permit(state, call_id, f"{call_id}-{state.answered_at:%Y%m%dT%H%M%S%f}" if state.answered_at else "")

    def script(self, call_id: CallId, line: LineProfile) -> GreetingScript:
        """The script the caller was asked with; the line's own where nothing was asked."""
        asked = [event for event in self.events(call_id) if isinstance(event, ConsentAsked)]
        name, locale = (asked[0].script, asked[0].locale) if asked else (line.script, line.locale)
        return self._parts.scripts(name, locale)

    def without_recording(self, call_id: CallId, line: LineProfile, first: PromptKind | None) -> Actions:
        """The same service, with no recording element."""
        return dialogue.unrecorded(self.script(call_id, line), line, first, self._parts.clock.now())

    def _next(self, call: Call, line: LineProfile) -> Actions:
        script = self.script(call.id, line)
        state = self.state(call.id)
        turn = state.answers + 1
        if state.pending:
            return _question_again(script, line, state)
        if not may_record(state):
            return self.without_recording(call.id, line, PromptKind.REFUSAL)
        for purpose in separate(script, line):
            if Purpose(purpose) not in state.asked:
                text = render_question(script, line, purpose).text
                self.append(call.id, self._asked(script, line, text, (Purpose(purpose),)))
                return dialogue.ask_separately(script, line, purpose, turn)
        return dialogue.recorded(script, line, self.permit(call.id, state), self._parts.clock.now())

    def _script_for(self, line: LineProfile, mode: LineMode) -> GreetingScript:
        own = self._parts.scripts(line.script, line.locale)
        # Words written for an announcement ask nothing: where a rule wants a question, others are said.
        return own if own.mode is mode else self._parts.scripts(line.strict_script, line.locale)

    def _question(self, script: GreetingScript, line: LineProfile, applied: Applied) -> ConsentAsked:
        kinds = [kind for kind in dialogue.OPENING if kind in script.prompts]
        text = "\n".join(render(script, line, kind).text for kind in kinds)
        purposes = tuple(Purpose(name) for name in bundle(script, line))
        asked = self._asked(script, line, text, purposes)
        # The words decide what was heard: a script that asks is a question, whatever the line allows.
        return replace(asked, mode=script.mode.value, rules=applied.names())

    def _asked(
        self, script: GreetingScript, line: LineProfile, text: str, purposes: tuple[Purpose, ...]
    ) -> ConsentAsked:
        return ConsentAsked(
            at=self._parts.clock.now(),
            purposes=purposes,
            script=script.name,
            script_version=script.version,
            script_sha256=script.sha256,
            prompt_sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
            locale=script.locale,
            yes_key=script.yes_key,
            no_key=script.no_key,
            max_attempts=line.attempts,
        )


def _question_again(script: GreetingScript, line: LineProfile, state: ConsentState) -> Actions:
    turn = state.answers + 1
    if Purpose.RECORDING not in state.pending:
        return dialogue.ask_separately(script, line, state.pending[0].value, turn)
    say = dialogue.ask_again if state.attempts else dialogue.ask
    # The keys are those of the question that was put, even if the file was edited since.
    return say(replace(script, yes_key=state.yes_key, no_key=state.no_key), line, turn)
