"""The web process: live calls, doors and pages joined to what rests on this machine; never any ML."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import FastAPI

from voice.clock import Clock
from voice.errors import SettingsError
from voice.greeting import espeak
from voice.journey.pause import PauseParts, RecordingPause
from voice.journey.receipt_codes import ReceiptCodes
from voice.journey.rework import Rework, ReworkParts
from voice.journey.streaming import Streaming, StreamParts
from voice.review.vouching import mapping_of
from voice.settings import Settings
from voice.vault.greetings import GreetingFiles
from voice.vault.heartbeats import HeartbeatBook
from voice.vault.people import people_in
from voice.web import app, media_stream, pages, prompt_audio, webhooks
from voice.web.authlib import Client, Provider
from voice.web.desk import Rooms
from voice.web.doorkeeper import Doorkeeper
from voice.web.provider import BACK
from voice.wiring.desk import desk_of
from voice.wiring.live import open_live
from voice.wiring.parts import open_parts
from voice.wiring.switches import switches


@dataclass(frozen=True, slots=True)
class Web:
    """The application, the path that lets the first person in (or everybody else), how to let go of everything."""

    app: FastAPI
    sign_in: str
    close: Callable[[], None]


def open_web(settings: Settings, public_url: str) -> Web:
    """Everything the web process needs, checked now: a faulty script, rule or key stops it here."""
    parts = open_parts(settings)
    live = open_live(parts, public_url)
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
        live=live,
        recording=RecordingPause(PauseParts(parts.book, parts.ledger, parts.carrier, streaming, parts.clock)),
        rework=Rework(ReworkParts(parts.book, parts.sealed, parts.endings, parts.queue, parts.clock)),
        workers=HeartbeatBook(parts.engine),
        queued=parts.queue.standing,
        switches=switches(settings),
        provider=_provider(settings, public_url, parts.clock),
    )
    doors = (
        webhooks.router(live, desk, parts.deliveries, parts.clock),
        media_stream.router(streaming, desk.signatures),
        prompt_audio.router(settings.prompts),
        pages.router(parts.book, parts.sealed, urlsplit(public_url).scheme == "https", parts.ledger, rooms),
    )
    # The link opens nothing once somebody has joined: none is made then.
    sign_in = f"/sign-in?token={keeper.make_link()}" if keeper.needs_first_account() else "/sign-in"
    return Web(app.build(keeper, doors), sign_in, parts.close)


def _provider(settings: Settings, public_url: str, clock: Clock) -> Provider | None:
    """The OpenID provider, where one is set; it is asked at the first sign-in, not now."""
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id:
        raise SettingsError("VOICE_OIDC_ISSUER is set without VOICE_OIDC_CLIENT_ID; register Voice at the provider.")
    client = Client(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=settings.secret("oidc_client_secret"),
        redirect=public_url.rstrip("/") + BACK,
        role_claim=settings.oidc_role_claim,
        roles=mapping_of(settings.oidc_roles),
    )
    return Provider(client, clock)
