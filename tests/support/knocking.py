"""Many clients at one door: requests made beforehand, sent as fast as they are answered, or at a steady pace."""

import selectors
import socket
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from voice.call.twilio import parse_form, sign

TICKS = 100


@dataclass(frozen=True)
class Knocked:
    """`rate` in answers a second, `cpu_s` the server's processor seconds an answer, `taken` each answer's seconds."""

    rate: float
    cpu_s: float
    taken: tuple[float, ...]
    statuses: frozenset[int]

    def percentile(self, hundredths):
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, len(ordered) * hundredths // 100)]


def webhook(url, path, token, mark, **fields):
    """The bytes of one signed delivery, with as many fields as a real one has."""
    geography = {f"{who}{what}": "" for who in ("From", "To", "Caller", "Called") for what in ("City", "State", "Zip")}
    known = {
        "AccountSid": "AC" + "0" * 32,
        "ApiVersion": "2010-04-01",
        "Direction": "inbound",
        "CallStatus": "in-progress",
        "From": "+14152345678",
        "Caller": "+14152345678",
        "To": "+15550100",
        "Called": "+15550100",
        **geography,
        **fields,
    }
    body = urlencode(known).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nhost: {urlsplit(url).netloc}\r\naccept: */*\r\nuser-agent: TwilioProxy/1.1\r\n"
        "content-type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
        f"x-twilio-signature: {sign(token, url + path, parse_form(body))}\r\n"
        f"i-twilio-idempotency-token: {mark}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Clients:
    """So many connections to one server, kept open; `pid` is the server's process, to read its processor time."""

    def __init__(self, url, pid, count):
        host = urlsplit(url)
        self._pid = pid
        self._selector = selectors.DefaultSelector()
        self._free = deque()
        for _ in range(count):
            connection = socket.create_connection((host.hostname, host.port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._free.append(connection)

    def close(self):
        for connection in self._free:
            connection.close()
        self._selector.close()

    def knock(self, requests, pause_s=0.0):
        """Send all of them; with a pause, one each so many seconds whether the others were answered or not."""
        waiting, taken, statuses = deque(requests), [], set()
        began, cpu = time.perf_counter(), self._cpu()
        due = began
        while waiting or self._selector.get_map():
            while waiting and self._free and time.perf_counter() >= due:
                due += pause_s
                self._send(self._free.popleft(), waiting.popleft())
            for key, _ in self._selector.select(max(0.0, due - time.perf_counter()) if pause_s and waiting else None):
                status = _answered(key.fileobj)
                if status is not None:
                    statuses.add(status)
                    taken.append(time.perf_counter() - key.data)
                    self._selector.unregister(key.fileobj)
                    self._free.append(key.fileobj)
        seconds = time.perf_counter() - began
        return Knocked(len(taken) / seconds, (self._cpu() - cpu) / len(taken), tuple(taken), frozenset(statuses))

    def _send(self, connection, request):
        self._selector.register(connection, selectors.EVENT_READ, time.perf_counter())
        connection.sendall(request)

    def _cpu(self):
        fields = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def _answered(connection):
    """The status once the whole answer is here (these answers are shorter than one read)."""
    answer = connection.recv(65536)
    assert answer, "the server hung up"
    head, _, body = answer.partition(b"\r\n\r\n")
    while b"content-length: " in head and len(body) < int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]):
        body += connection.recv(65536)
    return int(head[9:12])
