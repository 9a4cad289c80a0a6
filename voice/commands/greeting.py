"""`voice greeting`: check, play through, preview and explain what callers hear."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from voice.errors import VoiceError
from voice.greeting import espeak, lines, rules
from voice.greeting.jurisdiction import apply
from voice.greeting.lint import Finding, check, spoken_s
from voice.greeting.phonenumbers import place_of
from voice.greeting.script import SAMPLE, Source, load, render
from voice.greeting.values import GreetingScript, LineProfile
from voice.journey.simulation import Answer, Played, play
from voice.settings import Settings

app = typer.Typer(name="greeting", help="What callers hear: check, simulate, preview, explain.", no_args_is_help=True)

ALL = "all"

ScriptName = Annotated[str, typer.Argument(help="A folder in prompts/greetings; without it, every script.")]
Locale = Annotated[str, typer.Option("--locale", help="One locale, such as en-US; without it, every locale.")]
Prompts = Annotated[Path | None, typer.Option("--prompts", help="Folder of prompts; VOICE_PROMPTS otherwise.")]
LinesFile = Annotated[Path | None, typer.Option("--lines", help="TOML file of lines; VOICE_LINES otherwise.")]


@app.command("check")
def check_scripts(
    script: ScriptName = "", locale: Locale = "", prompts: Prompts = None, lines_file: LinesFile = None
) -> None:
    """Read every script as a careful lawyer and a patient caller would; exit code 1 when one fails."""
    folder = _folder(prompts)
    faults = 0
    for name, each in _scripts(folder, script, locale):
        place = f"{name}/{each}.toml"
        try:
            found = _findings(folder, name, each, _line(lines_file, name))
        except VoiceError as fault:
            typer.echo(fault.public)
            faults += 1
            continue
        for finding in found:
            typer.echo(f"{place}:{_line_of(folder, name, each, finding)}: {finding.code}: {finding.message}")
        failing = [finding for finding in found if not finding.warning]
        faults += len(failing)
        if not failing:
            typer.echo(f"{place}: good")
    raise typer.Exit(1 if faults else 0)


@app.command("simulate")
def simulate(
    script: ScriptName = "",
    answer: Annotated[str, typer.Option(help=f"{', '.join(Answer)} or {ALL}.")] = ALL,
    locale: Locale = "",
    prompts: Prompts = None,
    lines_file: LinesFile = None,
) -> None:
    """Play a call through as the caller would meet it, without a telephone; exit code 1 when a rule breaks."""
    if answer not in {*Answer, ALL}:
        raise typer.BadParameter(f"expected {', '.join(Answer)} or {ALL}", param_hint="--answer")
    folder = _folder(prompts)
    broken = 0
    for name, each in _scripts(folder, script, locale):
        line = _suited(load(folder, name, each), replace(_line(lines_file, name), locale=each))
        for way in Answer if answer == ALL else [Answer(answer)]:
            broken += _show(f"{name}/{each} {way}", play(lambda n, where: load(folder, n, where), line, way))
    raise typer.Exit(1 if broken else 0)


@app.command("preview")
def preview(
    script: Annotated[str, typer.Argument(help="A folder in prompts/greetings.")],
    locale: Locale = "en-US",
    out: Annotated[Path | None, typer.Option(help="Folder for one WAV a prompt (needs espeak-ng).")] = None,
    prompts: Prompts = None,
    lines_file: LinesFile = None,
) -> None:
    """Hear a script, or read it with its timing where no speech program is installed."""
    found = load(_folder(prompts), script, locale)
    line = _line(lines_file, script)
    speaks = espeak.can_speak()
    for kind in found.prompts:
        text = render(found, line, kind, SAMPLE).text
        typer.echo(f"{kind:<13} about {spoken_s(text, locale):4.1f} s  {text}")
        if out is not None and speaks:
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{kind}.wav").write_bytes(espeak.wav(text, locale))
    if out is not None and not speaks:
        typer.echo("No WAV was written: install espeak-ng to hear the prompts.")


@app.command("explain")
def explain(
    from_number: Annotated[str, typer.Option("--from", help="The caller's number, such as +14155550100.")],
    to_number: Annotated[str, typer.Option("--to", help="The number called.")],
    prompts: Prompts = None,
    lines_file: LinesFile = None,
) -> None:
    """Say which recording rules apply to a call between two numbers, and why."""
    book = rules.load(_folder(prompts))
    line = lines.for_number(lines.load(lines_file or Settings().lines), to_number)
    caller, callee = place_of(from_number), place_of(to_number)
    applied = apply(book, line, caller, callee)
    typer.echo(f"caller's number: {caller or 'place unknown'}; number called: {callee or 'place unknown'}")
    typer.echo(f"line {line.name}: {line.place or 'no place set'}; rule book {book.version}; not legal advice")
    for reason in applied.reasons:
        typer.echo(f"- {reason}")
    for rule in applied.rules:
        if rule.note:
            typer.echo(f"  note on {rule.id}: {rule.note}")
    typer.echo(f"applied: {applied.mode} (a number can only make a call stricter, never looser)")


def _folder(prompts: Path | None) -> Path:
    return prompts or Settings().prompts


def _scripts(folder: Path, script: str, locale: str) -> list[tuple[str, str]]:
    pattern = f"{script or '*'}/{locale or '*'}.toml"
    found = [(path.parent.name, path.stem) for path in sorted((folder / "greetings").glob(pattern))]
    if not found:
        raise typer.BadParameter(f"no script matches {pattern} in {folder / 'greetings'}")
    return found


def _line(lines_file: Path | None, script: str) -> LineProfile:
    """The first line that uses a script; without a file of lines, one that rings a number."""
    path = lines_file or Settings().lines
    known = lines.load(path) if path else ()
    own = next((line for line in known if line.script == script), None)
    return own or replace(lines.DEFAULT, script=script, dial=("+15550100",))


def _findings(folder: Path, name: str, locale: str, line: LineProfile) -> tuple[Finding, ...]:
    script = load(folder, name, locale)
    return check(script, _suited(script, line))


def _suited(script: GreetingScript, line: LineProfile) -> LineProfile:
    return replace(line, mode=script.mode) if line.name == lines.DEFAULT.name else line


def _line_of(folder: Path, name: str, locale: str, finding: Finding) -> int:
    text = (folder / "greetings" / name / f"{locale}.toml").read_text(encoding="utf-8")
    return Source(name, text).line_of(finding.key)


def _show(title: str, played: Played) -> int:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{title}[/bold]: {played.status}")
    for shown in played.dialogue:
        console.print(f"  {shown}", markup=False)
    for problem in played.problems:
        console.print(f"  [red]broken:[/red] {problem}")
    return len(played.problems)
