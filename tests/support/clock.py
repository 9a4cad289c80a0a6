"""A frozen clock: it moves when a test says so."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)


class FrozenClock:
    """Tells the same moment until `forward` is called."""

    def __init__(self, at=NOON):
        self.at = at

    def now(self):
        return self.at

    def forward(self, **amount):
        self.at = self.at + timedelta(**amount)
        return self.at
