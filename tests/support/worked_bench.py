"""A workbench over a real vault whose worker works at once: what a person decides is carried out before the answer."""

from dataclasses import replace

from tests.support.ended_call import CALL, NEIGHBOUR, House, minds
from tests.support.vault import RealVault
from tests.support.workbench import Workbench
from voice.journey.after import AfterCall
from voice.journey.end import Ending
from voice.journey.rework import Rework, ReworkParts
from voice.vault.exports import ExportFolder

CALLER = (
    "hello my name is Anna Kowalski and Blumenthal sent me you charged my card four one one one one one one one one "
    "one one one one one one one twice that is terrible I am very angry"
)
AGENT = "thank you for calling Anna I am sorry I will refund one charge today"


class DiligentQueue:
    """Runs the real steps as soon as a call is handed over."""

    def __init__(self, house):
        self.house = house
        self.idle = False

    def enqueue(self, call_id, key):
        if self.idle:
            return
        calls = AfterCall(self.house.parts, minds(self.house.clock, (CALLER, AGENT)))
        for step in calls.steps():
            step.run(call_id)

    def cancel(self, call_id): ...


class WorkedBench(Workbench):
    """Two calls that were worked on from sound to export, with the same words; `folder` holds everything."""

    def __init__(self, folder, **rooms):
        (folder / "data").mkdir()
        self.folder, self.vault = folder, RealVault(folder / "data")
        self.house = House(self.vault, ExportFolder(folder / "transcripts"))
        self.house.queue = DiligentQueue(self.house)
        self.house.parts = replace(self.house.parts, queue=self.house.queue)
        parts = self.house.parts
        self.ending = Ending(parts)
        rework = Rework(ReworkParts(parts.book, parts.sealed, parts.endings, parts.queue, parts.clock))
        super().__init__(house=self.house, rework=rework, **rooms)
        for call_id in (CALL, NEIGHBOUR):
            self.house.ended_call(call_id)
            parts.queue.enqueue(call_id, "first")

    def exported(self, call_id=CALL):
        """Everything that was exported of a call, as one text."""
        place = self.house.exports.place(self.book.call(call_id))
        return "\n".join(file.read_text() for file in sorted(place.iterdir()))
