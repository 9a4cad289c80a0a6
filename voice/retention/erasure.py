"""Leave to destroy: the only maker of an ErasurePlan, and the certificate that follows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from voice.call.values import CallId
from voice.errors import UnderHold
from voice.retention.values import DestroyedArtefact, ErasureCertificate, ErasurePlan, LegalHold

CERTIFIED = "erasure_certified"
HOLD_PLACED = "hold_placed"
HOLD_LIFTED = "hold_lifted"


class Trigger(StrEnum):
    """Why something is destroyed."""

    WITHDRAWN = "withdrawn"
    RETENTION = "retention"
    REQUEST = "request"
    NO_GRANT = "no_grant"
    EXPIRED = "expired"


def plan(call_id: CallId, trigger: str, at: datetime, hold: LegalHold | None) -> ErasurePlan:
    """Leave to destroy what a call left behind; UnderHold while a hold stands."""
    if hold is not None:
        raise UnderHold("A legal hold stands on this call: nothing of it is destroyed until the hold is lifted.")
    return ErasurePlan(call_id, trigger, at)


def taken_up(call_id: CallId, trigger: str, planned_at: datetime) -> ErasurePlan:
    """A plan that was written down before a process was killed: leave already given stays given."""
    return ErasurePlan(call_id, trigger, planned_at)


def certify(plan: ErasurePlan, artefacts: Sequence[DestroyedArtefact], at: datetime) -> ErasureCertificate:
    """What was destroyed under a plan, in a stable order."""
    ordered = sorted(artefacts, key=lambda gone: (gone.kind, gone.name))
    return ErasureCertificate(plan.call_id, plan.trigger, at, tuple(ordered))


def body(certificate: ErasureCertificate) -> Mapping[str, object]:
    """The certificate as JSON-ready values, to be signed and written into the ledger."""
    return {
        "schema": "voice.erasure/1",
        "call_id": certificate.call_id,
        "trigger": certificate.trigger,
        "completed_at": certificate.completed_at.isoformat(),
        "artefacts": [
            {"name": gone.name, "kind": gone.kind, "bytes": gone.bytes, "verified": gone.verified}
            for gone in certificate.artefacts
        ],
    }
