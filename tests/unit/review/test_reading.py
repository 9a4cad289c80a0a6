import json

import pytest

from tests.support.call_documents import finished
from voice.errors import UntrustedInput
from voice.review.documents.reading import transcript
from voice.review.export import to_json

SMALL = {"schema": "voice.call/1", "transcript": {"utterances": [{"text": "hello there"}, {"text": "hi"}]}}


def test_what_was_exported_is_read_with_ids_speakers_times_and_words():
    document = finished()
    read = transcript(json.loads(json.dumps(to_json(document))))
    for before, after in zip(document.transcript.utterances, read.utterances, strict=True):
        assert (after.id, after.speaker, after.start_ms, after.end_ms, after.text) == (
            before.id, before.speaker, before.start_ms, before.end_ms, before.text,
        )  # fmt: skip
    assert read.duration_ms == document.transcript.duration_ms


def test_a_bare_transcript_gets_ids_and_times():
    read = transcript(SMALL)
    assert [(u.id, u.speaker, u.start_ms, u.end_ms) for u in read.utterances] == [
        ("u1", "caller", 0, 600),
        ("u2", "caller", 600, 900),
    ]


def test_words_share_their_utterances_time_without_a_gap():
    words = transcript(SMALL).utterances[0].words
    assert [(w.start_ms, w.end_ms) for w in words] == [(0, 300), (300, 600)]


@pytest.mark.parametrize(
    "untrusted",
    [
        None, [], {}, {"schema": "voice.call/2"}, {"schema": "voice.call/1"},
        {"schema": "voice.call/1", "transcript": []},
        {"schema": "voice.call/1", "transcript": {"utterances": "no"}},
        {"schema": "voice.call/1", "transcript": {"utterances": [{}]}},
        {"schema": "voice.call/1", "transcript": {"utterances": [{"text": "a", "start_ms": -1}]}},
        {"schema": "voice.call/1", "transcript": {"utterances": [{"text": "a", "start_ms": 9, "end_ms": 2}]}},
        {"schema": "voice.call/1", "transcript": {"utterances": [{"text": "a", "confidence": "high"}]}},
        {"schema": "voice.call/1", "transcript": {"utterances": [{"text": "a", "end_ms": float("nan")}]}},
        {"schema": "voice.call/1", "transcript": {"utterances": [{"id": "u", "text": "a"}, {"id": "u", "text": "b"}]}},
    ],
)  # fmt: skip
def test_what_is_no_call_is_refused_in_a_sentence(untrusted):
    with pytest.raises(UntrustedInput) as refusal:
        transcript(untrusted)
    assert refusal.value.public.endswith(".")
