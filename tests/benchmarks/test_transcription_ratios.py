"""How much of a machine a call takes, as ratios of two things run in turn (run with `make bench`)."""

import gc
import json
import os
import re
import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import faster_whisper as vendor
import jiwer
import numpy as np
import pytest

from tests.support import micro_whisper, sounds
from voice.clock import SystemClock
from voice.transcript import align, audio, faster_whisper, models, threads
from voice.transcript.measuring import grid
from voice.transcript.sections import slices
from voice.transcript.speech import RATE
from voice.transcript.threads import ThreadPlan
from voice.transcript.whisper import Decoding, WhisperTranscriber, _Tally

pytestmark = [pytest.mark.benchmarks, pytest.mark.timeout(1500)]

SAMPLE = Path("transcripts/samples/moving-an-appointment")
PAIRS = 5
ONE_GO = Decoding(temperatures=(0.0,), device="cpu")
MOST_TOKENS = 64
ONE_BY_ONE = ThreadPlan(1, 1)
THEIRS = ThreadPlan(1, 0)
"""One worker, and as many threads as faster-whisper takes by itself."""


@pytest.fixture(autouse=True)
def short_answers(monkeypatch):
    """Random weights never stop by themselves: both sides of a ratio write as many tokens."""
    monkeypatch.setattr(faster_whisper, "TOKENS_AT_MOST", MOST_TOKENS)


@pytest.fixture(scope="module")
def call() -> tuple[np.ndarray, ...]:
    return audio.read_channels(SAMPLE.with_suffix(".wav"))


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("shapes")
    shapes = {"micro": micro_whisper.MICRO, "tiny": micro_whisper.TINY, "small": micro_whisper.SMALL}
    return {name: micro_whisper.build(root / name, shape) for name, shape in shapes.items()}


def transcriber(folder: Path, plan: ThreadPlan = ONE_BY_ONE, decoding: Decoding = ONE_GO) -> WhisperTranscriber:
    return WhisperTranscriber(models.from_folder(folder), SystemClock(), plan=plan, decoding=decoding)


def spent(clock, act) -> float:
    gc.collect()
    began = clock()
    act()
    return clock() - began


def ratio(one, other, clock=time.process_time, pairs: int = PAIRS) -> float:
    """Median of one / other, run in turn; a first round warms both up."""
    one(), other()
    found = []
    for _ in range(pairs):
        a, b = spent(clock, one), spent(clock, other)
        found.append(a / b)
    return statistics.median(found)


REACHED: list[str] = []


def report(what: str, reached: float, goal: str) -> None:
    REACHED.append(f"{what:<82} {reached:6.2f}   {goal:<14} load {os.getloadavg()[0]:.0f} on {threads.cores()} cores")
    print(f"\n{REACHED[-1]}")


@pytest.fixture(scope="module", autouse=True)
def a_table_at_the_end():
    yield
    print("\n\n" + "\n".join([f"{'ratio':<82} reached  goal", *sorted(REACHED)]))


def sheets_of(whisper: WhisperTranscriber, channels) -> list:
    windows = whisper._windows(slices(channels), _Tally())
    return [sheet for _, sheet in whisper._sheets(windows, _Tally(), "en")]


@pytest.mark.parametrize(("shape", "goal"), [("tiny", 1.12), ("small", 1.05)])
def test_our_transcription_against_bare_ctranslate2(folders, call, shape, goal):
    ours = transcriber(folders[shape])
    whisper = ours._whisper
    tokenizer = vendor.tokenizer.Tokenizer(whisper.hf_tokenizer, False)
    windows = ours._windows(slices(call), _Tally())
    batches = [batch for _, batch in ours._batches(windows, _Tally(), "en")]
    padded = [
        np.stack([vendor.audio.pad_or_trim(whisper.feature_extractor(sheet.audio)[..., :-1]) for sheet in batch])
        for batch in batches
    ]
    prompt = whisper.get_prompt(tokenizer, [], without_timestamps=True)

    def bare():
        for batch, features in zip(batches, padded, strict=True):
            encoded = whisper.encode(features)
            written = whisper.model.generate(
                encoded, [prompt] * len(batch), beam_size=5, max_length=len(prompt) + MOST_TOKENS,
                suppress_blank=True, return_scores=True, return_no_speech_prob=True,
            )  # fmt: skip
            tokens = [[t for t in each.sequences_ids[0] if t < tokenizer.eot] for each in written]
            frames = [int(np.ceil(len(sheet.audio) / RATE)) * 100 for sheet in batch]
            whisper.model.align(encoded, tokenizer.sot_sequence, tokens, frames, median_filter_width=7)

    reached = ratio(lambda: ours.transcribe(call, "en", ()), bare)
    report(f"1  CPU of our transcription / bare CTranslate2 on the same windows, {shape}", reached, f"<= {goal}")
    assert reached <= goal


