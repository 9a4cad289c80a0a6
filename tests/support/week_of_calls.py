"""A week of a reception's calls, for pages that show many: upset, content, doubtful, refused, blocked, under way."""

import io
import wave
from dataclasses import replace
from datetime import timedelta

import numpy as np

from tests.support import redacted_calls
from tests.support.call_documents import finished, refused
from tests.support.workbench import ASKED
from voice.call.values import CallId, CallState
from voice.consent.history import to_entry
from voice.consent.values import AnswerHeard
from voice.journey.objects import RAW_TRANSCRIPT, REDACTED_AUDIO, CallObjects
from voice.redaction.audio import silence
from voice.redaction.resolve import redact
from voice.redaction.spoken import SpokenDetector
from voice.transcript.values import RawTranscript, Utterance, Word

ANGRY = (
    "agent: Thank you for calling Riverside Dental, how can I help you?",
    "caller: This is Anna Kowalski. Somebody charged my card twice and nobody answers my e-mails.",
    "agent: I am sorry to hear that. When did this happen?",
    "caller: Last week. It is terrible service, I am really angry, I have called three times.",
    "caller: My card number is 4111 1111 1111 1111 and my phone number is 415 555 0132.",
    "agent: I can see both charges. I will refund one of them today.",
    "caller: That is the least you can do. This was awful.",
    "agent: I am very sorry. You will get a confirmation by e-mail.",
)
HAPPY = (
    "agent: Riverside Dental, good morning.",
    "caller: Good morning, I only want to say thank you, the treatment was wonderful.",
    "agent: That is lovely to hear, thank you.",
    "caller: Everybody was so kind. I am very happy with the result.",
    "agent: We will see you in six months then.",
)
OPENING = (
    "agent: Riverside Dental, how can I help?",
    "caller: Hello, are you open on Saturday?",
    "agent: Yes, from nine to one.",
    "caller: Good, thank you. And is there parking?",
    "agent: Behind the house. You do not need an appointment for the hygienist.",
    "caller: Perfect, see you on Saturday.",
)
MUMBLED = (
    "agent: Riverside Dental, good afternoon.",
    "caller: Hello, I need a, I think, a prescription for [PERSON_1].",
    "agent: For which medicine, please?",
    "caller: The the the the the the the the.",
    "agent: I did not understand. May I call you back on [PHONE_NUMBER_1]?",
    "caller: Yes please.",
)


def _doubtful(transcript):
    first, *rest = transcript.utterances
    odd = [replace(said, doubtful="repeats", confidence=0.31) if "the the" in said.text else said for said in rest]
    return replace(transcript, utterances=(first, *odd))


def _raw(lines, call_id):
    said, at = [], 0
    for number, line in enumerate(lines, 1):
        speaker, _, text = line.partition(": ")
        words = [Word(word, at + 300 * i, at + 300 * i + 280, 0.91) for i, word in enumerate(text.split())]
        end = at + 300 * len(words)
        said.append(Utterance(f"u{number}", speaker, at, end, tuple(words), 0.91))
        at = end + 200
    return RawTranscript(CallId(call_id), "en", redacted_calls.MODEL, tuple(said), at)


def _sound(heard):
    """A murmur in the channel of whoever speaks, silent where something was redacted."""
    rate, long = 8000, heard.transcript.duration_ms
    sound = np.zeros((long * rate // 1000, 2), "<i2")
    for said in heard.transcript.utterances:
        first, last = said.start_ms * rate // 1000, said.end_ms * rate // 1000
        at = np.arange(last - first)
        murmur = np.sin(at * 0.21) * (
            4000 + 9000 * np.abs(np.sin(at / 1400)) * np.abs(np.sin(at / 9000 + said.start_ms))
        )
        sound[first:last, int(said.speaker == "agent")] = murmur
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(sound.tobytes())
    return silence(out.getvalue(), heard.audio_spans, ("caller", "agent"))


def fill(bench):
    """Put the week into a workbench; the ids are fixed, the newest call lies an hour back."""
    now = bench.clock.now()

    def counts(*lines):
        return {kind: 1 for kind in ("PERSON", "CREDIT_CARD", "PHONE_NUMBER") if any(kind in line for line in lines)}

    def told(lines):
        return redacted_calls.call(*lines, counts=counts(*lines), confidence=0.91)

    raw = _raw(ANGRY, "6f1d0c52aa")
    heard = redact(raw, (SpokenDetector(),))
    bench.add(finished(heard.transcript), call_id="6f1d0c52aa", at=now - timedelta(hours=1))
    CallObjects(bench.sealed).put("6f1d0c52aa", RAW_TRANSCRIPT, raw)
    CallObjects(bench.sealed).put_redaction("6f1d0c52aa", heard)
    bench.sealed.put("6f1d0c52aa", REDACTED_AUDIO, _sound(heard))
    bench.add(finished(redacted_calls.dentist()), call_id="0b7e94d1c3", at=now - timedelta(hours=3))
    bench.add(finished(told(HAPPY)), call_id="a41c77e0f9", at=now - timedelta(hours=5))
    bench.add(finished(_doubtful(told(MUMBLED))), call_id="c9920be11d", at=now - timedelta(days=1))
    bench.add(finished(told(OPENING)), call_id="2d60fa83b7", line="garden street", at=now - timedelta(days=1, hours=2))
    bench.add(refused(), call_id="77ab01e9d4", state=CallState.UNRECORDED, at=now - timedelta(days=2), reason="refused")
    bench.add(None, call_id="e30c5519fa", state=CallState.BLOCKED, at=now - timedelta(days=2), reason="leak_found")
    bench.add(
        None, call_id="91be7c42d0", state=CallState.RECORDING_UNUSABLE, at=now - timedelta(days=3), reason="truncated"
    )
    bench.add(None, call_id="5c8842f6e1", state=CallState.ERASED, at=now - timedelta(days=4), reason="withdrawn")
    heard = now - timedelta(days=2)
    for entry in (replace(ASKED, at=heard), AnswerHeard(heard, "2")):
        bench.ledger.append(to_entry("77ab01e9d4", entry))
    bench.add(None, call_id="d15f3a9080", state=CallState.LIVE, at=now - timedelta(minutes=2))
    bench.book.change_call("d15f3a9080", lambda now: replace(now, ended_at=None))
