"""Decides which runs of digits and letters are personal, and of what type: by cue first, by shape second.

A checksum decides the type alone, never whether to redact: recognisers drop and double digits.
"""

from collections.abc import Iterator
from typing import NamedTuple

from voice.redaction.dates import TYPES, interrupted
from voice.redaction.language import CueWord, words
from voice.redaction.reading import Reading
from voice.redaction.runs import Run, runs
from voice.redaction.shapes import (
    ACRONYMS,
    by_shape,
    digits_by_shape,
    is_amounts,
    is_clock_or_year,
    is_fault,
    is_iban,
    is_network_address,
    is_quantity,
    is_score,
    is_thing,
    is_years,
)
from voice.redaction.stdnum import is_card
from voice.redaction.values import Span

NAME = "voice.spoken"

_STRONG = 9
_CUED = 0.8
_SAID = 0.85
_LONG = 7
_WHOLE = 10
_AT_ONCE = 3
_EDGES = words("starting starts begins beginning ending ends end end's last final middle first instead at")
_LOOSE_EDGES = words("instead at end's")
_NEAR = 4
_AT_END = ("at", "the", "end")
_EMERGENCY = words("911 112 999 110 111 311 411 101 000")
_FAULT_CUES = (("code",), ("code", "is"))
_LEADS = words("is it's its that's was as , : . uh um er yes yeah sure okay ok number so be")
_SYMBOLS = words("star hash pound asterisk hashtag #")
_GENERIC = words("final middle first ends number number's code ending ends last my id starting starts begins beginning")


class _Claim(NamedTuple):
    cue: CueWord
    score: float


def find(reading: Reading) -> Iterator[Span]:
    """Spans of personal numbers and spelled words."""
    found = runs(reading)
    cue_words = {index for first, last, _ in reading.cues for index in range(first, last)} if found else set()
    earlier_end = 0
    for heard in found:
        run = _beyond(heard, cue_words)
        if run is None:
            continue
        judged = _judge(reading, run, earlier_end)
        if judged:
            start = _announced_start(reading, run, earlier_end) if judged[1] >= _CUED else run.start
            yield _with_symbols(reading, run, Span(start, run.end, judged[0], judged[1], NAME))
        earlier_end = run.last
    yield from _written_codes(reading)


def _beyond(run: Run, cue_words: set[int]) -> Run | None:
    """The run without the letters and numbers of its cue: "M R N six six", "last four: seven seven"."""
    left = run.atoms
    while left and left[0].first in cue_words and left[0].last - 1 in cue_words:
        left = left[1:]
    while left and left[-1].first in cue_words and left[-1].last - 1 in cue_words:
        left = left[:-1]
    return Run(left, run.reading) if left else None


def _written_codes(reading: Reading) -> Iterator[Span]:
    """Codes of capitals alone, right after their cue or in answer to it: "BIC COBADEFFXXX", "booking QWERTZ"."""
    low = reading.low
    asked = [cue for _, _, cue in reading.previous.cues] if reading.before else []
    places = [(last, cue) for _, last, cue in reading.cues] + [(0, cue) for cue in asked[-1:]]
    for place, cue in places:
        if cue.entity_type != "ACCOUNT":
            continue
        index = place
        while index < len(low) and (low[index] in _LEADS or low[index] == "code"):
            index += 1
        bank = cue.phrase[0] in ("bic", "swift")
        if index < len(low) and low[index].isalpha() and _is_code(reading, index, bank):
            yield Span(reading.start[index], reading.end[index], "ACCOUNT", 0.8, NAME)


def _is_code(reading: Reading, index: int, bank: bool) -> bool:
    word = reading.low[index]
    if bank and len(word) in (8, 11):
        return True
    return 5 <= len(word) <= 11 and reading.cased and reading.raw(index).isupper() and word not in ACRONYMS


