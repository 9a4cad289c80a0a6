"""The dialogue about consent: each step durable in the ledger, the next one a function of the state."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from voice.call.values import Call, CallArrived, CallId, DigitsPressed, Direction
from voice.consent.history import events_of, to_entry
from voice.consent.machine import fold, may_record, permit
from voice.consent.values import (
    AnswerHeard,
    ConsentAsked,
    ConsentEvent,
    ConsentState,
    ConsentStatus,
    LedgerEntry,
    Purpose,
    RecordingPermit,
)
from voice.greeting.jurisdiction import Applied, apply
from voice.greeting.script import KEYS, asks, bundle, render, render_question, separate
from voice.greeting.values import GreetingScript, LineMode, LineProfile, PromptKind
from voice.journey import dialogue
from voice.journey.dialogue import Actions
from voice.journey.live_parts import LiveParts
from voice.journey.periods import schedule_of
from voice.journey.receipt_codes import ReceiptCodes
from voice.journey.standing import (
    CODE_HEARD,
    LANGUAGE_ASKED,
    LANGUAGE_CHOSEN,
    MENU_OPENED,
    Waiting,
    code_known,
    locale_of,
    turn_of,
    waiting_for,
)


class Asking:
    """Asks, hears and says what comes next; a repeated delivery gets the same answer and adds nothing."""

    def __init__(self, parts: LiveParts, take_back: Callable[[CallId], None]) -> None:
        self._parts = parts
        self._codes = ReceiptCodes(parts.book, parts.caller_ref)
        self._take_back = take_back

    def noted(self, event: CallArrived, line: LineProfile) -> Call:
        """The call's row: the one that is there, or a new one."""
        call = Call(
            id=CallId(self._parts.new_id()),
            carrier=self._parts.carrier.name,
            carrier_call_id=event.carrier_call_id,
            line=line.name,
            caller_ref=self._parts.caller_ref(event.caller),
            direction=Direction.INBOUND,
            started_at=self._parts.clock.now(),
        )
        # A delivery before this one, or another process, may have noted it: the book's row is the one that counts.
        return self._parts.book.add_call(call)

    def opened(self, call: Call, line: LineProfile, applied: Applied) -> Actions:
        """The first thing a caller hears: a question, an announcement, or the ringing tone."""
        if applied.mode is LineMode.NEVER:
            return self.without_recording(call.id, line, None)
        if applied.mode is LineMode.ANNOUNCE_ONLY:
            return self.without_recording(call.id, line, PromptKind.GREETING)
        if line.languages and not self._entries(call.id):
            self._note(call.id, LANGUAGE_ASKED, {"mode": applied.mode.value, "rules": list(applied.names())})
        if waiting_for(self._entries(call.id)) is not Waiting.LANGUAGE:
            self._put_question(call, line, applied.mode, applied.names())
        return self._next(call, line)

    def again(self, call: Call, line: LineProfile) -> Actions:
        """The question once more, as it was put before; where none was put, what the line opens with."""
        put = [event for event in self.events(call.id) if isinstance(event, ConsentAsked)]
        applied = apply(self._parts.rules, line, "")
        if not put or applied.mode in (LineMode.ANNOUNCE_ONLY, LineMode.NEVER):
            return self.opened(call, line, applied)
        self._put_question(call, line, LineMode(put[-1].mode), put[-1].rules)
        return self._next(call, line)

    def heard(self, call: Call, line: LineProfile, event: DigitsPressed) -> Actions:
        """Keys, or none: durable first, acted upon second."""
        entries = self._entries(call.id)
        # Without its number an answer to one question could pass for the answer to another.
        unnumbered = not event.turn and bool(event.digits) and bool(line.languages or line.withdraw_key)
        if 0 < event.turn < turn_of(entries) or unnumbered:
            return self._next(call, line)
        waiting = waiting_for(entries)
        if waiting is Waiting.LANGUAGE:
            self._choose_language(call, line, event.digits)
        elif waiting is Waiting.CODE:
            self._try_code(call, event.digits)
        elif waiting is Waiting.CONSENT:
            self._answer(call, line, event.digits)
        return self._next(call, line)

    def state(self, call_id: CallId) -> ConsentState:
        """Where consent stands: the fold of what the ledger holds."""
        return fold(self.events(call_id))

    def events(self, call_id: CallId) -> tuple[ConsentEvent, ...]:
        """The consent history of a call."""
        return events_of(self._entries(call_id))

    def append(self, call_id: CallId, event: ConsentEvent) -> None:
        """Make an event durable."""
        self._parts.ledger.append(to_entry(call_id, event))

    def _entries(self, call_id: CallId) -> tuple[LedgerEntry, ...]:
        return tuple(kept.entry for kept in self._parts.ledger.entries(call_id))

    def _note(self, call_id: CallId, kind: str, body: dict[str, object]) -> None:
        self._parts.ledger.append(LedgerEntry(call_id, kind, self._parts.clock.now(), body))

    def permit(self, call_id: CallId, state: ConsentState) -> RecordingPermit:
        """Leave to record, named after the grant it rests on; NotPermitted without one."""
        return permit(state, call_id, f"{call_id}-{state.answered_at:%Y%m%dT%H%M%S%f}" if state.answered_at else "")

    def script(self, call_id: CallId, line: LineProfile) -> GreetingScript:
        """The script the caller was asked with; the line's own where nothing was asked."""
        asked = [event for event in self.events(call_id) if isinstance(event, ConsentAsked)]
        own = (line.script, locale_of(self._entries(call_id)) or line.locale)
        return self._parts.scripts(*((asked[0].script, asked[0].locale) if asked else own))

    def without_recording(self, call_id: CallId, line: LineProfile, first: PromptKind | None) -> Actions:
        """The same service, with no recording element."""
        return dialogue.unrecorded(self.script(call_id, line), line, first, self._parts.clock.now())

    def _answer(self, call: Call, line: LineProfile, digits: str) -> None:
        state = self.state(call.id)
        if not state.pending:
            return
        if line.withdraw_key and digits == line.withdraw_key and digits not in (state.yes_key, state.no_key):
            self._note(call.id, MENU_OPENED, {})
            return
        # Anything but one key of a telephone is noted as unclear: it may be a number somebody typed.
        self.append(call.id, AnswerHeard(self._parts.clock.now(), digits if digits in KEYS or not digits else "?"))

    def _choose_language(self, call: Call, line: LineProfile, digits: str) -> None:
        asked = next(entry for entry in self._entries(call.id) if entry.kind == LANGUAGE_ASKED)
        self._note(call.id, LANGUAGE_CHOSEN, {"locale": line.languages.get(digits, line.locale)})
        rules = tuple(str(rule) for rule in cast(list[object], asked.body["rules"]))
        self._put_question(call, line, LineMode(str(asked.body["mode"])), rules)

    def _try_code(self, call: Call, digits: str) -> None:
        found = self._codes.find(digits)
        if found is not None:
            self._take_back(found)
        # The code itself is not kept: it opens somebody's call.
        self._note(call.id, CODE_HEARD, {"known": found is not None})

    def _put_question(self, call: Call, line: LineProfile, mode: LineMode, rules: tuple[str, ...]) -> None:
        state = self.state(call.id)
        if state.status is ConsentStatus.NOT_ASKED and state.line_open:
            spoken = replace(line, locale=locale_of(self._entries(call.id)) or line.locale)
            self.append(call.id, self._question(self._script_for(spoken, mode), line, rules))

    def _next(self, call: Call, line: LineProfile) -> Actions:
        """What comes next follows from the ledger: a repeated delivery gets the same answer."""
        entries = self._entries(call.id)
        waiting, turn = waiting_for(entries), turn_of(entries)
        if waiting is Waiting.LANGUAGE:
            scripts = {key: self._parts.scripts(line.script, locale) for key, locale in line.languages.items()}
            return dialogue.ask_language(scripts, line, turn)
        script = self.script(call.id, line)
        if waiting is Waiting.CODE:
            return dialogue.ask_code(script, line, turn, again=entries[-1].kind == CODE_HEARD)
        if waiting is Waiting.NOTHING:
            return dialogue.after_code(script, line, code_known(entries))
        state = self.state(call.id)
        if state.pending:
            return _question_again(script, line, state, turn)
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
        if own.mode is mode:
            return own
        # Words written for an announcement ask nothing: where a rule wants a question, others are said.
        strict = self._parts.scripts(line.strict_script, line.locale)
        return asks(strict)

    def _question(self, script: GreetingScript, line: LineProfile, rules: tuple[str, ...]) -> ConsentAsked:
        kinds = [kind for kind in dialogue.OPENING if kind in script.prompts]
        text = "\n".join(render(script, line, kind).text for kind in kinds)
        purposes = tuple(Purpose(name) for name in bundle(script, line))
        asked = self._asked(script, line, text, purposes)
        # The words decide what was heard: a script that asks is a question, whatever the line allows.
        played = tuple(script.audio_sha256[kind] for kind in dialogue.OPENING if kind in script.audio_sha256)
        return replace(asked, mode=script.mode.value, rules=rules, audio_sha256=played)

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
            business=line.business,
            retention_days=line.retention_days,
            short_days=schedule_of(line).short_days if Purpose.STORAGE.value in line.purposes else 0,
            consent_days=line.consent_days,
        )


def _question_again(script: GreetingScript, line: LineProfile, state: ConsentState, turn: int) -> Actions:
    if Purpose.RECORDING not in state.pending:
        return dialogue.ask_separately(script, line, state.pending[0].value, turn)
    say = dialogue.ask_again if state.attempts else dialogue.ask
    # The keys are those of the question that was put, even if the file was edited since.
    return say(replace(script, yes_key=state.yes_key, no_key=state.no_key), line, turn)
