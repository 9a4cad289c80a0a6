"""What Twilio sends: signed forms, checked and parsed once into our own events.

Sources: Twilio's "Webhooks security", "Voice webhooks", the `<Gather>`, `<Dial>` and `<Recording>`
pages, and the source of twilio-python 9.13 (request_validator.py). Twilio adds form fields without
notice, so unknown ones are accepted; they are part of the signature, empty and repeated ones too.
"""

import base64
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl

from twilio import request_validator  # type: ignore[import-untyped]  # Twilio ships no types

from voice.call.values import (
    LED_AWAY,
    CallArrived,
    CallEnded,
    DialEnded,
    DigitsPressed,
    RecordingReported,
    RecordingStatus,
    StillWaiting,
    WhisperAsked,
)
from voice.errors import UntrustedInput

HMAC_SHA1 = "HMAC_SHA1"
HMAC_SHA256 = "HMAC_SHA256"
DIGESTS = {HMAC_SHA1: "sha1", HMAC_SHA256: "sha256"}
MAX_FIELDS = 200
MAX_ENVELOPE_CHARACTERS = 8192
LONGEST_CALL_S = 24 * 3600

# Twilio's ids are two letters and 32 hex digits, its relatives' are UUIDs: opaque, but fit for a URL path.
_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_KEYS = re.compile(r"[0-9*#A-D]{0,32}")
_WORD = re.compile(r"[A-Za-z-]{0,64}")
_FINAL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
UNCLEAR = "?"
TURN = "t"
"""The one thing an address of ours may carry: which question of the call is being answered."""


class UntrustedForm:
    """A posted form, every pair in its order: repeated and empty fields count in the signature.

    `turn` is the number our own address carried (`?t=2`); it was signed with the address.
    """

    def __init__(self, pairs: tuple[tuple[str, str], ...], turn: str = "") -> None:
        self.pairs = pairs
        self.turn = turn

    def __iter__(self) -> Iterator[str]:
        return iter(name for name, _ in self.pairs)

    def getlist(self, name: str) -> list[str]:
        """All values of a field; the vendor's validator asks by this name."""
        return [value for known, value in self.pairs if known == name]

    def get(self, name: str) -> str:
        """The first value of a field, or the empty string."""
        return next((value for known, value in self.pairs if known == name), "")


def parse_form(untrusted_body: bytes, untrusted_query: bytes = b"") -> UntrustedForm:
    """Read a urlencoded body, and our own mark in the query; more than MAX_FIELDS raise UntrustedInput."""
    try:
        text = untrusted_body.decode("utf-8", errors="replace")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
        query = dict(parse_qsl(untrusted_query.decode("ascii", errors="replace"), max_num_fields=MAX_FIELDS))
    except ValueError:
        raise UntrustedInput("The form has more fields than the carrier ever sends.", code="too_many_fields") from None
    return UntrustedForm(tuple(pairs), query.get(TURN, ""))


# --- signatures ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SigningSecrets:
    """What the carrier may have signed with.

    `tokens`: the account's auth token, and the old one while it is being replaced. `shared_keys`: by key
    id, for the header X-Twilio-Webhooks-Signature-Settings; with `shared_keys_only` a signature made
    with an auth token is refused, so that leaving the header out downgrades nothing.
    """

    tokens: tuple[str, ...] = field(repr=False)
    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    shared_keys_only: bool = False


def signature_is_valid(secrets: SigningSecrets, url: str, form: UntrustedForm, signature: str, settings: str) -> bool:
    """Whether the carrier signed exactly this; `settings` is the shared-key header, "" when absent."""
    algorithm = HMAC_SHA1
    candidates = secrets.tokens
    if settings:
        stated = dict(part.strip().partition("=")[::2] for part in settings.split(","))
        algorithm = stated.get("algorithm", HMAC_SHA1).upper()
        candidates = tuple(filter(None, (secrets.shared_keys.get(stated.get("key", "")),)))
    elif secrets.shared_keys_only:
        return False
    if not signature or algorithm not in DIGESTS:
        return False
    known = [secret for secret in candidates if secret]
    # The address as it stands is tried first, in microseconds; the vendor's way around ports costs twenty times that.
    return any(_signs(secret, url, form, signature, algorithm) for secret in known) or any(
        request_validator.RequestValidator(secret).validate(url, form, signature, algorithm) for secret in known
    )


def _signs(secret: str, url: str, form: UntrustedForm, signature: str, algorithm: str) -> bool:
    told = url + "".join(name + value for name, value in sorted(set(form.pairs)))
    made = hmac.digest(secret.encode("utf-8"), told.encode("utf-8"), DIGESTS[algorithm])
    return hmac.compare_digest(base64.b64encode(made), signature.encode("utf-8"))


def sign(token: str, url: str, form: UntrustedForm, algorithm: str = HMAC_SHA1) -> str:
    """The signature the carrier would put on a request; the simulator signs with it."""
    return str(request_validator.RequestValidator(token).compute_signature(url, form, algorithm))


# --- events --------------------------------------------------------------------------------


