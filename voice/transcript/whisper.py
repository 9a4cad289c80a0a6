"""Whisper through faster-whisper: any CTranslate2 model folder, local files only, the network never touched.

Every model, the embedded one included, goes the same way: gate, voice detector, packed windows,
batched beam search, Whisper's own thresholds, and the rules of `doubt` on what comes out.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps

from voice.clock import Clock
from voice.errors import ModelMissing, UntrustedInput
from voice.transcript import drafts, speech
from voice.transcript.drafts import Draft, DraftSegment, DraftWord
from voice.transcript.echo import without_echo
from voice.transcript.models import ChosenModel
from voice.transcript.ports import Heard, Samples
from voice.transcript.sections import Section, sections, slices
from voice.transcript.speech import RATE, Packer, Window
from voice.transcript.threads import ThreadPlan, cores, spread
from voice.transcript.values import RunRecord, Scalar, Segment

UNDETERMINED = "und"
"""ISO 639's code for: no speech, so no language."""

TOKENS_A_SECOND = 25
TOKENS_AT_LEAST = 24
TOKENS_AT_MOST = 220

VOICE_DETECTOR = VadOptions(threshold=0.5, min_silence_duration_ms=160, speech_pad_ms=250, min_speech_duration_ms=60)

Listener = Callable[[float], None]
"""Told how many seconds of the call have been listened to."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How windows are decoded; `temperatures` after the first are tried where Whisper's thresholds fail."""

    beam_size: int = 5
    temperatures: tuple[float, ...] = (0.0, 0.2, 0.6)
    batch_size: int = 8
    device: str = "auto"


