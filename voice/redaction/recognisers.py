r"""A house's own recognisers, from a TOML file that carries their tests; a failing test refuses the file.

[[recogniser]]
name = "loyalty card"
entity_type = "LOYALTY"
written = '\bLC-\d{6}\b'        # against the text
spoken = 'lc\d{6}'              # against digits and letters as they were said, in lower case
[[recogniser.test]]
text = "my card is L C one two three four five six"
finds = ["L C one two three four five six"]
"""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice.errors import SettingsError
from voice.redaction.reading import Reading
from voice.redaction.runs import runs
from voice.redaction.values import Span, Turn

_TYPE = re.compile(r"[A-Z][A-Z_]*")
_SCORE = 0.95


@dataclass(frozen=True, slots=True)
class OwnRecogniser:
    """Finds one type by a pattern over the text, a pattern over what runs spell, or both."""

    name: str
    version: str
    entity_type: str
    written: re.Pattern[str] | None
    spoken: re.Pattern[str] | None

    def detect(self, turn: Turn) -> Sequence[Span]:
        """Spans of one turn."""
        found = []
        if self.written is not None:
            found = [self._span(*match.span()) for match in self.written.finditer(turn.text)]
        if self.spoken is not None:
            said = runs(Reading(turn.text, turn.previous))
            found += [self._span(run.start, run.end) for run in said if self.spoken.fullmatch(run.chars)]
        return found

    def _span(self, start: int, end: int) -> Span:
        return Span(start, end, self.entity_type, _SCORE, self.name)


def load(path: Path) -> tuple[OwnRecogniser, ...]:
    """The recognisers of a file, each having passed its own tests; SettingsError names the first that fails."""
    try:
        untrusted = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path.name}: cannot be read as TOML ({error}).") from None
    entries = untrusted.get("recogniser", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SettingsError(f"{path.name}: write each recogniser under [[recogniser]].")
    return tuple(_checked(path.name, entry) for entry in entries)


def _checked(file: str, entry: dict[str, Any]) -> OwnRecogniser:
    name = str(entry.get("name", "")) or "without a name"
    kind = str(entry.get("entity_type", ""))
    if not _TYPE.fullmatch(kind):
        raise SettingsError(f'{file}: recogniser {name}: entity_type is capitals and underscores, such as "LOYALTY".')
    written, spoken = (_pattern(file, name, entry.get(key)) for key in ("written", "spoken"))
    if written is None and spoken is None:
        raise SettingsError(f"{file}: recogniser {name}: give a pattern, written or spoken.")
    version = hashlib.sha256(repr((entry.get("written"), entry.get("spoken"))).encode()).hexdigest()[:12]
    made = OwnRecogniser(f"own: {name}", version, kind, written, spoken)
    tests = entry.get("test", [])
    if not tests:
        raise SettingsError(f"{file}: recogniser {name}: has no test; add [[recogniser.test]] with text and finds.")
    for number, test in enumerate(tests, start=1):
        text = str(test.get("text", ""))
        found = [text[span.start : span.end] for span in made.detect(Turn(text))]
        if found != test.get("finds"):
            raise SettingsError(f"{file}: recogniser {name}: its test {number} fails.")
    return made


def _pattern(file: str, name: str, untrusted: Any) -> re.Pattern[str] | None:
    if untrusted is None:
        return None
    try:
        return re.compile(str(untrusted))
    except re.error:
        raise SettingsError(f"{file}: recogniser {name}: its pattern is no regular expression.") from None
