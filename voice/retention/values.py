"""Schedules, holds, and the plan without which nothing is erased."""

from dataclasses import dataclass
from datetime import datetime

from voice.call.values import CallId


@dataclass(frozen=True, slots=True)
class RetentionSchedule:
    """How long a line's calls are kept, in days from the end of the call.

    `short_days` is for calls whose caller was asked for longer storage and did not grant it.
    """

    line: str
    period_days: int
    short_days: int


@dataclass(frozen=True, slots=True)
class LegalHold:
    """Nothing of this call is destroyed while it stands; `reason` is a case reference, not a name."""

    call_id: CallId
    placed_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """Leave to destroy what a call left behind. Only `retention.erasure.plan` makes one."""

    call_id: CallId
    trigger: str
    planned_at: datetime


@dataclass(frozen=True, slots=True)
class DestroyedArtefact:
    """One thing that no longer exists; `name` holds no personal data."""

    name: str
    kind: str
    bytes: int
    verified: bool


@dataclass(frozen=True, slots=True)
class ErasureCertificate:
    """What was destroyed, when, why; signed by the ledger when issued."""

    call_id: CallId
    trigger: str
    completed_at: datetime
    artefacts: tuple[DestroyedArtefact, ...]
