"""Measures a model on this machine: the same windows under every thread plan, the fastest is kept."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from voice.transcript import faster_whisper
from voice.transcript.faster_whisper import Question
from voice.transcript.models import ChosenModel
from voice.transcript.pace import Pace, recall, remember
from voice.transcript.speech import RATE
from voice.transcript.threads import ThreadPlan, cores, spread

WINDOWS = 4
TOKENS = 48
CLEARLY_BETTER = 0.9
"""Another plan replaces the usual one only when it takes less than this share of its time: machines are noisy."""


def plan_for(model: ChosenModel, data: Path) -> ThreadPlan:
    """The plan measured for this model on this machine; measured now if it never was.

    The embedded model is too small to be worth measuring: it takes the usual plan.
    """
    if model.is_embedded:
        return spread(cores())
    return (recall(model, data) or measure(model, data)).plan


def measure(model: ChosenModel, data: Path) -> Pace:
    """Decode the same windows under each plan of the grid, keep the fastest, and remember it."""
    usual = spread(cores())
    taken = {plan: _seconds(model, plan) for plan in grid(usual.workers * usual.threads)}
    fastest = min(taken, key=lambda plan: taken[plan])
    best = fastest if taken[fastest] < CLEARLY_BETTER * taken.get(usual, float("inf")) else usual
    pace = Pace(best, round(WINDOWS * model.call.window_s / taken[best], 2))
    remember(model, data, pace)
    return pace


def grid(available: int) -> tuple[ThreadPlan, ...]:
    """Every way to share the cores evenly: from one worker a core to one worker with all."""
    return tuple(
        ThreadPlan(available // threads, threads) for threads in range(1, available + 1) if available % threads == 0
    )


def _seconds(model: ChosenModel, plan: ThreadPlan) -> float:
    whisper = faster_whisper.load(model, plan)
    noise = np.random.default_rng(0).standard_normal(round(model.call.window_s * RATE)).astype(np.float32) * 0.05
    question = Question(faster_whisper.languages(whisper)[0], max_tokens=TOKENS)
    faster_whisper.ask(whisper, [noise], question)  # the first call pays for memory
    began = time.perf_counter()
    with ThreadPoolExecutor(plan.workers) as pool:
        for done in [pool.submit(faster_whisper.ask, whisper, [noise], question) for _ in range(WINDOWS)]:
            done.result()
    return time.perf_counter() - began
