"""The receipt in vCon's words, for other systems: a consent attachment and its lawful-basis successor.

Written after draft-howe-vcon-consent-00 (13, granular consents: `purpose` and `status`) and
draft-howe-vcon-lawful-basis-01. Both are individual drafts and may change; our own record does not.
What was not granted is written as denied: the most restrictive reading wins.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from voice.consent.receipt import Receipt

MEDIA_TYPE = "application/json"
AI_PREFERENCES = "ai-pref"
_STATUS = {"granted": "granted", "kept": "granted", "withdrawn": "revoked", "expired": "expired"}
_PURPOSES = {"training": "ai_training"}
_BASES = {"notice": "legitimate_interests", "attested": "consent", "keypad": "consent", "agent": "consent"}
_PROOFS = {"keypad": "external_system", "agent": "verbal_confirmation", "attested": "external_system"}


def consent_attachment(receipt: Receipt, party: int = 0, dialog: int = 0) -> dict[str, object]:
    """A vCon attachment of type consent; `party` and `dialog` index the vCon it goes into."""
    at = _settled_at(receipt)
    consents: list[dict[str, object]] = [
        {"purpose": purpose, "status": _STATUS.get(word, "denied"), "timestamp": at}
        for purpose, word in _purposes(receipt).items()
    ]
    return {
        "type": "consent",
        "start": at,
        "party": party,
        "dialog": dialog,
        "encoding": "json",
        "mediatype": MEDIA_TYPE,
        "body": {
            "version": "draft-howe-vcon-consent-00",
            "expiration": _expiration(receipt),
            "party": party,
            "dialog": dialog,
            "consents": [*consents, *_ai_preferences(receipt, at)],
            "proof": _proof(receipt, at),
        },
    }


def lawful_basis_attachment(receipt: Receipt, party: int = 0, dialog: int = 0) -> dict[str, object]:
    """A vCon attachment with the purpose lawful_basis."""
    at = _settled_at(receipt)
    grants = [
        {"purpose": _PURPOSES.get(purpose, purpose), "granted": word in ("granted", "kept"), "granted_at": at}
        for purpose, word in _purposes(receipt).items()
    ]
    method = str(_outcome(receipt)["method"])
    return {
        "purpose": "lawful_basis",
        "start": at,
        "party": party,
        "dialog": dialog,
        "encoding": "json",
        "mediatype": MEDIA_TYPE,
        "body": {
            "lawful_basis": _BASES.get(method, "consent"),
            "expiration": _expiration(receipt),
            "purpose_grants": grants,
            "proof_mechanisms": [
                {
                    "proof_type": _PROOFS.get(method, "external_system"),
                    "timestamp": at,
                    "proof_data": _evidence(receipt),
                }
            ],
            "controller": cast(Mapping[str, object], receipt["controller"])["name"],
        },
    }


def _purposes(receipt: Receipt) -> Mapping[str, str]:
    return {row["purpose"]: row["status"] for row in cast(Sequence[Mapping[str, str]], receipt["purposes"])}


def _outcome(receipt: Receipt) -> Mapping[str, object]:
    return cast(Mapping[str, object], receipt["outcome"])


def _record(receipt: Receipt) -> Mapping[str, object]:
    return cast(Mapping[str, object], receipt["record"])


def _settled_at(receipt: Receipt) -> str:
    outcome = _outcome(receipt)
    return str(
        outcome["withdrawn_at"] or outcome["answered_at"] or outcome["asked_at"] or _record(receipt)["called_at"]
    )


def _expiration(receipt: Receipt) -> str:
    """When it stops being valid: with the period of keeping or its own, or at once where nothing is granted."""
    granted = {"granted", "kept"} & set(_purposes(receipt).values())
    counts = [cast(int, receipt.get(name, 0)) for name in ("retention_days", "consent_days")]
    days = min((days for days in counts if days), default=0) if granted else 0
    return (datetime.fromisoformat(_settled_at(receipt)) + timedelta(days=days)).isoformat()


def _ai_preferences(receipt: Receipt, at: str) -> list[dict[str, object]]:
    purposes = _purposes(receipt)
    inference = {purposes.get("transcription"), purposes.get("analysis")} & {"granted", "kept"}
    stated = {"inference": "granted" if inference else "denied", "ai": "denied", "genai": "denied"}
    return [
        {"purpose": purpose, "status": status, "vocabulary": AI_PREFERENCES, "timestamp": at}
        for purpose, status in stated.items()
    ]


def _proof(receipt: Receipt, at: str) -> list[dict[str, object]]:
    """The evidence, and our signature over the whole receipt where it bears one."""
    evidence: dict[str, object] = {"type": "keypad_confirmation", "timestamp": at, "value": _evidence(receipt)}
    signature = receipt.get("proof")
    return [evidence, {"type": "cryptographic_signature", "value": signature}] if signature else [evidence]


def _evidence(receipt: Receipt) -> dict[str, object]:
    return {
        "receipt_id": _record(receipt)["receipt_id"],
        "method": _outcome(receipt)["method"],
        "ledger_sha256": _record(receipt)["ledger_sha256"],
    }
