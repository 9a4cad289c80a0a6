"""Twilio's REST side: fetch a recording, delete it, see that it is gone, stop what is being recorded.

Every address is built here from our own account and an id; an address found in a callback or an
answer is never followed. Media may redirect to storage: redirects are followed without credentials.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

import httpx

from voice.call.twilio import call_listed, moment, recording_listed
from voice.call.values import CallEnded, RecordingReported
from voice.errors import CarrierRefused, CarrierUnavailable, RecordingNotReady, UntrustedInput
from voice.settings import is_loopback

VERSION = "2010-04-01"
CURRENT = "Twilio.CURRENT"
"""Twilio's name for whatever is being recorded on a call now."""

# Four hours, Twilio's longest call by default, of two channels at 8 kHz and 16 bits is 460 MB.
LARGEST_MEDIA_BYTES = 512 * 1024 * 1024
LARGEST_JSON_BYTES = 8 * 1024 * 1024
MOST_REDIRECTS = 3
MOST_PAGES = 200
Form = Mapping[str, str | list[str]]
"""A field with several values is sent several times."""

_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
# 20404: no such thing. 21220: the call is not in progress, so nothing of it is being recorded.
_NOTHING_RUNS = frozenset({20404, 21220})


class TwilioRest:
    """Implements `voice.call.ports.Carrier`; `client` is for tests and for SignalWire's own settings."""

    name = "twilio"

    def __init__(self, account: str, token: str, api_url: str, client: httpx.Client | None = None) -> None:
        self._account = checked_id(account)
        self._auth = httpx.BasicAuth(account, token)
        self._api_url = api_url.rstrip("/")
        # A proxy of the environment is for the way out, not for this machine.
        self._client = client or httpx.Client(
            timeout=httpx.Timeout(30.0, connect=5.0), trust_env=not is_loopback(self._api_url)
        )

    def close(self) -> None:
        """Let go of open connections."""
        self._client.close()

    # --- the port ---

    def fetch_recording(self, carrier_recording_id: str, channels: int) -> bytes:
        """The recording as WAV bytes; asks for one channel where the carrier has no second."""
        url = self._url(f"Recordings/{checked_id(carrier_recording_id)}.wav")
        if channels == 2:
            status, body = self._media(f"{url}?RequestedChannels=2")
            if status == httpx.codes.OK:
                return body
        status, body = self._media(url)
        if status != httpx.codes.OK:
            raise CarrierRefused("The carrier refuses to hand the recording over.", code=f"media_{status}")
        return body

    def delete_recording(self, carrier_recording_id: str) -> None:
        """Delete the carrier's copy."""
        status, body = self._ask("DELETE", f"Recordings/{checked_id(carrier_recording_id)}.json")
        if status not in (httpx.codes.NO_CONTENT, httpx.codes.OK, httpx.codes.NOT_FOUND):
            raise _refused(status, body)

    def recording_is_gone(self, carrier_recording_id: str) -> bool:
        """Whether the carrier answers 404."""
        status, body = self._ask("GET", f"Recordings/{checked_id(carrier_recording_id)}.json")
        if status not in (httpx.codes.OK, httpx.codes.NOT_FOUND):
            raise _refused(status, body)
        return status == httpx.codes.NOT_FOUND

    def stop_recording(self, carrier_call_id: str) -> None:
        """Stop what is being recorded on this call: the current recording at once, then any other that runs."""
        self.change_recording(carrier_call_id, CURRENT, "stopped")
        for recording in self.running(carrier_call_id):
            self.change_recording(carrier_call_id, recording, "stopped")

    def recordings_of(self, carrier_call_id: str) -> tuple[str, ...]:
        """Ids of what rests at the carrier for this call."""
        found = self.pages("Recordings.json", {"CallSid": checked_id(carrier_call_id)}, "recordings")
        return tuple(checked_id(str(row.get("sid", ""))) for row in found)

    # --- what reconciliation, connecting and pausing need besides ---

    def reports(self, carrier_call_id: str = "") -> tuple[RecordingReported, ...]:
        """Everything that rests at the carrier, of one call or of all; what is absent there is left out."""
        query = {"PageSize": "1000"} | ({"CallSid": checked_id(carrier_call_id)} if carrier_call_id else {})
        rows = self.pages("Recordings.json", query, "recordings")
        return tuple(recording_listed(row) for row in rows if row.get("status") not in ("absent", "deleted"))

    def end_of(self, carrier_call_id: str) -> CallEnded | None:
        """How a call ended; None while it goes on. A call the carrier has forgotten is over."""
        status, body = self._ask("GET", f"Calls/{checked_id(carrier_call_id)}.json")
        if status == httpx.codes.NOT_FOUND:
            return CallEnded(carrier_call_id, "unknown", 0)
        if status != httpx.codes.OK:
            raise _refused(status, body)
        return call_listed(_json(body))

    def envelope_of(self, carrier_recording_id: str) -> str:
        """How the carrier encrypted a recording, as JSON text; "" where it did not."""
        status, body = self._ask("GET", f"Recordings/{checked_id(carrier_recording_id)}.json")
        if status == httpx.codes.NOT_FOUND:
            raise RecordingNotReady("The carrier does not have the recording yet; it is asked again later.")
        if status != httpx.codes.OK:
            raise _refused(status, body)
        stated = _json(body).get("encryption_details")
        return json.dumps(stated) if isinstance(stated, dict) else str(stated or "")

    def change_recording(self, carrier_call_id: str, recording: str, status: str) -> bool:
        """Set a running recording to `paused`, `in-progress` or `stopped`; False when nothing runs.

        A pause keeps wall-clock time: silence is recorded instead, so that times do not shift.
        """
        form = {"Status": status} | ({"PauseBehavior": "silence"} if status == "paused" else {})
        path = f"Calls/{checked_id(carrier_call_id)}/Recordings/{checked_id(recording)}.json"
        answered, body = self._ask("POST", path, form=form)
        if answered == httpx.codes.OK:
            return True
        if answered == httpx.codes.NOT_FOUND or _code(body) in _NOTHING_RUNS:
            return False
        raise _refused(answered, body)

    def pages(self, path: str, query: Mapping[str, str], rows: str) -> Iterator[dict[str, object]]:
        """Every row of a list, page by page; the carrier's next address lends only its query."""
        params = dict(query)
        for _ in range(MOST_PAGES):
            status, body = self._ask("GET", path, query=params)
            if status != httpx.codes.OK:
                raise _refused(status, body)
            page = _json(body)
            found = page.get(rows)
            if not isinstance(found, list):
                raise CarrierUnavailable("The carrier's list has not the shape it should have.", code="bad_list")
            yield from (row for row in found if isinstance(row, dict))
            following = page.get("next_page_uri")
            if not isinstance(following, str) or not following:
                return
            params = dict(parse_qsl(urlsplit(following).query))
        raise CarrierUnavailable("The carrier's list does not end.", code="endless_list")

    def change(self, path: str, form: Form) -> dict[str, object]:
        """Post a form to a resource of our account; its new state."""
        status, body = self._ask("POST", path, form=form)
        if status not in (httpx.codes.OK, httpx.codes.CREATED):
            raise _refused(status, body)
        return _json(body)

    def media_is_open(self, carrier_recording_id: str) -> bool:
        """Whether a recording is handed to somebody without credentials; its sound is not read."""
        url = self._url(f"Recordings/{checked_id(carrier_recording_id)}.wav")
        try:
            with self._client.stream("HEAD", url, follow_redirects=False) as response:
                return not (response.is_client_error or response.is_server_error)
        except httpx.HTTPError:
            raise CarrierUnavailable("The carrier could not be asked; it is asked again later.") from None

    def time_there(self) -> datetime | None:
        """What time the carrier says it is; None where it does not say."""
        try:
            answer = self._client.get(self._url("Calls.json?PageSize=1"), auth=self._auth)
        except httpx.HTTPError:
            raise CarrierUnavailable("The carrier could not be asked; it is asked again later.") from None
        _raise_for(answer.status_code)
        return moment(answer.headers.get("date", ""))

    # --- the wire ---

    def running(self, carrier_call_id: str) -> tuple[str, ...]:
        """Ids of what is being recorded, or paused, on this call now."""
        path = f"Calls/{checked_id(carrier_call_id)}/Recordings.json"
        try:
            rows = list(self.pages(path, {}, "recordings"))
        except CarrierRefused as refused:
            if refused.code == "carrier_404":
                return ()
            raise
        return tuple(
            str(row.get("sid", "")) for row in rows if row.get("status") in ("in-progress", "paused", "processing")
        )

    def _url(self, path: str) -> str:
        return f"{self._api_url}/{VERSION}/Accounts/{self._account}/{path}"

    def _ask(
        self, method: str, path: str, query: Mapping[str, str] | None = None, form: Form | None = None
    ) -> tuple[int, bytes]:
        request = self._client.build_request(method, self._url(path), params=query, data=form)
        return self._send(request, LARGEST_JSON_BYTES)

    def _media(self, url: str) -> tuple[int, bytes]:
        """Status 200 or 400 with the body; follows redirects itself, leaving credentials behind."""
        request = self._client.build_request("GET", url, headers={"Accept": "audio/*"})
        for hop in range(MOST_REDIRECTS + 1):
            status, body = self._send(request, LARGEST_MEDIA_BYTES, with_credentials=hop == 0)
            if status == httpx.codes.NOT_FOUND:
                raise RecordingNotReady("The carrier does not have the recording yet; it is asked again later.")
            if status not in (301, 302, 303, 307, 308):
                return status, body
            target = httpx.URL(url).join(body.decode("utf-8", errors="replace"))
            if target.scheme != "https" and not is_loopback(str(target)):
                raise CarrierRefused("The carrier sent the recording's address over an open line.", code="bad_redirect")
            request = self._client.build_request("GET", target, headers={"Accept": "audio/*"})
        raise CarrierUnavailable("The carrier's recording redirects without end.", code="endless_redirect")

    def _send(self, request: httpx.Request, limit: int, with_credentials: bool = True) -> tuple[int, bytes]:
        """Status and body (of a redirect: its target); the errors that any call may meet are raised here."""
        try:
            response = self._client.send(
                request, stream=True, auth=self._auth if with_credentials else None, follow_redirects=False
            )
            try:
                _raise_for(response.status_code)
                if response.is_redirect:
                    return response.status_code, response.headers["location"].encode("utf-8")
                return response.status_code, _bounded(response, limit)
            finally:
                response.close()
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise CarrierUnavailable(f"The carrier could not be asked ({kind}); it is asked again later.") from None


