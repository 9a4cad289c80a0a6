"""`voice twilio`: point a number at this service, and look whether it still points here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from voice.call.twilio_account import AccountLook
from voice.call.twilio_number import Difference, NumberDesk
from voice.call.twilio_rest import TwilioRest
from voice.clock import SystemClock
from voice.errors import SettingsError
from voice.settings import Settings, is_loopback

app = typer.Typer(name="twilio", help="Twilio's side: connect a number, check it.", no_args_is_help=True)
Number = Annotated[str, typer.Argument(help="The number, with its country code: +14155550100")]


@app.command()
def connect(number: Number) -> None:
    """Set the number's voice, fallback and status addresses to this service, and read them back."""
    settings = Settings()
    with _rest(settings) as rest:
        _tell(
            NumberDesk(rest).connect(number, settings.public_url),
            "The number rings here now; its settings were read back.",
        )


@app.command()
def check(
    number: Annotated[str, typer.Argument(help="One number; without it the account as a whole is looked at.")] = "",
) -> None:
    """Compare a number's settings with what they must be, or look at the account; ends 1 where something is wrong."""
    settings = Settings()
    with _rest(settings) as rest:
        if number:
            _tell(NumberDesk(rest).differences(number, settings.public_url), "The number rings here.")
            return
        table = Table(box=None, show_header=False)
        findings = list(AccountLook(rest, settings.public_url).findings(SystemClock().now()))
        for found in findings:
            table.add_row("[green]good[/]" if found.good else "[red]bad[/]", found.look, found.says)
        Console().print(table)
    if not all(found.good for found in findings):
        raise typer.Exit(1)


@contextmanager
def _rest(settings: Settings) -> Iterator[TwilioRest]:
    token = settings.secret("carrier_token")
    if not (settings.carrier_account and token):
        raise SettingsError("Set VOICE_CARRIER_ACCOUNT and VOICE_CARRIER_TOKEN to your account at Twilio.")
    if not settings.public_url.startswith("https://") and not is_loopback(settings.carrier_api_url):
        raise SettingsError("Set VOICE_PUBLIC_URL to the https:// address at which Twilio reaches this service.")
    rest = TwilioRest(settings.carrier_account, token, settings.carrier_api_url)
    try:
        yield rest
    finally:
        rest.close()


def _tell(differences: tuple[Difference, ...], all_well: str) -> None:
    console = Console()
    if not differences:
        console.print(all_well)
        return
    table = Table("setting", "should be", "is", box=None)
    for difference in differences:
        table.add_row(difference.setting, difference.wanted or "(empty)", difference.found or "(empty)")
    console.print(table)
    raise typer.Exit(1)
