"""`voice retention`: what is due, legal holds, and erasure on request, each with its proof."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from voice.call.values import CallId
from voice.errors import VoiceError
from voice.journey.end import Ending
from voice.log import set_up
from voice.retention.erasure import Trigger
from voice.retention.values import ErasureCertificate
from voice.settings import Settings
from voice.wiring.parts import Parts, open_parts

app = typer.Typer(name="retention", help="See what is due, place and lift legal holds, erase.", no_args_is_help=True)
Opened = tuple[Parts, Ending]

CALL = Annotated[str, typer.Argument(help="A call's id.")]


@app.command()
def due() -> None:
    """List the calls whose time is over; the worker erases them within the hour."""
    with _opened() as (_, ending):
        table = Table("call", "line", "ended", "state")
        over = ending.due()
        for call in over:
            table.add_row(call.id, call.line, f"{call.ended_at or call.started_at:%Y-%m-%d %H:%M}", call.state.value)
        _say(table if over else "Nothing is due.")


@app.command()
def sweep() -> None:
    """Erase every call whose time is over, now and in this process."""
    with _opened() as (_, ending):
        over = [call.id for call in ending.due()]
        later = _each(over, lambda call_id: ending.erase(call_id, Trigger.RETENTION))
        _say(f"{len(over) - later} erased, {later} left for the worker.")
        if later:
            raise typer.Exit(1)


@app.command()
def erase(call: CALL) -> None:
    """Erase one call because its data subject asks for it; prints what was destroyed."""
    with _opened() as (_, ending):
        _show(ending.erase(CallId(call), Trigger.REQUEST))


@app.command()
def holds() -> None:
    """List the legal holds that stand."""
    with _opened() as (parts, _):
        table = Table("call", "placed", "reference")
        standing = parts.endings.holds()
        for hold in standing:
            table.add_row(hold.call_id, f"{hold.placed_at:%Y-%m-%d %H:%M}", hold.reason)
        _say(table if standing else "No hold stands.")


@app.command()
def hold(
    call: CALL,
    reference: Annotated[str, typer.Option(help="A case reference: letters, digits and ._/-, no names.")],
) -> None:
    """Place a legal hold: nothing of the call is destroyed until it is lifted."""
    with _opened() as (_, ending):
        ending.place_hold(CallId(call), reference)
        _say(f"Held: {call}")


@app.command()
def lift(call: CALL) -> None:
    """Lift a call's legal hold; a withdrawal that waited for it is carried out by the worker."""
    with _opened() as (_, ending):
        ending.lift_hold(CallId(call))
        _say(f"No hold stands on {call}.")


@contextmanager
def _opened() -> Iterator[Opened]:
    set_up()
    parts = open_parts(Settings())
    try:
        yield parts, Ending(parts.after())
    finally:
        parts.close()


def _each(call_ids: list[CallId], erase_one: Callable[[CallId], object]) -> int:
    """Erase one after the other with progress; how many have to wait (a carrier that does not answer)."""
    later = 0
    for call_id in track(call_ids, "Erasing", console=Console(stderr=True)):
        try:
            erase_one(call_id)
        except VoiceError as fault:
            later += 1
            Console(stderr=True).print(f"{call_id}: {fault.public}")
    return later


def _show(certificate: ErasureCertificate) -> None:
    table = Table("destroyed", "kind", "bytes", "verified", title=f"Call {certificate.call_id}")
    for gone in certificate.artefacts:
        table.add_row(gone.name, gone.kind, str(gone.bytes) if gone.bytes else "", "yes" if gone.verified else "no")
    _say(table)


def _say(what: object) -> None:
    Console().print(what)
