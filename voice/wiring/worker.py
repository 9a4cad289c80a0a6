"""The worker process: ML joined to the journey's steps, run by the engine until told to stop."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from uuid import uuid4

from voice.engine.dbos import Worker
from voice.engine.reaper import reap
from voice.errors import SettingsError, VoiceError
from voice.insight.sentiment import LexiconScorer
from voice.insight.summary import ExtractiveSummariser
from voice.journey.after import AfterCall
from voice.journey.after_parts import Minds
from voice.journey.reconcile import Reconciliation
from voice.journey.rounds import Chores, Rounds
from voice.log import logger
from voice.redaction.detectors import standard
from voice.settings import Settings
from voice.transcript.audio import read_channels
from voice.transcript.measuring import plan_for
from voice.transcript.models import ChosenModel, choose
from voice.transcript.pyannote import PyannoteDiarizer
from voice.transcript.trusted import recall
from voice.transcript.whisper import WhisperTranscriber
from voice.vault.heartbeats import Heartbeat, HeartbeatBook
from voice.wiring.live import open_live
from voice.wiring.no_carrier import NoCarrier
from voice.wiring.parts import Parts, open_parts

NAME = "worker-1"
ROUND_S = 30.0
PATIENCE_S = 20
ONE_ALREADY_S = 45.0
ROUNDS = "rounds"
GIVES_WAY = 10
"""Niceness: a ringing phone goes first on the cores that the models share with the web process."""


def run_worker(settings: Settings, until_stdin_closes: bool = False) -> None:
    """Work on calls until SIGTERM or SIGINT, or until standard input closes (the service that began us died).

    Raises a VoiceError where it would be unsafe to start: a missing key or model, a second worker.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if until_stdin_closes:
        threading.Thread(target=_watch, args=(stop,), daemon=True).start()
    os.nice(GIVES_WAY)
    parts = open_parts(settings)
    name = _name(parts)
    with _named(parts, name, stop):
        if not stop.is_set():
            _work(parts, name, stop)
    parts.close()
    # Models keep threads of their own that would hold an ending process up.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def minds(model: ChosenModel, parts: Parts) -> Minds:
    """Everything that hears, redacts and derives, loaded now."""
    return Minds(
        read_channels=read_channels,
        transcriber=WhisperTranscriber(model, parts.clock, plan=plan_for(model, parts.settings.data)),
        detectors=standard(),
        summariser=ExtractiveSummariser(parts.clock),
        scorer=LexiconScorer(parts.clock),
        diarizer=cache(lambda: PyannoteDiarizer(recall(parts.settings.data), parts.clock)),
        relisten=parts.settings.relisten,
    )


def _model(settings: Settings) -> ChosenModel:
    """The speech model, checked; ModelMissing says what to fetch."""
    model = choose(settings.model, settings.data, offline=settings.offline)
    for note in model.notes:
        logger().info("model_chosen", model=model.identity.name, reason=note)
    return model


def _work(parts: Parts, name: str, stop: threading.Event) -> None:
    after, model, started_at = parts.after(), _model(parts.settings), parts.clock.now()
    calls = AfterCall(after, minds(model, parts))
    heart = HeartbeatBook(parts.engine)

    def beat() -> None:
        heart.beat(Heartbeat(name, model.identity.name, started_at, parts.clock.now()))

    chores = Chores(_carrier_sweep(parts), parts.deliveries.forget_before, parts.sealed.sweep_strays)
    rounds = Rounds(after, parts.queue, chores)
    worker = Worker(parts.work_engine, calls.steps(), calls.stopped)
    _one_round(parts, name, beat, rounds.start)
    worker.start(name)
    logger().info("worker_ready", worker=name)
    while not stop.wait(ROUND_S):
        _one_round(parts, name, beat, rounds.go)
    logger().info("worker_drains", seconds=PATIENCE_S)
    worker.stop(PATIENCE_S)
    with suppress(VoiceError):
        heart.gone(name)


def _carrier_sweep(parts: Parts) -> Callable[[], object]:
    if isinstance(parts.carrier, NoCarrier):
        return lambda: None
    return Reconciliation(parts.book, parts.ledger, parts.carrier, open_live(parts), parts.clock).sweep


def _one_round(parts: Parts, name: str, beat: Callable[[], None], go: Callable[[], None]) -> None:
    try:
        beat()
        reap(parts.queue, parts.locks.attempt, name)
        with parts.locks.attempt(ROUNDS) as ours:
            if ours:
                go()
    except VoiceError as fault:
        logger().warning("round_failed", code=fault.code)
    except Exception as unforeseen:  # noqa: BLE001 - the worker's loop: the next round comes in any case
        logger().error("round_broke", error_type=type(unforeseen).__name__)


@contextmanager
def _named(parts: Parts, name: str, stop: threading.Event) -> Iterator[None]:
    """Hold the lock on our name: of two workers with one name each would steal the other's running work."""
    until = time.monotonic() + ONE_ALREADY_S
    while not stop.is_set():
        with parts.locks.attempt(name) as ours:
            if ours:
                yield
                return
        # One that was killed lets go within moments.
        if time.monotonic() > until:
            raise SettingsError("Another worker runs on this data folder; stop it, or use another VOICE_DATA.")
        stop.wait(0.2)
    yield


def _name(parts: Parts) -> str:
    """On SQLite one name, which a restarted worker bears again; on PostgreSQL many workers, each with its own."""
    return f"worker-{uuid4().hex}" if parts.settings.secret("database_url") else NAME


def _watch(stop: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()