def _announced_start(reading: Reading, run: Run, earlier_end: int) -> int:
    """With the one letter or spelling word that stands between the cue and the digits: "is A four seven"."""
    before = run.first - 1
    if before < earlier_end or before < 0:
        return run.start
    word, entry = reading.low[before], reading.lexicon.entries.get(reading.low[before])
    letter = len(word) == 1 and word.isalpha()
    after_cue = before == 0 or reading.low[before - 1] in _LEADS or any(last == before for _, last, _ in reading.cues)
    if after_cue and (letter or (entry is not None and entry.kind == "n")):
        return reading.start[before]
    return run.start


def _with_symbols(reading: Reading, run: Run, span: Span) -> Span:
    """A code keeps its "star" and "hash"."""
    start, end = span.start, span.end
    if span.entity_type in ("PIN", "ACCOUNT"):
        if run.first and reading.low[run.first - 1] in _SYMBOLS:
            start = reading.start[run.first - 1]
        if run.last < len(reading) and reading.low[run.last] in _SYMBOLS:
            end = reading.end[run.last]
    return Span(start, end, span.entity_type, span.score, span.detector)


def _judge(reading: Reading, run: Run, earlier_end: int) -> tuple[str, float] | None:
    if _some_one(reading, run) or is_amounts(run) or is_score(reading, run):
        return None
    claim = _claim(reading, run, earlier_end)
    if is_fault(run) and (claim is None or claim.cue.phrase in _FAULT_CUES or not claim.cue.entity_type):
        return None
    if claim is not None and not claim.cue.entity_type and run.digits < _WHOLE:
        return None
    if claim is not None and claim.cue.entity_type == "PHONE_NUMBER":
        if run.chars in _EMERGENCY:
            return None
        if run.letters and run.digits < _LONG and claim.score < _SAID:
            claim = None
    if claim is not None and claim.cue.entity_type:
        return _typed(claim.cue, run), claim.score
    if is_quantity(reading, run) or is_clock_or_year(reading, run) or is_thing(reading, run):
        return None
    return by_shape(run)


def _some_one(reading: Reading, run: Run) -> bool:
    """Whether "one" only stands for a thing: "there isn't one", "only one phone"."""
    if reading.low[run.first : run.last] != ["one"] or not run.first:
        return False
    before = reading.low[run.first - 1]
    return before[0].isalpha() and before not in _LEADS and not any(last == run.first for _, last, _ in reading.cues)


def _claim(reading: Reading, run: Run, earlier_end: int) -> _Claim | None:
    """The cue this run answers: before it, after it, or in the previous turn."""
    if is_quantity(reading, run):
        return None
    cue = _cue_before(reading, run, earlier_end)
    if cue is not None and cue.phrase[0] in _GENERIC:
        asked = _cue_of_previous_turn(reading, run)
        return asked if asked is not None and asked.cue.phrase[0] not in _GENERIC else _Claim(cue, 0.9)
    if cue is not None:
        return _Claim(cue, 0.9)
    after = _cue_after(reading, run)
    if after is not None:
        return _Claim(after, 0.85)
    return _cue_of_previous_turn(reading, run)


def _cue_before(reading: Reading, run: Run, earlier_end: int) -> CueWord | None:
    """The nearest cue; one that only says "number" gives way to the one it belongs to."""
    nearest: tuple[int, CueWord] | None = None
    for first, last, cue in reversed(reading.cues):
        if last > run.first:
            continue
        if earlier_end > last - 1 or (cue.entity_type in TYPES and interrupted(reading, last, run.first)):
            break
        if nearest is not None and nearest[0] - last > 2:
            break
        near = run.first - last <= cue.far + (0 if nearest is None else 3)
        if near and _long_enough(run, cue, reading) and not _loosely(run, cue, run.first - last):
            nearest = (first, cue)
        if nearest is None or nearest[1].phrase[0] not in _GENERIC:
            break
    return nearest[1] if nearest else None


def _loosely(run: Run, cue: CueWord, distance: int) -> bool:
    """Whether a short number lies too far off to be the account that was spoken of: an amount, more likely."""
    return cue.entity_type == "ACCOUNT" and distance > _NEAR and run.singles < 3 and run.digits < 5 and not run.letters


