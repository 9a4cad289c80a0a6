"""What we ask Twilio to do, as TwiML.

Traps this file avoids (Twilio only warns about a misspelt attribute, code 12200, and goes on):
`<Gather>` listens to keys alone, because `speech` would stream the caller's voice to somebody else's
recogniser before any consent; every `<Gather>` and `<Record>` has an action and a way on, because
without them Twilio asks for the same document again; callbacks in `<Start><Recording>` are absolute,
because a relative one fails (11200); `trim` is always said, because its default differs by verb.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote

from twilio.twiml import voice_response as verbs  # type: ignore[import-untyped]  # Twilio ships no types

from voice.call.twilio import TURN
from voice.call.values import (
    CallAction,
    CollectDigits,
    Dial,
    Enqueue,
    GoTo,
    HangUp,
    LeaveQueue,
    NextStep,
    PauseFor,
    Play,
    Say,
    StartRecording,
    StartStream,
    StopRecording,
    StopStream,
    TakeVoicemail,
)

EVENTS = "in-progress completed absent"
# Twilio refuses a <Say> of more than 4096 characters, or 4500 once URL-encoded (13521).
_LONGEST_ENCODED = 4000
_SAFE_PIECE = 400
_VOICEMAIL_SILENCE_S = 10


PERMIT = "permit"
NOT_SHOWN = "permitted"
MOST_KNOWN = 256


def stream_url(public_url: str) -> str:
    """Where Twilio sends a call's sound: the public address as a WebSocket's."""
    return re.sub("^http", "ws", public_url.rstrip("/")) + "/twilio/stream"


class TwilioMarkup:
    """Renders actions; `public_url` is where Twilio reaches this service."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")
        # Callers hear the same few documents all day; the oldest of many are forgotten.
        self._rendered = lru_cache(maxsize=MOST_KNOWN)(self._document)

    def render(self, actions: tuple[CallAction, ...]) -> str:
        """The TwiML document, XML declaration first."""
        return self._rendered(tuple(map(_as_shown, actions)))

    def _document(self, actions: tuple[CallAction, ...]) -> str:
        response = verbs.VoiceResponse()
        for verb in self._documented((*actions, *_way_on(actions))):
            response.append(verb)
        return str(response.to_xml())

    def step_url(self, step: NextStep, turn: int = 0) -> str:
        """Where Twilio asks for a step: absolute, with no query but the number of the question."""
        return f"{self._public_url}/twilio/{step.value}" + (f"?{TURN}={turn}" if turn else "")

    def _documented(self, actions: tuple[CallAction, ...]) -> Iterator[verbs.VoiceResponse]:
        for action in actions:
            yield from self._verbs(action)

    def _verbs(self, action: CallAction) -> Iterator[verbs.VoiceResponse]:
        match action:
            case Say() | Play():
                yield from self._prompt(action)
            case CollectDigits():
                yield self._gather(action)
            case StartRecording(name=name):
                yield self._start_recording(name)
            case StopRecording(name=name):
                stop = verbs.Stop()
                stop.nest(verbs.Recording(name=name))
                yield stop
            case StartStream():
                yield self._start_stream(action)
            case StopStream(name=name):
                stop = verbs.Stop()
                stop.stream(name=name)
                yield stop
            case Dial():
                yield self._dial(action, recorded=action.permit_id is not None)
            case Enqueue():
                yield self._enqueue(action)
            case LeaveQueue():
                yield verbs.Leave()
            case TakeVoicemail():
                yield self._record(action)
            case PauseFor(seconds=seconds):
                yield verbs.Pause(length=seconds)
            case GoTo(then=then):
                yield self._redirect(then)
            case HangUp():
                yield verbs.Hangup()

    def _prompt(self, prompt: Say | Play) -> Iterator[verbs.VoiceResponse]:
        if isinstance(prompt, Play):
            yield verbs.Play(url=f"{self._public_url}/{prompt.path.lstrip('/')}")
            return
        for piece in _sayable(prompt.text):
            yield verbs.Say(piece, language=prompt.locale)

    def _gather(self, action: CollectDigits) -> verbs.Gather:
        gather = verbs.Gather(
            input="dtmf",
            num_digits=action.max_digits,
            timeout=action.timeout_s,
            finish_on_key="#" if action.max_digits > 1 else "",
            action=self.step_url(action.then, action.turn),
            method="POST",
            action_on_empty_result=True,
        )
        for prompt in action.prompts:
            for verb in self._prompt(prompt):
                gather.append(verb)
        return gather

    def _start_recording(self, name: str) -> verbs.Start:
        start = verbs.Start()
        start.recording(name=name, channels="dual", trim="do-not-trim", **self._recording_callback())
        return start

    def _start_stream(self, action: StartStream) -> verbs.Start:
        start = verbs.Start()
        stream = start.stream(name=action.name, url=stream_url(self._public_url), track="both_tracks")
        # Twilio forbids a query in a stream's address (31920): what opens our door travels beside it.
        stream.parameter(name=PERMIT, value=action.permit_id)
        return start

    def _dial(self, action: Dial, recorded: bool) -> verbs.Dial:
        recording = {"record": "record-from-answer-dual", "trim": "do-not-trim"} | self._recording_callback()
        dial = verbs.Dial(
            action=self.step_url(action.then) if action.then else None,
            method="POST" if action.then else None,
            timeout=action.timeout_s,
            **(recording if recorded else {}),
        )
        whisper = {"url": self.step_url(NextStep.WHISPER), "method": "POST"} if action.whisper else {}
        for number in action.numbers:
            dial.append(verbs.Number(number, **whisper))
        return dial

    def _enqueue(self, action: Enqueue) -> verbs.Enqueue:
        return verbs.Enqueue(
            name=action.queue,
            action=self.step_url(action.then),
            method="POST",
            wait_url=self.step_url(action.waiting),
            wait_url_method="POST",
        )

    def _record(self, action: TakeVoicemail) -> verbs.Record:
        return verbs.Record(
            action=self.step_url(action.then),
            method="POST",
            timeout=_VOICEMAIL_SILENCE_S,
            finish_on_key="#",
            max_length=action.max_length_s,
            play_beep=True,
            trim="do-not-trim",
            **self._recording_callback(),
        )

    def _recording_callback(self) -> dict[str, str]:
        return {
            "recording_status_callback": self.step_url(NextStep.RECORDING),
            "recording_status_callback_method": "POST",
            "recording_status_callback_event": EVENTS,
        }

    def _redirect(self, step: NextStep) -> verbs.Redirect:
        return verbs.Redirect(self.step_url(step), method="POST")


