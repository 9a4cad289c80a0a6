"""VADER (Hutto and Gilbert 2014, MIT), adjusted for phone calls; the one file that imports it."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from vaderSentiment import vaderSentiment

from voice.insight import phrases


@dataclass(frozen=True, slots=True)
class Reading:
    """What the lexicon sees: compound -1..1, the share of each sign, and the words it rests on."""

    compound: float
    positive: float
    negative: float
    hits: tuple[str, ...]
    phrase_hits: int
    words: int


class CallLexicon:
    """VADER with call phrases added and words that are neutral on the line taken out."""

    def __init__(self) -> None:
        self._analyzer = vaderSentiment.SentimentIntensityAnalyzer()
        for word in phrases.NEUTRAL_WORDS:
            self._analyzer.lexicon.pop(word, None)
        self._analyzer.lexicon.update(phrases.valences())

    def read(self, text: str, agent: bool = False) -> Reading:
        """Read redacted text; an agent's manners are not counted as feeling."""
        marked = phrases.mark(text, agent)
        scores = self._analyzer.polarity_scores(marked.text)
        found = [w for w in (raw.strip(".,;:!?\"'()") for raw in marked.text.split()) if w in self._analyzer.lexicon]
        signed = scores["pos"] + scores["neg"] or 1.0
        return Reading(
            compound=float(scores["compound"]),
            positive=float(scores["pos"] / signed),
            negative=float(scores["neg"] / signed),
            hits=tuple(dict.fromkeys(marked.said.get(word, word) for word in found)),
            phrase_hits=len(marked.said),
            words=len(marked.text.split()),
        )


def lexicon_digest() -> str:
    """SHA-256 over VADER's lexicon file and our corrections to it."""
    files = (
        Path(vaderSentiment.__file__).with_name("vader_lexicon.txt"),
        Path(phrases.__file__),
        Path(__file__),
    )
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def software() -> str:
    """Name and version, for the run record."""
    return f"vaderSentiment {version('vaderSentiment')}"
