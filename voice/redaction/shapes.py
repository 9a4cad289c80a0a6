"""What an unannounced run of digits and letters looks like: somebody's number, or an amount, a time, a thing."""

import re
from itertools import pairwise

from voice.redaction.atoms import spellable
from voice.redaction.language import words
from voice.redaction.reading import Reading
from voice.redaction.runs import Run
from voice.redaction.stdnum import is_card

_UK_POSTCODE = re.compile(r"(?:[a-z]{1,2}\d[a-z\d]?)\d[a-z]{2}")
_CANADIAN_POSTCODE = re.compile(r"[a-z]\d[a-z]\d[a-z]\d")
_IBAN = re.compile(r"[a-z]{2}\d{2}[a-z\d]{8,30}")
_GRADES = re.compile(r"(?:a[a-z]){2,}")
_YEARS = re.compile(r"(?:(?:19|20)\d\d){2,}")
_VIN = re.compile(r"[a-hj-npr-z\d]{17}")
_FAULT = re.compile(r"[pbcu]0\d{3}|0x[a-f\d]{4,8}")
"""What cars and computers show: P0420, 0x80070002."""
_PAIRS = re.compile(r"(?:[a-z]\d{1,2}){2,4}|(?:\d[a-z]){2,4}")
_TYRE = re.compile(r"(?:[12]\d5[2-8][05](?:1[3-9]|2[0-2])){1,2}(?:[12]\d5)?")
_CODE = re.compile(r"(?=.*[a-z])(?=(?:.*\d){2})[a-z\d]{6,}")
_CLOCK_BEFORE = words(
    "at from until till by before after around about past between um uhr gegen bis las à vers hasta desde"
)
_GAMES = words("won beat score scores")
_QUARTERS = words("00 05 10 15 20 25 30 35 40 45 50 55")
_CLOCK_AFTER = words("am pm a.m p.m o'clock sharp past uhr heures")
_YEAR_BEFORE = words("in since of year from until late early mid back spring summer autumn fall winter")
_VERSION_BEFORE = words("version versions release build firmware windows ios android v version. v. macos driver kernel")
_THING_BEFORE = words(
    "version release build firmware windows ios android iphone galaxy series chapter page step option press channel "
    "gate terminal platform highway route interstate model office episode season room level ps playstation section "
    "part parts "
    "seat seats row rows bay bays dock docks zone zones tray trays aisle aisles shelf shelves rooms gates pages steps "
    "table tables "
    "article paragraph version. v python java ubuntu macos boeing airbus bus line exit type grade size"
)
ACRONYMS = words(
    "asap faq usa usb usbc wifi dvd dvr cctv hdmi gps atm pin vip hr rsvp diy html pdf sms mms sim esim "
    "lte tv led lcd hvac "
    "abc nbc cbs bbc cnn fbi cia irs dmv aaa ups dhl usps fedex nhs hmrc dvla hmo ppo adhd mri ekg ecg "
    "iud iv ymca ibm att "
    "bmw suv atv mph gdp ceo cfo cto coo ceos llc inc eta etd tba tbd fyi btw lol omg ok okay acdc nasa "
    "nato eu uk roi apr "
    "sms url http https www iban ssn vin dob cvv cvc cv ssl vpn isp dsl adsl ac dc am pm id ids ui it qr cpu gpu ram"
)
_COUNTRY_OF_IBAN = words(
    "ad ae al at az ba be bg bh br by ch cr cy cz de dk do ee es fi fo fr gb ge gi gl gr gt hr hu ie il is it jo kw kz "
    "lb lc li lt lu lv mc md me mk mr mt mu nl no pk pl ps pt qa ro rs sa se si sk sm tn tr ua va vg xk"
)


