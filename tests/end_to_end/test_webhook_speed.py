"""What the doors cost, as ratios: the whole webhook against a bare FastAPI route in the same process.

`make bench` prints the figures; nothing here asserts a time, because machines differ, only ratios.
"""

import http.client
import statistics
import threading
import time
from urllib.parse import urlencode, urlsplit

import pytest
from fastapi import Request, Response

from tests.support.line import RING
from tests.support.open_line import OpenLine
from tests.support.vault import RealVault
from voice.call.simulator import TOKEN
from voice.call.twilio import parse_form, sign

CALLS = 300
CLIENTS = 8


class OnDisk(OpenLine):
    """The open line on a real vault."""

    def __init__(self, folder):
        folder.mkdir()
        self.vault = RealVault(folder)
        super().__init__(RING)
        self.deliveries = self.vault.deliveries

    def restart(self):
        self.book, self.ledger = self.vault.book, self.vault.ledger
        super().restart()


def knocks(url, path, bodies):
    """Post bodies from several clients at once; requests a second and each one's seconds."""
    host = urlsplit(url)
    taken = []
    turns = iter(bodies)
    lock = threading.Lock()

    def client():
        connection = http.client.HTTPConnection(host.hostname, host.port)
        while True:
            with lock:
                body = next(turns, None)
            if body is None:
                break
            headers = {
                "content-type": "application/x-www-form-urlencoded",
                "x-twilio-signature": sign(TOKEN, url + path, parse_form(body)),
                "i-twilio-idempotency-token": str(hash(body)),
            }
            began = time.perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - began)
            assert answer.status in (200, 204), answer.status
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(taken) / (time.perf_counter() - began), taken


def forms(**fields):
    known = {"From": "+14152345678", "To": "+15550100", **fields}
    return [urlencode({"CallSid": f"CA{n:032x}", **known}).encode() for n in range(CALLS)]


@pytest.mark.benchmarks
def test_a_whole_webhook_beside_a_bare_route(tmp_path):
    with OnDisk(tmp_path / "vault") as line:

        async def bare(request: Request):
            await request.body()
            return Response("<Response/>", media_type="text/xml")

        line.app.add_api_route("/bare", bare, methods=["POST"])
        knocks(line.url, "/bare", forms(CallerCity="warm"))
        bare_rate, _ = knocks(line.url, "/bare", forms())
        arrive, _ = knocks(line.url, "/twilio/voice", forms())
        consent, taken = knocks(line.url, "/twilio/consent?t=1", forms(Digits="1"))
        told, _ = knocks(line.url, "/twilio/status", forms(CallStatus="completed", CallDuration="9"))
        line.vault.close()
    p99 = statistics.quantiles(taken, n=100)[98]
    for name, rate in (("voice", arrive), ("consent", consent), ("status", told)):
        print(f"{name}: {rate:.0f}/s, {rate / bare_rate:.2f} of a bare route's {bare_rate:.0f}/s")
    print(f"consent p99 with {CLIENTS} clients at once: {p99 * 1000:.0f} ms")
    assert consent > 0
