"""What the work after a call, and its end, need from outside: two values that the wiring fills."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from voice.call.ports import Carrier
from voice.clock import Clock
from voice.engine.ports import WorkQueue
from voice.greeting.values import LineProfile
from voice.insight.ports import SentimentScorer, Summariser
from voice.redaction.ports import Detector
from voice.retention.ports import EndingBook
from voice.review.ports import ReviewBook
from voice.transcript.ports import Diarizer, Samples, Transcriber
from voice.vault.ports import CallShelf, Exports, Ledger, SealedStore, Traces


@dataclass(frozen=True, slots=True)
class AfterParts:
    """Everything at rest, the carrier, the queue and the clock.

    `software` is this program's name and version; `traces` are the stores that the leak audit searches.
    """

    book: CallShelf
    sealed: SealedStore
    ledger: Ledger
    endings: EndingBook
    reviews: ReviewBook
    exports: Exports
    queue: WorkQueue
    carrier: Carrier
    clock: Clock
    lines: tuple[LineProfile, ...]
    software: str
    traces: Sequence[Traces]


@dataclass(frozen=True, slots=True)
class Minds:
    """What hears, redacts and derives: loaded by the worker alone; `relisten`: redacted sound is heard again.

    `diarizer` opens what tells voices apart, on the first call that needs and permits it; ModelMissing says
    why there is none.
    """

    read_channels: Callable[[bytes], tuple[Samples, ...]]
    transcriber: Transcriber
    detectors: Sequence[Detector]
    summariser: Summariser
    scorer: SentimentScorer
    diarizer: Callable[[], Diarizer]
    relisten: bool = True
