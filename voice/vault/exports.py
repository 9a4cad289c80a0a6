"""Explicit exports: `<date>/<call id>/`, whole or not there; a half-written one never has that name."""

import os
import shutil
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from voice.call.values import Call
from voice.errors import StorageFull
from voice.retention.values import DestroyedArtefact

KIND = "export"
NO_SPACE = 28


class ExportFolder:
    """The Exports on a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root
        # The rounds and a step may end the same call at the same moment.
        self._turn = threading.Lock()

    def write(self, call: Call, files: Mapping[str, str]) -> None:
        """Put the call's files there, all at once, instead of those of an earlier export."""
        with self._turn:
            self._write(call, files)

    def _write(self, call: Call, files: Mapping[str, str]) -> None:
        place, aside = self.place(call), self._aside(call)
        self._clear(aside)
        try:
            aside.mkdir(parents=True)
            for name, text in files.items():
                _write(aside / name, text)
        except OSError as refused:
            self._clear(aside)
            if refused.errno == NO_SPACE:
                raise StorageFull("The disk that holds the exports is full; make room, work goes on.") from None
            raise
        self._clear(place)
        aside.rename(place)
        _to_disk(place.parent)

    def present(self, call: Call) -> Sequence[DestroyedArtefact]:
        """What lies there of the call, as it would be listed once destroyed (not verified)."""
        found = [file for file in sorted(self.place(call).rglob("*")) if file.is_file()]
        return tuple(DestroyedArtefact(file.name, KIND, file.stat().st_size, False) for file in found)

    def remove(self, call: Call) -> Sequence[DestroyedArtefact]:
        """Remove the call's files, and a day's folder that is thereby empty; none there is a success."""
        with self._turn:
            return self._remove(call)

    def _remove(self, call: Call) -> Sequence[DestroyedArtefact]:
        gone = self.present(call)
        for folder in (self.place(call), self._aside(call)):
            self._clear(folder)
        day = self.place(call).parent
        if day.is_dir() and not any(day.iterdir()):
            day.rmdir()
        left = {artefact.name for artefact in self.present(call)}
        return tuple(DestroyedArtefact(a.name, a.kind, a.bytes, a.name not in left) for a in gone)

    def place(self, call: Call) -> Path:
        """Where the call's files lie: the day it began (UTC) and its id."""
        return self._root / call.started_at.date().isoformat() / call.id

    def _aside(self, call: Call) -> Path:
        return self.place(call).with_name(f".{call.id}.being-written")

    def _clear(self, folder: Path) -> None:
        if folder.exists():
            shutil.rmtree(folder)


def _write(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _to_disk(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