@dataclass(slots=True)
class _Tally:
    """Counts of one run, for its record."""

    windows: int = 0
    echoes: int = 0
    speech_s: float = 0.0
    heard_s: float = 0.0
    retried: int = 0
    dropped_words: int = 0
    dropped_segments: int = 0
    languages: dict[int, str] = field(default_factory=dict)


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
        self._whisper = _load(model, self._plan, self._decoding.device)
        self._takes_hints = model.call.takes_hints and self._whisper.hf_tokenizer.token_to_id("<|startofprev|>")

    def transcribe(self, channels: tuple[Samples, ...], language: str, hints: tuple[str, ...]) -> Heard:
        """See `ports.Transcriber`: words of every channel, none from silence; `language` "" means detect."""
        return self.transcribe_stream(slices(channels), language, hints)

    def transcribe_stream(self, pieces: Iterable[tuple[Samples, ...]], language: str, hints: tuple[str, ...]) -> Heard:
        """The same for audio that arrives in pieces of any length: memory does not grow with the call."""
        started_at, tally = self._clock.now(), _Tally()
        fixed = self._known_language(language)
        hotwords = ", ".join(hints) if hints and self._takes_hints else None
        segments: list[Segment] = []
        with ThreadPoolExecutor(self._plan.workers, thread_name_prefix="whisper") as pool:
            waiting: deque[Future[list[Segment]]] = deque()
            for batch in self._batches(self._windows(pieces, tally), tally, fixed):
                waiting.append(pool.submit(self._decode, batch[1], batch[0], hotwords, tally))
                if len(waiting) > self._plan.workers:
                    segments.extend(self._heard(waiting.popleft()))
            for future in waiting:
                segments.extend(self._heard(future))
        self._listener(tally.heard_s)
        segments.sort(key=lambda each: (each.words[0].start_ms, each.channel))
        spoken = fixed if language or segments else UNDETERMINED
        spoken = spoken or _most_heard(tally.languages, segments)
        return Heard(tuple(segments), spoken, self._record(tally, started_at, spoken, len(hints) if hotwords else 0))

    def _heard(self, future: Future[list[Segment]]) -> list[Segment]:
        segments = future.result()
        self._listener(max((each.words[-1].end_ms / 1000 for each in segments), default=0.0))
        return segments

    def _known_language(self, language: str) -> str:
        known = self._chosen.call.languages or tuple(self._whisper.supported_languages)
        short = language.split("-")[0].lower() or (known[0] if len(known) == 1 else "")
        if short and short not in known:
            raise UntrustedInput(
                f"The model {self._chosen.identity.name} does not know the language {short!r}. "
                "Choose a model that does, or leave the language empty to have it detected."
            )
        return short

    def _windows(self, pieces: Iterable[tuple[Samples, ...]], tally: _Tally) -> Iterator[Window]:
        packers: dict[int, Packer] = {}
        for section in sections(pieces):
            for channel, start, audio in _turns(section, tally):
                packer = packers.setdefault(channel, Packer(channel, self._chosen.call.window_s))
                tally.speech_s += audio.shape[0] / RATE
                yield from packer.add(start, audio)
            tally.heard_s = section.end / RATE
        for packer in packers.values():
            yield from packer.rest()

    def _batches(self, windows: Iterable[Window], tally: _Tally, fixed: str) -> Iterator[tuple[str, list[Window]]]:
        """Windows of one language together, as many as are decoded at once."""
        filling: dict[str, list[Window]] = {}
        for window in windows:
            tally.windows += 1
            language = fixed or self._language_of(window, tally)
            batch = filling.setdefault(language, [])
            batch.append(window)
            if len(batch) == self._decoding.batch_size:
                yield language, filling.pop(language)
        for language, batch in filling.items():
            share = -(-len(batch) // self._plan.workers)
            for first in range(0, len(batch), share):
                yield language, batch[first : first + share]

    def _language_of(self, window: Window, tally: _Tally) -> str:
        """Detected once per channel, on the first window of real speech."""
        if window.channel not in tally.languages:
            tally.languages[window.channel] = self._whisper.detect_language(audio=window.audio)[0]
        return tally.languages[window.channel]

    def _decode(self, windows: list[Window], language: str, hotwords: str | None, tally: _Tally) -> list[Segment]:
        settings = {"language": language, "hotwords": hotwords, "beam_size": self._decoding.beam_size}
        found = self._ask(windows, settings, self._decoding.temperatures[0])
        for temperature in self._decoding.temperatures[1:]:
            poor = [number for number, draft in enumerate(found) if draft.is_poor]
            if not poor:
                break
            tally.retried += len(poor)
            again = self._ask([windows[number] for number in poor], settings, temperature)
            for number, draft in zip(poor, again, strict=True):
                found[number] = draft if draft.is_better_than(found[number]) else found[number]
        segments: list[Segment] = []
        for window, draft in zip(windows, found, strict=True):
            believed = drafts.believe(window, draft, language)
            segments.extend(believed.segments)
            tally.dropped_words += believed.dropped_words
            tally.dropped_segments += believed.dropped_segments
        return segments

    def _ask(self, windows: list[Window], settings: dict[str, Any], temperature: float) -> list[Draft]:
        """The model's text for each window, in one batch."""
        starts = np.cumsum([0, *(window.audio.shape[0] for window in windows)])
        longest = max(window.audio.shape[0] for window in windows) / RATE
        found, _ = faster_whisper.BatchedInferencePipeline(self._whisper).transcribe(
            np.concatenate([window.audio for window in windows]),
            **settings,
            temperature=temperature,
            # Half a sample more, so that seconds turn back into exactly these samples.
            clip_timestamps=[
                {"start": (low + 0.5) / RATE, "end": (high + 0.5) / RATE} for low, high in pairwise(starts)
            ],
            batch_size=len(windows),
            word_timestamps=True,
            condition_on_previous_text=False,
            max_new_tokens=min(TOKENS_AT_MOST, TOKENS_AT_LEAST + round(TOKENS_A_SECOND * longest)),
        )
        seeks = [int((start + 0.5) / RATE * self._whisper.frames_per_second) for start in starts[:-1]]
        written: list[list[DraftSegment]] = [[] for _ in windows]
        for segment in found:
            number = max(0, int(np.searchsorted(seeks, segment.seek, side="right")) - 1)
            written[number].append(_draft_segment(segment, float(starts[number]) / RATE))
        return [Draft(tuple(each)) for each in written]

    def _record(self, tally: _Tally, started_at: datetime, language: str, hints: int) -> RunRecord:
        settings: dict[str, Scalar] = {
            "beam_size": self._decoding.beam_size,
            "window_s": self._chosen.call.window_s,
            "batch_size": self._decoding.batch_size,
            "temperatures": " ".join(f"{each:g}" for each in self._decoding.temperatures),
            "word_timestamps": True,
            "condition_on_previous_text": False,
            "voice_detector": "silero",
            "language": language,
            "hints": hints,
            "workers": self._plan.workers,
            "threads": self._plan.threads,
            "windows": tally.windows,
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
            device=f"{self._whisper.model.device} {self._whisper.model.compute_type}",
            started_at=started_at,
            seconds=(self._clock.now() - started_at).total_seconds(),
            software=f"faster-whisper {faster_whisper.__version__}, ctranslate2 {ctranslate2.__version__}",
            used_raw_text=True,
        )


def _load(model: ChosenModel, plan: ThreadPlan, device: str) -> Any:
    on_gpu = device == "cuda" or (device == "auto" and ctranslate2.get_cuda_device_count() > 0)
    try:
        return faster_whisper.WhisperModel(
            str(model.folder),
            device="cuda" if on_gpu else "cpu",
            compute_type="float16" if on_gpu else "int8",
            cpu_threads=plan.threads,
            num_workers=plan.workers,
            local_files_only=True,
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelMissing(
            f"The model {model.identity.name} could not be loaded from its folder. "
            "Run `voice models verify`, pull it again, or name another in VOICE_MODEL."
        ) from error


def _turns(section: Section, tally: _Tally) -> list[tuple[int, int, Samples]]:
    """(channel, start in the call, audio) of every speech turn that is no echo, in order of time."""
    found = [voiced(samples) for samples in section.channels]
    kept = without_echo(found, section.channels)
    tally.echoes += sum(map(len, found)) - sum(map(len, kept))
    return sorted(
        (
            (channel, section.start + low, section.channels[channel][low:high])
            for channel, turns in enumerate(kept)
            for low, high in turns
        ),
        key=lambda turn: (turn[1], turn[0]),
    )


def voiced(samples: Samples) -> list[speech.Stretch]:
    """Stretches in which the voice detector hears a voice; it is asked only where there is energy."""
    stretches: list[speech.Stretch] = []
    for low, high in speech.candidates(speech.loud_frames(samples), samples.shape[0]):
        for turn in get_speech_timestamps(samples[low:high], VOICE_DETECTOR):
            stretches.append((low + int(turn["start"]), low + int(turn["end"])))
    return stretches


def _draft_segment(segment: Any, offset: float) -> DraftSegment:
    """faster-whisper's segment as ours, its times counted from the window's beginning."""
    return DraftSegment(
        tuple(
            DraftWord(each.word, float(each.start) - offset, float(each.end) - offset, float(each.probability))
            for each in segment.words or ()
        ),
        float(segment.avg_logprob),
        float(segment.no_speech_prob),
        float(segment.compression_ratio),
    )


def _most_heard(languages: dict[int, str], segments: Sequence[Segment]) -> str:
    """The language of the channel with most words."""
    words: dict[str, int] = {}
    for segment in segments:
        language = languages.get(segment.channel, UNDETERMINED)
        words[language] = words.get(language, 0) + len(segment.words)
    return max(words, key=lambda each: words[each]) if words else UNDETERMINED
