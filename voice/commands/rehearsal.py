"""The real service on loopback with the simulated carrier beside it: for the demo and the tests.

Everything runs as it would for real (web process, worker process, SQLite, sealed files, HTTP); only
the carrier is simulated, and its time is virtual.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from voice.call.simulator import LineLog, Person, Simulator
from voice.commands.waiting import wait_until
from voice.errors import VoiceError
from voice.settings import Settings
from voice.wiring.parts import Parts, open_parts

START_S = 60.0
STOP_S = 30.0


class RehearsalFailed(VoiceError):
    """The service did not start, or a call did not come to its end in time."""

    code = "rehearsal_failed"


def free_port() -> int:
    """A port on loopback that nobody listens on at present."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Rehearsal:
    """A data folder, a simulated carrier, and the service between them.

    `environment` adds to or overrides the service's own variables (VOICE_MODEL, VOICE_LINES...).
    """

    data: Path
    audio: bytes = field(repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.port}"
        self.simulator = Simulator(self.url, token=secrets.token_hex(16), audio=self.audio)
        self.log = self.data / "service.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def variables(self) -> dict[str, str]:
        """The service's environment."""
        own = {
            "VOICE_DATA": str(self.data),
            "VOICE_TRANSCRIPTS": str(self.data / "transcripts"),
            "VOICE_PUBLIC_URL": self.url,
            "VOICE_CARRIER_ACCOUNT": self.simulator.account,
            "VOICE_CARRIER_TOKEN": self.simulator.token,
            "VOICE_CARRIER_API_URL": self.simulator.api_url,
        }
        return {**os.environ, **own, **self.environment}

    def start(self) -> None:
        """Start the carrier, then the service; returns once the service answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.simulator.start()
        self.start_service()

    def start_service(self) -> None:
        """Start the service, again after `kill_service`."""
        command = [sys.executable, "-m", "voice", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            # A session of its own, so that killing it takes its worker along as a dying machine would.
            self.process = subprocess.Popen(  # noqa: S603  our own program
                command, env=self.variables, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(self._answers, START_S, f"The service did not start; read {self.log.name} in the data folder.")

    def kill_service(self) -> None:
        """What a power cut does: no warning, to web process and worker alike."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End the service in good order, then the carrier."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self.kill_service()
            self.process = None
        self.simulator.stop()

    def call(self, person: Person, caller: str, callee: str) -> LineLog:
        """One call from ring to hang-up."""
        return self.simulator.call(caller, callee, person)

    def parts(self) -> Parts:
        """The vault of the running service, opened beside it; close it when done."""
        known = {
            name.removeprefix("VOICE_").lower(): value
            for name, value in self.variables.items()
            if name.startswith("VOICE_")
        }
        return open_parts(Settings.model_validate(known))

    def _answers(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise RehearsalFailed(f"The service ended at once. Its last words: {lines[-1] if lines else 'none'}")
        try:
            return httpx.get(f"{self.url}/health", timeout=2, trust_env=False).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False
