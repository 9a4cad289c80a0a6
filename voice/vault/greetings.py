"""Greeting scripts as files: the one in use, which the next caller hears, and every text ever put up, by its hash."""

import hashlib
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from voice.errors import NothingThere, SettingsError, UntrustedInput

SCRIPT = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
LOCALE = re.compile(r"[a-z]{2,3}-[A-Z]{2}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class GreetingFiles:
    """The scripts in use below `prompts/greetings`; texts that were put up below `kept`, one file for each hash."""

    def __init__(self, prompts: Path, kept: Path) -> None:
        self._folder = prompts / "greetings"
        self._kept = kept
        self._turn = threading.Lock()

    def every(self) -> Sequence[tuple[str, str]]:
        """Name and locale of each script in use, in alphabetical order."""
        found = [(path.parent.name, path.stem) for path in self._folder.glob("*/*.toml")]
        return sorted(one for one in found if SCRIPT.fullmatch(one[0]) and LOCALE.fullmatch(one[1]))

    def in_use(self, script: str, locale: str) -> bytes | None:
        """The bytes the next caller hears; None where there is no such file."""
        try:
            return self._place(script, locale).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, content: bytes) -> str:
        """Keep a text for good; its SHA-256 in hex, by which it is found again."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._kept / f"{sha256}.toml"
        if not place.exists():
            self._write(place, content)
        return sha256

    def kept(self, sha256: str) -> bytes:
        """A text that was kept; NothingThere where there is none, or where it was changed since."""
        place = self._kept / f"{sha256}.toml"
        if not _SHA256.fullmatch(sha256) or not place.is_file():
            raise NothingThere("The text of this version is not kept here.")
        content = place.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise NothingThere("The text of this version was changed on the disk since; it is not shown.")
        return content

    def publish(self, script: str, locale: str, content: bytes) -> None:
        """Put a text in use, all at once: a caller hears the old one or the new one."""
        self._write(self._place(script, locale), content)

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """Two people who publish in the same moment come one after the other."""
        with self._turn:
            yield

    def _place(self, script: str, locale: str) -> Path:
        if not SCRIPT.fullmatch(script) or not LOCALE.fullmatch(locale):
            raise UntrustedInput("A script is named like `standard`, and its locale like `en-US`.")
        return self._folder / script / f"{locale}.toml"

    def _write(self, place: Path, content: bytes) -> None:
        aside = place.with_name(f".{place.name}.being-written")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with aside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(place)
        except OSError:
            raise SettingsError(
                "Greeting scripts cannot be written here; make the folder named by VOICE_PROMPTS, and the data "
                "folder, writable for the service."
            ) from None
