"""Legal holds: while one stands nothing of the call is destroyed."""

import re
from datetime import datetime

from voice.call.values import CallId
from voice.errors import UntrustedInput
from voice.retention.values import LegalHold

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")


def place(call_id: CallId, untrusted_reference: str, at: datetime) -> LegalHold:
    """A hold with a case reference: letters, digits and `._/-`, so that no name or sentence gets into the record."""
    if not REFERENCE.fullmatch(untrusted_reference):
        raise UntrustedInput("A hold needs a case reference of letters, digits and ._/- (at most 64), not a sentence.")
    return LegalHold(call_id, at, untrusted_reference)
