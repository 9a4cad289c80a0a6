"""A worker process for killing: steps that write down that they ran, and stop where they are told to."""

import threading
import time

from voice.engine.dbos import DurableQueue, Worker
from voice.engine.ports import Step
from voice.vault.database import postgres_engine, sqlite_engine
from voice.vault.locks import FileLocks, PostgresLocks

STEPS = ("first", "second", "third")


def main(folder, wait_in, url="", name="worker-1"):
    """Run until killed; the step named `wait_in` says that it began and then waits for its end."""

    def step(name):
        def run(call_id):
            with (folder / "ran").open("a") as out:
                out.write(f"{call_id} {name}\n")
            while name == wait_in:
                time.sleep(0.01)

        return Step(name, run)

    engine = postgres_engine(url) if url else sqlite_engine(folder / "work.sqlite")
    DurableQueue(engine)
    worker = Worker(engine, [step(name) for name in STEPS], lambda call_id, at, code: None)
    locks = PostgresLocks(engine) if url else FileLocks(folder)
    with locks.attempt(name):
        worker.start(name)
        threading.Event().wait()
