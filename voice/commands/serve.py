"""`voice serve`: the web process, and beside it the worker that loads the models."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Annotated

import typer
import uvicorn
from rich.console import Console

from voice.log import logger, set_up
from voice.settings import Settings

app = typer.Typer(help="Run the service.")
RESTART_PAUSE_S = 2.0


class Worker:
    """The worker process: started beside the web process, restarted when it dies, ended with it.

    It holds the read end of a pipe as standard input; when this process dies, however it dies, the
    pipe closes and the worker stops.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.stopping = threading.Event()
        self.watcher = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Start the worker and keep it running."""
        self.watcher.start()

    def stop(self) -> None:
        """Close the pipe and wait for the worker to finish what it does."""
        self.stopping.set()
        if self.watcher.is_alive():
            self.watcher.join(timeout=30)

    def _watch(self) -> None:
        while not self.stopping.is_set():
            command = [sys.executable, "-m", "voice", "work", "--until-stdin-closes"]
            with subprocess.Popen(command, stdin=subprocess.PIPE, env=self.environment) as process:  # noqa: S603  our own program
                while process.poll() is None and not self.stopping.wait(0.5):
                    pass
                if process.stdin is not None:
                    process.stdin.close()
                code = process.wait()
            if not self.stopping.is_set():
                logger().error("worker_ended", code=str(code))
                self.stopping.wait(RESTART_PAUSE_S)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; leave it on loopback behind a proxy.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8080,
    worker: Annotated[bool, typer.Option(help="Run the worker beside the web process.")] = True,
) -> None:
    """Answer the carrier and show the pages; print a one-time sign-in link."""
    from voice.wiring.web import open_web  # the demo and --help need none of this

    set_up()
    settings = Settings()
    web = open_web(settings, settings.public_url or f"http://{host}:{port}")
    console = Console(stderr=True)
    if not settings.secret("carrier_token"):
        console.print("No carrier token (VOICE_CARRIER_TOKEN): every webhook is refused; the pages work.")
    console.print("Sign in (a link with a token works once, for half an hour):")
    console.print(f"http://{host}:{port}{web.sign_in}", style="bold", soft_wrap=True)
    beside = Worker(os.environ)
    if worker:
        beside.start()
    try:
        uvicorn.run(web.app, host=host, port=port, log_config=None, access_log=False, server_header=False)
    finally:
        if worker:
            beside.stop()
        web.close()
