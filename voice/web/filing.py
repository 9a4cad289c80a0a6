"""Keeps the index of calls up with the book: the newest at every look, the older ones in the background."""

import threading
from collections.abc import Sequence

from voice.call.values import Call, CallId, CallState
from voice.errors import NothingThere, VoiceError
from voice.journey.objects import CallObjects, Corrections
from voice.journey.permission import ERASING
from voice.log import logger
from voice.review.corrections import corrected
from voice.review.export import CallDocument
from voice.review.inbox import filed
from voice.vault.looks import LookBook
from voice.vault.ports import CallBook, SealedStore
from voice.vault.search import CallIndex

WITHHELD = frozenset({CallState.ERASED, CallState.BLOCKED, CallState.QUARANTINED})
NEWEST = 50
EVERY_CALL = 10_000_000
PASS_EVERY_S = 300.0
REST_AFTER = 20
REST_S = 0.02


class Filing:
    """Reads calls into the index as they change."""

    def __init__(self, book: CallBook, sealed: SealedStore, looks: LookBook) -> None:
        self.index = CallIndex()
        self._book, self._sealed, self._looks = book, sealed, looks
        self._objects = CallObjects(sealed)
        self._stopping = threading.Event()
        self._reader: threading.Thread | None = None
        self.whole = False

    def newest(self) -> None:
        """File what changed among the newest calls."""
        self.file(self._book.calls(limit=NEWEST))

    def file(self, calls: Sequence[Call]) -> int:
        """File those of these calls that changed; how many."""
        marks = self._looks.marks([call.id for call in calls])
        changed = [c for c in calls if not self.index.knows(c.id, c.state.value, c.reason, c.id in marks)]
        for call in changed:
            self.index.file(filed(call, self.document(call.id), call.id in marks))
        return len(changed)

    def again(self, call_id: CallId) -> None:
        """File one call anew: somebody marked or corrected it, or it is gone."""
        self.index.forget(call_id)
        try:
            self.file([self._book.call(call_id)])
        except NothingThere:
            return

    def shown(self, call: Call) -> CallDocument | None:
        """What may be read of a call: nothing once it was erased, blocked, set aside or is on its way to be."""
        return None if call.state in WITHHELD or call.reason == ERASING else self.document(call.id)

    def corrections(self, call_id: CallId) -> Corrections:
        """What people corrected, oldest first."""
        return self._objects.corrections(call_id)

    def document(self, call_id: CallId) -> CallDocument | None:
        """The call's redacted document as people corrected it; None while there is none that can be read."""
        try:
            found = self._objects.document(call_id)
            return None if found is None else corrected(found, self.corrections(call_id))
        except NothingThere:
            return None
        except VoiceError as fault:
            logger().warning("document_unreadable", call_id=call_id, code=fault.code)
            return None

    def everything(self) -> None:
        """One pass over every call, with a rest now and then: a ringing phone goes first."""
        calls = self._book.calls(limit=EVERY_CALL)
        for start in range(0, len(calls), REST_AFTER):
            if self._stopping.is_set():
                return
            if self.file(calls[start : start + REST_AFTER]):
                self._stopping.wait(REST_S)
        for gone in set(self.index.known()) - {call.id for call in calls}:
            self.index.forget(gone)
        self.whole = True

    def start(self) -> None:
        """Begin to read everything in the background, and to look for changes from time to time."""
        if self._reader is None:
            self._reader = threading.Thread(target=self._keep_up, daemon=True, name="filing")
            self._reader.start()

    def stop(self) -> None:
        """End the background reading."""
        self._stopping.set()
        if self._reader is not None:
            self._reader.join(timeout=5)

    def _keep_up(self) -> None:
        while not self._stopping.is_set():
            try:
                self.everything()
            except VoiceError as fault:
                logger().warning("filing_interrupted", code=fault.code)
            self._stopping.wait(PASS_EVERY_S)
