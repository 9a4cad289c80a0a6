"""A real vault in a folder of its own, for tests that want the real thing."""

from tests.support.clock import FrozenClock
from voice.vault.books import SqlCallBook, SqlDeliveryBook, SqlReviewBook
from voice.vault.commits import Commits
from voice.vault.database import open_database
from voice.vault.endings import SqlEndingBook
from voice.vault.files import LocalFiles
from voice.vault.keyring import Keyring
from voice.vault.ledger import ChainedLedger
from voice.vault.sealed import SealedFiles

KEY = bytes(range(32))


class RealVault:
    """Everything at rest: the engine, the keyring, the books, the sealed files and the ledger."""

    def __init__(self, folder, key=KEY, clock=None, url=""):
        self.folder = folder
        self.clock = clock or FrozenClock()
        self.engine = open_database(folder, url)
        self.keyring = Keyring(key)
        commits = Commits(self.engine)
        self.ledger = ChainedLedger(commits, self.keyring)
        self.book = SqlCallBook(commits)
        self.deliveries = SqlDeliveryBook(commits, self.keyring)
        self.reviews = SqlReviewBook(self.engine)
        self.endings = SqlEndingBook(self.engine)
        self.files = LocalFiles(folder / "objects")
        self.sealed = SealedFiles(self.engine, self.files, self.keyring, self.clock)

    def close(self):
        self.engine.dispose()
