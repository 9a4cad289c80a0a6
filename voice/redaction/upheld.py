"""Redaction with people's verdicts, of which none may bring back a value that stands hidden elsewhere in the call."""

from collections.abc import Sequence

from voice.redaction.decided import Verdict
from voice.redaction.leak import find_leaks
from voice.redaction.ports import Detector
from voice.redaction.resolve import redact
from voice.redaction.values import RedactionResult
from voice.transcript.values import RawTranscript


def redact_as_decided(
    raw: RawTranscript, detectors: Sequence[Detector], verdicts: Sequence[Verdict]
) -> tuple[RedactionResult, tuple[Verdict, ...]]:
    """The call redacted, and the verdicts that were not followed because they would show a value hidden elsewhere."""
    result = redact(raw, detectors, verdicts)
    showing = _showing(result)
    if not showing:
        return result, ()
    refused = [one for one in verdicts if not one.entity_type and one.place.utterance_id in showing]
    result = redact(raw, detectors, [one for one in verdicts if one not in refused])
    if refused and _showing(result):
        refused = [one for one in verdicts if not one.entity_type]
        result = redact(raw, detectors, [one for one in verdicts if one not in refused])
    return result, tuple(refused)


def _showing(result: RedactionResult) -> frozenset[str]:
    """Utterances in which a value still stands."""
    texts = {said.id: said.text for said in result.transcript.utterances}
    return frozenset(leak.place for leak in find_leaks(result.found, texts))
