"""What can go wrong, and the three things every error knows: is a retry useful, what may be shown, whose fault.

The text of a `VoiceError` may be shown to anyone and logged: it never holds personal data,
only ids, counts and codes, and it says what to do next.
"""

from enum import StrEnum


class Fault(StrEnum):
    """Who has to act for the error to go away."""

    OPERATOR = "operator"
    CARRIER = "carrier"
    CALLER = "caller"
    OURS = "ours"


class VoiceError(Exception):
    """An error with a sentence fit to be shown and a stable code fit to be counted."""

    code: str = "voice_error"
    fault: Fault = Fault.OURS
    retry_helps: bool = False

    def __init__(self, public: str, *, code: str | None = None) -> None:
        super().__init__(public)
        self.public = public
        if code is not None:
            self.code = code

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders (the transcription pool): keep sentence and code."""
        return (_rebuilt, (type(self), self.public, self.code))


def _rebuilt(kind: type[VoiceError], public: str, code: str) -> VoiceError:
    return kind(public, code=code)


class SettingsError(VoiceError):
    """The configuration cannot be used; the service refuses to start."""

    code = "settings"
    fault = Fault.OPERATOR


class KeyMissing(VoiceError):
    """No key-encryption key, or not the one that wrapped this data key."""

    code = "key_missing"
    fault = Fault.OPERATOR


class ModelMissing(VoiceError):
    """The named model is not on this machine; the sentence says which command fetches it."""

    code = "model_missing"
    fault = Fault.OPERATOR


class StorageFull(VoiceError):
    """No space left to keep what must be kept."""

    code = "storage_full"
    fault = Fault.OPERATOR
    retry_helps = True


class StorageUnavailable(VoiceError):
    """The database does not answer: locked by another process, or its server is away."""

    code = "storage_unavailable"
    fault = Fault.OPERATOR
    retry_helps = True


class UntrustedInput(VoiceError):
    """Something from outside has not the shape it must have."""

    code = "untrusted_input"
    fault = Fault.CALLER


class NotPermitted(VoiceError):
    """No live grant covers this purpose: nothing happens."""

    code = "not_permitted"
    fault = Fault.CALLER


class RecordingUnusable(VoiceError):
    """The recording is empty, truncated, not audio or shorter than announced; `code` says which."""

    code = "recording_unusable"
    fault = Fault.CARRIER


class RecordingNotReady(VoiceError):
    """The carrier does not have the file yet (404 for seconds is normal)."""

    code = "recording_not_ready"
    fault = Fault.CARRIER
    retry_helps = True


class CarrierUnavailable(VoiceError):
    """The carrier did not answer, or answered with a fault of its own."""

    code = "carrier_unavailable"
    fault = Fault.CARRIER
    retry_helps = True


class CarrierRefused(VoiceError):
    """The carrier answered no (credentials, a bad request): asking again changes nothing."""

    code = "carrier_refused"
    fault = Fault.OPERATOR


class ProviderUnavailable(VoiceError):
    """The provider that people sign in by does not answer, or not as its settings say."""

    code = "provider_unavailable"
    fault = Fault.OPERATOR
    retry_helps = True


class SealBroken(VoiceError):
    """Ciphertext, key or name do not belong together, or a bit has changed."""

    code = "seal_broken"


class NothingThere(VoiceError):
    """The thing asked for does not exist, or no longer."""

    code = "nothing_there"
    fault = Fault.CALLER


class LeakFound(VoiceError):
    """An output still held a value that redaction had found: it is not released."""

    code = "leak_found"


class UnderHold(VoiceError):
    """A legal hold stands on the call: nothing of it is destroyed."""

    code = "under_hold"
    fault = Fault.OPERATOR
