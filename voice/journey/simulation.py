"""A call played through without a telephone: what the caller would hear, and whether the rules were kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from voice.call.values import (
    CallAction,
    CallArrived,
    CallEnded,
    CallId,
    CollectDigits,
    Dial,
    DigitsPressed,
    Enqueue,
    GoTo,
    HangUp,
    LeaveQueue,
    PauseFor,
    Play,
    Say,
    StartRecording,
    StartStream,
    StopRecording,
    StopStream,
    TakeVoicemail,
)
from voice.consent.machine import may_record
from voice.consent.values import ConsentState, ConsentStatus, WithdrawalScope
from voice.greeting.jurisdiction import Rule, RuleBook
from voice.greeting.values import GreetingScript, LineMode, LineProfile
from voice.journey.live import LiveCall
from voice.journey.live_parts import LiveParts
from voice.journey.simulated_desk import PassingBook, PassingCarrier, PassingClock, PassingLedger, PassingQueue

CALL = "simulated-call"
START = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
MOST_TURNS = 12
NOWHERE = "ZZ"
LENIENT = RuleBook("simulated", (Rule("none", NOWHERE, "none", LineMode.NOTICE, "none", "2026-01-05", "high"),))
Scripts = Callable[[str, str], GreetingScript]


class Answer(StrEnum):
    """What a caller can do."""

    YES = "yes"
    NO = "no"
    SILENCE = "silence"
    WRONG_KEY = "wrong-key"
    HANGUP = "hangup"
    WITHDRAW = "withdraw"
    MINOR = "minor"


@dataclass
class Played:
    """One call: its dialogue line by line, how consent ended, and every rule that was broken."""

    answer: Answer
    dialogue: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    status: ConsentStatus = ConsentStatus.NOT_ASKED
    erased: bool = False


def play(scripts: Scripts, line: LineProfile, answer: Answer) -> Played:
    """One call on a line with a caller who behaves as told; the code that runs is that of a real call.

    The call comes from a place whose rules allow every mode, so that the script itself is heard.
    """
    return _Rehearsal(scripts, line, answer).run()


class _Rehearsal:
    def __init__(self, scripts: Scripts, line: LineProfile, answer: Answer) -> None:
        self._line = line
        own = scripts(line.script, line.locale)
        asks_instead = line.mode is LineMode.ASK and own.mode is LineMode.NOTICE
        self._script = scripts(line.strict_script, line.locale) if asks_instead else own
        self._played = Played(answer)
        self._carrier = PassingCarrier()
        self._live = LiveCall(
            LiveParts(
                book=PassingBook(),
                ledger=PassingLedger(),
                queue=PassingQueue(),
                carrier=self._carrier,
                control=self._carrier,
                clock=PassingClock(START),
                lines=(replace(line, number="*"),),
                scripts=scripts,
                rules=LENIENT,
                place_of=lambda _number: NOWHERE,
                new_id=lambda: CALL,
                caller_ref=lambda _number: "",
                erase=self._erase,
            )
        )

    def run(self) -> Played:
        """From the first ring to the end."""
        actions = self._live.arrived(CallArrived(CALL, "", ""))
        for _ in range(MOST_TURNS):
            asked = self._show(actions)
            if asked is None or self._played.answer is Answer.HANGUP:
                break
            key = self._key()
            self._note(f"caller presses {key}" if key else "caller is silent")
            actions = self._live.answered(DigitsPressed(CALL, key, asked.turn))
        if self._played.answer in (Answer.WITHDRAW, Answer.MINOR):
            self._take_back()
        self._note("caller hangs up")
        self._live.ended(CallEnded(CALL, "completed", 0))
        state = self._live.state(CallId(CALL))
        self._played.status = state.status
        self._judge(state)
        return self._played

    def _show(self, actions: tuple[CallAction, ...]) -> CollectDigits | None:
        """What the caller meets; the question that waits for a key, if there is one."""
        granted = may_record(self._live.state(CallId(CALL)))
        question = None
        for action in actions:
            if _records(action) and not granted:
                self._problem("a recording element before a grant")
            question = action if isinstance(action, CollectDigits) else question
            for shown in _lines_of(action):
                self._note(shown)
        if not actions:
            self._problem("the line says and does nothing")
        return question

    def _key(self) -> str:
        script, answer = self._script, self._played.answer
        if answer is Answer.NO:
            return script.no_key
        if answer is Answer.WRONG_KEY:
            known = {script.yes_key, script.no_key, self._line.withdraw_key, *self._line.languages}
            return next(key for key in "7890*#" if key not in known)
        return "" if answer is Answer.SILENCE else script.yes_key

    def _take_back(self) -> None:
        minor = self._played.answer is Answer.MINOR
        self._note("the caller turns out to be a minor" if minor else "caller takes consent back")
        channel = "minor" if minor else "agent"
        for action in self._live.withdraw(CallId(CALL), WithdrawalScope.FROM_THE_START, channel):
            for shown in _lines_of(action):
                self._note(shown)
        if not self._carrier.stopped:
            self._problem("the carrier was not told to stop")
        if not self._played.erased:
            self._problem("nothing was erased")

    def _judge(self, state: ConsentState) -> None:
        expected = _expected(self._script, self._line, self._played.answer)
        if state.status is not expected:
            self._problem(f"consent ended as {state.status}, expected {expected}")
        if not any(line.startswith("line says") for line in self._played.dialogue):
            self._problem("the caller hears nothing")
        if self._played.answer is Answer.YES and expected is ConsentStatus.GRANTED:
            recorded = any("recording starts" in line or "takes a message" in line for line in self._played.dialogue)
            if not recorded:
                self._problem("a yes starts no recording")

    def _erase(self, _call_id: CallId, _trigger: str) -> None:
        self._played.erased = True
        self._note("everything recorded is destroyed")

    def _note(self, shown: str) -> None:
        self._played.dialogue.append(shown)

    def _problem(self, problem: str) -> None:
        self._played.problems.append(problem)


def _expected(script: GreetingScript, line: LineProfile, answer: Answer) -> ConsentStatus:
    if answer in (Answer.WITHDRAW, Answer.MINOR):
        return ConsentStatus.WITHDRAWN
    if line.may_include_minors or line.mode in (LineMode.ANNOUNCE_ONLY, LineMode.NEVER):
        return ConsentStatus.NOT_ASKED
    outcomes: Mapping[Answer, ConsentStatus] = {
        Answer.YES: ConsentStatus.GRANTED,
        Answer.NO: ConsentStatus.REFUSED,
        Answer.SILENCE: ConsentStatus.GRANTED if script.mode is LineMode.NOTICE else ConsentStatus.NO_ANSWER,
        Answer.WRONG_KEY: ConsentStatus.NO_ANSWER,
        # Where a language is asked first, that is where this caller hangs up.
        Answer.HANGUP: ConsentStatus.NOT_ASKED if line.languages else ConsentStatus.ABANDONED,
    }
    return outcomes[answer]


def _records(action: CallAction) -> bool:
    return isinstance(action, StartRecording | StartStream | TakeVoicemail) or (
        isinstance(action, Dial) and bool(action.permit_id)
    )


def _lines_of(action: CallAction) -> tuple[str, ...]:
    match action:
        case Say(text, _):
            return (f"line says: {text}",)
        case Play(path):
            return (f"line says: (audio {path})",)
        case CollectDigits(prompts, timeout_s, _):
            said = tuple(line for prompt in prompts for line in _lines_of(prompt))
            return (*said, f"line waits {timeout_s} s for a key")
        case StartRecording():
            return ("recording starts",)
        case StopRecording() | StopStream():
            return ("recording stops",)
        case StartStream():
            return ("recording starts here, with no copy at the carrier",)
        case Enqueue():
            return ("line: the caller waits until somebody is free",)
        case LeaveQueue():
            return ("line: the wait is over",)
        case Dial(numbers, _, _):
            return (f"line rings {len(numbers)} number{'s' if len(numbers) > 1 else ''}",)
        case TakeVoicemail():
            return ("line takes a message",)
        case HangUp():
            return ("line hangs up",)
        case PauseFor(seconds):
            return (f"line pauses {seconds} s",)
        case GoTo():
            return ()
