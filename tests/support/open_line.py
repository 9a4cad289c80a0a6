"""The real journey behind real doors over real HTTP, the simulated carrier on the line; only rest is in memory."""

import socket
import threading
import time
from datetime import timedelta

import httpx
import uvicorn
from fastapi import FastAPI

from tests.support.call_book import MemoryDeliveryBook
from tests.support.line import Line
from tests.support.sound import two_tones
from voice.call.simulator import ACCOUNT, TOKEN, Simulator
from voice.call.twilio import SigningSecrets
from voice.call.twilio_control import TwilioControl
from voice.call.twilio_markup import TwilioMarkup
from voice.call.twilio_rest import TwilioRest
from voice.clock import SystemClock
from voice.web.signature import SignatureCheck
from voice.web.webhooks import CarrierDesk, router


class OpenLine(Line):
    """`tests.support.line.Line` with the real carrier adapter and the real web side; use as a context."""

    def __init__(self, *lines, audio=None, simulator=Simulator, **more):
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(128)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.simulator = simulator(self.url, audio=audio or two_tones(1.0), environment={}, **more)
        self.deliveries = MemoryDeliveryBook()
        self._client = httpx.Client(trust_env=False, timeout=5)
        super().__init__(*lines)

    def restart(self):
        """A new process: nothing that was in memory of the journey is left."""
        self.clock = OpenClock()
        self.carrier = self.rest_side(ACCOUNT, TOKEN, self.simulator.api_url, self._client)
        super().restart()

    def __enter__(self):
        self.simulator.start()
        desk = self.desk()
        self.app = app = FastAPI()
        # The doors outlive a restart of the journey behind them.
        app.include_router(router(_Behind(self), desk, self.deliveries, self.clock))
        for more in self.doors():
            app.include_router(more)
        config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="websockets-sansio")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]}, daemon=True)
        self._thread.start()
        return self

    rest_side = TwilioRest

    def control(self):
        return TwilioControl(self.carrier, self.url)

    def desk(self):
        """The carrier at the door."""
        return CarrierDesk(SignatureCheck(self.url, SigningSecrets((TOKEN,))), TwilioMarkup(self.url))

    def doors(self):
        """Further doors of the web side."""
        return ()

    def wait_for(self, happened, seconds=5.0):
        """What another thread is about to do has been done."""
        until = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < until, "it did not happen in time"
            time.sleep(0.01)

    def __exit__(self, *_):
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self.simulator.stop()
        self._client.close()
        self._listener.close()


class OpenClock(SystemClock):
    """The machine's clock, moved on by whoever wants it later."""

    ahead = timedelta()

    def now(self):
        return super().now() + self.ahead

    def forward(self, **amount):
        self.ahead += timedelta(**amount)


class _Behind:
    """Whatever journey is there now."""

    def __init__(self, line):
        self._line = line

    def __getattr__(self, name):
        return getattr(self._line.live, name)
