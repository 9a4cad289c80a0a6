"""What a call needed is not kept: neither sections behind a waiting turn, nor windows of a call that failed."""

import ctypes
import platform
import subprocess
import sys

import numpy as np
import pytest

from tests.support import micro_whisper, sounds
from voice.clock import SystemClock
from voice.transcript import faster_whisper, memory, models, whisper
from voice.transcript.drafts import Draft
from voice.transcript.sections import Section
from voice.transcript.speech import RATE
from voice.transcript.threads import ThreadPlan
from voice.transcript.whisper import Decoding, WhisperTranscriber, _Tally, _turns


def test_a_turn_that_waits_for_its_window_keeps_nothing_else_in_memory(monkeypatch):
    monkeypatch.setattr(faster_whisper, "voiced", lambda samples: [(RATE, 2 * RATE)])
    channel = sounds.noise(60, 0.1)
    [(_, _, turn)] = _turns(Section(0, (channel,)), _Tally())
    assert np.array_equal(turn, channel[RATE : 2 * RATE])
    assert not np.shares_memory(turn, channel)


def test_after_a_fault_nothing_of_that_call_goes_on_and_the_next_one_is_heard(tmp_path, monkeypatch):
    monkeypatch.setattr(
        faster_whisper, "voiced", lambda samples: [(n * 25 * RATE, (n * 25 + 20) * RATE) for n in (0, 1)]
    )
    asked = []

    def breaks(whisper, heard, question):
        asked.append(len(heard))
        raise RuntimeError("out of memory")

    chosen = models.from_folder(micro_whisper.build(tmp_path / "micro"))
    ours = WhisperTranscriber(chosen, SystemClock(), plan=ThreadPlan(1, 1), decoding=Decoding(device="cpu"))
    channels = (sounds.noise(50, 0.1),)
    monkeypatch.setattr(faster_whisper, "ask", breaks)
    with pytest.raises(RuntimeError):
        ours.transcribe(channels, "en", ())
    known = len(asked)
    monkeypatch.setattr(faster_whisper, "ask", lambda whisper, heard, question: [Draft(()) for _ in heard])
    heard = ours.transcribe(channels, "en", ())
    assert (heard.run.settings["windows"], len(asked)) == (2, known)


@pytest.mark.parametrize(("large", "times"), [(0, 2), (1 << 30, 0)])
def test_a_large_model_gives_back_what_writing_and_what_placing_words_took(tmp_path, monkeypatch, large, times):
    given = []
    monkeypatch.setattr(whisper, "LARGE", large)
    monkeypatch.setattr(faster_whisper, "give_back", lambda: given.append(1))
    monkeypatch.setattr(faster_whisper, "voiced", lambda samples: [(RATE, 5 * RATE)])
    chosen = models.from_folder(micro_whisper.build(tmp_path / "micro"))
    decoding = Decoding(device="cpu", temperatures=(0.0,))
    ours = WhisperTranscriber(chosen, SystemClock(), plan=ThreadPlan(1, 1), decoding=decoding)
    assert ours.transcribe((sounds.noise(6, 0.1),), "en", ()).run.settings["windows"] == 1
    assert len(given) == times


HEAPS = """
import ctypes, threading
from pathlib import Path
from voice.transcript import memory
libc = ctypes.CDLL(None)
libc.fopen.restype = libc.malloc.restype = ctypes.c_void_p
libc.malloc.argtypes, libc.malloc_info.argtypes = [ctypes.c_size_t], [ctypes.c_int, ctypes.c_void_p]
libc.fflush.argtypes = [ctypes.c_void_p]
{first}
together = threading.Barrier(9)
for _ in range(8):
    threading.Thread(target=lambda: (libc.malloc(100_000), together.wait())).start()
together.wait()
out = libc.fopen(b"{path}", b"w")
libc.malloc_info(0, out)
libc.fflush(out)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc")
def test_threads_share_one_heap_once_a_model_was_loaded(tmp_path):
    def heaps(first: str) -> int:
        path = tmp_path / "heaps.xml"
        subprocess.run([sys.executable, "-c", HEAPS.format(first=first, path=path)], check=True)
        return path.read_text().count("<heap ")

    folder = micro_whisper.build(tmp_path / "micro")
    load = (
        "from voice.transcript import faster_whisper, models; from voice.transcript.threads import ThreadPlan; "
        f"faster_whisper.load(models.from_folder(Path({str(folder)!r})), ThreadPlan(1, 1), 'cpu')"
    )
    assert heaps("") > heaps(load)


@pytest.mark.parametrize("missing", [OSError, AttributeError, TypeError])
def test_another_c_library_has_nothing_to_give_back(monkeypatch, missing):
    def refuse(_name):
        raise missing

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    assert memory._of_c("malloc_trim")(0) == 0
