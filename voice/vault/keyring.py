"""Keys: one key-encryption key, kept outside the database, under which everything else is sealed.

The vault alone holds keys (a rule of the tree). Where each rests: the key-encryption key in VOICE_KEY,
VOICE_KEY_FILE or the data folder's `key` file; data keys and the ledger's signing key wrapped in the database.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voice.errors import KeyMissing, SealBroken
from voice.log import logger

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_FILE = "key"


class Keyring:
    """Wraps small secrets under the key-encryption key and derives what must not be stored."""

    def __init__(self, key: bytes) -> None:
        self._wrapping = _derived(key, b"voice: wrapping keys")
        self._callers = _derived(key, b"voice: caller references")
        self._answers = _derived(key, b"voice: webhook answers")

    def wrap(self, purpose: str, secret: bytes) -> bytes:
        """A secret sealed under the key-encryption key; `purpose` must be the same on unwrapping."""
        return _seal(self._wrapping, purpose, secret)

    def unwrap(self, purpose: str, wrapped: bytes) -> bytes:
        """The secret; KeyMissing where it was wrapped under another key-encryption key."""
        try:
            return _open(self._wrapping, purpose, wrapped)
        except InvalidTag:
            raise KeyMissing(
                "The key does not open what rests in the data folder; give back the key it was made with "
                "(VOICE_KEY, VOICE_KEY_FILE or the file `key` in the data folder)."
            ) from None

    def seal_answer(self, token_sha256: str, answer: str) -> bytes:
        """An answer to a webhook, sealed: it may name numbers we dialled."""
        return _seal(self._answers, token_sha256, answer.encode("utf-8"))

    def open_answer(self, token_sha256: str, sealed: bytes) -> str:
        """The answer again; SealBroken where a bit has changed."""
        try:
            return _open(self._answers, token_sha256, sealed).decode("utf-8")
        except InvalidTag:
            raise SealBroken("A remembered answer was changed; it is not given again.") from None

    def caller_ref(self, number: str) -> str:
        """A keyed hash (HMAC-SHA-256, hex) of a caller's number: the same caller, without the number."""
        return hmac.new(self._callers, number.encode("utf-8"), hashlib.sha256).hexdigest()


def load_key(given: str, folder: Path, expected: bool) -> bytes:
    """The key-encryption key: the one given, else the data folder's own, made there on the first start.

    `expected` says that sealed things exist already: then a missing key is KeyMissing, never a new one.
    """
    if given:
        return _parsed(given)
    file = folder / KEY_FILE
    if not file.exists():
        if expected:
            raise KeyMissing(f"The key file {file.name} is missing from the data folder; restore it from its backup.")
        _make(file)
        logger().warning("key_made", reason="back_up_the_file_key_in_the_data_folder")
    try:
        return _parsed(file.read_text(encoding="ascii").strip())
    except OSError:
        raise KeyMissing(f"The key file {file.name} in the data folder cannot be read; correct its mode.") from None


def _parsed(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyMissing("The key is not 64 hexadecimal digits; correct VOICE_KEY or the key file.")
    return key


def _make(file: Path) -> None:
    # Written aside and linked into place: two processes that start together end with one key, never half of one.
    aside = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secrets.token_hex(KEY_BYTES) + "\n")
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(aside, file)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=purpose).derive(key)


def _seal(key: bytes, purpose: str, secret: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, purpose.encode("utf-8"))


def _open(key: bytes, purpose: str, sealed: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], purpose.encode("utf-8"))
