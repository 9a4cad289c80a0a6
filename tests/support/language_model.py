"""An OpenAI-compatible language model on loopback that answers what a test tells it to."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answering(BaseHTTPRequestHandler):
    """Keeps what it was asked; answers `server.reply` (a status and bytes)."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        status, content = self.server.reply
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Model:
    """The address, what was asked, and the next answer."""

    def __init__(self, server):
        self._server = server
        self.url = f"http://127.0.0.1:{server.server_port}/v1"
        self.answers_raw(b"{}")

    @property
    def asked(self):
        return self._server.asked

    def answers_raw(self, content, status=200):
        self._server.reply = (status, content)

    def answers(self, answer):
        content = answer if isinstance(answer, str) else json.dumps(answer)
        self.answers_raw(json.dumps({"choices": [{"message": {"content": content}}]}).encode())


@contextmanager
def language_model():
    """A model that runs as long as the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Model(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
