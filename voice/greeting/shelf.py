"""The scripts a running service uses: looked at for every call, so that an edit is heard by the next caller."""

from collections.abc import Callable
from pathlib import Path

from voice.greeting import script
from voice.greeting.script import ScriptFaulty
from voice.greeting.values import GreetingScript, LineMode, LineProfile
from voice.log import logger

Marks = tuple[tuple[int, int, int], ...]
"""Of each file of a script: when it was written, its size, its place on the disk."""


class ScriptShelf:
    """Hands out scripts by name and locale; where a file became faulty, its last good version, saying so.

    `keep` is told of every text that is used for the first time, so that a report can show it later.
    """

    def __init__(self, folder: Path, keep: Callable[[str, str], object] = lambda _name, _locale: None) -> None:
        self._folder = folder
        self._keep = keep
        self._good: dict[tuple[str, str], GreetingScript] = {}
        self._seen: dict[tuple[str, str], Marks] = {}

    def ready(self, line: LineProfile) -> None:
        """Load every script a line may need, so that a fault stops the start and not a call."""
        for locale in {line.locale, *line.languages.values()}:
            if self.script(line.script, locale).mode is LineMode.NOTICE or line.mode is LineMode.NOTICE:
                script.asks(self.script(line.strict_script, locale))

    def script(self, name: str, locale: str) -> GreetingScript:
        """The script as it is now, or as it last was good; ScriptFaulty where there never was one."""
        kept = self._good.get((name, locale))
        if kept is not None and self._seen[(name, locale)] == self._marks(kept):
            return kept
        try:
            marks = self._marks(script.load(self._folder, name, locale))
            # Read after the marks were taken: an edit in between is seen by the next call.
            found = script.load(self._folder, name, locale)
        except ScriptFaulty as fault:
            if kept is None:
                raise
            logger().warning("greeting_script_faulty_last_good_version_stays", code=fault.code, version=kept.version)
            return kept
        last = self._good.get((name, locale))
        self._good[(name, locale)] = found
        self._seen[(name, locale)] = marks
        if last is None or last.sha256 != found.sha256:
            self._keep(name, locale)
        return found

    def _marks(self, found: GreetingScript) -> Marks:
        """What changes when somebody edits one of a script's files: reading them all for every call costs more."""
        sounds = (self._folder / "audio" / where for where in found.audio.values())
        files = (self._folder / "greetings" / found.name / f"{found.locale}.toml", *sounds)
        return tuple(_mark(file) for file in files)


def _mark(file: Path) -> tuple[int, int, int]:
    try:
        seen = file.stat()
    except OSError:
        return (0, 0, 0)
    return (seen.st_mtime_ns, seen.st_size, seen.st_ino)
