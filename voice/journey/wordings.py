"""The consent report as the command and the page both show it: its figures, and the words each row is about."""

from dataclasses import dataclass
from pathlib import Path

from voice.consent.report import ConsentReport, Wording, report
from voice.errors import VoiceError
from voice.greeting.script import parse
from voice.greeting.values import GreetingScript, PromptKind
from voice.vault.greetings import GreetingFiles
from voice.vault.ports import CallBook, Ledger

MOST_CALLS = 1_000_000
OPENING = (PromptKind.NOTICE, PromptKind.QUESTION)


def consent_report(book: CallBook, ledger: Ledger | None) -> ConsentReport:
    """Every call's consent, counted from the ledger."""
    lines = {call.id: call.line for call in book.calls(MOST_CALLS)}
    return report(lines, (kept.entry for kept in (ledger.entries() if ledger else ())))


@dataclass(frozen=True, slots=True)
class Wordings:
    """Finds the words of a wording by its hash: in the file that is in use, else among the texts that were kept."""

    files: GreetingFiles

    @classmethod
    def below(cls, prompts: Path, data: Path) -> "Wordings":
        """Those of an installation: its prompts, and the texts kept in its data folder."""
        return cls(GreetingFiles(prompts, data / "greetings"))

    def said(self, wording: Wording) -> str:
        """Notice and question as the script has them, variables and all; or why they cannot be shown."""
        try:
            script = self._script(wording)
        except VoiceError as fault:
            return f"({fault.public})"
        return "\n".join(script.prompts[kind] for kind in OPENING if kind in script.prompts)

    def _script(self, wording: Wording) -> GreetingScript:
        present = self.files.in_use(wording.script, wording.locale)
        script = parse(present, wording.script, wording.locale) if present is not None else None
        if script is not None and script.sha256 == wording.script_sha256:
            return script
        return parse(self.files.kept(wording.script_sha256), wording.script, wording.locale)
