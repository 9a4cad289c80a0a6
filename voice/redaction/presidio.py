"""Presidio's patterns on a blank spaCy pipeline: written forms. Offline by construction.

Three traps are closed here: a blank pipeline has no lemmas, which silently switches context words
off; the e-mail pattern's top-level-domain list would be fetched from the network at first use; the
default engine would download a model.
"""

import re
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version as installed
from typing import Any

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    MacAddressRecognizer,
    PhoneRecognizer,
    UrlRecognizer,
    UsSsnRecognizer,
)
from spacy.language import Language
from spacy.tokens import Doc

from voice.redaction.reading import PLACEHOLDER
from voice.redaction.values import Span, Turn

THRESHOLD = 0.35
_TYPES = {"IBAN_CODE": "IBAN"}
# Every pattern above needs five digits, an at sign, a dot inside a word, or the colons or hyphens of a
# network card's or a network's address: a test compares. A time or an amount is not worth the look.
_MARKS = re.compile(r"@|\w\.\w|:[^\d\s]|:\S*:|\w-\w\w-\w|(?:\d\D*){5}")


@Language.component("voice_lemmas")
def _lemmas(doc: Doc) -> Doc:
    """Give every word its lower-case form as lemma: Presidio compares context words with lemmas."""
    for token in doc:
        token.lemma_ = token.lower_
    return doc


@cache
def _engine() -> Any:
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    nlp = spacy.blank("en")
    nlp.add_pipe("voice_lemmas")
    engine = SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": "blank"}],
        ner_model_configuration=NerModelConfiguration(model_to_presidio_entity_mapping={}),
    )
    engine.nlp = {"en": nlp}  # type: ignore[assignment]  # Presidio declares it None until load(), which would download
    registry = RecognizerRegistry(supported_languages=["en"])
    plain = (CreditCardRecognizer, EmailRecognizer, IbanRecognizer, IpRecognizer, UrlRecognizer, UsSsnRecognizer)
    for kind in (*plain, MacAddressRecognizer):
        registry.add_recognizer(kind(supported_language="en"))
    registry.add_recognizer(PhoneRecognizer(supported_language="en", supported_regions=("US", "GB", "DE", "FR", "ES")))
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])


class PresidioDetector:
    """Presidio's recognisers of written cards, e-mail, IBAN, IP, phone, URL and social security numbers."""

    name = "presidio"

    def __init__(self, threshold: float = THRESHOLD) -> None:
        self.version = installed("presidio-analyzer")
        self._threshold = threshold

    def detect(self, turn: Turn) -> Sequence[Span]:
        """Spans above the threshold; a turn without the marks they need is not analysed."""
        text = PLACEHOLDER.sub("", turn.text) if "[" in turn.text else turn.text
        if not _MARKS.search(text):
            return ()
        return self.analyse(turn.text)

    def analyse(self, text: str) -> Sequence[Span]:
        """Spans of any text, without looking first whether there can be one."""
        found = _engine().analyze(text=text, language="en", score_threshold=self._threshold)
        return [
            Span(hit.start, hit.end, _TYPES.get(hit.entity_type, hit.entity_type), round(hit.score, 2), self.name)
            for hit in found
        ]
