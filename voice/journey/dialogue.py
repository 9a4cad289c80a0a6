"""What the caller hears, as actions for the carrier: the only recording elements come from a permit."""

from collections.abc import Mapping
from datetime import datetime

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
    Prompt,
    Say,
    StopRecording,
    StopStream,
)
from voice.consent.values import RecordingPermit
from voice.greeting.lines import is_open
from voice.greeting.script import render, render_question
from voice.greeting.values import GreetingScript, LineProfile, PromptKind, RecordFrom, SpokenPrompt
from voice.journey.receipt_codes import DIGITS, spoken
from voice.recording.values import dial_recorded, start_recording, start_stream, take_voicemail

Actions = tuple[CallAction, ...]

WITHOUT_SCRIPT = Say("We cannot take your call right now. Please call again later.", "en-US")
"""Said where no script can be read at all; it asks nothing and records nothing."""

OPENING = (PromptKind.NOTICE, PromptKind.QUESTION)
"""What the first question consists of, where the script has it."""

CODE_TIMEOUT_S = 10
"""Between two keys of a code; somebody reads it off a paper."""

QUIET_S = 15
"""Between two announcements to a caller who waits."""

AUDIO_PATH = "/audio/"
"""Where our own recordings of prompts are served, under the public URL."""


def speak(script: GreetingScript, line: LineProfile, kind: PromptKind) -> Prompt:
    """One prompt: our own audio where the script has it, else its text read out."""
    if kind in script.audio:
        return Play(AUDIO_PATH + script.audio[kind])
    return _said(render(script, line, kind))


def ask(script: GreetingScript, line: LineProfile, turn: int) -> Actions:
    """The notice and the question; without a key the same step is reached with no digits."""
    heard = [speak(script, line, kind) for kind in OPENING if kind in script.prompts]
    if line.withdraw_key:
        heard.append(_said(render(script, line, PromptKind.CODE_OFFER, {"withdraw": line.withdraw_key})))
    return _collect(line, tuple(heard), turn)


def ask_language(scripts: Mapping[str, GreetingScript], line: LineProfile, turn: int) -> Actions:
    """Each language offered in itself."""
    offers = (render(script, line, PromptKind.LANGUAGE, {"key": key}) for key, script in scripts.items())
    return _collect(line, tuple(_said(offer) for offer in offers), turn)


def ask_code(script: GreetingScript, line: LineProfile, turn: int, again: bool) -> Actions:
    """The receipt code, ended with the hash key."""
    kinds = (PromptKind.CODE_UNKNOWN, PromptKind.CODE_QUESTION) if again else (PromptKind.CODE_QUESTION,)
    prompts = tuple(speak(script, line, kind) for kind in kinds)
    collect = CollectDigits(prompts, CODE_TIMEOUT_S, NextStep.CONSENT, turn, max_digits=DIGITS)
    return (collect, GoTo(NextStep.CONSENT))


def after_code(script: GreetingScript, line: LineProfile, known: bool) -> Actions:
    """The end of the menu."""
    said = speak(script, line, PromptKind.WITHDRAWAL if known else PromptKind.CODE_UNKNOWN)
    return (said, *goodbye(script, line))


def farewell(script: GreetingScript, line: LineProfile, code: str) -> Actions:
    """The end of a recorded call on a line that says the receipt code; it is no part of the recording."""
    told = render(script, line, PromptKind.RECEIPT_CODE, {"code": spoken(code)})
    return (*_stop(line), _said(told), *goodbye(script, line))


def ask_again(script: GreetingScript, line: LineProfile, turn: int) -> Actions:
    """The question in other words, after silence or a key that means nothing."""
    return _collect(line, (speak(script, line, PromptKind.REPROMPT),), turn)


def ask_separately(script: GreetingScript, line: LineProfile, purpose: str, turn: int) -> Actions:
    """The question about one purpose of its own."""
    return _collect(line, (_said(render_question(script, line, purpose)),), turn)


