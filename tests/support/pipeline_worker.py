"""The real pipeline in a process for killing: fakes at the ports, and a stop after any step's work is done.

The stop comes when a step has done everything and before the engine has written that down: after a kill
there the step runs again on top of its own results.
"""

import threading
import time
from dataclasses import replace

from tests.support.ended_call import House, minds
from tests.support.vault import RealVault
from voice.clock import SystemClock
from voice.engine.dbos import DurableQueue, Worker
from voice.errors import RecordingNotReady
from voice.journey.after import AfterCall
from voice.redaction.spoken import SpokenDetector
from voice.vault.database import sqlite_engine
from voice.vault.exports import ExportFolder


class FolderCarrier:
    """A carrier whose recordings are files, so that they outlive a killed process."""

    name = "folder"

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def rests(self, carrier_call_id, carrier_recording_id, wav):
        (self.folder / carrier_recording_id).write_bytes(wav)

    def fetch_recording(self, carrier_recording_id, channels):
        if self.recording_is_gone(carrier_recording_id):
            raise RecordingNotReady("Gone already: a second fetch of what was deleted.")
        with (self.folder.parent / "fetched").open("a") as out:
            out.write(f"{carrier_recording_id}\n")
        return (self.folder / carrier_recording_id).read_bytes()

    def delete_recording(self, carrier_recording_id):
        (self.folder / carrier_recording_id).unlink(missing_ok=True)

    def recording_is_gone(self, carrier_recording_id):
        return not (self.folder / carrier_recording_id).exists()

    def stop_recording(self, carrier_call_id): ...

    def recordings_of(self, carrier_call_id):
        return tuple(file.name for file in self.folder.iterdir() if carrier_call_id.removeprefix("CA-") in file.name)


def a_house(folder):
    """The house of a folder, the same in every process that opens it."""
    (folder / "data").mkdir(exist_ok=True)
    house = House(RealVault(folder / "data", clock=SystemClock()), ExportFolder(folder / "transcripts"))
    house.carrier = FolderCarrier(folder / "carrier")
    house.parts = replace(house.parts, carrier=house.carrier)
    return house


def steps_of(house):
    thinking = replace(minds(house.clock), detectors=(SpokenDetector(),))
    return AfterCall(house.parts, thinking)


def main(folder, stop_after):
    """Run until killed; when the step `stop_after` has done its work, say so and wait for the end."""
    house = a_house(folder)
    engine = sqlite_engine(folder / "data" / "work.sqlite")
    DurableQueue(engine)
    calls = steps_of(house)

    def stopping(step):
        def run(call_id):
            step.run(call_id)
            while step.name == stop_after:
                (folder / f"done-{step.name}").touch()
                time.sleep(0.01)

        return replace(step, run=run)

    Worker(engine, [stopping(step) for step in calls.steps()], calls.stopped).start("worker-1")
    threading.Event().wait()
