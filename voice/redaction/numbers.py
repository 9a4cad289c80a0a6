"""Decides which runs of digits and letters are personal, and of what type: by cue first, by shape second.

A checksum decides the type alone, never whether to redact: recognisers drop and double digits.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from voice.redaction.language import CueWord, words
from voice.redaction.reading import Reading
from voice.redaction.runs import Run, runs
from voice.redaction.stdnum import is_card
from voice.redaction.values import Span

NAME = "voice.spoken"

_UK_POSTCODE = re.compile(r"(?:[a-z]{1,2}\d[a-z\d]?)\d[a-z]{2}")
_CANADIAN_POSTCODE = re.compile(r"[a-z]\d[a-z]\d[a-z]\d")
_STRONG = 9
_IBAN = re.compile(r"[a-z]{2}\d{2}[a-z\d]{8,30}")
_VIN = re.compile(r"[a-hj-npr-z\d]{17}")
_CODE = re.compile(r"(?=.*[a-z])(?=(?:.*\d){2})[a-z\d]{6,}")
_CLOCK_BEFORE = words(
    "at from until till by before after around about past between um uhr gegen bis las à vers hasta desde"
)
_CLOCK_AFTER = words("am pm a.m p.m o'clock sharp uhr heures")
_YEAR_BEFORE = words("in since of year from until late early mid back spring summer autumn fall winter")
_VERSION_BEFORE = words("version versions release build firmware windows ios android v version. v. macos driver kernel")
_THING_BEFORE = words(
    "version release build firmware windows ios android iphone galaxy series chapter page step option press channel "
    "gate terminal platform highway route interstate model office episode season room level ps playstation section "
    "article paragraph version. v python java ubuntu macos boeing airbus bus line exit type grade size"
)
_ACRONYMS = words(
    "asap faq usa usb usbc wifi dvd dvr cctv hdmi gps atm pin vip hr rsvp diy html pdf sms mms sim esim "
    "lte tv led lcd hvac "
    "abc nbc cbs bbc cnn fbi cia irs dmv aaa ups dhl usps fedex nhs hmrc dvla hmo ppo adhd mri ekg ecg "
    "iud iv ymca ibm att "
    "bmw suv atv mph gdp ceo cfo cto coo ceos llc inc eta etd tba tbd fyi btw lol omg ok okay acdc nasa "
    "nato eu uk roi apr "
    "sms url http https www iban ssn vin dob cvv cvc cv ssl vpn isp dsl adsl ac dc am pm id ids ui it qr cpu gpu ram"
)
_CUED = 0.8
_LONG = 7
_AT_ONCE = 3
_EMERGENCY = words("911 112 999 110 111 311 411 101 000")
_LEADS = words("is it's its that's was as , : . uh um er yes yeah sure okay ok number so be")
_SYMBOLS = words("star hash pound asterisk hashtag #")
_GENERIC = words("number number's code ending ends last my id")
_COUNTRY_OF_IBAN = words(
    "ad ae al at az ba be bg bh br by ch cr cy cz de dk do ee es fi fo fr gb ge gi gl gr gt hr hu ie il is it jo kw kz "
    "lb lc li lt lu lv mc md me mk mr mt mu nl no pk pl ps pt qa ro rs sa se si sk sm tn tr ua va vg xk"
)


class _Claim(NamedTuple):
    cue: CueWord
    score: float


def find(reading: Reading) -> Iterator[Span]:
    """Spans of personal numbers and spelled words."""
    found = runs(reading)
    cue_words = {index for first, last, _ in reading.cues for index in range(first, last)} if found else set()
    earlier_end = 0
    for run in found:
        if run.first in cue_words and run.last - 1 in cue_words:
            continue
        judged = _judge(reading, run, earlier_end)
        if judged:
            start = _announced_start(reading, run, earlier_end) if judged[1] >= _CUED else run.start
            yield _with_symbols(reading, run, Span(start, run.end, judged[0], judged[1], NAME))
        earlier_end = run.last


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
    claim = _claim(reading, run, earlier_end)
    if claim is not None and not claim.cue.entity_type and run.digits < _LONG:
        return None
    if claim is not None and claim.cue.entity_type == "PHONE_NUMBER" and run.chars in _EMERGENCY:
        return None
    if claim is not None and claim.cue.entity_type:
        return _typed(claim.cue, run), claim.score
    if _is_quantity(reading, run) or _is_clock_or_year(reading, run) or _is_thing(reading, run):
        return None
    return _by_shape(run)


def _claim(reading: Reading, run: Run, earlier_end: int) -> _Claim | None:
    """The cue this run answers: before it, after it, or in the previous turn."""
    if _is_quantity(reading, run):
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
        if earlier_end > last - 1:
            break
        if nearest is not None and nearest[0] - last > 2:
            break
        if run.first - last <= cue.far + (0 if nearest is None else 3) and _long_enough(run, cue, reading):
            nearest = (first, cue)
        if nearest is None or nearest[1].phrase[0] not in _GENERIC:
            break
    return nearest[1] if nearest else None


def _long_enough(run: Run, cue: CueWord, reading: Reading) -> bool:
    size = len(run.chars)
    if run.digits == 0 and run.letters < max(3, cue.least):
        return False
    if _is_clock_or_year(reading, run) and cue.far < 9:
        return False
    return size >= cue.least


def _cue_after(reading: Reading, run: Run) -> CueWord | None:
    for first, _, cue in reading.cues:
        if first >= run.last:
            between = reading.low[run.last : first]
            linked = any(word in ("that's", "is", "that", "as", "was", "are") for word in between)
            near = first - run.last <= 6 and linked and not _is_clock_or_year(reading, run)
            return cue if near and len(run.chars) >= max(3, cue.least) and run.digits else None
    return None


def _cue_of_previous_turn(reading: Reading, run: Run) -> _Claim | None:
    if not reading.before or run.first > 14 or _is_clock_or_year(reading, run):
        return None
    asked = [cue for _, _, cue in reading.previous.cues]
    if run.first > _AT_ONCE and run.singles < 3 and "hundred" in reading.low[run.first : run.last]:
        return None
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
        return _digits_by_shape(run)
    if _is_network_address(run) and entity_type != "PHONE_NUMBER":
        return "IP_ADDRESS"
    if _IBAN.fullmatch(chars) and chars[:2] in _COUNTRY_OF_IBAN and digits >= 8 and len(chars) >= 15:
        return "IBAN"
    if entity_type == "CVV" and digits > 4:
        return "PIN" if digits <= 8 else "ACCOUNT"
    return entity_type


def _by_shape(run: Run) -> tuple[str, float] | None:
    """What an unannounced run looks like."""
    chars, digits = run.chars, run.digits
    if not digits:
        return ("PERSON", 0.6) if run.letters >= 3 and chars not in _ACRONYMS else None
    if _is_list(run):
        return None
    if digits < 12 and run.singles < 4 and any(atom.kind == "k" for atom in run.atoms):
        return None
    if _is_network_address(run):
        return "IP_ADDRESS", 0.8
    if chars.isdecimal():
        if run.singles < 4 and digits < 6:
            return None
        return _digits_by_shape(run), 0.6
    if _UK_POSTCODE.fullmatch(chars) or _CANADIAN_POSTCODE.fullmatch(chars):
        return "ADDRESS", 0.7
    if _IBAN.fullmatch(chars) and chars[:2] in _COUNTRY_OF_IBAN and len(chars) >= 15:
        return "IBAN", 0.8
    spoken = run.letters + run.singles >= 4 and digits >= 2
    if _VIN.fullmatch(chars) or spoken or (_CODE.fullmatch(chars) and digits >= 6):
        return "ACCOUNT", 0.6
    return None


def _is_network_address(run: Run) -> bool:
    """Four numbers with dots between, said or written."""
    dots = sum(word in ("dot", "point", ".", "punkt", "punto") for word in run.reading.low[run.first : run.last])
    return dots == 3 and run.digits >= 4 and not run.letters


def _is_list(run: Run) -> bool:
    """Years, or small numbers that only go up to an "and" or "or": an enumeration, nobody's number."""
    pieces = [atom.chars for atom in run.atoms]
    if all(len(piece) == 4 and piece[:2] in ("19", "20") for piece in pieces):
        return run.singles == 0
    if len(pieces) < 2:
        return False
    low = run.reading.low
    joined = low[run.last] in ("and", "or") if run.last < len(low) else False
    joined = joined or any(word in ("and", "or") for word in low[run.atoms[-2].last : run.atoms[-1].first])
    small = all(piece.isdecimal() and len(piece) <= 2 and piece[0] != "0" for piece in pieces)
    return joined and small and all(int(left) < int(right) for left, right in pairwise(pieces))