def a_long_call(call, minutes: int, quiet_share: float = 0.0):
    """The sample call over and over, a whole number of times; `quiet_share` of the time both are silent."""
    rest = np.zeros(round(len(call[0]) * quiet_share / (1 - quiet_share)), np.float32)
    times = max(1, round(minutes * 60 * RATE / (len(call[0]) + len(rest))))
    return tuple(np.tile(np.concatenate([channel, rest]), times) for channel in call)


def test_seconds_encoded_for_a_second_of_speech(folders, call):
    ours = transcriber(folders["micro"])
    sheets = sheets_of(ours, a_long_call(call, 10))
    encoded = 30 * len(sheets)
    reached = encoded / sum(len(window.audio) / RATE for sheet in sheets for window in sheet.windows)
    report("2  seconds encoded / seconds of speech, both channels, padded windows", reached, "<= 1.10")
    assert reached <= 1.10


@pytest.mark.parametrize(("shape", "minutes", "pairs"), [("tiny", 60, 2), ("small", 35, 1)])
def test_a_call_that_is_mostly_silent_costs_little(folders, call, shape, minutes, pairs):
    ours = transcriber(folders[shape])
    quiet = a_long_call(call, minutes, quiet_share=0.9)
    talk = tuple(np.resize(channel, len(quiet[0])) for channel in call)
    reached = ratio(lambda: ours.transcribe(quiet, "en", ()), lambda: ours.transcribe(talk, "en", ()), pairs=pairs)
    report(f"3  CPU of a 90 % silent call / the same length all speech, {shape}", reached, "<= 0.12")
    assert reached <= 0.12


@pytest.mark.parametrize("shape", ["tiny", "small"])
def test_the_chosen_thread_plan_against_the_grid_and_the_default(folders, call, shape):
    chosen = threads.spread(threads.cores())
    plans = {plan: transcriber(folders[shape], plan) for plan in (*grid(chosen.workers * chosen.threads), THEIRS)}
    took = {plan: [] for plan in plans}
    for _ in range(PAIRS + 1):
        for plan, ours in plans.items():
            took[plan].append(spent(time.perf_counter, lambda ours=ours: ours.transcribe(call, "en", ())))
    medians = {plan: statistics.median(times[1:]) for plan, times in took.items()}
    to_best = medians[chosen] / min(medians.values())
    report(f"4  time of the chosen thread plan / best of the grid, {shape}", to_best, "<= 1.05")
    to_chosen = medians[THEIRS] / medians[chosen]
    report(f"4  time of faster-whisper's number of threads / the chosen plan, {shape}", to_chosen, ">= 1.5")
    assert to_best <= 1.05
    assert to_chosen >= 1.5


@pytest.mark.parametrize("shape", ["tiny", "small"])
@pytest.mark.parametrize(("seconds", "goal"), [(15, 0.30), (10, 0.18)])
def test_encoding_a_turn_instead_of_thirty_seconds(folders, shape, seconds, goal):
    model = models.from_folder(folders[shape])
    padded = faster_whisper.load(model, ThreadPlan(1, 1), "cpu")
    turn = faster_whisper.load(model, ThreadPlan(1, 1), "cpu", turn_length=True)
    features = np.zeros((1, 80, 3000), np.float32)
    features[..., : seconds * 100] = np.random.default_rng(0).standard_normal((1, 80, seconds * 100))
    reached = ratio(lambda: np.asarray(turn.encode(features)), lambda: np.asarray(padded.encode(features)))
    report(f"5  CPU of encoding {seconds} s as it is / padded to 30 s, {shape}", reached, f"<= {goal}")
    assert reached <= goal


MEMORY = """
import json, sys
from pathlib import Path
import numpy as np
from tests.support.resident import MOST, resident_bytes
from voice.clock import SystemClock
from voice.transcript import audio, faster_whisper, models
from voice.transcript.threads import ThreadPlan
from voice.transcript.whisper import Decoding, WhisperTranscriber
faster_whisper.TOKENS_AT_MOST = 8
folder, minutes, calls = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
ours = WhisperTranscriber(models.from_folder(folder), SystemClock(), plan=ThreadPlan(2, 1),
                          decoding=Decoding(temperatures=(0.0,), device="cpu"))
call = audio.read_channels(Path("transcripts/samples/moving-an-appointment.wav"))
if minutes < 1:
    call = tuple(channel[: round(minutes * 60 * 16000)] for channel in call)
def pieces():
    for _ in range(max(1, round(minutes * 60 * 16000 / len(call[0])))):
        yield call
after = []
for _ in range(calls):
    ours.transcribe_stream(pieces(), "en", ())
    after.append(resident_bytes())
print(json.dumps({"peak": resident_bytes(MOST), "after": after}))
"""


