"""How many windows are decoded side by side, and how many threads each gets."""

import os
from dataclasses import dataclass
from pathlib import Path

CGROUP_CPU = Path("/sys/fs/cgroup/cpu.max")


@dataclass(frozen=True, slots=True)
class ThreadPlan:
    """`workers` windows at once with `threads` each; together never more than the cores given."""

    workers: int
    threads: int


def cores() -> int:
    """Cores this process may really use: affinity, and a container's quota where there is one."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = CGROUP_CPU.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return usable
    return usable if quota == "max" else max(1, min(usable, int(quota) // int(period)))


def spread(available: int) -> ThreadPlan:
    """The plan before anything was measured: a worker per core, one left to the web process from four on.

    Whisper's encoder scales badly over threads (two windows at once take half the time of one with
    two threads each, measured on two cores), so whole windows go side by side.
    """
    return ThreadPlan(workers=max(1, available - 1 if available >= 4 else available), threads=1)
