"""How fast a model is on this machine, and with which thread plan: remembered in VOICE_DATA."""

import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice.transcript.models import ChosenModel
from voice.transcript.threads import ThreadPlan, cores


@dataclass(frozen=True, slots=True)
class Pace:
    """A plan and how many seconds of speech it transcribes in one second of this machine."""

    plan: ThreadPlan
    times_real: float


def recall(model: ChosenModel, data: Path) -> Pace | None:
    """What was measured earlier for this model, these cores and this machine, or None."""
    found = _remembered(data).get(_key(model))
    if not isinstance(found, dict):
        return None
    return Pace(ThreadPlan(int(found["workers"]), int(found["threads"])), float(found["times_real"]))


def _key(model: ChosenModel) -> str:
    return f"{model.identity.digest[:16]} {cores()} {platform.machine()}"


def _file(data: Path) -> Path:
    return data / "models" / "pace.json"


def _remembered(data: Path) -> Mapping[str, Any]:
    try:
        found = json.loads(_file(data).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}  # never measured, or cut short while written: measure again
    return found if isinstance(found, dict) else {}


def remember(model: ChosenModel, data: Path, pace: Pace) -> None:
    """Keep what was measured."""
    known = dict(_remembered(data))
    known[_key(model)] = {
        "workers": pace.plan.workers,
        "threads": pace.plan.threads,
        "times_real": pace.times_real,
        "model": model.identity.name,
    }
    file = _file(data)
    file.parent.mkdir(parents=True, exist_ok=True)
    arriving = file.with_suffix(".arriving")
    arriving.write_text(json.dumps(known, indent=1), encoding="utf-8")
    arriving.replace(file)
