"""How often one address may knock: sign-ins and receipt codes are guessed slowly or not at all."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from voice.clock import Clock

REMEMBERED = 10_000


@dataclass
class Throttle:
    """At most `knocks` within `span` from one address; addresses rest in memory alone and are never logged."""

    clock: Clock
    knocks: int = 20
    span: timedelta = timedelta(minutes=5)
    heard: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict)

    def allows(self, address: str) -> bool:
        """Whether this knock is within the limit; it is counted either way."""
        now = self.clock.now()
        times = self.heard.setdefault(address, deque(maxlen=self.knocks + 1))
        self.heard.move_to_end(address)
        while times and times[0] < now - self.span:
            times.popleft()
        times.append(now)
        if len(self.heard) > REMEMBERED:
            self.heard.popitem(last=False)
        return len(times) <= self.knocks
