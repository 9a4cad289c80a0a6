import random
import struct

import numpy as np
import pytest

from tests.support.spoken_call import spoken_call
from voice.errors import LeakFound, RecordingUnusable
from voice.redaction.audio import MARGIN_MS, Mask, silence
from voice.redaction.detectors import standard
from voice.redaction.relisten import redact_audio
from voice.redaction.resolve import redact
from voice.redaction.values import RedactedSpan

SPEAKERS = ("caller", "agent")


def wav(frames, channels=2, rate=8000, encoding=1):
    width = 2 if encoding == 1 else 1
    body = b"".join(frames)
    header = struct.pack("<HHIIHH", encoding, channels, rate, rate * channels * width, channels * width, 8 * width)
    chunks = b"fmt " + struct.pack("<I", 16) + header + b"data" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def loud(seconds, seed, channels=2, rate=8000):
    dice = np.random.default_rng(seed)
    size = int(seconds * rate) * channels
    return wav([(dice.choice((-1, 1), size) * dice.integers(500, 20000, size)).astype("<i2").tobytes()])


def samples(data, channel):
    body = data[data.index(b"data") + 8 :]
    return np.frombuffer(body, "<i2").reshape(-1, 2)[:, channel]


@pytest.mark.parametrize("seed", range(200))
def test_two_hundred_calls_lose_what_was_said_and_nothing_else(seed):
    dice = random.Random(seed)
    seconds = dice.uniform(1.5, 3)
    original = loud(seconds, seed)
    spans = []
    for _ in range(dice.randint(1, 3)):
        start = dice.randint(0, int(seconds * 1000) - 200)
        spans.append(RedactedSpan(dice.choice(SPEAKERS), start, start + dice.randint(40, 700), "PERSON"))
    copy = silence(original, spans, SPEAKERS)
    assert len(copy) == len(original)
    for channel, speaker in enumerate(SPEAKERS):
        before, after = samples(original, channel), samples(copy, channel)
        ms = np.arange(len(before)) / 8
        own = [span for span in spans if span.speaker == speaker]
        inside = np.zeros(len(ms), bool)
        near = np.zeros(len(ms), bool)
        for span in own:
            inside |= (span.start_ms <= ms) & (ms < span.end_ms)
            near |= (span.start_ms - MARGIN_MS - 1 <= ms) & (ms <= span.end_ms + MARGIN_MS + 1)
        assert not after[inside].any()
        assert (after[~near] == before[~near]).all()


def test_a_tone_covers_as_silence_does():
    original = loud(1, 1)
    copy = silence(original, [RedactedSpan("caller", 300, 500, "PERSON")], SPEAKERS, Mask(margin_ms=0, beep=True))
    covered = samples(copy, 0)[2400:4000]
    assert (covered != samples(original, 0)[2400:4000]).any()
    assert max(covered) == pytest.approx(3277, abs=5)
    assert (samples(copy, 1) == samples(original, 1)).all()


def test_mu_law_is_silent_at_its_own_zero():
    original = wav([bytes([dice]) for dice in random.Random(3).choices(range(1, 120), k=16000)], encoding=7)
    copy = silence(original, [RedactedSpan("agent", 0, 400, "PERSON")], SPEAKERS, Mask(margin_ms=0))
    body = copy[copy.index(b"data") + 8 :]
    assert set(body[1:6400:2]) == {0xFF}
    assert body[0::2] == original[original.index(b"data") + 8 :][0::2]


def test_a_span_of_nobody_known_covers_every_channel():
    copy = silence(loud(1, 2), [RedactedSpan("speaker_7", 0, 1000, "PERSON")], SPEAKERS)
    assert set(samples(copy, 0)) == set(samples(copy, 1)) == {0}


def test_what_is_no_wav_is_refused():
    with pytest.raises(RecordingUnusable):
        silence(b"ID3 not a wav", [], SPEAKERS)


def test_a_copy_in_which_nothing_is_heard_passes_at_once():
    result = redact(spoken_call("caller: my name is Maria Lopez"), standard())
    done = redact_audio(loud(3, 4), result, SPEAKERS, lambda _wav: spoken_call("caller: my name is"))
    assert (done.rounds, done.spans) == (1, result.audio_spans)


def test_a_value_still_heard_widens_the_spans_until_it_is_gone():
    result = redact(spoken_call("caller: my name is Maria Lopez"), standard())
    rounds = iter(["caller: my name is Maria", "caller: my name is"])
    done = redact_audio(loud(3, 5), result, SPEAKERS, lambda _wav: spoken_call(next(rounds)))
    assert done.rounds == 2
    assert done.spans[0].start_ms < result.audio_spans[0].start_ms


def test_a_value_that_stays_audible_blocks_the_copy():
    result = redact(spoken_call("caller: my name is Maria Lopez"), standard())
    with pytest.raises(LeakFound) as caught:
        redact_audio(loud(3, 6), result, SPEAKERS, lambda _wav: spoken_call("caller: Maria Lopez"))
    assert "Maria" not in caught.value.public
