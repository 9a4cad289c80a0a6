"""The sealed form of one object: AES-256-GCM in chunks, bound to its call and its name.

A header (magic, salt) and then chunks of CHUNK plaintext bytes, each with its tag. The object's key
is derived (HKDF-SHA-256) from the call's data key, the salt, the call id and the object's name; a chunk's nonce
is its number and whether it is the last, so that chunks cannot be moved, dropped or cut off
(the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

import io
import secrets
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from voice.errors import SealBroken

MAGIC = b"VOICE1\n\0"
SALT_BYTES = 32
TAG_BYTES = 16
CHUNK = 1 << 20


def seal(data_key: bytes, place: bytes, content: bytes) -> Iterator[bytes]:
    """The sealed object, piece by piece; `place` says which call and name it belongs to."""
    salt = secrets.token_bytes(SALT_BYTES)
    cipher = AESGCM(_object_key(data_key, salt, place))
    yield MAGIC + salt
    view = memoryview(content)
    count = max(1, -(-len(content) // CHUNK))
    for number in range(count):
        chunk = view[number * CHUNK : (number + 1) * CHUNK]
        yield cipher.encrypt(_nonce(number, number == count - 1), chunk, place)


def unseal(data_key: bytes, place: bytes, pieces: Iterable[bytes]) -> bytes:
    """The content again; SealBroken unless every bit, the key and the place are those of the sealing."""
    source = _Pieces(pieces)
    header = source.take(len(MAGIC) + SALT_BYTES)
    if not header.startswith(MAGIC):
        raise SealBroken("A sealed file has not the form of one; restore it from a backup.")
    cipher = AESGCM(_object_key(data_key, header[len(MAGIC) :], place))
    out = io.BytesIO()
    number, chunk = 0, source.take(CHUNK + TAG_BYTES)
    while True:
        following = source.take(CHUNK + TAG_BYTES)
        try:
            out.write(cipher.decrypt(_nonce(number, not following), chunk, place))
        except (InvalidTag, ValueError):
            raise SealBroken("A sealed file was changed or does not belong here; restore it from a backup.") from None
        if not following:
            return out.getvalue()
        number, chunk = number + 1, following


class _Pieces:
    """Pieces of any size, taken in pieces of the size asked for."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def take(self, count: int) -> bytes:
        parts, have = [self._rest], len(self._rest)
        while have < count and (piece := next(self._pieces, None)) is not None:
            parts.append(piece)
            have += len(piece)
        joined = b"".join(parts)
        self._rest = joined[count:]
        return joined[:count]


def _object_key(data_key: bytes, salt: bytes, place: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=salt, info=b"voice: object\0" + place).derive(data_key)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")
