"""A call goes through Whisper: gate, voice detector, packed windows, beam search, then doubt.

Every model goes the same way, the embedded one included. Audio may arrive in pieces; what is held
at a time is a minute of it and the windows being decoded.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from voice.clock import Clock
from voice.errors import ModelMissing
from voice.transcript import drafts, faster_whisper
from voice.transcript.contacts import contacted_hosts
from voice.transcript.echo import without_echo
from voice.transcript.faster_whisper import Question
from voice.transcript.memory import give_back
from voice.transcript.models import ChosenModel
from voice.transcript.ports import Heard, Samples
from voice.transcript.sections import Section, sections, slices
from voice.transcript.sheets import Joiner, Sheet
from voice.transcript.speech import RATE, Packer, Window
from voice.transcript.threads import ThreadPlan, cores, spread
from voice.transcript.values import UNDETERMINED, RunRecord, Scalar, Segment

HELPERS = "whisper-"
LARGE = 200 << 20
"""Bytes of weights from which a window's memory is worth giving back at once; getting it anew costs time."""

Listener = Callable[[float], None]
"""Told how many seconds of the call have been listened to."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How windows are decoded; `temperatures` after the first are tried where Whisper's thresholds fail.

    `batch_size` 0 means eight windows at once on a GPU and one on a CPU, where more were no faster and
    left workers idle at the end of a call. `turn_length` encodes only what was said instead of padding
    to thirty seconds.
    """

    beam_size: int = 5
    temperatures: tuple[float, ...] = (0.0, 0.2, 0.6)
    batch_size: int = 0
    device: str = "auto"
    turn_length: bool = False


@dataclass(slots=True)
class _Tally:
    """Counts of one run, for its record."""

    windows: int = 0
    joined: int = 0
    speech_s: float = 0.0
    heard_s: float = 0.0
    echoes: int = 0
    retried: int = 0
    dropped_words: int = 0
    dropped_segments: int = 0
    languages: dict[int, str] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)


