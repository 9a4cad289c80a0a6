"""What a call is about, by rules over its redacted words: one of eight categories, with the utterances it rests on.

Rules as data, matched on lower-case English: a call in another language, or one that no rule knows, has
no category rather than a guessed one. Pure.
"""

# ruff: noqa: E501 - patterns are data; a break inside one hides its mistakes

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from voice.redaction.values import RedactedTranscript, RedactedUtterance

LANGUAGE = "en"
LEAST = 1.0
"""A category needs one caller's phrase, or several of an agent's."""

AGENT_WEIGHT = 0.4
EARLY, EARLY_WEIGHT = 0.4, 2.0
"""Why somebody calls is said in the first two fifths of a call."""

MOST_EVIDENCE = 3


class Category(StrEnum):
    """What callers call about."""

    CANCELLATION = "cancellation"
    BILLING = "billing"
    TECHNICAL = "technical_trouble"
    ORDER = "order"
    APPOINTMENT = "appointment"
    COMPLAINT = "complaint"
    INFORMATION = "information"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Categorised:
    """A category and the ids of the utterances it rests on, the strongest first; none for `other`."""

    category: Category
    utterance_ids: tuple[str, ...] = ()


def _each(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"\b(?:{pattern})\b") for pattern in patterns)


# Among equals the earlier category wins: somebody who cancels an order calls to cancel.
RULES: tuple[tuple[Category, tuple[re.Pattern[str], ...]], ...] = (
    (
        Category.CANCELLATION,
        _each(
            r"(?:want|need|like|wish|wanted|have) to (?:cancel|end|terminate|quit|leave|close)",
            r"cancel (?:my|the|our|this|it)|cancell?ation|cancell?ed (?:my|the)|close my account",
            r"(?:end|leave|get out of) (?:my|the|this) (?:contract|membership|subscription|plan|lease)|give notice",
        ),
    ),
    (
        Category.BILLING,
        _each(
            r"(?:my|the|this|your|last|a|electricity|water|gas|phone|monthly) (?:bill|invoice|statement)s?|billing",
            r"(?:over)?charged?(?: \w+){0,3} (?:twice|double|again|too much|for)|charged my|billed|double charge",
            r"refund(?:ed)?|direct debit|payments? (?:was|is|did|has|twice)|paid (?:twice|already|too much)",
            r"(?:pay|paying) (?:my|the|a|by) (?:bill|fine|invoice|instal+ments?|fee)|late fee|a fine|money back|tariff",
        ),
    ),
    (
        Category.TECHNICAL,
        _each(
            r"(?:does|do|did|is|are|will)(?: not|n't) (?:work\w*|turn on|switch on|start|open|load|connect|print|charge|ring)",
            r"won't (?:work|turn|switch|start|open|load|connect|print|charge)|not working|stopped working|out of order",
            r"(?:internet|connection|wi-?fi|router|line|heating|boiler|screen|printer|app|website|phone|signal|power)"
            r"(?: \w+){0,5} (?:down|off|dead|broken|slow|gone|drop\w*|freez\w*|crash\w*|leak\w*|cuts? out)",
            r"(?:no|without) (?:internet|connection|signal|heating|hot water|power|sound|picture)",
            r"broken|broke down|error (?:message|code)|reset (?:my|the) (?:password|router)|engineer|technician",
            r"log(?:ged)? (?:in|on|out|me)|locked out|install(?:ed|ation)?|lights? (?:on the router|blink\w*)|restart",
        ),
    ),
    (
        Category.ORDER,
        _each(
            r"my (?:order|parcel|package|delivery)|an order|the (?:parcel|package|delivery)|track(?:ing)? number",
            r"(?:i|we) (?:have )?(?:ordered|bought)|(?:want|like|need) to (?:order|buy|return|exchange|send (?:it|this) back)",
            r"deliver(?:ed|y|ies)|dispatched|shipped|shipment|courier|in stock|wrong (?:item|size|colou?r|one|part)",
            r"(?:new|repeat) prescription|prescription (?:for|renewed)|order number",
            r"(?:waiting for|where is) (?:my|our|the) \w+|(?:meant|supposed) to (?:come|arrive|be delivered)",
        ),
    ),
    (
        Category.APPOINTMENT,
        _each(
            r"appointments?|(?:re)?schedule|(?:an|the) opening (?:on|at)",
            r"(?:my|the|a) (?:booking|reservation|viewing)|book (?:a|an|my|for|in)|table for|reserv(?:e|ation)",
            r"(?:move|change|postpone|bring forward) (?:my|the|our|it) (?:\w+ )?(?:to|for|visit|flight|room|slot|date)",
            r"(?:my car|it|the car) in for|see the (?:doctor|dentist|nurse|vet)|check-?up|come with my class",
        ),
    ),
    (
        Category.COMPLAINT,
        _each(
            r"complain(?:t|ts|ed|ing)?|(?:terrible|awful|appalling|dreadful|poor|bad|rude) (?:service|experience|staff)",
            r"unacceptable|disgrace(?:ful)?|(?:speak|talk) to (?:a|the|your) (?:manager|supervisor)|fed up",
            r"(?:nobody|no one) (?:called|rang|answers?|answered|came|turned up|cares)|on hold for|for the third time",
            r"(?:noise|noisy|loud music|too loud|shouting|barking)",
        ),
    ),
    (
        Category.INFORMATION,
        _each(
            r"(?:are|is|when are|when is|what time)(?: \w+){0,3} (?:open|closed?)|opening (?:hours|times)|open on",
            r"how (?:much|long|far|many|often)(?: \w+){0,2} (?:is|are|does|do|will|would|can|cost|it)|what does it cost",
            r"(?:do|does|can|could|have) you (?:have|offer|sell|accept|take|tell me|know)|(?:is|are) there (?:a|an|any)",
            r"(?:a )?question (?:about|on|regarding)|(?:some|more) information|find out|wondering (?:if|whether|when)",
            r"(?:change|update) my (?:address|number|details|name)|new address|moved house",
        ),
    ),
)  # fmt: skip


def categorise(transcript: RedactedTranscript) -> Categorised | None:
    """The category most of the caller's phrases speak for; None where nothing was said, or not in English."""
    if not transcript.utterances or transcript.language.split("-")[0] != LANGUAGE:
        return None
    end_ms = max(said.end_ms for said in transcript.utterances) or 1
    best, best_score = Categorised(Category.OTHER), 0.0
    for category, patterns in RULES:
        weights = {said.id: _weight(said, end_ms) * _matches(said, patterns) for said in transcript.utterances}
        score = sum(weights.values())
        if score >= LEAST and score > best_score:
            best, best_score = Categorised(category, _strongest(weights)), score
    return best


def _matches(said: RedactedUtterance, patterns: Sequence[re.Pattern[str]]) -> int:
    text = said.text.lower().replace("’", "'")
    return sum(bool(pattern.search(text)) for pattern in patterns)


def _weight(said: RedactedUtterance, end_ms: int) -> float:
    if said.speaker == "agent":
        return AGENT_WEIGHT
    return EARLY_WEIGHT if said.start_ms / end_ms < EARLY else 1.0


def _strongest(weights: dict[str, float]) -> tuple[str, ...]:
    ordered = sorted((name for name in weights if weights[name]), key=lambda name: -weights[name])
    return tuple(ordered[:MOST_EVIDENCE])