def checked_id(untrusted: str) -> str:
    """The id, if it is fit for a path of our own making."""
    if not _ID.fullmatch(untrusted) or ".." in untrusted:
        raise UntrustedInput("This is not an id of the carrier.", code="bad_id")
    return untrusted


def _bounded(response: httpx.Response, limit: int) -> bytes:
    kept = bytearray()
    for chunk in response.iter_bytes():
        kept += chunk
        if len(kept) > limit:
            raise CarrierRefused(f"The carrier sent more than {limit} bytes.", code="too_large")
    return bytes(kept)


def _raise_for(status: int) -> None:
    if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise CarrierRefused(
            "The carrier refused our credentials; check VOICE_CARRIER_ACCOUNT and VOICE_CARRIER_TOKEN.",
            code=f"carrier_{status}",
        )
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
        raise CarrierUnavailable(f"The carrier answered {status}; it is asked again later.", code=f"carrier_{status}")


def _refused(status: int, body: bytes) -> CarrierRefused:
    code = _code(body)
    return CarrierRefused(f"The carrier answered {status} (its code {code}).", code=f"carrier_{status}")


def _code(body: bytes) -> int:
    try:
        read = json.loads(body).get("code", 0)
    except (ValueError, AttributeError):
        return 0
    return read if isinstance(read, int) else 0


def _json(body: bytes) -> dict[str, object]:
    try:
        read = json.loads(body)
    except ValueError:
        raise CarrierUnavailable("The carrier's answer is not JSON.", code="bad_json") from None
    if not isinstance(read, dict):
        raise CarrierUnavailable("The carrier's answer has not the shape it should have.", code="bad_json")
    return read