class WhisperTranscriber:
    """The `Transcriber` port on faster-whisper; keeps its model loaded, may be used again and again."""

    def __init__(
        self,
        model: ChosenModel,
        clock: Clock,
        *,
        plan: ThreadPlan | None = None,
        decoding: Decoding | None = None,
        listener: Listener | None = None,
    ) -> None:
        self._chosen = model
        self._clock = clock
        self._plan = plan or spread(cores())
        self._decoding = decoding or Decoding()
        self._listener = listener or (lambda seconds: None)
        self._whisper = faster_whisper.load(
            model, self._plan, self._decoding.device, turn_length=self._decoding.turn_length
        )
        on_gpu = faster_whisper.device_of(self._whisper).startswith("cuda")
        self._batch_size = self._decoding.batch_size or (8 if on_gpu else 1)
        # The model's workers take encoding and writing one after the other from one queue: where a window waits in
        # it, none of them idles while this side works, and an odd last window is shared. More would wait for
        # nothing, and hold memory. The threads stay, with what they have set up.
        self._in_flight = self._plan.workers + 1
        self._pool = ThreadPoolExecutor(self._in_flight, thread_name_prefix=HELPERS)
        self._gives_back = model.weights_bytes >= LARGE
        self._takes_hints = model.call.takes_hints and faster_whisper.takes_prompts(self._whisper)

    def transcribe(self, channels: tuple[Samples, ...], language: str, hints: tuple[str, ...]) -> Heard:
        """See `ports.Transcriber`: words of every channel, none from silence; `language` "" means detect."""
        return self.transcribe_stream(slices(channels), language, hints)

    def transcribe_stream(self, pieces: Iterable[tuple[Samples, ...]], language: str, hints: tuple[str, ...]) -> Heard:
        """The same for audio that arrives in pieces of any length: memory does not grow with the call."""
        started_at, tally = self._clock.now(), _Tally()
        fixed = self._known_language(language)
        hotwords = ", ".join(hints) if hints and self._takes_hints else None
        segments: list[Segment] = []
        waiting: deque[Future[tuple[list[Segment], _Tally]]] = deque()
        with contacted_hosts(HELPERS) as tally.hosts, _ended(waiting):
            for spoken, batch in self._batches(self._windows(pieces, tally), tally, fixed):
                question = Question(spoken, self._decoding.beam_size, hotwords, gives_back=self._gives_back)
                waiting.append(self._pool.submit(self._decode, batch, question))
                if len(waiting) > self._in_flight:
                    segments.extend(self._taken(waiting.popleft(), tally))
            while waiting:
                segments.extend(self._taken(waiting.popleft(), tally))
            self._listener(tally.heard_s)
        give_back()
        segments.sort(key=lambda each: (each.words[0].start_ms, each.channel))
        language = (fixed if language or segments else UNDETERMINED) or _most_heard(tally.languages, segments)
        return Heard(
            tuple(segments), language, self._record(tally, started_at, language, len(hints) if hotwords else 0)
        )

    def _taken(self, future: Future[tuple[list[Segment], _Tally]], tally: _Tally) -> list[Segment]:
        segments, counted = future.result()
        tally.retried += counted.retried
        tally.dropped_words += counted.dropped_words
        tally.dropped_segments += counted.dropped_segments
        self._listener(max((each.words[-1].end_ms / 1000 for each in segments), default=0.0))
        return segments

    def _known_language(self, language: str) -> str:
        known = self._chosen.call.languages or faster_whisper.languages(self._whisper)
        short = language.split("-")[0].lower() or (known[0] if len(known) == 1 else "")
        if short and short not in known:
            raise ModelMissing(
                f"The model {self._chosen.identity.name} does not know the language {short!r}. "
                "Choose a model that does, or leave the language empty to have it detected."
            )
        return short

    def _windows(self, pieces: Iterable[tuple[Samples, ...]], tally: _Tally) -> Iterator[Window]:
        packers: dict[int, Packer] = {}
        how = self._chosen.call
        for section in sections(pieces):
            for channel, start, audio in _turns(section, tally):
                packer = packers.setdefault(channel, Packer(channel, how.window_s, how.open_windows))
                tally.speech_s += audio.shape[0] / RATE
                yield from packer.add(start, audio)
            tally.heard_s = section.end / RATE
        for packer in packers.values():
            yield from packer.rest()

    def _sheets(self, windows: Iterable[Window], tally: _Tally, fixed: str) -> Iterator[tuple[str, Sheet]]:
        """Windows of one language joined where together they fill no more than one."""
        how, joiners = self._chosen.call, dict[str, Joiner]()
        most_open = 0 if self._decoding.turn_length else how.open_windows
        for window in windows:
            spoken = fixed or self._language_of(window, tally)
            joiner = joiners.setdefault(spoken, Joiner(how.window_s, most_open))
            yield from ((spoken, sheet) for sheet in joiner.add(window))
        yield from ((spoken, sheet) for spoken, joiner in joiners.items() for sheet in joiner.rest())

    def _batches(self, windows: Iterable[Window], tally: _Tally, fixed: str) -> Iterator[tuple[str, list[Sheet]]]:
        """Sheets of one language together, as many as are decoded at once; the last ones shared evenly."""
        filling: dict[str, list[Sheet]] = {}
        for spoken, sheet in self._sheets(windows, tally, fixed):
            tally.windows += 1
            tally.joined += len(sheet.windows) > 1
            filling.setdefault(spoken, []).append(sheet)
            if len(filling[spoken]) == self._batch_size:
                yield spoken, filling.pop(spoken)
        for language, batch in filling.items():
            share = -(-len(batch) // self._plan.workers)
            for first in range(0, len(batch), share):
                yield language, batch[first : first + share]

    def _language_of(self, window: Window, tally: _Tally) -> str:
        """Detected once per channel, on the first window of real speech."""
        if window.channel not in tally.languages:
            tally.languages[window.channel] = faster_whisper.language_of(self._whisper, window.audio)
        return tally.languages[window.channel]

    def _decode(self, sheets: list[Sheet], question: Question) -> tuple[list[Segment], _Tally]:
        """Runs in the pool: what is believed of these sheets, and counts of its own."""
        counted = _Tally()
        found = faster_whisper.ask(self._whisper, [sheet.audio for sheet in sheets], question)
        for temperature in self._decoding.temperatures[1:]:
            poor = [number for number, draft in enumerate(found) if draft.is_poor]
            if not poor:
                break
            counted.retried += len(poor)
            warmer = replace(question, temperature=temperature)
            again = faster_whisper.ask(self._whisper, [sheets[number].audio for number in poor], warmer)
            for number, draft in zip(poor, again, strict=True):
                found[number] = draft if draft.is_better_than(found[number]) else found[number]
        segments: list[Segment] = []
        written = [part for sheet, draft in zip(sheets, found, strict=True) for part in sheet.parts(draft)]
        for window, draft in written:
            believed = drafts.believe(window, draft, question.language)
            segments.extend(believed.segments)
            counted.dropped_words += believed.dropped_words
            counted.dropped_segments += believed.dropped_segments
        return segments, counted

    def _record(self, tally: _Tally, started_at: datetime, language: str, hints: int) -> RunRecord:
        settings: dict[str, Scalar] = {
            "beam_size": self._decoding.beam_size,
            "window_s": self._chosen.call.window_s,
            "batch_size": self._batch_size,
            "temperatures": " ".join(f"{each:g}" for each in self._decoding.temperatures),
            "word_timestamps": True,
            "condition_on_previous_text": False,
            "turn_length": self._decoding.turn_length,
            "voice_detector": "silero",
            "language": language,
            "hints": hints,
            "workers": self._plan.workers,
            "threads": self._plan.threads,
            "windows": tally.windows,
            "windows_joined": tally.joined,
            "audio_s": round(tally.heard_s, 2),
            "speech_s": round(tally.speech_s, 2),
            "echoes_dropped": tally.echoes,
            "windows_tried_again": tally.retried,
            "words_dropped": tally.dropped_words,
            "segments_dropped": tally.dropped_segments,
        }
        return RunRecord(
            step="transcription",
            feature="transcription",
            model=self._chosen.identity,
            settings=settings,
            device=faster_whisper.device_of(self._whisper),
            started_at=started_at,
            seconds=(self._clock.now() - started_at).total_seconds(),
            software=faster_whisper.SOFTWARE,
            network_hosts=tuple(sorted(tally.hosts)),
            used_raw_text=True,
        )


@contextmanager
def _ended(waiting: Collection[Future[Any]]) -> Iterator[None]:
    """What was begun and is not wanted any more, because of a fault, ends with the block."""
    try:
        yield
    finally:
        for future in waiting:
            future.cancel()
        wait(waiting)


def _turns(section: Section, tally: _Tally) -> list[tuple[int, int, Samples]]:
    """(channel, start in the call, audio) of every speech turn that is no echo, in order of time."""
    found = [faster_whisper.voiced(samples) for samples in section.channels]
    kept = without_echo(found, section.channels)
    tally.echoes += sum(map(len, found)) - sum(map(len, kept))
    return sorted(
        (
            # A copy: a turn may wait long for its window, and would keep a minute of all channels in memory.
            (channel, section.start + low, section.channels[channel][low:high].copy())
            for channel, turns in enumerate(kept)
            for low, high in turns
        ),
        key=lambda turn: (turn[1], turn[0]),
    )


def _most_heard(languages: dict[int, str], segments: Sequence[Segment]) -> str:
    """The language of the channel with most words."""
    words: dict[str, int] = {}
    for segment in segments:
        language = languages.get(segment.channel, UNDETERMINED)
        words[language] = words.get(language, 0) + len(segment.words)
    return max(words, key=lambda each: words[each]) if words else UNDETERMINED
