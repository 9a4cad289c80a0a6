"""`voice import`: an existing recording, with an attested basis for its consent."""

import os
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console

from voice.call.values import CallId, CallState
from voice.commands.serve import Worker
from voice.commands.show import show_export
from voice.commands.waiting import wait_for_end
from voice.consent.values import Purpose
from voice.errors import RecordingUnusable, UntrustedInput
from voice.journey.imported import Attestation, take_in
from voice.recording.values import UNKNOWN
from voice.redaction.detectors import standard
from voice.redaction.resolve import redact_text
from voice.settings import Settings
from voice.wiring.parts import open_parts

app = typer.Typer(help="Bring in an existing recording.")
DEFAULT_PURPOSES = ",".join((Purpose.RECORDING, Purpose.TRANSCRIPTION, Purpose.ANALYSIS))
LONGEST_BASIS = 400
A_DAY_S = 24 * 3600.0


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A WAV file.", exists=True, dir_okay=False)],
    consent_basis: Annotated[str, typer.Option(help="On what basis it was recorded; goes into the consent record.")],
    channels: Annotated[
        str, typer.Option(help="Who speaks in each channel, in order; `unknown`: several people in one.")
    ] = "caller,agent",
    purposes: Annotated[str, typer.Option(help="What the basis covers.")] = DEFAULT_PURPOSES,
) -> None:
    """Seal a recording made elsewhere and take it the way of every call; writes the same folder."""
    console = Console()
    attested = Attestation(checked_basis(consent_basis), roles_of(channels), purposes_of(purposes))
    parts = open_parts(Settings())
    beside = Worker(os.environ)
    try:
        call = take_in(parts.after(), CallId(uuid4().hex), file.read_bytes(), attested)
        beside.start()
        with console.status(f"Call {call.id}") as status:
            ended = wait_for_end(
                parts,
                call.id,
                lambda now: status.update(f"Call {call.id}: {now.state.value.replace('_', ' ')}"),
                A_DAY_S,
            )
        if ended.state is not CallState.READY:
            raise RecordingUnusable(f"The call ended as {ended.state.value}: {ended.reason or 'see the log'}.")
        show_export(console, parts.exports.place(ended))
    finally:
        beside.stop()
        parts.close()


def checked_basis(untrusted_basis: str) -> str:
    """The basis as it will stand in the record: some words, and nobody's personal data."""
    basis = " ".join(untrusted_basis.split())
    if not basis or len(basis) > LONGEST_BASIS:
        raise UntrustedInput(f"Say the basis in 1 to {LONGEST_BASIS} characters, such as 'written consent on file'.")
    if redact_text(basis, "", standard()).spans:
        raise UntrustedInput("The basis names a person or a number; it goes into the record, so say it without.")
    return basis


def roles_of(untrusted_channels: str) -> tuple[str, ...]:
    """Roles of channels, as `caller,agent`, or `unknown` for one that several people share."""
    if untrusted_channels.strip() == UNKNOWN:
        return (UNKNOWN,)
    roles = tuple(role.strip() for role in untrusted_channels.split(","))
    if not set(roles) <= {"caller", "agent"} or not 1 <= len(roles) <= 2 or len(set(roles)) < len(roles):
        raise UntrustedInput(
            "Name the channels in order: caller,agent or agent,caller, caller for one channel, or unknown where "
            "several people share it."
        )
    return roles


def purposes_of(untrusted_purposes: str) -> tuple[Purpose, ...]:
    """Purposes by name; recording is among them, or nothing could be kept."""
    known = {purpose.value: purpose for purpose in Purpose if purpose is not Purpose.TRAINING}
    names = [name.strip() for name in untrusted_purposes.split(",")]
    if not set(names) <= set(known) or Purpose.RECORDING.value not in names:
        raise UntrustedInput(f"Purposes are {', '.join(known)}; recording must be among them.")
    return tuple(known[name] for name in dict.fromkeys(names))
