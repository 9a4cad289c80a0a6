"""`voice demo`: the real service, a simulated carrier, one call, shown from ring to label."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from voice.call.simulated.mu_law import read_sample
from voice.call.simulated.sound import write_wav
from voice.call.simulator import Person
from voice.call.values import Call, CallId, CallState
from voice.commands.choosing import chosen_model
from voice.commands.rehearsal import Rehearsal, RehearsalFailed
from voice.commands.show import show_destroyed, show_dialogue, show_export
from voice.commands.waiting import wait_for_end
from voice.consent.values import WithdrawalScope
from voice.journey.end import CERTIFICATE_FILE
from voice.settings import Settings
from voice.wiring.live import open_live
from voice.wiring.parts import Parts

app = typer.Typer(help="Watch one call go all the way.")
SAMPLES = Path("transcripts/samples")
CALLER, CALLEE = "+12125550123", "+12125550100"


class Answer(StrEnum):
    """How the caller of the demo behaves."""

    YES = "yes"
    NO = "no"
    SILENCE = "silence"
    HANGUP = "hangup"
    WITHDRAW = "withdraw"


PEOPLE = {
    Answer.YES: Person.agreeing,
    Answer.NO: Person.refusing,
    Answer.SILENCE: Person.silent,
    Answer.HANGUP: Person.hanging_up,
    Answer.WITHDRAW: Person.agreeing,
}


@app.command()
def demo(
    answer: Annotated[Answer, typer.Option(help="What the caller does when asked.")] = Answer.YES,
    data: Annotated[Path, typer.Option(help="Folder for everything the demo keeps.")] = Path("data/demo"),
    audio: Annotated[Path, typer.Option(help="Two-channel WAV: what is said on the line.")] = SAMPLES
    / "moving-an-appointment.wav",
    lines: Annotated[Path, typer.Option(help="The line that is rung.")] = SAMPLES / "demo-lines.toml",
) -> None:
    """Start the service, let the simulated carrier place one call, show what came of it."""
    console = Console()
    settings = Settings(data=data)
    model = chosen_model(console, settings)
    variables = {
        "VOICE_LINES": str(lines.resolve()),
        "VOICE_MODEL": "embedded" if model.is_embedded else str(model.folder),
        "VOICE_TRANSCRIPTS": str(settings.transcripts),
    }
    stage = Rehearsal(data, write_wav(read_sample(audio.read_bytes())), variables)
    try:
        with console.status("Starting the service, and the carrier's side of the line..."):
            stage.start()
        parts = stage.parts()
        try:
            play(console, stage, parts, answer)
        finally:
            parts.close()
    finally:
        stage.stop()
    console.print(f"\nReview page: VOICE_DATA={data} .venv/bin/voice serve", style="bold")


def play(console: Console, stage: Rehearsal, parts: Parts, answer: Answer) -> None:
    """One call: what is heard on the line, what is made of it, what is left."""
    log = stage.call(PEOPLE[answer](), CALLER, CALLEE)
    show_dialogue(console, log)
    call = parts.book.call_by_carrier_id(log.call_sid)
    if call is None:
        raise RehearsalFailed("The service never noted the call; read service.log in the data folder.")
    ended = watched(console, parts, call.id)
    if answer is Answer.WITHDRAW:
        withdraw(console, parts, ended)
    elif ended.state is CallState.READY or answer is not Answer.YES:
        show_outcome(console, parts, ended)
    else:
        raise RehearsalFailed(f"The call ended as {ended.state.value} ({ended.reason or 'no reason given'}).")
    console.print(f"At the carrier: {len(stage.simulator.recordings)} recordings left", style="dim")


def watched(console: Console, parts: Parts, call_id: CallId) -> Call:
    """Wait for the pipeline, showing where it stands."""
    with console.status("After the call") as status:
        return wait_for_end(
            parts, call_id, lambda call: status.update(f"After the call: {call.state.value.replace('_', ' ')}")
        )


def show_outcome(console: Console, parts: Parts, call: Call) -> None:
    """Everything the call left behind, and where it lies."""
    show_export(console, parts.exports.place(call))
    kept = sum(len(parts.sealed.get(call.id, name)) for name in parts.sealed.names(call.id) if name.endswith(".wav"))
    console.print(f"Audio kept, sealed: {kept} bytes", style="dim")


def withdraw(console: Console, parts: Parts, call: Call) -> None:
    """The caller takes it back after the call: stop, destroy, certify."""
    before = sorted(parts.sealed.names(call.id))
    console.print(f"Kept before the withdrawal: {', '.join(before)}", style="dim")
    open_live(parts).withdraw(call.id, WithdrawalScope.FROM_THE_START, "demo")
    ended = watched(console, parts, call.id)
    if ended.state is not CallState.ERASED or parts.sealed.names(call.id):
        raise RehearsalFailed("The withdrawal left something behind; read the ledger with `voice ledger verify`.")
    show_outcome(console, parts, ended)
    certificate = json.loads((parts.exports.place(ended) / CERTIFICATE_FILE).read_text(encoding="utf-8"))
    show_destroyed(console, certificate["artefacts"])
