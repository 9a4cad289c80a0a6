"""A carrier on its worst day: it repeats, reorders, delays and loses, and somebody else knocks as well.

Everything follows from one seed. What is forged, replayed or about strangers comes beside the real
deliveries, so that a call always could go right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from random import Random
from urllib.parse import urlencode, urlsplit

import httpx

from voice.call.simulated.rest import Answer, Asked, fault
from voice.call.simulated.wire import Delivery, NoAnswer, Wire
from voice.call.twilio import parse_form, sign

ASKING = ("/twilio/voice", "/twilio/consent", "/twilio/dialled", "/twilio/voicemail-taken", "/twilio/whisper")
MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Mischief:
    """How often each thing goes wrong, 0 (never) to 1 (always)."""

    repeat: float = 0.0
    drop: float = 0.0
    delay: float = 0.0
    lose_answer: float = 0.0
    forge: float = 0.0
    replay: float = 0.0
    strangers: float = 0.0
    refuse: float = 0.0
    truncate: float = 0.0
    wrong_duration: float = 0.0

    @classmethod
    def everything(cls, rate: float) -> "Mischief":
        """All of it, equally often."""
        return cls(**dict.fromkeys((known.name for known in fields(cls)), rate))


@dataclass
class HostileWire(Wire):
    """A wire on which `mischief` happens. `breaches` are sentences about what should not have worked."""

    mischief: Mischief = field(default_factory=Mischief)
    breaches: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._late: list[Delivery] = []
        self._past: list[Delivery] = []

    def post(self, url: str, fields: Mapping[str, str]) -> httpx.Response:
        """A delivery with whatever happens around it."""
        body = urlencode(self._spoilt(fields)).encode()
        delivery = Delivery(url, body, sign(self.token, url, parse_form(body)), self.mark())
        if self._happens(self.mischief.forge):
            self._forge(delivery)
        if self._past and self._happens(self.mischief.replay):
            self._again(self.randomness.choice(self._past))
        self._past = [*self._past[-MOST_KEPT:], delivery]
        if self._happens(self.mischief.lose_answer):
            # The service answered, the answer never arrived: the carrier asks again with the same mark.
            self.deliver(delivery)
        response = self.deliver(delivery)
        if self._happens(self.mischief.repeat):
            repeated = self.deliver(delivery)
            if urlsplit(url).path in ASKING and repeated.text != response.text:
                self.breaches.append(f"{urlsplit(url).path} answered a repeated delivery differently")
        return response

    def tell(self, url: str, fields: Mapping[str, str]) -> bool:
        """A callback that may come late, twice, before its elders, or never."""
        if self._happens(self.mischief.strangers):
            self._stranger(url, fields)
        if self._happens(self.mischief.drop):
            return False
        if self._happens(self.mischief.delay):
            body = urlencode(self._spoilt(fields)).encode()
            self._late.append(Delivery(url, body, sign(self.token, url, parse_form(body)), self.mark()))
            return False
        taken = super().tell(url, fields)
        if self._late and self._happens(0.5):
            self._again(self._late.pop(self.randomness.randrange(len(self._late))))
        return taken

    def settle(self) -> None:
        """Deliver everything late, in any order."""
        self.randomness.shuffle(self._late)
        while self._late:
            self._again(self._late.pop())

    def _happens(self, rate: float) -> bool:
        return self.randomness.random() < rate

    def _again(self, delivery: Delivery) -> None:
        try:
            self.deliver(delivery)
        except NoAnswer:
            return

    def _forge(self, delivery: Delivery) -> None:
        """Somebody without the token says that the caller pressed 1, or signs with a token long gone."""
        # A field of its own besides: a value given twice is signed once, so Digits=1 alone could be no change.
        body = delivery.body + b"&Digits=1&Forged=1"
        forged = sign("a-token-long-gone", delivery.url, parse_form(body))
        for signature in (delivery.signature, forged, ""):
            try:
                status = self.deliver(replace(delivery, body=body, signature=signature, mark="")).status_code
            except NoAnswer:
                continue
            if status != 403:
                self.breaches.append(f"a forged delivery was answered {status}")

    def _stranger(self, url: str, fields: Mapping[str, str]) -> None:
        """Rightly signed, about a call or a recording that nobody here knows."""
        strange = dict(fields)
        for name, prefix in (("CallSid", "CA"), ("RecordingSid", "RE")):
            if name in strange:
                strange[name] = f"{prefix}{self.randomness.getrandbits(128):032x}"
        body = urlencode(strange).encode()
        self._again(Delivery(url, body, sign(self.token, url, parse_form(body)), self.mark()))

    def _spoilt(self, fields: Mapping[str, str]) -> dict[str, str]:
        said = dict(fields)
        if "RecordingDuration" in said and self._happens(self.mischief.wrong_duration):
            said["RecordingDuration"] = str(int(said["RecordingDuration"]) + 30)
        return said


@dataclass(frozen=True, slots=True)
class HostileRest:
    """Stands before the REST side: refuses, overloads, or cuts media short."""

    mischief: Mischief
    randomness: Random = field(repr=False)

    def spoil(self, asked: Asked, given: Answer) -> Answer:
        """What really comes back."""
        if given.status < 400 and self.randomness.random() < self.mischief.refuse:
            return self.randomness.choice(
                (
                    fault(429, 20429, "Too many requests"),
                    fault(503, 20503, "Unavailable"),
                    fault(500, 20500, "Internal"),
                )
            )
        cut = asked.path.endswith(".wav") and given.status == 200
        if cut and self.randomness.random() < self.mischief.truncate:
            return replace(given, body=given.body[: len(given.body) // 2], claimed_length=len(given.body))
        return given
