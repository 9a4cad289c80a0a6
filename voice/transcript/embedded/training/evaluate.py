"""Measure the shipped model as a product would use it, and write the table into the README.

python -m voice.transcript.embedded.training.evaluate --real jfk.flac --write
"""

import argparse
import difflib
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import jiwer
import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel, decode_audio
from rich.console import Console
from rich.progress import track

from voice.transcript.embedded.training.tokens import MODEL
from voice.transcript.embedded.training.trial import Case, cases, quiet
from voice.transcript.embedded.training.utterance import Samples

CONSOLE = Console(highlight=False, markup=False, soft_wrap=True)
README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
REAL_WORDS = "and so my fellow americans ask not what your country can do for you ask what you can do for your country"
BARS = {
    "grammar sentences, known voices": 0.05,
    "freely written sentences, known voices": 0.12,
    "digit strings, known voices": 0.03,
    "both kinds, an espeak-ng variant never trained on": 0.20,
}
NEAR = 0.15
MEASURED = (
    "import sys; from pathlib import Path; import numpy as np; "
    "from faster_whisper import WhisperModel; "
    "m = WhisperModel(sys.argv[1], device='cpu', compute_type='int8', cpu_threads=1); "
    "list(m.transcribe(np.load(sys.argv[2]), language='en', beam_size=5, vad_filter=True, "
    "word_timestamps=True, condition_on_previous_text=False)[0]); "
    "status = Path('/proc/self/status').read_text(); "
    "print(int(status.split('VmHWM:')[1].split()[0]) // 1024)"
)


@dataclass
class Score:
    """What was measured of a set of sentences."""

    said: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    sounded: float = 0.0
    worked: float = 0.0

    @property
    def error(self) -> float:
        """Word error rate."""
        return float(jiwer.wer(self.said, self.heard))

    def near(self) -> float:
        """Share of word starts and ends within 150 ms of the synthesiser's own."""
        times = np.abs(np.array(self.starts + self.ends))
        return float((times <= NEAR).mean()) if len(times) else 0.0


def plain(text: str) -> str:
    """Reduce to lower-case words."""
    return " ".join(re.sub(r"[^a-z' ]", " ", text.lower().replace("-", " ")).split())


class Ear:
    """The model under test, sequential with default timestamps or batched."""

    def __init__(self, model: Path, *, batched: bool) -> None:
        self._model = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=1)
        self._batched = BatchedInferencePipeline(self._model) if batched else None

    def hear(self, sound: Samples) -> list[tuple[str, float, float]]:
        """Transcribe 16 kHz sound into words with start and end in seconds."""
        settings = {"language": "en", "beam_size": 5, "vad_filter": True, "word_timestamps": True}
        if self._batched:
            segments, _ = self._batched.transcribe(sound, chunk_length=6, **settings)
        else:
            segments, _ = self._model.transcribe(sound, condition_on_previous_text=False, **settings)
        return [(w.word, w.start, w.end) for s in segments for w in s.words or []]


def measure(ear: Ear, tests: list[Case], name: str, show: int = 0) -> Score:
    """Hear every sentence of a set."""
    score = Score()
    for index, case in enumerate(track(tests, name)):
        began = time.process_time()
        words = ear.hear(case.sound)
        score.worked += time.process_time() - began
        score.sounded += len(case.sound) / 16000
        heard = plain(" ".join(word for word, _, _ in words))
        score.said.append(plain(case.text))
        score.heard.append(heard or "-")
        if index < show:
            CONSOLE.print(f"  {case.voice}: {case.text} | {heard}")
        if case.words and not case.voice.startswith("en-"):
            _compare(score, case, words)
    return score


def _compare(score: Score, case: Case, words: list[tuple[str, float, float]]) -> None:
    """Compare the times of words that were heard as they were said."""
    said, heard = [plain(w) for w in case.text.split()], [plain(w) for w, _, _ in words]
    for block in difflib.SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            begin, end = case.words[block.a + step]
            _, own_begin, own_end = words[block.b + step]
            score.starts.append(own_begin - begin)
            score.ends.append(own_end - end)


def memory(model: Path, sound: Samples, folder: Path) -> int:
    """Measure the peak resident memory of a fresh process that transcribes, in MB."""
    path = folder / "sound.npy"
    np.save(path, sound)
    command = [sys.executable, "-c", MEASURED, str(model), str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return int(done.stdout)


def table(ear: Ear, count: int, show: int) -> list[str]:
    """Measure every set of sentences into rows of the README's table."""
    rows = ["| measured | result | bar |", "|---|---|---|"]
    total = Score()
    for name, tests in cases(count).items():
        score = measure(ear, tests, name, show)
        bar = f"≤ {BARS[name]:.2f}" if name in BARS else ""
        rows.append(f"| word error, {name} ({len(tests)}) | {score.error:.3f} | {bar} |")
        CONSOLE.print(rows[-1])
        total.starts += score.starts
        total.ends += score.ends
        total.sounded += score.sounded
        total.worked += score.worked
    starts, ends = (float(np.median(x)) for x in (total.starts, total.ends))
    rows.append(f"| word starts and ends within 150 ms (flite) | {total.near():.2f} | ≥ 0.90 |")
    rows.append(f"| median offset of word starts, ends | {starts:+.2f} s, {ends:+.2f} s | |")
    pace = total.worked / total.sounded
    rows.append(f"| real-time factor on one core, short calls | {pace:.3f} | ≤ 0.10 |")
    return rows


def extras(ear: Ear, model: Path, real: Path | None, minutes: float) -> list[str]:
    """Measure silence, memory and real speech."""
    words = ear.hear(quiet(minutes))
    rows = [f"| words heard in {minutes:g} minutes of silence, noise and tones | {len(words)} | 0 |"]
    speech = np.concatenate([case.sound for case in cases(6)["grammar sentences, known voices"]])[: 16000 * 20]
    with tempfile.TemporaryDirectory() as folder:
        megabytes = memory(model, speech, Path(folder))
    rows.append(f"| resident memory of a process that transcribes 20 s | {megabytes} MB | < 200 MB |")
    if real and real.exists():
        heard = plain(" ".join(w for w, _, _ in ear.hear(decode_audio(str(real)))))
        error = jiwer.wer(REAL_WORDS, heard or "-")
        rows.append(f"| word error, real speech (jfk.flac) | {error:.2f} | none: not for real callers |")
    else:
        rows.append("| word error, real speech | not measured: no recording was given | |")
    return rows


def main() -> None:
    """Evaluate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--count", type=int, default=200, help="at most this many of each set")
    parser.add_argument("--batched", action="store_true")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--real", type=Path, default=os.environ.get("VOICE_REAL_SPEECH"))
    parser.add_argument("--quiet-minutes", type=float, default=10)
    parser.add_argument("--write", action="store_true", help="write the table into the README")
    options = parser.parse_args()
    ear = Ear(options.model, batched=options.batched)
    real = Path(options.real) if options.real else None
    rows = table(ear, options.count, options.show)
    rows += extras(ear, options.model, real, options.quiet_minutes)
    CONSOLE.print("\n".join(rows))
    if options.write:
        text = README.read_text(encoding="utf-8")
        before, _, rest = text.partition(BEGIN)
        README.write_text(
            before + BEGIN + "\n" + "\n".join(rows) + "\n" + END + rest.partition(END)[2],
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
