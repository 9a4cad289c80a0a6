"""A live call joined to what rests on this machine: for the web process, the worker's reconciliation, the commands."""

from collections.abc import Callable
from uuid import uuid4

from voice.errors import SettingsError, VoiceError
from voice.greeting import rules
from voice.greeting.phonenumbers import place_of
from voice.greeting.shelf import ScriptShelf
from voice.journey.end import Ending
from voice.journey.live import LiveCall
from voice.journey.live_parts import LiveParts
from voice.log import logger
from voice.vault.greetings import GreetingFiles
from voice.wiring.carriers import SIGNALWIRE, control_of
from voice.wiring.parts import Parts


def open_live(parts: Parts, public_url: str = "") -> LiveCall:
    """The journey while a line is open; ScriptFaulty where a line's script cannot be used.

    `public_url` is where the carrier reaches this service, where that is not what the settings say.
    """
    settings = parts.settings
    if settings.carrier == SIGNALWIRE and any(line.queue for line in parts.lines):
        # There a recording begins with a person's answer alone; in a queue nobody is rung.
        raise SettingsError("A line with a `queue` cannot be recorded through SignalWire; let the line `dial` numbers.")
    shelf = ScriptShelf(settings.prompts, _keeper(GreetingFiles(settings.prompts, settings.data / "greetings")))
    for line in parts.lines:
        shelf.ready(line)
    ending = Ending(parts.after())
    return LiveCall(
        LiveParts(
            book=parts.book,
            ledger=parts.ledger,
            queue=parts.queue,
            carrier=parts.carrier,
            control=control_of(settings, settings.secret("carrier_token"), public_url or settings.public_url),
            clock=parts.clock,
            lines=parts.lines,
            scripts=shelf.script,
            rules=rules.load(settings.prompts),
            place_of=place_of,
            new_id=lambda: uuid4().hex,
            caller_ref=parts.keyring.caller_ref,
            erase=ending.ask,
        )
    )


def _keeper(files: GreetingFiles) -> Callable[[str, str], None]:
    """Keeps a text that callers hear; a disk that refuses costs the report its words, never a caller the call."""

    def keep(name: str, locale: str) -> None:
        try:
            content = files.in_use(name, locale)
            if content is not None:
                files.keep(content)
        except (VoiceError, OSError) as fault:
            logger().warning("greeting_text_not_kept", error_type=type(fault).__name__)

    return keep
