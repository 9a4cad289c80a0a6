"""`voice ledger`: check that no entry was changed, taken out or moved, and print the key that signs."""

import typer

from voice.settings import Settings

app = typer.Typer(name="ledger", help="The ledger: verify it, print its public key.", no_args_is_help=True)


@app.command("verify")
def verify() -> None:
    """Check every entry's hash, place and signature; name each that does not hold, and exit with code 1."""
    from voice.wiring.parts import open_parts  # opens the database: not for --help

    parts = open_parts(Settings())
    try:
        problems = parts.ledger.verify()
        count = len(parts.ledger.entries())
    finally:
        parts.close()
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"The ledger is whole: {count} entries, each in its place, unchanged and signed.")


@app.command("key")
def key() -> None:
    """Print the public key that signs entries, receipts and certificates: publish it where callers find it."""
    from voice.wiring.parts import open_parts

    parts = open_parts(Settings())
    try:
        typer.echo(parts.ledger.public_key())
    finally:
        parts.close()