def memory(folder: Path, minutes: float, calls: int = 1) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY, str(folder), str(minutes), str(calls)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_memory_does_not_grow_with_the_call_or_the_number_of_calls(folders, tmp_path):
    published = micro_whisper.build(tmp_path / "small", micro_whisper.SMALL, "float16")
    # Two windows at their widest moment at once or not: one short call is as good as a throw of dice.
    short = statistics.median(memory(published, 3)["peak"] for _ in range(PAIRS))
    to_file = short / (published / "model.bin").stat().st_size
    report("7  peak resident memory / model file, small", to_file, "<= 2.2")
    growth = memory(published, 180)["peak"] / short
    report("7  peak memory of a 3 h call / a 3 min call, small", growth, "<= 1.10")
    after = memory(folders["micro"], 0.2, calls=200)["after"]
    report("7  memory after call 200 / after call 5, micro", after[199] / after[4], "<= 1.02")
    assert growth <= 1.10
    assert after[199] / after[4] <= 1.02
    assert to_file <= 2.2


def natural_call(call):
    """The sample with the pauses people make: a second more of both being silent after each turn."""
    turns = json.loads(SAMPLE.with_suffix(".json").read_text())
    edges = [0, *(round((turn["end_ms"] + 300) * RATE / 1000) for turn in turns), len(call[0])]
    pause = np.zeros(RATE, np.float32)
    return tuple(
        np.concatenate([part for a, b in pairwise(edges) for part in (channel[a:b], pause)]) for channel in call
    )


@pytest.mark.parametrize("shape", ["tiny", "small"])
def test_throughput_against_faster_whisper_as_people_run_it(folders, call, shape):
    talk = natural_call(call)
    ours = transcriber(folders[shape], threads.spread(threads.cores()))
    model = vendor.WhisperModel(str(folders[shape]), device="cpu", compute_type="int8")
    batched = vendor.BatchedInferencePipeline(model)
    options = {"language": "en", "beam_size": 5, "word_timestamps": True, "temperature": 0.0,
               "condition_on_previous_text": False, "max_new_tokens": MOST_TOKENS, "vad_filter": True}  # fmt: skip

    def sequential():
        for channel in talk:
            list(model.transcribe(channel, **options)[0])

    def in_batches():
        for channel in talk:
            list(batched.transcribe(channel, **options, batch_size=8)[0])

    def own():
        ours.transcribe(talk, "en", ())

    against = {"transcribe": sequential, "BatchedInferencePipeline": in_batches}
    reached = {name: ratio(theirs, own, time.perf_counter) for name, theirs in against.items()}
    for name, times in reached.items():
        report(f"4  throughput of ours / faster-whisper's {name} as it comes, {shape}", times, ">= 1.5")
        report(f"   CPU of faster-whisper's {name} / ours, {shape}", ratio(against[name], own, pairs=1), "")
    assert min(reached.values()) >= 1.5


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z' ]", " ", text.lower().replace("-", " ")).split())


def test_word_error_is_no_higher_than_faster_whispers_own(call, monkeypatch):
    monkeypatch.setattr(faster_whisper, "TOKENS_AT_MOST", 220)
    truth = json.loads(SAMPLE.with_suffix(".json").read_text())
    chosen = models.embedded()
    heard = WhisperTranscriber(chosen, SystemClock()).transcribe(call, "en", ())
    said = align.utterances(heard.segments, ("caller", "agent"))
    batched = vendor.BatchedInferencePipeline(
        vendor.WhisperModel(str(chosen.folder), device="cpu", compute_type="int8")
    )
    ours, theirs = [], []
    for number, who in enumerate(("caller", "agent")):
        reference = plain(" ".join(turn["text"] for turn in truth if turn["speaker"] == who))
        ours.append(jiwer.wer(reference, plain(" ".join(each.text for each in said if each.speaker == who))))
        found, _ = batched.transcribe(call[number], chunk_length=6, word_timestamps=True, beam_size=5)
        theirs.append(jiwer.wer(reference, plain(" ".join(segment.text for segment in found))))
    report("   word error of ours, embedded model", statistics.mean(ours), f"<= {statistics.mean(theirs):.2f} + 0.03")
    assert statistics.mean(ours) <= statistics.mean(theirs) + 0.03


@pytest.mark.parametrize("name", ["silence", "noise", "hold music", "key tones"])
def test_ten_minutes_of_no_speech_give_no_words(folders, name):
    sound = {
        "silence": lambda: sounds.silence(600),
        "noise": lambda: sounds.noise(600, 0.02),
        "hold music": lambda: sounds.hold_music(600),
        "key tones": lambda: sounds.keys_pressed("12358012" * 375),
    }[name]()
    quiet = np.zeros_like(sound)
    words = sum(
        len(segment.words)
        for model in (folders["micro"], models.EMBEDDED_FOLDER)
        for channels in ((sound, quiet), (quiet, sound))
        for segment in transcriber(model).transcribe(channels, "en", ()).segments
    )
    report(f"   words invented in ten minutes of {name}, on either channel, by either model", words, "0")
    assert words == 0
