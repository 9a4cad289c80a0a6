"""A week of a reception's calls, for pages that show many: upset, content, doubtful, refused, blocked, under way."""

from dataclasses import replace
from datetime import timedelta

from tests.support import redacted_calls
from tests.support.call_documents import finished, refused
from voice.call.values import CallState

ANGRY = (
    "agent: Thank you for calling Riverside Dental, how can I help you?",
    "caller: This is [PERSON_1]. Somebody charged my card twice and nobody answers my e-mails.",
    "agent: I am sorry to hear that. When did this happen?",
    "caller: Last week. It is terrible service, I am really angry, I have called three times.",
    "caller: The card ends in [CREDIT_CARD_1] and my number is [PHONE_NUMBER_1].",
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


def fill(bench):
    """Put the week into a workbench; the ids are fixed, the newest call lies an hour back."""
    now = bench.clock.now()

    def counts(*lines):
        return {kind: 1 for kind in ("PERSON", "CREDIT_CARD", "PHONE_NUMBER") if any(kind in line for line in lines)}

    def told(lines):
        return redacted_calls.call(*lines, counts=counts(*lines), confidence=0.91)

    bench.add(finished(told(ANGRY)), call_id="6f1d0c52aa", at=now - timedelta(hours=1))
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
    bench.add(None, call_id="d15f3a9080", state=CallState.LIVE, at=now - timedelta(minutes=2))
    bench.book.change_call("d15f3a9080", lambda now: replace(now, ended_at=None))
