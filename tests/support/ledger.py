"""The ledger in memory, with the real hashing and the real signatures."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voice.vault.chain import FIRST, chain, check, signed

SEED = bytes(range(32))


class MemoryLedger:
    """A list of chained entries; `tamper` replaces one, as somebody with the file could."""

    def __init__(self, seed=SEED):
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._entries = []

    def append(self, entry):
        previous = self._entries[-1].sha256 if self._entries else FIRST
        chained = chain(len(self._entries) + 1, entry, previous, self._key.sign)
        self._entries.append(chained)
        return chained

    def entries(self, call_id=None):
        return tuple(kept for kept in self._entries if call_id in (None, kept.entry.call_id))

    def verify(self):
        return check(self._entries, self._key.public_key().public_bytes_raw())

    def sign(self, body):
        return signed(body, self._key.public_key().public_bytes_raw(), self._key.sign)

    def public_key(self):
        return self._key.public_key().public_bytes_raw().hex()

    def tamper(self, index, chained):
        self._entries[index] = chained
