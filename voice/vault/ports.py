"""Where things rest, seen from the stages: a call book, sealed objects, the ledger."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from voice.call.values import Call, CallId, CallState
from voice.consent.values import LedgerEntry
from voice.recording.values import Recording
from voice.retention.values import DestroyedArtefact


@dataclass(frozen=True, slots=True)
class ChainedEntry:
    """A ledger entry in its place: hashes and signature are hex."""

    sequence: int
    entry: LedgerEntry
    previous_sha256: str
    sha256: str
    signature: str


class Ledger(Protocol):
    """Append-only, hash-chained, signed."""

    def append(self, entry: LedgerEntry) -> ChainedEntry: ...
    def entries(self, call_id: CallId | None = None) -> Sequence[ChainedEntry]: ...
    def verify(self) -> Sequence[str]:
        """Sentences naming each changed, missing or reordered entry; empty when whole."""
        ...

    def sign(self, body: Mapping[str, object]) -> Mapping[str, object]:
        """The body with `proof` added: {"type": "Ed25519", "public_key", "signature"}, hex, over the canonical body.

        Canonical: `json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)` in UTF-8,
        without `proof` (see `vault.chain`).
        """
        ...


class CallBook(Protocol):
    """Calls and recordings as rows; ids, times, codes only.

    Two processes change them. What is there is never written over: `change` is given the row as it stands
    and nobody writes between that and its result. What is erased or destroyed stays so.
    """

    def add_call(self, call: Call) -> Call:
        """Remember a new call; the one that was there before is the one that counts."""
        ...

    def call(self, call_id: CallId) -> Call: ...
    def call_by_carrier_id(self, carrier_call_id: str) -> Call | None: ...
    def change_call(self, call_id: CallId, change: Callable[[Call], Call]) -> Call:
        """The call after `change`, which may be asked twice; NothingThere where the id is unknown."""
        ...

    def calls(self, limit: int = 100) -> Sequence[Call]: ...
    def call_by_receipt(self, wanted: str, ref_of: Callable[[CallId], str]) -> Call | None:
        """The newest call whose receipt reference is the wanted one; `ref_of` makes it of a call's id."""
        ...

    def add_recording(self, recording: Recording) -> Recording:
        """Note a new recording; the one that was there before is the one that counts."""
        ...

    def change_recording(self, recording_id: str, change: Callable[[Recording], Recording]) -> Recording: ...
    def recordings(self, call_id: CallId) -> Sequence[Recording]: ...
    def recording_by_carrier_id(self, carrier_recording_id: str) -> Recording | None: ...


class CallShelf(CallBook, Protocol):
    """A call book that can be searched for what is to be done."""

    def calls_in(
        self, states: Sequence[CallState], since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[Call]:
        """Every call in one of these states (that began since then, or by then), oldest first."""
        ...

    def calls_open(self, by: datetime) -> Sequence[Call]:
        """Calls that began by a moment and whose end, or whose recording, is still awaited; oldest first."""
        ...

    def calls_with(self, kinds: Sequence[str]) -> Sequence[Call]:
        """Calls not erased of which the ledger holds an entry of one of these kinds, oldest first."""
        ...


class SealedStore(Protocol):
    """Envelope-encrypted objects, one data key per call; names hold no personal data."""

    def put(self, call_id: CallId, name: str, content: bytes) -> None: ...
    def get(self, call_id: CallId, name: str) -> bytes: ...
    def names(self, call_id: CallId) -> Sequence[str]: ...
    def remove(self, call_id: CallId, name: str) -> None:
        """Remove one object for good; none of this name is a success."""
        ...

    def destroy(self, call_id: CallId) -> Sequence[DestroyedArtefact]:
        """Destroy the data key first, then the ciphertext; what is destroyed stays destroyed."""
        ...


class PieceStore(SealedStore, Protocol):
    """A sealed store that also lets go of single objects, for what comes in pieces and is then made whole."""

    def drop(self, call_id: CallId, names: Sequence[str]) -> None:
        """Remove objects of these names; one that is not there is no error."""
        ...


class DeliveryBook(Protocol):
    """Answers given to webhooks, so that a repeated delivery gets the same answer."""

    def answer_for(self, token: str) -> str | None: ...
    def remember(self, token: str, answer: str, at: datetime) -> None: ...


class Traces(Protocol):
    """Text that some store holds about a call, for the leak audit."""

    def traces(self, call: Call) -> Mapping[str, str]:
        """Place (never content) to text, for one call and no other."""
        ...


class Exports(Protocol):
    """The folder in which finished calls lie for people and programs outside."""

    def write(self, call: Call, files: Mapping[str, str]) -> None:
        """Put the call's files there, all at once, instead of those of an earlier export."""
        ...

    def present(self, call: Call) -> Sequence[DestroyedArtefact]:
        """What lies there of the call, as it would be listed once destroyed (not verified)."""
        ...

    def remove(self, call: Call) -> Sequence[DestroyedArtefact]:
        """Remove the call's files; none there is a success."""
        ...
