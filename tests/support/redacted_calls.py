"""Redacted calls for tests: lines of `speaker: words`, laid end to end with a pause between."""

from voice.call.values import CallId
from voice.redaction.values import RedactedTranscript, RedactedUtterance
from voice.transcript.values import ModelIdentity

MODEL = ModelIdentity("base.en", "0" * 64)
WORD_MS, PAUSE_MS = 300, 200


def call(*lines, confidence=1.0, call_id="call-1", counts=None):
    """A redacted transcript; ids are u1, u2, ..."""
    utterances, at = [], 0
    for number, line in enumerate(lines, 1):
        speaker, _, text = line.partition(": ")
        end = at + WORD_MS * max(1, len(text.split()))
        utterances.append(RedactedUtterance(f"u{number}", speaker, at, end, text, confidence))
        at = end + PAUSE_MS
    return RedactedTranscript(CallId(call_id), "en", MODEL, tuple(utterances), counts or {}, at)


DENTIST = (
    "agent: Thank you for calling Riverside Dental, how can I help you?",
    "caller: Hello, I have been waiting for twenty minutes and I am very upset.",
    "agent: I am sorry about that. May I have your full name, please?",
    "caller: My name is [PERSON_1].",
    "caller: My phone number is [PHONE_NUMBER_1].",
    "caller: I want to move my appointment to next week, nobody called me back.",
    "agent: I understand. We have an opening on Tuesday at three o'clock.",
    "caller: Yes, please. Tuesday at three o'clock is good.",
    "agent: Your appointment is moved. I will send you a confirmation by e-mail today.",
    "caller: Thank you so much, that is wonderful.",
)


def dentist():
    """A caller moves an appointment: upset first, content at the end."""
    return call(*DENTIST, counts={"PERSON": 1, "PHONE_NUMBER": 1})
