"""Consent asked aloud: an agent puts the line's questions and marks what the caller answered.

The mark is durable before anything starts. What starts is built from a permit alone, and a start that
fails leaves the call unrecorded: what may have begun all the same is stopped, and the ledger says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voice.call.values import Call, CallId, CallState
from voice.consent.machine import may_record
from voice.consent.values import AgentMarkedAnswer, ConsentState, LedgerEntry, Purpose
from voice.errors import NothingThere, NotPermitted, UntrustedInput, VoiceError
from voice.greeting.jurisdiction import apply
from voice.greeting.script import bundle, render, separate
from voice.greeting.values import GreetingScript, LineMode, LineProfile, PromptKind, RecordFrom
from voice.journey.asking import Asking
from voice.journey.gate import RecordingGate
from voice.journey.live_parts import LiveParts
from voice.log import logger
from voice.recording.values import start_recording, start_stream

STARTED, NOT_STARTED = "recording.started_by_agent", "recording.not_started"
NEVER_RECORDED = (LineMode.ANNOUNCE_ONLY, LineMode.NEVER)
MAIN = Purpose.RECORDING.value
"""The main question is named after the purpose it is always about."""


@dataclass(frozen=True, slots=True)
class QuestionAloud:
    """One question an agent asks: what it is called in a mark, what it is about, and what the agent may say."""

    about: str
    purposes: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What an agent marks: `agent` is an account id, `about` names the questions that were answered."""

    agent: str
    granted: bool
    about: tuple[str, ...]


class AskingAloud:
    """Reads the questions out to the agent, turns a mark into an event, and begins to record under its grant."""

    def __init__(self, parts: LiveParts, asking: Asking, gate: RecordingGate) -> None:
        self._parts = parts
        self._asking = asking
        self._gate = gate

    def questions(self, call_id: CallId, line: LineProfile) -> tuple[QuestionAloud, ...]:
        """The line's questions as the caller's script bundles them; none where the line never records."""
        if self._mode(line) in NEVER_RECORDED:
            return ()
        script = self._asking.script(call_id, line)
        said = PromptKind.NOTICE if PromptKind.NOTICE in script.prompts else PromptKind.GREETING
        main = QuestionAloud(MAIN, bundle(script, line), render(script, line, said).text)
        return (main, *(_single(script, purpose) for purpose in separate(script, line)))

    def event(self, call: Call, line: LineProfile, mark: Mark) -> AgentMarkedAnswer:
        """The event of a mark; NotPermitted where the line, or the dialogue under way, forbids a yes."""
        state = self._asking.state(call.id)
        if call.state is not CallState.LIVE or not state.line_open:
            raise NothingThere("This call is not on the line any more.")
        known = {question.about: question.purposes for question in self.questions(call.id, line)}
        if mark.granted and not known:
            raise NotPermitted("This line greets and never records; no answer changes that.")
        if mark.granted and state.pending:
            raise NotPermitted("The line itself is asking the caller at this moment; wait for the answer.")
        if not mark.about or set(mark.about) - (set(known) or {MAIN}):
            raise UntrustedInput("Mark which of the line's questions the caller answered.")
        names = [name for about in mark.about for name in known.get(about, (MAIN,))]
        return AgentMarkedAnswer(self._parts.clock.now(), mark.agent, mark.granted, tuple(map(Purpose, names)))

    def begin(self, call: Call, line: LineProfile) -> bool:
        """Begin at the carrier under the live grant; False, with everything stopped, where it did not begin."""
        granted = self._asking.permit(call.id, self._asking.state(call.id))
        streamed = line.record_from is RecordFrom.STREAM
        try:
            self._parts.control.begin(
                call.carrier_call_id, start_stream(granted) if streamed else start_recording(granted)
            )
        except VoiceError as fault:
            logger().error("recording_not_started", call_id=call.id, code=fault.code)
            return self._did_not(call, fault.code)
        # Noted first: after a note of ours the history is read anew, with what other processes added meanwhile.
        self._note(call, STARTED, {"permit": granted.id})
        if not may_record(self._asking.state(call.id)):
            return self._did_not(call, "consent_taken_back")
        return True

    def _did_not(self, call: Call, code: str) -> bool:
        # A carrier that did not answer may have begun all the same: what the agent is told has to be true.
        self._gate.stop(call)
        self._note(call, NOT_STARTED, {"reason": code})
        return False

    def _mode(self, line: LineProfile) -> LineMode:
        # Rules of places ask for a question at the most; only the line itself can forbid recording.
        return apply(self._parts.rules, line, "").mode

    def _note(self, call: Call, kind: str, body: dict[str, object]) -> None:
        self._parts.ledger.append(LedgerEntry(call.id, kind, self._parts.clock.now(), body))


def start_failed(entries: Sequence[LedgerEntry], state: ConsentState) -> bool:
    """Whether a grant stands under which nothing is recorded because the carrier did not begin."""
    last = next((entry.kind for entry in reversed(entries) if entry.kind in (STARTED, NOT_STARTED)), "")
    return last == NOT_STARTED and may_record(state)


def _single(script: GreetingScript, purpose: str) -> QuestionAloud:
    return QuestionAloud(purpose, (purpose,), script.words.get(purpose, purpose.replace("_", " ")))
