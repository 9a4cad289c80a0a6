"""Each line's rules of redaction, checked and made ready once, when a worker starts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from voice.errors import SettingsError
from voice.greeting.lines import DEFAULT
from voice.greeting.values import LineProfile
from voice.redaction import recognisers
from voice.redaction.detectors import run_record
from voice.redaction.ports import Detector
from voice.redaction.rules import Action, Rules, parse
from voice.transcript.values import RunRecord


@dataclass(frozen=True, slots=True)
class LineRedaction:
    """What one line redacts with; `every` are its detectors before its rules silence some types."""

    rules: Rules
    every: tuple[Detector, ...]

    @property
    def detectors(self) -> tuple[Detector, ...]:
        """The detectors, silent about what the line keeps."""
        return self.rules.apply(self.every)

    def run_record(self, started_at: datetime, seconds: float) -> RunRecord:
        """What redacted a call; types that the line leaves in the text are named."""
        record = run_record(self.every, started_at, seconds)
        left = sorted(name for name, action in self.rules.actions.items() if action is Action.KEEP)
        return replace(record, settings={**record.settings, "left_in_text": ", ".join(left)}) if left else record


class LineRules:
    """The rules of every line; SettingsError, naming the line, where one asks for what may not be."""

    def __init__(self, lines: Sequence[LineProfile], detectors: Sequence[Detector]) -> None:
        self._own = {line.name: _prepared(line, detectors) for line in lines}
        self._default = _prepared(DEFAULT, detectors)

    def of(self, line: str) -> LineRedaction:
        """What a line redacts with; the default where a file no longer has it."""
        return self._own.get(line, self._default)


def _prepared(line: LineProfile, detectors: Sequence[Detector]) -> LineRedaction:
    try:
        own = recognisers.load(Path(line.recognisers)) if line.recognisers else ()
        return LineRedaction(parse(line.redaction), (*detectors, *own))
    except SettingsError as fault:
        raise SettingsError(f"Line {line.name}: {fault}") from None
