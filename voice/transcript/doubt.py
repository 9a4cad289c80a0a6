"""What a recogniser is known to invent, and how it is recognised: loops, stock phrases, doubtful segments.

Koenecke et al., "Careless Whisper" (2024): about one segment in a hundred holds whole sentences
that nobody said, mostly where nobody spoke. What is certainly invented is cut, the rest is marked.
"""

import re
from collections.abc import Sequence

from voice.transcript.values import Word

LOOP_PHRASE_WORDS = 12
LOOP_REPEATS = 5
LOOP_REPEATS_ONE_WORD = 8

LOW_PROBABILITY = -1.0
"""Average log probability below which Whisper itself would try again."""
UNSURE_WORDS = 0.5
"""Mean word probability below which a segment is doubtful: half the words may be others."""
LIKELY_SILENCE = 0.6
"""No-speech probability above which an improbable segment counts as silence."""
TOO_REGULAR = 2.4
"""Compression ratio above which text repeats itself."""

STOCK: dict[str, frozenset[str]] = {
    "en": frozenset(
        {
            "thanks for watching",
            "thank you for watching",
            "thanks for watching and see you next time",
            "thank you so much for watching",
            "please subscribe",
            "please subscribe to my channel",
            "please like and subscribe",
            "dont forget to like and subscribe",
            "subtitles by the amara org community",
            "transcription by castingwords",
            "see you in the next video",
            "ill see you in the next video",
            "the end",
            "foreign",
        }
    ),
    "de": frozenset(
        {
            "untertitel der amara org community",
            "untertitel im auftrag des zdf für funk 2017",
            "vielen dank fürs zuschauen",
            "untertitelung des zdf 2020",
            "copyright wdr 2021",
            "bis zum nächsten mal",
        }
    ),
    "fr": frozenset(
        {
            "sous titres réalisés par la communauté damara org",
            "merci davoir regardé cette vidéo",
            "abonnez vous",
            "sous titrage st 501",
        }
    ),
    "es": frozenset(
        {
            "subtítulos realizados por la comunidad de amara org",
            "gracias por ver el video",
            "suscríbete al canal",
        }
    ),
    "it": frozenset({"sottotitoli creati dalla comunità amara org", "grazie per aver guardato il video"}),
    "pt": frozenset({"legendas pela comunidade amara org", "obrigado por assistir", "inscreva se no canal"}),
    "nl": frozenset({"ondertitels ingediend door de amara org gemeenschap", "bedankt voor het kijken"}),
}

COUNTED = frozenset(
    ("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "double", "triple")
)
"""People do say "zero zero zero zero": a run of digits is never a loop."""

_APOSTROPHES = re.compile(r"['’]")
_NOT_WORD = re.compile(r"[^\w]+")


def plain(text: str) -> str:
    """Lower case, no punctuation, single spaces: the form phrases are compared in."""
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", text.lower())).strip()


def is_stock_phrase(words: Sequence[Word], language: str) -> bool:
    """Whether a whole segment is a sentence that Whisper learnt from video subtitles."""
    text = plain(" ".join(word.text for word in words))
    return text in STOCK.get(language, frozenset()) or text in STOCK["en"]


def cut_loops(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with every repetition loop reduced to its first round."""
    kept: list[Word] = []
    texts = [plain(word.text) for word in words]
    position = 0
    while position < len(words):
        size, rounds = _loop_at(texts, position)
        kept.extend(words[position : position + size])
        position += size * rounds
    return tuple(kept)


def _loop_at(texts: Sequence[str], position: int) -> tuple[int, int]:
    """(words in the phrase, rounds of it) of a loop that starts here, or (1, 1)."""
    for size in range(1, min(LOOP_PHRASE_WORDS, len(texts) - position) + 1):
        phrase = texts[position : position + size]
        rounds = 1
        while texts[position + rounds * size : position + (rounds + 1) * size] == phrase:
            rounds += 1
        enough = LOOP_REPEATS_ONE_WORD if size == 1 else LOOP_REPEATS
        if rounds >= enough and not COUNTED.issuperset(phrase):
            return size, rounds
    return 1, 1


def must_try_again(average_log_probability: float, compression_ratio: float) -> bool:
    """Whether Whisper's own thresholds call for another attempt at a higher temperature."""
    return average_log_probability < LOW_PROBABILITY or compression_ratio > TOO_REGULAR


def is_silence(average_log_probability: float, no_speech_probability: float) -> bool:
    """Whether the recogniser itself takes the segment for silence."""
    return no_speech_probability > LIKELY_SILENCE and average_log_probability < LOW_PROBABILITY


def is_unsure(words: Sequence[Word]) -> bool:
    """Whether the words themselves are as likely wrong as right."""
    return sum(word.probability for word in words) < UNSURE_WORDS * len(words)


def reason(average_log_probability: float, no_speech_probability: float, compression_ratio: float) -> str:
    """Why a segment is doubtful: a code, or "" where it is not."""
    if no_speech_probability > LIKELY_SILENCE:
        return "perhaps_no_speech"
    if average_log_probability < LOW_PROBABILITY:
        return "low_probability"
    if compression_ratio > TOO_REGULAR:
        return "repeats_itself"
    return ""
