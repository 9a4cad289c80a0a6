"""Carries the simulated REST side over HTTP on loopback, one thread per connection."""

import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from voice.call.simulated.rest import Answer, Asked

LONGEST_BODY = 64 * 1024
Answering = Callable[[Asked, str], Answer]


class _Server(ThreadingHTTPServer):
    """Serves without a word where the other side just went away."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A closed connection is no error of ours; anything else is printed, as the base class does."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # handed on as it came


class LoopbackServer:
    """An HTTP server on a free port of this machine; `answer` gets the request and its Authorization."""

    def __init__(self, answer: Answering) -> None:
        class Connection(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: paths hold the carrier's ids, and this is not our log."""

            def _respond(self) -> None:
                length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
                form = parse_qs(self.rfile.read(length).decode("utf-8", "replace"), keep_blank_values=True)
                parts = urlsplit(self.path)
                query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
                given = answer(Asked(self.command, parts.path, query, form), self.headers.get("Authorization", ""))
                _send(self, given)

            do_GET = do_POST = do_DELETE = do_HEAD = _respond  # noqa: N815 (the base class names them)

        self._server = _Server(("127.0.0.1", 0), Connection)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


def _send(connection: BaseHTTPRequestHandler, given: Answer) -> None:
    connection.send_response(given.status)
    for name, value in given.headers:
        connection.send_header(name, value)
    if given.status != 204:
        claimed = len(given.body) if given.claimed_length is None else given.claimed_length
        connection.send_header("Content-Type", given.kind)
        connection.send_header("Content-Length", str(claimed))
        if claimed != len(given.body):
            connection.close_connection = True
    connection.end_headers()
    if connection.command != "HEAD":
        connection.wfile.write(given.body)
