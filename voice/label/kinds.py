"""The features a label can speak of: what each does, in words, and by which grant it runs."""

from dataclasses import dataclass

from voice.consent.values import Purpose


@dataclass(frozen=True, slots=True)
class FeatureKind:
    """A feature as labels know it; `purpose` None: it always runs, to protect the caller."""

    name: str
    description: str
    model_type: str
    purpose: Purpose | None
    reads_raw: bool


KINDS: dict[str, FeatureKind] = {
    "transcription": FeatureKind(
        "Transcription",
        "Writes down what was said, word by word, with times and a confidence for each word.",
        "Predictive: automatic speech recognition",
        Purpose.TRANSCRIPTION,
        reads_raw=True,
    ),
    "speaker_separation": FeatureKind(
        "Speaker separation",
        "Tells the voices in one audio channel apart, so that each word has its speaker; voiceprints are not kept.",
        "Predictive: speaker diarization",
        Purpose.SPEAKER_RECOGNITION,
        reads_raw=True,
    ),
    "redaction": FeatureKind(
        "Redaction",
        "Replaces personal data in the text by placeholders before anything else reads it.",
        "Rules and patterns",
        None,
        reads_raw=True,
    ),
    "redacted_sound": FeatureKind(
        "Redacted sound",
        "Silences the sound wherever personal data was said, and may listen to the copy again before it is kept.",
        "Rules; automatic speech recognition where the copy is listened to again",
        None,
        reads_raw=True,
    ),
    "summary": FeatureKind(
        "Summary",
        "Says why the caller called, what was promised and what comes next, with the words it rests on.",
        "Extractive: sentences that were said, ranked",
        Purpose.ANALYSIS,
        reads_raw=False,
    ),
    "sentiment": FeatureKind(
        "Sentiment",
        "Estimates from the words alone how the caller felt, and how sure that estimate is.",
        "Predictive: lexicon and logistic regression",
        Purpose.ANALYSIS,
        reads_raw=False,
    ),
}

ALIASES = {
    "diarization": "speaker_separation",
    "speaker separation": "speaker_separation",
    "redacted sound": "redacted_sound",
    "redaction of personal data": "redaction",
}


def canonical(feature: str) -> str:
    """A run record's feature by the name labels use."""
    plain = feature.strip().lower()
    return ALIASES.get(plain, plain)


def kind(name: str) -> FeatureKind:
    """What a label says of a feature; one it does not know is shown all the same, and as reading raw text."""
    unknown = FeatureKind(name.capitalize(), "Not described by this version of the label.", "Not described", None, True)
    return KINDS.get(name, unknown)