def by_shape(run: Run) -> tuple[str, float] | None:
    """What an unannounced run looks like."""
    chars, digits = run.chars, run.digits
    if not digits:
        spelled = run.letters >= 3 and chars not in ACRONYMS and not _GRADES.fullmatch(chars)
        return ("PERSON", 0.6) if spelled and not _names_a_number(run) else None
    if any(innocent(run) for innocent in (_is_list, _is_sum, is_years, _is_counting, _is_pairs, _is_times)):
        return None
    if _TYRE.fullmatch(chars.replace("a", "")):
        return None
    if digits < 12 and run.singles < 4 and any(atom.kind == "k" for atom in run.atoms):
        return None
    if is_network_address(run):
        return "IP_ADDRESS", 0.8
    if chars.isdecimal():
        if run.singles < 4 and digits < 6:
            return None
        return digits_by_shape(run), 0.6
    if is_postcode(chars):
        return "ADDRESS", 0.7
    if is_iban(chars):
        return "IBAN", 0.8
    if digits < 6 and run.first and run.reading.low[run.first - 1] in ("a", "an", "the"):
        return None
    coded = run.letters > 1 or run.singles > 3 or run.atoms[0].kind in "ln"
    spoken = coded and run.letters + run.singles >= 4 and digits >= 2
    if _VIN.fullmatch(chars) or spoken or (_CODE.fullmatch(chars) and digits >= 6):
        return "ACCOUNT", 0.6
    return None


def _names_a_number(run: Run) -> bool:
    """Whether the letters only say what number follows: "the U T R is four four"."""
    low, last = run.reading.low, run.last
    if low[last : last + 1] == ["number"]:
        return True
    return last + 1 < len(low) and low[last] in ("is", "'s") and spellable(run.reading, last + 1)


def is_postcode(chars: str) -> bool:
    """Whether it has the shape of a British or Canadian postcode."""
    return (_UK_POSTCODE.fullmatch(chars) or _CANADIAN_POSTCODE.fullmatch(chars)) is not None


def is_iban(chars: str) -> bool:
    """Whether it has the shape of an IBAN, whatever its check digits say."""
    return len(chars) >= 15 and chars[:2] in _COUNTRY_OF_IBAN and _IBAN.fullmatch(chars) is not None


def is_network_address(run: Run) -> bool:
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


def is_amounts(run: Run) -> bool:
    """Whether whole amounts go up to an "and" or "or": "twenty five, fifty and one hundred"."""
    pieces = [atom.chars for atom in run.atoms]
    whole = len(pieces) > 2 and all(atom.kind == "t" and len(atom.chars) < 4 for atom in run.atoms)
    between = run.reading.low[run.atoms[-2].last : run.atoms[-1].first] if whole else []
    return any(word in ("and", "or") for word in between) and all(int(a) < int(b) for a, b in pairwise(pieces))


def is_score(reading: Reading, run: Run) -> bool:
    """Whether it tells how a game went: "we won six four, seven five"."""
    return run.digits < 14 and any(word in _GAMES for word in reading.low[max(0, run.first - 3) : run.first])


def is_fault(run: Run) -> bool:
    """Whether it is a fault code as a car or a computer shows it."""
    return _FAULT.fullmatch(run.chars) is not None


def _is_pairs(run: Run) -> bool:
    """Seats, faults and spelling hints: "K 8 and K 9", "F oh nine and then E one eight", "one r and one s"."""
    joined = any(word in ("and", "or") for word in run.reading.low[run.first : run.last])
    return joined and _PAIRS.fullmatch(run.chars) is not None


def _is_times(run: Run) -> bool:
    """Times one after another: "nine fifteen, nine thirty and nine forty five"."""
    pieces = [atom.chars for atom in run.atoms]
    pairs = list(zip(pieces[::2], pieces[1::2], strict=False))
    if len(pieces) < 4 or len(pieces) % 2 or not {"and", "or"} & set(run.reading.low[run.first : run.last]):
        return False
    return all(hour.isdecimal() and 0 < int(hour) < 13 and minute in _QUARTERS for hour, minute in pairs)


def is_years(run: Run) -> bool:
    """Whether it is nothing but years: "twenty twenty two and twenty twenty three"."""
    return run.singles == 0 and _YEARS.fullmatch(run.chars) is not None


