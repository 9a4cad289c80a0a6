"""Run records and circumstances of a whole, ordinary call, for label tests."""

from tests.support.clock import NOON
from voice.label.values import Circumstances, MeasuredRedaction
from voice.transcript.values import ModelIdentity, RunRecord


def run(feature, name="a model", *, step=None, raw=False, hosts=(), settings=None, **identity):
    """One run record."""
    return RunRecord(
        step=step or f"make_{feature}",
        feature=feature,
        model=ModelIdentity(name=name, digest="ab" * 32, **identity),
        settings=settings or {},
        device="cpu int8",
        started_at=NOON,
        seconds=1.0,
        software="software 1",
        network_hosts=hosts,
        used_raw_text=raw,
    )


HEARD = {"voice_detector": "silero", "words_dropped": 0, "windows_tried_again": 0}


def whole_call():
    """The four features of a call that was worked to the end."""
    return (
        run("transcription", "base.en", raw=True, settings=HEARD, licence="MIT"),
        run("redaction", "Presidio patterns", raw=True, settings={"deterministic": True}),
        run("summary", "extractive", settings={"method": "extractive", "verifier": True, "deterministic": True}),
        run("sentiment", "VADER", settings={"basis": "text", "calibrated": True, "deterministic": True}),
    )


def around(**changes):
    """Ordinary circumstances."""
    usual = {
        "subject": "Call 4711",
        "retention_days": 30,
        "purposes_granted": ("recording", "transcription", "analysis"),
        "erasable": True,
        "review_available": True,
        "ledger_entries": 7,
        "consent_method": "keypad",
        "carrier_copy_deleted": True,
        "carrier_copy_verified_gone": True,
        "outputs_audited": 9,
        "personal_data_found": 5,
        "redaction_measured": MeasuredRedaction(0.87, 45, "spoken sentences", "2026-11-23"),
    }
    return Circumstances(**{**usual, **changes})