def recorded(script: GreetingScript, line: LineProfile, permit: RecordingPermit, at: datetime) -> Actions:
    """Recording first, then the confirmation, so that the notice lies inside the recording."""
    if not _connects(line, at):
        return voicemail(script, line, permit)
    confirmation = speak(script, line, PromptKind.CONFIRMATION)
    match line.record_from:
        case RecordFrom.CONSENT:
            return (start_recording(permit), confirmation, _connect(line))
        case RecordFrom.ANSWER:
            return (confirmation, dial_recorded(permit, _dial(line)))
        case RecordFrom.STREAM:
            return (start_stream(permit), confirmation, _connect(line))


def voicemail(script: GreetingScript, line: LineProfile, permit: RecordingPermit) -> Actions:
    """A message from the caller; what follows is for a caller who leaves none, or has said all."""
    announced = speak(script, line, PromptKind.VOICEMAIL)
    if line.record_from is RecordFrom.STREAM:
        return (announced, start_stream(permit), PauseFor(line.voicemail_s), *goodbye(script, line))
    return (announced, take_voicemail(permit, line.voicemail_s), *goodbye(script, line))


def voicemail_after_ringing(script: GreetingScript, line: LineProfile, permit: RecordingPermit) -> Actions:
    """Nobody answered: one recording ends before the message begins; a stream simply goes on."""
    if line.record_from is RecordFrom.STREAM:
        return (speak(script, line, PromptKind.VOICEMAIL), PauseFor(line.voicemail_s), *goodbye(script, line))
    return (*_stop(line), *voicemail(script, line, permit))


def unrecorded(script: GreetingScript, line: LineProfile, first: PromptKind | None, at: datetime) -> Actions:
    """The same service without a recording element anywhere."""
    said = (speak(script, line, first),) if first else ()
    if _connects(line, at):
        return (*said, _connect(line))
    return (*said, *nobody_answers(script, line))


def nobody_answers(script: GreetingScript, line: LineProfile) -> Actions:
    """Without a permit no message is taken."""
    return (speak(script, line, PromptKind.NO_VOICEMAIL), HangUp())


def goodbye(script: GreetingScript, line: LineProfile) -> Actions:
    """The end of the call."""
    return (speak(script, line, PromptKind.GOODBYE), HangUp())


def without_script(line: LineProfile, at: datetime) -> Actions:
    """What is left when not even the words can be read: ring, or say that nobody can come."""
    if _connects(line, at):
        return (_connect(line),)
    return (WITHOUT_SCRIPT, HangUp())


def _stop(line: LineProfile) -> Actions:
    """What ends the recording that began with the grant; one that began with the answer ended with the talk."""
    match line.record_from:
        case RecordFrom.CONSENT:
            return (StopRecording(),)
        case RecordFrom.STREAM:
            return (StopStream(),)
        case RecordFrom.ANSWER:
            return ()


def wait(script: GreetingScript, line: LineProfile, waited_s: int) -> Actions:
    """What a caller in a queue hears, again and again, until somebody is free or the wait is over."""
    if waited_s >= line.queue_wait_s:
        return (LeaveQueue(),)
    return (speak(script, line, PromptKind.WAITING), PauseFor(QUIET_S))


def _connects(line: LineProfile, at: datetime) -> bool:
    return bool(line.dial or line.queue) and is_open(line, at)


def _connect(line: LineProfile) -> Dial | Enqueue:
    return Enqueue(line.queue, NextStep.WAITING, NextStep.QUEUED) if line.queue else _dial(line)


def _dial(line: LineProfile) -> Dial:
    # Whoever picks up hears first whether the call is recorded.
    return Dial(line.dial, line.ring_s, NextStep.DIALLED, whisper=True)


def _collect(line: LineProfile, prompts: tuple[Prompt, ...], turn: int) -> Actions:
    return (CollectDigits(prompts, line.timeout_s, NextStep.CONSENT, turn), GoTo(NextStep.CONSENT))


def _said(prompt: SpokenPrompt) -> Say:
    return Say(prompt.text, prompt.locale)