def _digits_by_shape(run: Run) -> str:
    digits = run.digits
    low = run.reading.low
    plus = run.reading.text[run.start] == "+" or (run.first > 0 and low[run.first - 1] == "plus")
    if (digits >= 15 and not plus) or (digits >= 13 and is_card(run.chars)):
        return "CREDIT_CARD"
    if digits == 9 and [len(atom.chars) for atom in run.atoms] == [3, 2, 4]:
        return "US_SSN"
    return "PHONE_NUMBER" if plus or digits in (7, 10, 11, 12) else "ACCOUNT"


def _is_quantity(reading: Reading, run: Run) -> bool:
    """Whether a unit, a currency or a percent sign follows or precedes: an amount, not a number."""
    if run.digits >= 7 and run.singles >= 4:
        return False
    if run.digits < 8 and not run.singles and not run.letters and any(atom.kind == "k" for atom in run.atoms):
        return True
    low, last = reading.low, run.last
    after = low[last : last + 2]
    if after and after[0] in ("-", "–"):
        after = low[last + 1 : last + 3]
    if after and (after[0] in reading.lexicon.units or after[0] in "%€£$°"):
        return True
    if len(after) == 2 and after[1] in reading.lexicon.units and after[0].isalpha() and len(after[0]) > 1:
        return True
    return run.first > 0 and low[run.first - 1] in ("$", "€", "£")


def _is_clock_or_year(reading: Reading, run: Run) -> bool:
    if run.digits > 6 or run.letters or run.singles >= 4:
        return False
    before = reading.low[run.first - 1] if run.first else ""
    after = reading.low[run.last] if run.last < len(reading) else ""
    if before in _CLOCK_BEFORE or after in _CLOCK_AFTER or after in ("a", "p"):
        return True
    entry = reading.lexicon.entries.get(before)
    if entry is not None and entry.kind in "mo":
        return True
    return run.chars[:2] in ("19", "20") and run.digits == 4 and before in _YEAR_BEFORE


def _is_thing(reading: Reading, run: Run) -> bool:
    before = reading.low[max(0, run.first - 2) : run.first]
    if any(word in _VERSION_BEFORE for word in before):
        return True
    return run.digits < 7 and any(word in _THING_BEFORE for word in before)
