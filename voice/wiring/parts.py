"""What web and worker share: the data folder opened, with keys, books, sealed files, ledger, queue and carrier.

Imports no ML: a ringing phone does not wait for a model.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from voice.clock import Clock, SystemClock
from voice.engine.dbos import DurableQueue
from voice.errors import SettingsError
from voice.greeting.lines import load
from voice.greeting.values import LineProfile
from voice.journey.after_parts import AfterParts
from voice.journey.reconcile import CarrierBooks
from voice.settings import Settings
from voice.vault.books import SqlCallBook, SqlDeliveryBook, SqlReviewBook
from voice.vault.commits import Commits
from voice.vault.database import open_database, postgres_engine, sqlite_engine
from voice.vault.endings import SqlEndingBook
from voice.vault.exports import ExportFolder
from voice.vault.files import LocalFiles
from voice.vault.keyring import Keyring, load_key
from voice.vault.ledger import ChainedLedger, is_sealed
from voice.vault.locks import FileLocks, Locks, PostgresLocks
from voice.vault.sealed import SealedFiles
from voice.vault.traces import LogTraces, SqlTraces
from voice.wiring.carriers import carrier_of


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that rests on this machine, and the carrier; `close` lets go of it."""

    settings: Settings
    clock: Clock
    engine: Any
    work_engine: Any
    keyring: Keyring
    book: SqlCallBook
    deliveries: SqlDeliveryBook
    reviews: SqlReviewBook
    endings: SqlEndingBook
    ledger: ChainedLedger
    sealed: SealedFiles
    exports: ExportFolder
    queue: DurableQueue
    carrier: CarrierBooks
    lines: tuple[LineProfile, ...]
    locks: Locks
    close: Callable[[], None]

    def after(self) -> AfterParts:
        """What the work after a call and its end need."""
        return AfterParts(
            book=self.book,
            sealed=self.sealed,
            ledger=self.ledger,
            endings=self.endings,
            reviews=self.reviews,
            exports=self.exports,
            queue=self.queue,
            carrier=self.carrier,
            clock=self.clock,
            lines=self.lines,
            software=software(),
            traces=(SqlTraces(self.engine), self.queue, LogTraces()),
        )


def open_parts(settings: Settings, clock: Clock | None = None) -> Parts:
    """Open the data folder, making it on the first start; refuses (a VoiceError) rather than run unsafely."""
    with ExitStack() as opened:
        parts = _open(settings, clock or SystemClock(), opened)
        # All is well: what was opened stays open until `close`.
        return replace(parts, close=opened.pop_all().close)


def _open(settings: Settings, clock: Clock, opened: ExitStack) -> Parts:
    folder, url = _folder(settings.data), _secret(settings, "database_url")
    engine = open_database(folder, url)
    opened.callback(engine.dispose)
    commits = Commits(engine)
    keyring = Keyring(load_key(_secret(settings, "key"), folder, expected=is_sealed(engine)))
    work_engine = postgres_engine(url) if url else sqlite_engine(folder / "work.sqlite")
    opened.callback(work_engine.dispose)
    queue = DurableQueue(work_engine)
    opened.callback(queue.close)
    carrier = carrier_of(settings, _secret(settings, "carrier_token"))
    opened.callback(carrier.close)
    return Parts(
        settings=settings,
        clock=clock,
        engine=engine,
        work_engine=work_engine,
        keyring=keyring,
        book=SqlCallBook(commits),
        deliveries=SqlDeliveryBook(commits, keyring),
        reviews=SqlReviewBook(engine),
        endings=SqlEndingBook(engine),
        ledger=ChainedLedger(commits, keyring),
        sealed=SealedFiles(engine, LocalFiles(folder / "objects"), keyring, clock),
        exports=ExportFolder(settings.transcripts),
        queue=queue,
        carrier=carrier,
        locks=PostgresLocks(engine) if url else FileLocks(folder),
        lines=load(settings.lines),
        close=opened.close,
    )


def software() -> str:
    """Name and version of this program, as receipts and labels give them."""
    return f"voice {version('voice')}"


def _folder(data: Path) -> Path:
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise SettingsError(
            f"The data folder {data} cannot be made; set VOICE_DATA to a place you may write."
        ) from None
    return data


def _secret(settings: Settings, name: str) -> str:
    try:
        return settings.secret(name)
    except OSError:
        variable = f"VOICE_{name.upper()}_FILE"
        raise SettingsError(f"The file named by {variable} cannot be read; correct its path or mode.") from None
