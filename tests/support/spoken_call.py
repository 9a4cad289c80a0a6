"""A call written down by hand: who said what, with made-up word times."""

from voice.call.values import CallId
from voice.transcript.values import ModelIdentity, RawTranscript, Utterance, Word

MODEL = ModelIdentity("a model", "0" * 64)
WORD_MS = 300


def utterance(number: int, speaker: str, text: str, at_ms: int) -> Utterance:
    words = tuple(
        Word(word, at_ms + WORD_MS * place, at_ms + WORD_MS * place + 250, 0.9)
        for place, word in enumerate(text.split())
    )
    return Utterance(f"u{number}", speaker, at_ms, at_ms + WORD_MS * len(words), words, 0.9)


def spoken_call(*lines: str) -> RawTranscript:
    """Lines "caller: my name is ..." as a transcript."""
    utterances, at_ms = [], 0
    for number, line in enumerate(lines, start=1):
        speaker, text = line.split(": ", 1)
        utterances.append(utterance(number, speaker, text, at_ms))
        at_ms = utterances[-1].end_ms + 200
    return RawTranscript(CallId("call-1"), "en", MODEL, tuple(utterances), at_ms)
