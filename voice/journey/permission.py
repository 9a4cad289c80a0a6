"""Before each step the history is asked again: consent may have been taken back while the step waited."""

from collections.abc import Callable

from voice.call.values import Call, CallId, CallState
from voice.consent.history import state_of
from voice.consent.machine import covers_past
from voice.consent.values import ConsentState, ConsentStatus, Purpose
from voice.errors import NotPermitted
from voice.journey.after_parts import AfterParts

TAKEN_BACK = frozenset({ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED})
TAKING_BACK = ("consent.withdrawn", "consent.expired")
"""The ledger's kinds of entry without which no consent was taken back."""

ENDING = "ending"
"""The code that makes a call's work stop and its erasure begin."""

ERASING = "erasing"
"""The reason a call bears from the moment its erasure is written down."""


def unless_ending(change: Callable[[Call], Call]) -> Callable[[Call], Call]:
    """A change that leaves alone what is being destroyed: another process's erasure has the last word."""
    return lambda now: now if now.reason == ERASING or now.state is CallState.ERASED else change(now)


def consent_of(parts: AfterParts, call_id: CallId) -> ConsentState:
    """Where consent stands: the fold of what the ledger holds."""
    return state_of(kept.entry for kept in parts.ledger.entries(call_id))


def still_wanted(parts: AfterParts, call_id: CallId) -> ConsentState:
    """The consent of a call that is to be worked on; NotPermitted (code `ending`) where it is to be erased."""
    state = consent_of(parts, call_id)
    planned = any(plan.call_id == call_id for plan in parts.endings.pending())
    if planned or is_taken_back(state) or parts.book.call(call_id).state is CallState.ERASED:
        raise NotPermitted("What this call left behind is to be destroyed; its work stops.", code=ENDING)
    return state


def is_taken_back(state: ConsentState) -> bool:
    """Whether consent was taken back for everything, what was recorded before included."""
    return state.status in TAKEN_BACK and not covers_past(state, Purpose.RECORDING)
