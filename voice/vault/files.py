"""Ciphertext as files, through obstore: one API for a local folder and for S3; names are opaque."""

import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore

from voice.errors import NothingThere, StorageFull

NO_SPACE = ("No space left", "os error 28", "quota")


class LocalFiles:
    """Files in a folder; each appears whole under its name or not at all."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._store = LocalStore(folder)

    def write(self, name: str, chunks: Iterable[bytes]) -> int:
        """Write a new file, on the disk before this returns; the number of bytes. StorageFull when it does not fit."""
        size = 0

        def counted() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                size += len(chunk)
                yield chunk

        try:
            # obstore writes aside and renames; what it does not do is wait for the disk.
            obstore.put(self._store, name, counted())
            _to_disk(self._folder / name)
            _to_disk(self._folder)
        except (BaseError, OSError) as refused:
            self.delete(name)
            if any(sign in str(refused) for sign in NO_SPACE):
                raise StorageFull("The disk that holds the data folder is full; make room, work goes on.") from None
            raise
        return size

    def read(self, name: str) -> Iterator[bytes]:
        """The file's bytes, in pieces; NothingThere where it is gone."""
        try:
            found = obstore.get(self._store, name)
        except FileNotFoundError:
            raise NothingThere("The sealed file is no longer there.") from None
        for piece in found.stream():
            yield bytes(piece)

    def delete(self, name: str) -> None:
        """Remove a file; one already gone is a success."""
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return
        _to_disk(self._folder)

    def exists(self, name: str) -> bool:
        """Whether the file is there."""
        try:
            obstore.head(self._store, name)
        except FileNotFoundError:
            return False
        return True

    def names(self, older_than: datetime) -> tuple[str, ...]:
        """Names of the files last written before a moment, for finding what no row knows any more."""
        found = (meta for batch in obstore.list(self._store) for meta in batch)
        return tuple(meta["path"] for meta in found if meta["last_modified"] < older_than)


def _to_disk(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
