"""The service as two processes for killing: the carrier's doors, and the worker with a scripted transcriber.

Everything else is real: the vault, the journey, the steps and their engine, the rounds, the carrier over HTTP.
"""

import logging
import time
from contextlib import suppress
from datetime import timedelta

import uvicorn
from fastapi import FastAPI

from tests.support.transcriber import ScriptedTranscriber
from voice.clock import SystemClock
from voice.engine.dbos import Worker
from voice.errors import VoiceError
from voice.insight.sentiment import LexiconScorer
from voice.insight.summary import ExtractiveSummariser
from voice.journey.after import AfterCall
from voice.journey.after_parts import Minds
from voice.journey.reconcile import Reconciliation
from voice.journey.rounds import Chores, Rounds
from voice.log import set_up
from voice.redaction.spoken import SpokenDetector
from voice.settings import Settings
from voice.transcript.audio import read_channels
from voice.web import webhooks
from voice.wiring.desk import desk_of
from voice.wiring.live import open_live
from voice.wiring.parts import open_parts

SAYS = ("my card number is four one one one one one one one one one one one one one one one", "thank you for calling")
ROUND_S = 1.0


class LaterClock(SystemClock):
    """The machine's clock, moved on."""

    def __init__(self, ahead):
        self._ahead = ahead

    def now(self):
        return super().now() + self._ahead


def opened(known, ahead=timedelta()):
    """What rests in a data folder, and the carrier."""
    return open_parts(Settings.model_validate(known), LaterClock(ahead))


def doors(known, port, ahead):
    """The web process, as far as a carrier sees it."""
    set_up(logging.CRITICAL)
    parts = opened(known, ahead)
    app = FastAPI()
    desk = desk_of(parts.settings, parts.settings.public_url)
    app.include_router(webhooks.router(open_live(parts), desk, parts.deliveries, parts.clock))
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False)


def worker(known, rounds_file, ahead):
    """The worker process; a line in `rounds_file` for every round it made."""
    set_up(logging.CRITICAL)
    parts = opened(known, ahead)
    after = parts.after()
    minds = Minds(
        read_channels,
        ScriptedTranscriber(SAYS),
        (SpokenDetector(),),
        ExtractiveSummariser(parts.clock),
        LexiconScorer(parts.clock),
        relisten=False,
    )
    calls = AfterCall(after, minds, first_wait_s=0.01)
    sweep = Reconciliation(parts.book, parts.ledger, parts.carrier, open_live(parts), parts.clock).sweep
    rounds = Rounds(after, parts.queue, Chores(sweep, parts.deliveries.forget_before, parts.sealed.sweep_strays))
    go = rounds.start
    Worker(parts.work_engine, calls.steps(), calls.stopped).start("worker-1")
    while True:
        with suppress(VoiceError):
            go()
            go = rounds.go
            with rounds_file.open("a") as out:
                out.write("round\n")
        time.sleep(ROUND_S)
