"""faster-whisper: loading a model folder, asking the voice detector, decoding windows. Files only, no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import ctranslate2
import faster_whisper
import numpy as np
from faster_whisper.vad import VadOptions, get_speech_timestamps
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # it ships no types

from voice.errors import ModelMissing
from voice.transcript import speech
from voice.transcript.drafts import Draft, DraftSegment, DraftWord
from voice.transcript.memory import give_back, share_one_heap
from voice.transcript.models import ChosenModel
from voice.transcript.ports import Samples
from voice.transcript.speech import RATE, Stretch
from voice.transcript.threads import ThreadPlan

TOKENS_A_SECOND = 25
TOKENS_AT_LEAST = 24
TOKENS_AT_MOST = 220

VOICE_DETECTOR = VadOptions(threshold=0.5, min_silence_duration_ms=160, speech_pad_ms=250, min_speech_duration_ms=60)
SOFTWARE = f"faster-whisper {faster_whisper.__version__}, ctranslate2 {ctranslate2.__version__}"


@dataclass(frozen=True, slots=True)
class Question:
    """How one batch is decoded; `max_tokens` 0 follows the length of the speech.

    `gives_back` says that each stage returns its memory to the system as it ends.
    """

    language: str
    beam_size: int = 5
    hotwords: str | None = None
    temperature: float = 0.0
    max_tokens: int = 0
    gives_back: bool = False


class TurnLengthModel(faster_whisper.WhisperModel):  # type: ignore[misc]  # an untyped class
    """Encodes only as much as was said instead of thirty seconds of padding: a fraction of the work.

    Whisper was trained on padded windows, so this stays a switch until word error has been
    compared on the weights in use.
    """

    def encode(self, features: Any) -> Any:
        """The encoder's output for (batch, mels, frames), the padding of the longest window left out."""
        spoken = np.flatnonzero(np.any(features != 0, axis=tuple(range(features.ndim - 1))))
        frames = int(spoken[-1]) + 1 if spoken.size else 2
        return super().encode(np.ascontiguousarray(features[..., : frames + frames % 2]))


class GivingBack(faster_whisper.BatchedInferencePipeline):  # type: ignore[misc]  # an untyped class
    """Another window is encoded between writing one's words and placing them: each gives back at once what it took."""

    def generate_segment_batched(self, *args: Any, **kwargs: Any) -> Any:
        """See faster-whisper: encodes and writes."""
        written = super().generate_segment_batched(*args, **kwargs)
        give_back()
        return written

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """See faster-whisper: the same, and places the words in time."""
        placed = super().forward(*args, **kwargs)
        give_back()
        return placed


def load(model: ChosenModel, plan: ThreadPlan, device: str = "auto", *, turn_length: bool = False) -> Any:
    """The model in memory: on a GPU in float16 where one works, else int8 on the CPU. Raises ModelMissing."""
    kind = TurnLengthModel if turn_length else faster_whisper.WhisperModel
    # The one small matrix product of a window's spectrum: BLAS threads would wait for it spinning, a tenth of
    # the processor time of a tiny model.
    threadpool_limits(1, "blas")
    share_one_heap()
    if device == "auto":
        device = "cuda" if ctranslate2.get_cuda_device_count() > 0 and _gpu_works(model) else "cpu"
    try:
        return kind(
            str(model.folder),
            device=device,
            compute_type="float16" if device == "cuda" else "int8",
            cpu_threads=plan.threads,
            num_workers=plan.workers,
            local_files_only=True,
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise ModelMissing(
            f"The model {model.identity.name} could not be loaded from its folder. "
            "Run `voice models verify`, pull it again, or name another in VOICE_MODEL."
        ) from error


def _gpu_works(model: ChosenModel) -> bool:
    """Whether a GPU that is there can be used: its libraries are looked for only at the first computation."""
    try:
        whisper = faster_whisper.WhisperModel(str(model.folder), device="cuda", compute_type="float16")
        whisper.encode(np.zeros((whisper.model.n_mels, 3000), dtype=np.float32))
    except (RuntimeError, ValueError, OSError):
        return False
    return True


def takes_prompts(whisper: Any) -> bool:
    """Whether the model's vocabulary knows what a prompt is."""
    return whisper.hf_tokenizer.token_to_id("<|startofprev|>") is not None


def languages(whisper: Any) -> tuple[str, ...]:
    """Codes of the languages the model knows."""
    return tuple(whisper.supported_languages)


def language_of(whisper: Any, samples: Samples) -> str:
    """The language most likely spoken."""
    return str(whisper.detect_language(audio=samples)[0])


def device_of(whisper: Any) -> str:
    """Where and how the model computes, such as "cpu int8_float32"."""
    return f"{whisper.model.device} {whisper.model.compute_type}"


def voiced(samples: Samples) -> list[Stretch]:
    """Stretches in which the voice detector hears a voice; it is asked only where there is energy."""
    stretches: list[Stretch] = []
    for low, high in speech.candidates(speech.loud_frames(samples), samples.shape[0]):
        for turn in get_speech_timestamps(samples[low:high], VOICE_DETECTOR):
            stretches.append((low + int(turn["start"]), low + int(turn["end"])))
    return stretches


def ask(whisper: Any, heard: Sequence[Samples], question: Question) -> list[Draft]:
    """The model's text for each stretch of audio, none longer than a window, decoded together in one batch."""
    starts = np.cumsum([0, *(audio.shape[0] for audio in heard)])
    longest = max(audio.shape[0] for audio in heard) / RATE
    most = question.max_tokens or TOKENS_AT_LEAST + round(TOKENS_A_SECOND * longest)
    pipeline = GivingBack if question.gives_back else faster_whisper.BatchedInferencePipeline
    found, _ = pipeline(whisper).transcribe(
        np.concatenate(heard),
        language=question.language,
        hotwords=question.hotwords,
        beam_size=question.beam_size,
        temperature=question.temperature,
        # Half a sample more, so that seconds turn back into exactly these samples.
        clip_timestamps=[{"start": (low + 0.5) / RATE, "end": (high + 0.5) / RATE} for low, high in pairwise(starts)],
        batch_size=len(heard),
        word_timestamps=True,
        condition_on_previous_text=False,
        max_new_tokens=min(TOKENS_AT_MOST, most),
    )
    seeks = [int((start + 0.5) / RATE * whisper.frames_per_second) for start in starts[:-1]]
    written: list[list[DraftSegment]] = [[] for _ in heard]
    for segment in found:
        number = max(0, int(np.searchsorted(seeks, segment.seek, side="right")) - 1)
        written[number].append(_draft_segment(segment, float(starts[number]) / RATE))
    return [Draft(tuple(each)) for each in written]


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
