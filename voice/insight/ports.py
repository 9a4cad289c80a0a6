"""What insight needs: a summariser and a scorer; both see redacted text by type."""

from typing import Protocol

from voice.insight.values import Sentiment, Summary
from voice.redaction.values import RedactedTranscript
from voice.transcript.values import RunRecord


class Summariser(Protocol):
    """Makes a summary whose every sentence cites utterances."""

    def summarise(self, transcript: RedactedTranscript) -> tuple[Summary, RunRecord]:
        """A summary and the record of how it was made."""
        ...


class SentimentScorer(Protocol):
    """Scores a call's text."""

    def score(self, transcript: RedactedTranscript) -> tuple[Sentiment, RunRecord]:
        """Sentiment and the record of how it was made."""
        ...
