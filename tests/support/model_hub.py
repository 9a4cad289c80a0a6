"""A model hub on loopback: the few requests of the Hugging Face hub that a pull makes, and its ways to fail."""

import hashlib
import http.server
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

REVISION = "c0ffee0000000000000000000000000000000000"


@dataclass
class ModelHub:
    """`files` by name; `break_off_after` bytes of a weights file the line goes dead, once.

    With a `token` files are given to those who show it alone; `stated` is what is said of a file instead
    of its true SHA-256; `tokens` collects what was shown.
    """

    files: dict[str, bytes]
    break_off_after: int | None = None
    asked: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    token: str = ""
    stated: dict[str, str] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(hub: ModelHub) -> Iterator[ModelHub]:
    class Door(_Door):
        at = hub

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        hub.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield hub
        server.shutdown()


class _Door(http.server.BaseHTTPRequestHandler):
    at: ModelHub
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, *, body: bool) -> None:
        self.at.asked.append(f"{self.command} {self.path}")
        shown = self.headers.get("Authorization", "").removeprefix("Bearer ")
        self.at.tokens.add(shown)
        if self.at.token and shown != self.at.token:
            self.send(401, b"{}", {"X-Error-Code": "GatedRepo"}, body)
        elif re.match(rf"/api/models/[^/]+/[^/]+/revision/{REVISION}", self.path):
            siblings = [self.described(name, content) for name, content in self.at.files.items()]
            self.send(200, json.dumps({"id": "a/b", "sha": REVISION, "siblings": siblings}).encode(), {}, body)
        elif match := re.match(rf"/[^/]+/[^/]+/resolve/{REVISION}/(.+)$", self.path):
            self.send_model_file(match[1], body)
        else:
            self.send(404, b"{}", {"X-Error-Code": "RepoNotFound"}, body)

    def described(self, name: str, content: bytes) -> dict:
        found = {"rfilename": name, "size": len(content)}
        if name.endswith((".bin", ".npz")):
            digest = self.at.stated.get(name, hashlib.sha256(content).hexdigest())
            found["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 134}
        return found

    def send_model_file(self, name: str, body: bool) -> None:
        content = self.at.files[name]
        headers = {
            "ETag": f'"{hashlib.sha256(content).hexdigest()}"',
            "X-Repo-Commit": REVISION,
            "Accept-Ranges": "bytes",
        }
        wanted, status = content, 200
        if body and (asked := self.headers.get("Range")):
            self.at.ranges.append(asked)
            first = int(re.match(r"bytes=(\d+)-", asked)[1])
            wanted, status = content[first:], 206
            headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
        if body and name.endswith(".bin") and self.at.break_off_after is not None:
            cut, self.at.break_off_after = self.at.break_off_after, None
            self.send(status, wanted, headers, body, only=cut)
            self.close_connection = True
            return
        self.send(status, wanted, headers, body)

    def send(self, status: int, content: bytes, headers: dict[str, str], body: bool, only: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content[:only])
