"""The carrier simulator: Twilio's side of the line, over real HTTP, on this machine alone.

It posts signed webhooks to the service, executes the TwiML it gets back with a person on the line,
sends callbacks, and serves the REST side and the recordings. Its time is virtual: nobody waits for a
prompt to be read out. It refuses to run where real credentials are configured.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from voice.call.simulated.asker import Lines
from voice.call.simulated.exchange import Exchange, SimulatedRecording
from voice.call.simulated.habits import TWILIO, Habits
from voice.call.simulated.hostile import HostileRest, HostileWire, Mischief
from voice.call.simulated.line import Line
from voice.call.simulated.person import LineEntry, LineLog, Person
from voice.call.simulated.recorder import Request
from voice.call.simulated.rest import RestSide
from voice.call.simulated.server import LoopbackServer
from voice.call.simulated.sound import read_wav
from voice.call.simulated.streamer import Streamer
from voice.call.simulated.wire import Wire
from voice.clock import SystemClock
from voice.errors import SettingsError
from voice.settings import is_loopback

__all__ = ["LineEntry", "LineLog", "Mischief", "Person", "Simulator", "refuse_beside_real_credentials"]

ACCOUNT = "AC" + "0" * 32
TOKEN = "token-of-the-simulator"  # noqa: S105 (opens nothing but this simulator)
CALLER = "+14155550101"
CALLEE = "+18005550199"
_REAL = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET")


@dataclass
class Simulator:
    """The simulated carrier.

    `service_url` is where the service listens, `public_url` what it believes its address to be (the same
    by default), `audio` a 16-bit WAV file of one or two channels: what is talked on every call. With
    `habits` another carrier of the family answers, which may sign with a key of its own; with
    `mischief` the carrier has a bad day, the same one for the same seed of `randomness`.
    """

    service_url: str
    account: str = ACCOUNT
    token: str = field(default=TOKEN, repr=False)
    audio: bytes = field(default=b"", repr=False)
    public_url: str = ""
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    randomness: Random = field(default_factory=Random, repr=False)
    habits: Habits = TWILIO
    signing_key: str = field(default="", repr=False)
    mischief: Mischief | None = None
    frame_loss: float = 0.0
    streamers: dict[str, Streamer] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._refuse_real_credentials()
        self.service_url = self.service_url.rstrip("/")
        self.exchange = Exchange(self.account, SystemClock(), self.randomness, self.habits)
        self.rest = RestSide(self.exchange, self.token)
        self.signing_key = self.signing_key or self.token
        self._server = LoopbackServer(self.rest.answer)
        public = self.public_url.rstrip("/") or self.service_url
        known = (self.service_url, public, self.signing_key, self.randomness, self.habits.signature_header)
        self.wire = Wire(*known)
        if self.mischief is not None:
            self.wire = HostileWire(*known, mischief=self.mischief)
            self.rest.spoil = HostileRest(self.mischief, self.randomness).spoil
        self._lines = Lines(self.exchange, self.wire, read_wav(self.audio))

    @property
    def api_url(self) -> str:
        """What VOICE_CARRIER_API_URL must be for the service to find this carrier."""
        return self._server.url + self.habits.api_prefix

    @property
    def recordings(self) -> Mapping[str, SimulatedRecording]:
        """What rests at the carrier now, by recording id."""
        with self.exchange.lock:
            return dict(self.exchange.recordings)

    def start(self) -> "Simulator":
        """Begin to answer REST requests."""
        self._server.start()
        return self

    def settle(self) -> None:
        """Deliver every callback that is still on its way."""
        self.wire.settle()

    def stop(self) -> None:
        """Stop answering and let go of every connection."""
        self._server.stop()
        self.wire.close()

    def call(self, caller: str = CALLER, callee: str = CALLEE, person: Person | None = None) -> LineLog:
        """One call from the first ring to the last callback; returns what was seen on the line."""
        call = self.exchange.begin_call(caller, callee, self._lines.audio.rate)
        line = Line(self._lines, call, person or Person.agreeing(), self._tell)
        self.streamers[call.sid] = line.streamer
        line.streamer.is_lost = lambda: self.randomness.random() < self.frame_loss
        return line.run(Request(f"{self.wire.public_url}/twilio/voice"))

    def _tell(self, report: Request) -> None:
        self.wire.tell(report.url, report.fields)

    def _refuse_real_credentials(self) -> None:
        if not is_loopback(self.service_url):
            raise SettingsError("The simulator talks to a service on this machine alone; give it a loopback address.")
        refuse_beside_real_credentials(self.environment, self.account, self.token)


def refuse_beside_real_credentials(environment: Mapping[str, str], account: str = ACCOUNT, token: str = TOKEN) -> None:
    """Raise SettingsError where anything but the simulator's own account is configured."""
    ours = {"VOICE_CARRIER_ACCOUNT": account, "VOICE_CARRIER_TOKEN": token}
    real = [name for name, value in ours.items() if environment.get(name, value) not in ("", value)]
    real += [name for name in (*_REAL, "VOICE_CARRIER_TOKEN_FILE") if environment.get(name)]
    if real:
        raise SettingsError(f"Real carrier credentials are configured ({', '.join(real)}): unset them to simulate.")
