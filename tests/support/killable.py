"""Processes for killing: forked from one that has imported everything, so that ten deaths cost one start."""

import multiprocessing

WORKERS = ["tests.support.durable_worker", "tests.support.hostile_service", "tests.support.pipeline_worker"]

_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload(WORKERS)


def born(target, *args):
    """A running process; `kill()` is kill -9."""
    process = _nursery.Process(target=target, args=args)
    process.start()
    return process


def killed(process):
    """Kill -9, and gone."""
    process.kill()
    process.join()
    process.close()