def _long_enough(run: Run, cue: CueWord, reading: Reading) -> bool:
    size = len(run.chars)
    if run.digits == 0 and run.letters < max(3, cue.least):
        return False
    weak = cue.far < _STRONG and cue.entity_type == "ACCOUNT"
    if cue.far < _STRONG and is_clock_or_year(reading, run):
        return False
    ends = run.digits == 4 and cue.phrase[-1] in ("with", "in")
    if weak and (is_years(run) or (run.digits < 5 and not ends and all(atom.kind == "t" for atom in run.atoms))):
        return False
    vague = cue.phrase == ("number",) or cue.phrase[0] in _EDGES
    mixed = run.letters > 0 and run.digits > 1
    if cue.least == 1 and cue.entity_type == "ACCOUNT":
        return any(other.digits >= _LONG for other in runs(reading) if other.last <= run.first)
    enough = 10 if cue.phrase[0] in _LOOSE_EDGES else 4
    if vague and not mixed and run.singles < min(3, cue.least) and run.digits < enough:
        return False
    return size >= cue.least


def _cue_after(reading: Reading, run: Run) -> CueWord | None:
    for first, _, cue in reading.cues:
        if first >= run.last:
            between = reading.low[run.last : first]
            linked = any(word in ("that's", "is", "that", "as", "was", "are") for word in between)
            if cue.phrase == _AT_END and first == run.last and run.singles >= cue.least:
                return cue
            near = first - run.last <= 6 and linked and not is_clock_or_year(reading, run)
            return cue if near and len(run.chars) >= max(3, cue.least) and run.digits else None
    return None


def _cue_of_previous_turn(reading: Reading, run: Run) -> _Claim | None:
    if not reading.before or run.first > 14 or is_clock_or_year(reading, run):
        return None
    asked = [cue for _, _, cue in reading.previous.cues]
    if run.first > _AT_ONCE and run.singles < 3 and "hundred" in reading.low[run.first : run.last]:
        return None
    if run.digits < 5 and all(atom.kind == "t" for atom in run.atoms):
        asked = [cue for cue in asked if cue.entity_type != "ACCOUNT" or cue.far >= _STRONG]
    asked = [cue for cue in asked if cue.phrase[0] not in _EDGES or (run.singles > 1 and cue.far > 4)]
    if run.first > _AT_ONCE and run.digits < 3 and run.singles < 2:
        return None
    if run.first > _AT_ONCE:
        asked = [cue for cue in asked if cue.far >= _STRONG or (cue.least >= 4 and run.singles >= 3)]
    named = [cue for cue in asked if cue.phrase[0] not in _GENERIC] or asked
    cue = next((cue for cue in reversed(named) if cue.far >= _STRONG), named[-1] if named else None)
    if cue is not None and len(run.chars) >= cue.least and (run.digits or run.letters >= 3):
        return _Claim(cue, 0.8)
    return None


def _typed(cue: CueWord, run: Run) -> str:
    """The cue's type, unless the shape knows better."""
    chars, digits, entity_type = run.chars, run.digits, cue.entity_type
    vague = entity_type == "ACCOUNT" and cue.phrase[0] in _GENERIC
    cardlike = chars.isdecimal() and 13 <= digits <= 19 and (digits >= 15 or is_card(chars))
    if cardlike and (vague or entity_type in ("PHONE_NUMBER", "US_SSN", "CVV", "CARD_EXPIRY", "PIN")):
        return "CREDIT_CARD"
    if vague and chars.isdecimal() and digits >= 7:
        return digits_by_shape(run)
    if is_network_address(run) and entity_type != "PHONE_NUMBER":
        return "IP_ADDRESS"
    if digits >= 8 and is_iban(chars):
        return "IBAN"
    if entity_type == "CVV" and digits > 4:
        return "PIN" if digits <= 8 else "ACCOUNT"
    return entity_type
