"""A greeting script read before anybody hears it: checked for every line that says it, played through, timed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voice.errors import NothingThere
from voice.greeting import audio, lines
from voice.greeting.lint import check, spoken_s
from voice.greeting.script import SAMPLE, ScriptFaulty, Source, parse, render
from voice.greeting.values import GreetingScript, LineProfile
from voice.journey.simulation import Answer, Played, play


@dataclass(frozen=True, slots=True)
class Remark:
    """One complaint, at a line of the file (from 1); a warning does not keep a text from being published."""

    at_line: int
    code: str
    message: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of reading a text; `script` is None where it cannot be read at all."""

    script: GreetingScript | None
    remarks: tuple[Remark, ...]

    @property
    def good(self) -> bool:
        """Whether callers may hear it."""
        return self.script is not None and all(remark.warning for remark in self.remarks)


def read(untrusted: bytes, place: tuple[str, str], known: Sequence[LineProfile], prompts: Path) -> Proof:
    """A text as the file of `place` (script and locale), checked for every line that would say it."""
    script, locale = place
    try:
        found = parse(untrusted, script, locale)
        _recordings_are_there(found, untrusted, prompts)
    except ScriptFaulty as fault:
        return Proof(None, (_complaint(fault.public),))
    except RecursionError:
        return Proof(None, (Remark(1, "cannot-be-read", "Lists inside lists without end; write plain texts."),))
    source = Source("", untrusted.decode("utf-8"))
    remarks: dict[tuple[str, str], Remark] = {}
    for line in speakers(known, script, locale):
        for finding in check(found, _suited(line, found)):
            at_line = source.line_of(finding.key)
            remarks[(finding.code, finding.key)] = Remark(at_line, finding.code, finding.message, finding.warning)
    return Proof(found, tuple(sorted(remarks.values(), key=lambda remark: (remark.warning, remark.at_line))))


def rehearsed(untrusted: bytes, place: tuple[str, str], known: Sequence[LineProfile], prompts: Path) -> Proof:
    """The same, and played through with every answer a caller can give: what breaks a rule is a complaint."""
    proof = read(untrusted, place, known, prompts)
    if proof.script is None:
        return proof
    broken = tuple(
        Remark(1, "rehearsal", f"Played through on line {line.name}, answer {played.answer}: {problem}.")
        for line in speakers(known, *place)
        for played in calls(proof.script, line)
        for problem in played.problems
    )
    return replace(proof, remarks=proof.remarks + broken)


def speakers(known: Sequence[LineProfile], script: str, locale: str) -> tuple[LineProfile, ...]:
    """The lines that say a script in a locale; without one, a line that would and rings a number."""
    own = said_on(known, script, locale) or (replace(lines.DEFAULT, dial=("+15550100",)),)
    return tuple(replace(line, script=script, strict_script=script, locale=locale) for line in own)


def said_on(known: Sequence[LineProfile], script: str, locale: str) -> tuple[LineProfile, ...]:
    """The lines that say a script in a locale; none where nobody hears it."""
    return tuple(
        line
        for line in known
        if script in (line.script, line.strict_script) and locale in (line.locale, *line.languages.values())
    )


def calls(script: GreetingScript, line: LineProfile) -> Iterator[Played]:
    """A call for each thing a caller can do, on a line that says exactly this text."""
    heard = replace(line, mode=script.mode, languages={}, may_include_minors=False)
    for answer in Answer:
        yield play(lambda _name, _locale: script, heard, answer)


def spoken(script: GreetingScript, line: LineProfile) -> Iterator[tuple[str, str, float]]:
    """Each prompt as it is said on a line: its kind, its words, and about how many seconds they take."""
    for kind in script.prompts:
        text = render(script, line, kind, SAMPLE).text
        yield kind.value, text, spoken_s(text, script.locale)


def _suited(line: LineProfile, script: GreetingScript) -> LineProfile:
    return replace(line, mode=script.mode) if line.name == lines.DEFAULT.name else line


def _recordings_are_there(script: GreetingScript, untrusted: bytes, prompts: Path) -> None:
    source = Source(f"{script.name}/{script.locale}.toml", untrusted.decode("utf-8"))
    for kind, where in script.audio.items():
        try:
            audio.read(prompts, where)
        except NothingThere:
            raise source.complaint(kind, f"expected a .wav or .mp3 at prompts/audio/{where} for `{kind}`.") from None


def _complaint(public: str) -> Remark:
    """The reader's sentence begins with file and line: `standard/en-US.toml:7: ...`."""
    _place, number, message = public.split(":", 2)
    return Remark(int(number) if number.strip().isdigit() else 1, "cannot-be-read", message.strip())
