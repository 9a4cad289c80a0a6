"""The simulated carrier's way to the service: signed form posts, and the fallback when one fails."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode, urlsplit

import httpx

from voice.call.twilio import parse_form, sign

LARGEST_ANSWER = 64 * 1000
XML_TYPES = ("text/xml", "application/xml")


class NoAnswer(Exception):
    """The service gave nothing that a carrier could execute; `code` is Twilio's error code."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request as it goes over the line; `mark` is its idempotency token."""

    url: str
    body: bytes = field(repr=False)
    signature: str = field(repr=False)
    mark: str


@dataclass
class Wire:
    """Posts to the service at `service_url` what was addressed to `public_url`, signed with `token`."""

    service_url: str
    public_url: str
    token: str = field(repr=False)
    randomness: Random = field(repr=False)
    signature_header: str = "x-twilio-signature"
    delivered: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._client = httpx.Client(timeout=15.0, trust_env=False, headers={"user-agent": "TwilioProxy/1.1"})

    def close(self) -> None:
        """Let go of open connections."""
        self._client.close()

    def settle(self) -> None:
        """Deliver what is still on its way; here everything arrives at once."""

    def ask(self, url: str, fields: Mapping[str, str]) -> str:
        """The markup for a moment of the call; NoAnswer when there is none to execute."""
        response = self.post(url, fields)
        kind = response.headers.get("content-type", "").partition(";")[0].strip()
        if response.status_code != 200:
            raise NoAnswer(11200, f"answered {response.status_code}")
        if kind not in XML_TYPES:
            raise NoAnswer(12300, f"content type {kind or 'absent'}")
        if len(response.content) > LARGEST_ANSWER:
            raise NoAnswer(11750, "longer than 64 kB")
        return response.text

    def tell(self, url: str, fields: Mapping[str, str]) -> bool:
        """Deliver a callback; whether the service took it."""
        try:
            return self.post(url, fields).status_code < 300
        except NoAnswer:
            return False

    def get(self, url: str) -> httpx.Response:
        """Fetch a file that the line is to play."""
        return self._client.get(self._reachable(url))

    def post(self, url: str, fields: Mapping[str, str]) -> httpx.Response:
        """One delivery, signed for the address it goes to."""
        body = urlencode(fields).encode()
        return self.deliver(Delivery(url, body, sign(self.token, url, parse_form(body)), self.mark()))

    def deliver(self, delivery: Delivery) -> httpx.Response:
        """Send a delivery as it is, for the first time or again."""
        headers = {
            "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
            self.signature_header: delivery.signature,
        }
        if delivery.mark:
            headers["i-twilio-idempotency-token"] = delivery.mark
        try:
            response = self._client.post(self._reachable(delivery.url), content=delivery.body, headers=headers)
        except httpx.HTTPError as error:
            raise NoAnswer(11205, type(error).__name__) from None
        self.delivered.append((urlsplit(delivery.url).path, response.status_code))
        return response

    def mark(self) -> str:
        """What the deliveries of one request have in common, should it be delivered again."""
        return f"{self.randomness.getrandbits(128):032x}"

    def stream_address(self, url: str) -> str:
        """Where to send sound that was addressed to a WebSocket under the public URL."""
        public, service = (re.sub("^http", "ws", known) for known in (self.public_url, self.service_url))
        if not url.startswith(public + "/"):
            raise NoAnswer(31920, "the stream's address is not under the public URL")
        return service + url.removeprefix(public)

    def _reachable(self, url: str) -> str:
        """Where to knock for a public address; a relative or foreign one fails as it does at Twilio."""
        if not url.startswith(self.public_url + "/"):
            raise NoAnswer(11200, "the address is not an absolute one under the public URL")
        return self.service_url + url.removeprefix(self.public_url)
