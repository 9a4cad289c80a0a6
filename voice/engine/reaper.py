"""Work that a dead worker had begun is taken over by one that lives.

Waiting work is taken by any worker; work under way belongs to its worker's name. Each worker holds a lock
on its name for as long as it lives: whoever obtains a name's lock has found its owner dead.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from voice.log import logger


class Abandoned(Protocol):
    """What the reaper asks of the engine."""

    def owners(self) -> Sequence[str]:
        """Names of the workers to whom work under way belongs."""
        ...

    def take_over(self, owner: str) -> int:
        """Put this worker's work under way back into the queue; how many pieces."""
        ...


def reap(work: Abandoned, attempt: Callable[[str], AbstractContextManager[bool]], own_name: str) -> int:
    """Take over the work of every dead worker but ourselves; how many pieces."""
    taken = 0
    for owner in work.owners():
        if owner == own_name:
            continue
        with attempt(owner) as dead:
            count = work.take_over(owner) if dead else 0
        if count:
            logger().warning("dead_workers_work_taken_over", worker=owner, count=count)
        taken += count
    return taken