def _as_shown(action: CallAction) -> CallAction:
    """The action without what differs from call to call and is not said to the carrier."""
    if isinstance(action, StartRecording | TakeVoicemail):
        return replace(action, permit_id=NOT_SHOWN)
    if isinstance(action, Dial) and action.permit_id is not None:
        return replace(action, permit_id=NOT_SHOWN)
    return action


def _way_on(actions: tuple[CallAction, ...]) -> tuple[CallAction, ...]:
    """After a question or a message something must follow: silence falls through, and would end the call."""
    last = actions[-1] if actions else None
    return (GoTo(last.then),) if isinstance(last, CollectDigits | TakeVoicemail) else ()


def _sayable(text: str) -> Iterator[str]:
    """The text in pieces short enough for one <Say>, without characters that XML cannot hold."""
    clean = "".join(character if character.isprintable() else " " for character in text)
    if len(quote(clean)) <= _LONGEST_ENCODED:
        if clean.strip():
            yield clean
        return
    piece = ""
    for word in clean.split():
        for start in range(0, len(word), _SAFE_PIECE):
            part = word[start : start + _SAFE_PIECE]
            if piece and len(piece) + 1 + len(part) > _SAFE_PIECE:
                yield piece
                piece = part
            else:
                piece = f"{piece} {part}".strip()
    if piece:
        yield piece