def call_arrived(form: UntrustedForm) -> CallArrived:
    """The number's voice URL was asked for. `From` may be anything: a number, a SIP address, a word."""
    return CallArrived(_id(form, "CallSid"), form.get("From")[:256], form.get("To")[:256])


def digits_pressed(form: UntrustedForm) -> DigitsPressed:
    """The answer to a question; what is no key at all is kept as unclear, never as a key."""
    digits = form.get("Digits")
    turn = int(form.turn) if re.fullmatch(r"[0-9]{1,3}", form.turn) else 0
    return DigitsPressed(_id(form, "CallSid"), digits if _KEYS.fullmatch(digits) else UNCLEAR, turn)


def dial_ended(form: UntrustedForm) -> DialEnded:
    """The connected leg is over."""
    return DialEnded(_id(form, "CallSid"), _word(form, "DialCallStatus"))


def still_waiting(form: UntrustedForm) -> StillWaiting:
    """What a caller in a queue is to hear next."""
    return StillWaiting(_id(form, "CallSid"), _seconds(form, "QueueTime"))


def queue_left(form: UntrustedForm) -> DialEnded:
    """The caller has left a queue: talked with somebody (`completed`), led elsewhere by us, or served by nobody."""
    result = _word(form, "QueueResult")
    words = {"bridged": "completed", "redirected": LED_AWAY, "redirected-from-bridged": LED_AWAY}
    return DialEnded(_id(form, "CallSid"), words.get(result, "no-answer"))


def voicemail_taken(form: UntrustedForm) -> str:
    """The carrier's id of the call; the message's sound is announced by a recording callback of its own."""
    return _id(form, "CallSid")


def asked_again(form: UntrustedForm) -> str:
    """The carrier's id of a call whose caller we led back to the question."""
    return _id(form, "CallSid")


def whisper_asked(form: UntrustedForm) -> WhisperAsked:
    """The called person's leg asks; the caller's leg is its parent."""
    return WhisperAsked(_id(form, "ParentCallSid" if form.get("ParentCallSid") else "CallSid"))


def recording_reported(form: UntrustedForm) -> RecordingReported:
    """A recording status callback. `RecordingUrl` is never read: media is fetched by id, from our account."""
    status = form.get("RecordingStatus")
    return RecordingReported(
        carrier_call_id=_id(form, "CallSid"),
        carrier_recording_id=_id(form, "RecordingSid"),
        status=RecordingStatus(status) if status in set(RecordingStatus) else RecordingStatus.OTHER,
        duration_ms=_seconds(form, "RecordingDuration") * 1000,
        channels=2 if form.get("RecordingChannels") == "2" else 1,
        source=_word(form, "RecordingSource"),
        error_code=form.get("ErrorCode") if re.fullmatch(r"[0-9]{1,9}", form.get("ErrorCode")) else "0",
        encryption=form.get("EncryptionDetails")[:MAX_ENVELOPE_CHARACTERS],
        started_at=moment(form.get("RecordingStartTime")),
    )


def recording_listed(row: Mapping[str, object]) -> RecordingReported:
    """A recording as the REST API lists it: the same facts under other names."""
    return recording_reported(
        _as_form(
            row,
            CallSid="call_sid",
            RecordingSid="sid",
            RecordingStatus="status",
            RecordingDuration="duration",
            RecordingChannels="channels",
            RecordingSource="source",
            ErrorCode="error_code",
            RecordingStartTime="start_time",
        )
    )


def call_listed(row: Mapping[str, object]) -> CallEnded | None:
    """A call as the REST API shows it; None while it goes on."""
    return call_ended(_as_form(row, CallSid="sid", CallStatus="status", CallDuration="duration"))


def _as_form(row: Mapping[str, object], **names: str) -> UntrustedForm:
    pairs = ((field_name, row.get(key)) for field_name, key in names.items())
    return UntrustedForm(tuple((name, "" if value is None else str(value)) for name, value in pairs))


def call_ended(form: UntrustedForm) -> CallEnded | None:
    """The call is over; None for a progress report."""
    status = form.get("CallStatus")
    if status not in _FINAL:
        return None
    return CallEnded(_id(form, "CallSid"), status, _seconds(form, "CallDuration") * 1000)


def _id(form: UntrustedForm, name: str) -> str:
    value = form.get(name)
    if not _ID.fullmatch(value):
        raise UntrustedInput(f"The form's {name} is missing or not an id.", code="bad_id")
    return value


def _word(form: UntrustedForm, name: str) -> str:
    value = form.get(name)
    return value if _WORD.fullmatch(value) else "unknown"


def _seconds(form: UntrustedForm, name: str) -> int:
    value = form.get(name)
    return min(int(value), LONGEST_CALL_S) if re.fullmatch(r"[0-9]{1,9}", value) else 0


def moment(rfc_2822: str) -> datetime | None:
    """A time as the carrier writes it, in UTC; None where it is none."""
    try:
        read = parsedate_to_datetime(rfc_2822)
    except (ValueError, TypeError, OverflowError):
        return None
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
