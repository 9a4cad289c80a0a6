"""The simulated carrier's REST side over real HTTP: resources, media, basic auth, 404 before 200.

Answers keep the shapes of Twilio's OpenAPI description (tests/contract/test_carrier_openapi.py).
"""

import base64
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from voice.call.simulated import wishes
from voice.call.simulated.exchange import Exchange, SimulatedCall, SimulatedRecording
from voice.call.simulated.habits import TWILIO

VERSION = "2010-04-01"
Json = dict[str, Any]
_BOOLEANS: dict[str, bool] = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, read."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body; `kind` is the content type. `claimed_length` above the body's is a truncation."""

    status: int
    body: bytes = b""
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    claimed_length: int | None = None


def of_json(status: int, body: Json) -> Answer:
    """A JSON answer."""
    return Answer(status, json.dumps(body).encode())


def fault(status: int, code: int, message: str) -> Answer:
    """The carrier's way of saying no."""
    return of_json(
        status,
        {"code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status},
    )


NOT_FOUND = fault(404, 20404, "The requested resource was not found")


@dataclass
class RestSide:
    """Answers requests about an exchange; `not_ready_fetches` media requests get 404 before the first 200."""

    exchange: Exchange
    token: str = field(repr=False)
    not_ready_fetches: int = 1
    spoil: Callable[[Asked, Answer], Answer] = lambda _asked, given: given
    answered: list[tuple[Asked, Answer]] = field(default_factory=list)

    def answer(self, asked: Asked, authorization: str) -> Answer:
        """The answer to one request; every request and answer is kept for a test to look at."""
        expected = "Basic " + base64.b64encode(f"{self.exchange.account}:{self.token}".encode()).decode()
        if not hmac.compare_digest(expected.encode(), authorization.encode("utf-8", "replace")):
            given = Answer(401, fault(401, 20003, "Authenticate").body, headers=(("WWW-Authenticate", "Basic"),))
        else:
            with self.exchange.lock:
                given = self.spoil(asked, self._unspoilt(asked))
        self.answered.append((asked, given))
        return given

    def _unspoilt(self, asked: Asked) -> Answer:
        prefix = f"{self.exchange.habits.api_prefix}/{VERSION}/Accounts/{self.exchange.account}/"
        if not asked.path.startswith(prefix):
            return NOT_FOUND
        rest = asked.path.removeprefix(prefix)
        for pattern, act in self._routes():
            matched = re.fullmatch(pattern, rest)
            if matched:
                return act(asked, *matched.groups())
        return NOT_FOUND

    def _routes(self) -> tuple[tuple[str, Callable[..., Answer]], ...]:
        return (
            (r"Recordings/([A-Za-z0-9-]+)\.wav", self._media),
            (r"Recordings/([A-Za-z0-9-]+)\.json", self._recording),
            (r"Recordings\.json", self._recordings),
            (r"Calls/([A-Za-z0-9-]+)/Recordings\.json", self._recordings_of_call),
            (r"Calls/([A-Za-z0-9-]+)/Recordings/([A-Za-z0-9.-]+)\.json", self._recording_of_call),
            (r"Calls/([A-Za-z0-9-]+)/Streams\.json", self._stream_of_call),
            (r"Calls\.json", self._calls),
            (r"Calls/([A-Za-z0-9-]+)\.json", self._call),
            (r"Messages\.json", lambda asked: of_json(201, wishes.message(self.exchange, asked.form))),
            (r"IncomingPhoneNumbers\.json", self._numbers),
            (r"IncomingPhoneNumbers/([A-Za-z0-9-]+)\.json", self._number),
        )

    # --- recordings ---

    def _media(self, asked: Asked, sid: str) -> Answer:
        recording = self.exchange.recordings.get(sid)
        if recording is None or not recording.content:
            return NOT_FOUND
        recording.fetches += 1
        if recording.fetches <= self.not_ready_fetches:
            return NOT_FOUND
        if asked.query.get("RequestedChannels") == "2" and recording.channels != 2:
            return fault(400, 21622, "Requested channels are not available for this recording")
        return Answer(200, recording.content, "audio/x-wav")

    def _recording(self, asked: Asked, sid: str) -> Answer:
        if asked.method == "DELETE":
            return Answer(204) if self.exchange.delete(sid) else NOT_FOUND
        recording = self.exchange.recordings.get(sid)
        return of_json(200, self._as_json(recording)) if recording else NOT_FOUND

    def _recordings(self, asked: Asked) -> Answer:
        wanted = asked.query.get("CallSid")
        rows = [one for one in self.exchange.recordings.values() if wanted in (None, one.call.sid)]
        return self._page(asked, "recordings", [self._as_json(row) for row in rows])

    def _recordings_of_call(self, asked: Asked, call_sid: str) -> Answer:
        call = self.exchange.calls.get(call_sid)
        if call is None:
            return NOT_FOUND
        if asked.method == "POST":
            return self._begin(asked, call)
        rows = [one for one in self.exchange.recordings.values() if one.call is call]
        return self._page(asked, "recordings", [self._as_call_json(row) for row in rows])

    def _begin(self, asked: Asked, call: SimulatedCall) -> Answer:
        if call.status != "in-progress":
            return fault(400, 21220, "Unable to create record on a call that is not in progress")
        channels = 2 if asked.form.get("RecordingChannels") == ["dual"] else 1
        recording = self.exchange.begin_recording(call, "rest", channels)
        recording.begun_over_rest = True
        recording.callback = asked.form.get("RecordingStatusCallback", [""])[0]
        recording.events = frozenset(asked.form.get("RecordingStatusCallbackEvent", ["completed"]))
        return of_json(201, self._as_call_json(recording))

    def _recording_of_call(self, asked: Asked, call_sid: str, sid: str) -> Answer:
        running = self.exchange.running(call_sid)
        named = [
            one for one in running if sid == one.sid or (sid == "Twilio.CURRENT" and self.exchange.habits is TWILIO)
        ]
        if not named:
            return NOT_FOUND
        if asked.method == "POST":
            status = asked.form.get("Status", [""])[0]
            if status not in ("paused", "in-progress", "stopped"):
                return fault(400, 20001, "Invalid Status")
            self.exchange.change(named[0], status)
        return of_json(200, self._as_call_json(named[0]))

    def _as_json(self, recording: SimulatedRecording) -> Json:
        uri = f"/{VERSION}/Accounts/{self.exchange.account}/Recordings/{recording.sid}"
        return {
            **self._shared(recording),
            "conference_sid": None,
            "price": None,
            "uri": f"{uri}.json",
            "subresource_uris": {"transcriptions": f"{uri}/Transcriptions.json"},
            "media_url": f"https://api.twilio.com{uri}",
        }

    def _as_call_json(self, recording: SimulatedRecording) -> Json:
        call = recording.call.sid
        uri = f"/{VERSION}/Accounts/{self.exchange.account}/Calls/{call}/Recordings/{recording.sid}.json"
        return {**self._shared(recording), "conference_sid": None, "price": None, "track": "both", "uri": uri}

    def _shared(self, recording: SimulatedRecording) -> Json:
        began = format_datetime(recording.began_at)
        over = recording.status in ("completed", "absent")
        return {
            "account_sid": self.exchange.account,
            "api_version": VERSION,
            "call_sid": recording.call.sid,
            "date_created": began,
            "date_updated": began,
            "start_time": began,
            "duration": str(recording.duration_s) if over else None,
            "sid": recording.sid,
            "price_unit": "USD",
            "status": recording.status,
            "channels": recording.channels,
            "source": recording.source,
            "error_code": None,
            "encryption_details": json.loads(recording.encryption) if recording.encryption else None,
        }

    # --- calls and numbers ---

    def _stream_of_call(self, asked: Asked, call_sid: str) -> Answer:
        shown = wishes.stream(self.exchange, call_sid, asked.form)
        return of_json(200, shown) if shown else NOT_FOUND

    def _calls(self, asked: Asked) -> Answer:
        return self._page(asked, "calls", [self._call_json(call) for call in self.exchange.calls.values()])

    def _call(self, asked: Asked, sid: str) -> Answer:
        call = self.exchange.calls.get(sid)
        if call is None:
            return NOT_FOUND
        if asked.method == "DELETE":
            if call.status == "in-progress":
                return fault(409, 20009, "Call is still in progress")
            del self.exchange.calls[sid]
            return Answer(204)
        if asked.method == "POST" and asked.form.get("Status") == ["completed"]:
            call.status = "completed"
        elif asked.method == "POST" and asked.form.get("Url"):
            call.led_to = asked.form["Url"][0]
        return of_json(200, self._call_json(call))

    def _call_json(self, call: SimulatedCall) -> Json:
        began = format_datetime(call.began_at)
        uri = f"/{VERSION}/Accounts/{self.exchange.account}/Calls/{call.sid}"
        over = call.status != "in-progress"
        empty = "parent_call_sid phone_number_sid price answered_by forwarded_from group_sid caller_name trunk_sid"
        return {
            **dict.fromkeys(empty.split()),
            "sid": call.sid,
            "date_created": began,
            "date_updated": began,
            "account_sid": self.exchange.account,
            "to": call.callee,
            "to_formatted": call.callee,
            "from": call.caller,
            "from_formatted": call.caller,
            "status": call.status,
            "start_time": began,
            "end_time": format_datetime(self.exchange.moment(call, call.now_ms)) if over else None,
            "duration": str(call.now_ms // 1000) if over else None,
            "price_unit": "USD",
            "direction": "inbound",
            "api_version": VERSION,
            "queue_time": "0",
            "uri": f"{uri}.json",
            "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
        }

    def _numbers(self, asked: Asked) -> Answer:
        wanted = asked.query.get("PhoneNumber")
        rows = [row for row in self.exchange.numbers.values() if wanted in (None, row["phone_number"])]
        return self._page(asked, "incoming_phone_numbers", [dict(row) for row in rows])

    def _number(self, asked: Asked, sid: str) -> Answer:
        row = self.exchange.numbers.get(sid)
        if row is None:
            return NOT_FOUND
        if asked.method == "POST":
            row.update({_snake(name): _BOOLEANS.get(values[0], values[0]) for name, values in asked.form.items()})
        return of_json(200, dict(row))

    def _page(self, asked: Asked, name: str, rows: list[Json]) -> Answer:
        size = max(1, min(int(asked.query.get("PageSize", "50")), 1000))
        page = max(0, int(asked.query.get("Page", "0")))
        shown = rows[page * size : (page + 1) * size]

        def uri(number: int) -> str:
            return f"{asked.path}?{urlencode({**asked.query, 'PageSize': size, 'Page': number})}"

        return of_json(
            200,
            {
                "first_page_uri": uri(0),
                "uri": uri(page),
                "next_page_uri": uri(page + 1) if (page + 1) * size < len(rows) else None,
                "previous_page_uri": uri(page - 1) if page else None,
                "page": page,
                "page_size": size,
                "start": page * size,
                "end": page * size + max(len(shown) - 1, 0),
                name: shown,
            },
        )


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
