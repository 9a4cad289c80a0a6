"""What can be wrong with an account at Twilio, looked at from here: one sentence a finding, with what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from voice.call.twilio_number import NumberDesk
from voice.call.twilio_rest import TwilioRest

MOST_CLOCK_ERROR_S = 60.0
"""Signatures carry no time, but the times of recordings and grants are compared."""


@dataclass(frozen=True, slots=True)
class AccountFinding:
    """One look at the account; `good` False means that something is to be done."""

    look: str
    good: bool
    says: str


class AccountLook:
    """Looks at credentials, clock, media and numbers; changes nothing."""

    def __init__(self, rest: TwilioRest, public_url: str) -> None:
        self._rest = rest
        self._public_url = public_url.rstrip("/")

    def findings(self, now: datetime) -> Iterator[AccountFinding]:
        """Every finding; a VoiceError from the first where the account cannot be asked at all."""
        yield self._clock(now)
        yield self._media()
        yield from self._numbers()

    def _clock(self, now: datetime) -> AccountFinding:
        told = self._rest.time_there()
        if told is None:
            return AccountFinding("clock", True, "the carrier does not say its time")
        apart = abs((told - now).total_seconds())
        good = apart <= MOST_CLOCK_ERROR_S
        advice = "" if good else "; set this machine's clock (NTP)"
        return AccountFinding("clock", good, f"{apart:.0f} s from the carrier's{advice}")

    def _media(self) -> AccountFinding:
        resting = [one.carrier_recording_id for one in self._rest.reports()]
        if not resting:
            return AccountFinding("recordings there", True, "none rests at the carrier")
        if self._rest.media_is_open(resting[0]):
            says = 'anyone may fetch them: turn on "Enforce HTTP Auth on Media URLs" in the voice settings'
            return AccountFinding("recordings there", False, f"{len(resting)} rest at the carrier; {says}")
        return AccountFinding("recordings there", True, f"{len(resting)} rest at the carrier, behind the credentials")

    def _numbers(self) -> Iterator[AccountFinding]:
        desk = NumberDesk(self._rest)
        ours = [
            str(row.get("phone_number", ""))
            for row in self._rest.pages("IncomingPhoneNumbers.json", {}, "incoming_phone_numbers")
            if str(row.get("voice_url") or "").startswith(self._public_url + "/")
        ]
        if not ours:
            yield AccountFinding("numbers", False, "none rings here; run `voice twilio connect` with a number")
        for place, number in enumerate(ours, start=1):
            differences = desk.differences(number, self._public_url)
            wrong = ", ".join(difference.setting for difference in differences)
            says = f"{wrong} differ: run `voice twilio connect` again" if wrong else "rings here as it should"
            yield AccountFinding(f"number {place} of {len(ours)}", not wrong, says)