def _is_counting(run: Run) -> bool:
    """Whether somebody counts: "one, two, three, four", "thirty, twenty nine, twenty eight"."""
    pieces = [atom.chars for atom in run.atoms]
    if len(pieces) < 3 or not all(piece.isdecimal() and len(piece) < 3 and piece[0] != "0" for piece in pieces):
        return False
    steps = [int(right) - int(left) for left, right in pairwise(pieces)]
    if len(pieces) > 3 and ((pieces[0] == "1" and set(steps) == {1}) or (pieces[-1] == "1" and set(steps) == {-1})):
        return True
    if len(pieces) > 4 and pieces[1] == "1" and set(steps[1:]) == {1}:
        return True
    # Up or down all the way, past nine: nobody's number is likely to.
    return any(len(piece) == 2 for piece in pieces) and (min(steps) > 0 or max(steps) < 0)


def _is_sum(run: Run) -> bool:
    """Whether amounts or hours stand side by side: "thirty six eighty, that's four hundred", "nine to five thirty"."""
    if "to" in run.reading.low[run.first : run.last] and run.digits < 10:
        return True
    if run.singles >= 2 or run.digits >= 12 or any(atom.kind not in "dt" for atom in run.atoms):
        return False
    words = run.reading.low[run.first : run.last]
    return "hundred" in words or any(word in ("that's", "it's", "is", "and", "then") for word in words)


def digits_by_shape(run: Run) -> str:
    """The type that fits how many digits there are and how they were grouped."""
    digits = run.digits
    low = run.reading.low
    plus = run.reading.text[run.start] == "+" or (run.first > 0 and low[run.first - 1] == "plus")
    if (digits >= 15 and not plus) or (digits >= 13 and is_card(run.chars)):
        return "CREDIT_CARD"
    if digits == 9 and [len(atom.chars) for atom in run.atoms] == [3, 2, 4]:
        return "US_SSN"
    return "PHONE_NUMBER" if plus or digits in (7, 10, 11, 12) else "ACCOUNT"


def is_quantity(reading: Reading, run: Run) -> bool:
    """Whether a unit, a currency or a percent sign follows or precedes: an amount, not a number."""
    if run.digits >= 7 and run.singles >= 4:
        return False
    if _is_decimal(reading, run):
        return True
    if run.digits < 8 and not run.singles and not run.letters and any(atom.kind == "k" for atom in run.atoms):
        return True
    low, last = reading.low, run.last
    after = low[last : last + 2]
    if after and after[0] in ("-", "–"):
        after = low[last + 1 : last + 3]
    if after[:1] == ["by"] and len(after) == 2 and spellable(reading, last + 1) and run.digits < 4:
        return True
    if after[:1] == ["pound"] and run.singles >= 4:
        return False
    if after and (after[0] in reading.lexicon.units or after[0] in "%€£$°"):
        return True
    if len(after) == 2 and after[1] in reading.lexicon.units and after[0].isalpha() and len(after[0]) > 1:
        return True
    return run.first > 0 and low[run.first - 1] in ("$", "€", "£")


def _is_decimal(reading: Reading, run: Run) -> bool:
    """Whether one spoken point is in it or before it: "zero point zero four"."""
    low = reading.low
    points = sum(word == "point" for word in low[run.first : run.last])
    return points == 1 or (points == 0 and run.first > 0 and low[run.first - 1] == "point")


def is_clock_or_year(reading: Reading, run: Run) -> bool:
    """Whether it is a time of day, a day of a month or a year."""
    if run.digits > 6 or run.letters or run.singles >= 4:
        return False
    before = reading.low[run.first - 1] if run.first else ""
    after = reading.low[run.last] if run.last < len(reading) else ""
    if before in _CLOCK_BEFORE or after in _CLOCK_AFTER or after in ("a", "p"):
        return True
    entry = reading.lexicon.entries.get(before)
    if entry is not None and entry.kind in "mo":
        return True
    year = run.chars[:2] in ("19", "20") and run.digits == 4
    return year and (before in _YEAR_BEFORE or "year" in reading.low[: run.first])


def is_thing(reading: Reading, run: Run) -> bool:
    """Whether the words before say it numbers a thing: a version, a page, a gate."""
    before = reading.low[max(0, run.first - 2) : run.first]
    if any(word in _VERSION_BEFORE for word in before):
        return True
    return run.digits < 7 and any(word in _THING_BEFORE for word in before)
