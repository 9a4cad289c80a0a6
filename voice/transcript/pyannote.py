"""pyannote.audio: tells several voices in one channel apart. The one file that imports it, and torch.

It computes voiceprints: they exist in memory while this file runs and are part of no result.
Only for recordings of one channel, only where the speaker-recognition purpose was granted; the
caller of this file asks for that.
"""

import os
import sys
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

# Read when pyannote is imported: on its own it reports file lengths and speaker counts to its makers.
os.environ["PYANNOTE_METRICS_ENABLED"] = "0"
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

from voice.clock import Clock
from voice.errors import ModelMissing, VoiceError
from voice.transcript.contacts import contacted_hosts
from voice.transcript.pipelines import HOW_TO_GET
from voice.transcript.ports import Samples
from voice.transcript.speech import RATE
from voice.transcript.trusted import Trusted, digest_of
from voice.transcript.values import Diarized, ModelIdentity, RunRecord, SpeakerTurn


def _mend_torchaudio() -> None:
    """Make torchaudio importable beside any torch: PyPI's carries a CUDA extension that fails beside others.

    pyannote imports it in any case and uses its pure Python alone, so a stub stands in for the
    extension's loader where it will not load.
    """
    try:
        import torchaudio
    except (OSError, RuntimeError, ImportError):
        for name in [each for each in sys.modules if each.split(".")[0] == "torchaudio"]:
            del sys.modules[name]
        stub: Any = ModuleType("torchaudio._extension")
        stub._IS_TORCHAUDIO_EXT_AVAILABLE = False
        stub._IS_ALIGN_AVAILABLE = False
        stub.fail_if_no_align = lambda function: function
        stub._check_cuda_version = lambda: None
        stub._load_lib = lambda name: False
        sys.modules["torchaudio._extension"] = stub
        import torchaudio  # noqa: F401


class VoicesNotToldApart(VoiceError):
    """The pipeline gave up on a recording; its words stay without speakers."""

    code = "voices_not_told_apart"


class PyannoteDiarizer:
    """The `Diarizer` port on a pipeline in a local folder whose SHA-256 was pinned before.

    A checkpoint of pyannote's is a program (it is unpickled, and its configuration names functions
    to call): a folder that is not the pinned one is not opened.
    """

    def __init__(self, pinned: Trusted, clock: Clock) -> None:
        if digest_of(pinned.folder) != pinned.digest:
            raise ModelMissing(
                "The diarization pipeline is not the one that was trusted: it is not opened.", code="pipeline_changed"
            )
        self._clock = clock
        self._pinned = pinned
        self._torch, self._pipeline = _opened(pinned.folder)

    def diarize(self, samples: Samples, speakers: int | None) -> Diarized:
        """See `ports.Diarizer`."""
        began = self._clock.now()
        audio = {"waveform": self._torch.from_numpy(samples.copy())[None], "sample_rate": RATE}
        with contacted_hosts("pyannote-") as hosts, self._torch.inference_mode():
            try:
                found = self._pipeline(audio, num_speakers=speakers)
            except (RuntimeError, ValueError) as error:
                raise VoicesNotToldApart("The diarization pipeline failed on this recording.") from error
        turns = sorted(
            (round(turn.start * 1000), round(turn.end * 1000), str(label))
            for turn, _, label in found.speaker_diarization.itertracks(yield_label=True)
        )
        names = {label: f"speaker_{number}" for number, label in enumerate(dict.fromkeys(t[2] for t in turns), start=1)}
        return Diarized(
            tuple(SpeakerTurn(names[label], max(0, start), end) for start, end, label in turns),
            self._record(began, speakers, len(names), tuple(sorted(hosts))),
        )

    def _record(self, began: datetime, asked: int | None, found: int, hosts: tuple[str, ...]) -> RunRecord:
        return RunRecord(
            step="diarization",
            feature="diarization",
            model=ModelIdentity(
                self._pinned.folder.name,
                self._pinned.digest,
                self._pinned.revision,
                self._pinned.licence,
                owner="pyannote",
                purpose="speaker diarization",
            ),
            settings={"speakers_asked": asked or 0, "speakers_found": found, "telemetry": False},
            device="cpu",
            started_at=began,
            seconds=(self._clock.now() - began).total_seconds(),
            software=f"pyannote.audio {_version()}, torch {self._torch.__version__}",
            network_hosts=hosts,
            made_biometric_identifiers=True,
        )


def _opened(folder: Path) -> tuple[Any, Any]:
    try:
        import torch  # the extra `diarize`

        _mend_torchaudio()
        from pyannote.audio import Pipeline
        from pyannote.audio.telemetry import set_telemetry_metrics
    except ImportError as error:
        raise ModelMissing(
            "Telling voices apart needs the extra `diarize`: run `pip install -c constraints-cpu.txt '.[diarize]'`.",
            code="diarize_not_installed",
        ) from error
    set_telemetry_metrics(False, save_choice_as_default=False)
    return torch, _loaded(Pipeline, folder)


def _loaded(kind: Any, folder: Path) -> Any:
    try:
        pipeline = kind.from_pretrained(folder)
    except (RuntimeError, ValueError, OSError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(folder) from error
    if pipeline is None:
        raise _unreadable(folder)
    return pipeline


def _unreadable(folder: Path) -> ModelMissing:
    said = f"The diarization pipeline in {folder.name} could not be opened. {HOW_TO_GET}"
    return ModelMissing(said, code="pipeline_unreadable")


def _version() -> str:
    import pyannote.audio

    return str(pyannote.audio.__version__)
