"""The web process: live calls, doors and pages joined to what rests on this machine; never any ML."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from fastapi import FastAPI

from voice.greeting import espeak, rules
from voice.greeting.phonenumbers import place_of
from voice.greeting.shelf import ScriptShelf
from voice.journey.end import Ending
from voice.journey.live import LiveCall
from voice.journey.live_parts import LiveParts
from voice.journey.pause import PauseParts, RecordingPause
from voice.journey.receipt_codes import ReceiptCodes
from voice.journey.streaming import Streaming, StreamParts
from voice.settings import Settings
from voice.vault.greetings import GreetingFiles
from voice.vault.people import people_in
from voice.web import app, media_stream, pages, prompt_audio, webhooks
from voice.web.desk import Rooms
from voice.web.doorkeeper import Doorkeeper
from voice.wiring.desk import desk_of
from voice.wiring.parts import Parts, open_parts


@dataclass(frozen=True, slots=True)
class Web:
    """The application, the one-time token of the sign-in link, and how to let go of everything."""

    app: FastAPI
    link: str
    close: Callable[[], None]


def open_web(settings: Settings, public_url: str) -> Web:
    """Everything the web process needs, checked now: a faulty script, rule or key stops it here."""
    parts = open_parts(settings)
    live = open_live(parts)
    keeper = Doorkeeper(parts.clock, people_in(parts.engine, parts.keyring))
    desk = desk_of(settings, public_url)
    codes = ReceiptCodes(parts.book, parts.keyring.caller_ref)
    streaming = Streaming(StreamParts(parts.book, parts.sealed, parts.clock, live.state, live.sound_sealed))
    # Whatever stream was open when the last process ended, its socket is gone: what rests here is all there is.
    streaming.recover()
    rooms = Rooms(
        parts.lines,
        settings.prompts,
        parts.reviews,
        live.withdraw,
        codes=codes,
        data=settings.data,
        greetings=GreetingFiles(settings.prompts, settings.data / "greetings"),
        speak=espeak.wav if espeak.can_speak() else None,
        second_person=settings.second_person,
        recording=RecordingPause(PauseParts(parts.book, parts.ledger, parts.carrier, streaming, parts.clock)),
    )
    doors = (
        webhooks.router(live, desk, parts.deliveries, parts.clock),
        media_stream.router(streaming, desk.signatures),
        prompt_audio.router(settings.prompts),
        pages.router(parts.book, parts.sealed, urlsplit(public_url).scheme == "https", parts.ledger, rooms),
    )
    return Web(app.build(keeper, doors), keeper.make_link(), parts.close)


def open_live(parts: Parts) -> LiveCall:
    """The journey while a line is open; ScriptFaulty where a line's script cannot be used."""
    shelf = ScriptShelf(parts.settings.prompts)
    for line in parts.lines:
        shelf.ready(line)
    ending = Ending(parts.after())
    return LiveCall(
        LiveParts(
            book=parts.book,
            ledger=parts.ledger,
            queue=parts.queue,
            carrier=parts.carrier,
            clock=parts.clock,
            lines=parts.lines,
            scripts=shelf.script,
            rules=rules.load(parts.settings.prompts),
            place_of=place_of,
            new_id=lambda: uuid4().hex,
            caller_ref=parts.keyring.caller_ref,
            erase=ending.ask,
        )
    )
