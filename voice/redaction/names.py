"""People's names: announced ("my name is", "Dr.", "speaking with"), asked for, or known from a list of names."""

from collections.abc import Iterator

from voice.redaction.faker import Gazetteer, gazetteer
from voice.redaction.language import by_last
from voice.redaction.name_cues import (
    ABBREVIATED,
    FIRM,
    KNOWN,
    LEADS,
    LOOSE,
    NAME_QUESTIONS,
    NAMELESS,
    OFFICES,
    PARTICLES,
    PEOPLE,
    SURE,
    TITLES,
    WEAK_TITLES,
)
from voice.redaction.ordinary import BRANDS, DOUBTFUL, FIRMS, NAMED_THINGS, NEVER_NAMES, PLACES, ordinary
from voice.redaction.public_names import public
from voice.redaction.reading import Reading
from voice.redaction.strangers import plain, said_before, stranger
from voice.redaction.streets import NUMBERED
from voice.redaction.values import Span


class Names:
    """Finds people's names with a list of names and the phrases that announce one."""

    def __init__(self) -> None:
        self._known: Gazetteer = gazetteer()
        self._sure = by_last(SURE)
        self._firm = by_last(FIRM)
        self._people = by_last(PEOPLE)
        self._loose = by_last(LOOSE)
        self._listed = by_last(KNOWN)

    def find(self, reading: Reading, name: str) -> Iterator[Span]:
        """Spans of names; a possessive 's stays outside."""
        index = self._answer_start(reading)
        if index is not None:
            last = self._extent(reading, index, sure=True)
            if last:
                yield self._span(reading, index, last, name, 0.8)
        index = 0
        while index < len(reading):
            score = self._starts(reading, index)
            last = self._extent(reading, index, sure=score >= 0.8) if score else 0
            if last:
                yield self._span(reading, index, last, name, score)
            index = max(index + 1, last)

    def _span(self, reading: Reading, first: int, last: int, name: str, score: float) -> Span:
        end = reading.end[last - 1]
        before = first - 2 if first > 1 and reading.low[first - 1] == "." else first - 1
        strong = before >= 0 and reading.low[before] in TITLES - WEAK_TITLES
        if strong or (before >= 0 and reading.low[before] in TITLES and reading.capital(before)):
            first = before
        while self._after_initial(reading, first):
            first -= 2
        if reading.low[last - 1].endswith("'s"):
            end -= 2
        return Span(reading.start[first], end, "PERSON", score, name)

    def _starts(self, reading: Reading, index: int) -> float:
        """How likely a name starts at this word: 0 for not at all."""
        word = _bare(reading.low[index])
        if len(word) < 2 or not word[0].isalpha() or word in TITLES:
            return 0.0
        if word in NEVER_NAMES and word not in DOUBTFUL and not reading.capital(index):
            return 0.0
        capital = reading.cased and reading.capital(index) and not reading.raw(index).isupper()
        if self._titled(reading, index) and word not in BRANDS:
            return 0.9 if capital or not ordinary(word) else 0.0
        if self._surely_announced(reading, index) and self._may_be_name(reading, index):
            return 0.9
        first = word in self._known.first
        listed = first or (word in self._known.last and not ordinary(word))
        if (capital or listed) and said_before(reading, index, self._firm) and self._may_be_name(reading, index):
            return 0.9
        if public(reading, index):
            return 0.0
        if stranger(reading, index, capital):
            return 0.85
        if not (first or capital or word in self._known.last) or word in reading.lexicon.cues:
            return 0.0
        return 0.0 if reading.low[index] in BRANDS else self._looks_like_one(reading, index, word, capital)

    def _looks_like_one(self, reading: Reading, index: int, word: str, capital: bool) -> float:
        """How likely a word is a name that is listed or written like one, by what stands around it."""
        first = word in self._known.first
        if capital and self._after_initial(reading, index) and not ordinary(word):
            return 0.7
        doubtful = word in DOUBTFUL
        if ordinary(word) and not doubtful:
            return 0.0
        if _names_a_thing(reading, index) and not self._both(reading, index):
            return 0.0
        trusted = first or (word in self._known.last and capital) or self._capital_follows(reading, index)
        certain = capital or (first and (not doubtful or self._surname_follows(reading, index)))
        if trusted and certain and said_before(reading, index, self._people):
            return 0.8
        if doubtful:
            return 0.0
        if trusted and said_before(reading, index, self._listed):
            return 0.85
        likely = self._capital_follows(reading, index) or (first and (capital or word in self._known.familiar))
        if likely and said_before(reading, index, self._loose):
            return 0.8
        return self._unannounced(reading, index, word, capital)

    def _surely_announced(self, reading: Reading, index: int) -> bool:
        after = reading.low[index + 1] if index + 1 < len(reading) else ""
        return after == "speaking" or said_before(reading, index, self._sure)

    def _unannounced(self, reading: Reading, index: int, word: str, capital: bool) -> float:
        """A first name followed by a last name, a familiar first name alone, or "the" and a family."""
        thing = index > 0 and reading.low[index - 1] in ("the", "a", "an") and not self._both(reading, index)
        if thing and word in self._known.first and not self._capital_follows(reading, index):
            return 0.0
        if word not in self._known.first:
            one = word[:-1]
            family = word.endswith("s") and one in self._known.last and not ordinary(one) and one not in DOUBTFUL
            return 0.7 if family and index and reading.low[index - 1] == "the" else 0.0
        following = _bare(reading.low[index + 1]) if index + 1 < len(reading) else ""
        if following in NAMED_THINGS or (
            index and reading.low[index - 1] in ("saint", "st", "san", "santa", "port", "lake")
        ):
            return 0.0
        familiar = word in self._known.familiar
        plain = following in NEVER_NAMES if familiar else ordinary(following)
        pair = following in self._known.last and not plain and len(following) > 2
        if capital and self._capital_follows(reading, index) and (pair or familiar):
            return 0.7
        if pair and not reading.cased and len(word) > 2:
            return 0.6
        return 0.5 if familiar and len(word) > 3 and (capital or not reading.cased) else 0.0

    def _both(self, reading: Reading, index: int) -> bool:
        """Whether a first name and a last name stand here, whatever follows them."""
        return _bare(reading.low[index]) in self._known.first and self._surname_follows(reading, index)

    def _after_initial(self, reading: Reading, index: int) -> bool:
        """Whether "M." stands before this word."""
        dot = index > 1 and reading.low[index - 1] == "." and reading.touching(index - 1)
        return dot and len(reading.low[index - 2]) == 1 and reading.capital(index - 2)

    def _surname_follows(self, reading: Reading, index: int) -> bool:
        following = _bare(reading.low[index + 1]) if index + 1 < len(reading) else ""
        return following in self._known.last and following not in DOUBTFUL and not ordinary(following)

    def _capital_follows(self, reading: Reading, index: int) -> bool:
        after = index + 1
        return after < len(reading) and reading.capital(after) and _bare(reading.low[after]) not in NEVER_NAMES | PLACES

    def _titled(self, reading: Reading, index: int) -> bool:
        before = index - 1
        if before > 0 and reading.low[before] == "." and reading.low[before - 1] in ABBREVIATED:
            before -= 1
        if before < 0 or reading.low[before] not in TITLES:
            return False
        title, word = reading.low[before], _bare(reading.low[index])
        if title not in WEAK_TITLES or reading.capital(index):
            return True
        listed = word in self._known.first or word in self._known.last
        return not reading.cased and not plain(word) and (listed or title in OFFICES)

    def _may_be_name(self, reading: Reading, index: int) -> bool:
        """After a sure cue: any word that is not ordinary, or an ordinary one that is written or listed as a name."""
        word = _bare(reading.low[index])
        entry = reading.lexicon.entries.get(word)
        if _firm_follows(reading, index):
            return False
        if entry is not None and entry.kind in "dtyhk" and word not in self._known.first:
            return False
        if word in NEVER_NAMES and not (reading.cased and reading.capital(index) and word in self._known.first):
            return False
        if reading.cased and not reading.capital(index) and word not in PARTICLES:
            return word in self._known.first and not ordinary(word)
        if not plain(word) or word in self._known.first:
            return True
        following = reading.low[index + 1] if index + 1 < len(reading) else ""
        return reading.cased and reading.capital(index) and following not in NAMED_THINGS

    def _extent(self, reading: Reading, first: int, sure: bool) -> int:
        """The word after the name's last: up to four words and the particles between them."""
        last, words = first + 1, 1
        while last < len(reading) and words < 4:
            word = _bare(reading.low[last])
            if reading.low[last - 1].endswith("'s"):
                break
            if word == "-" and reading.touching(last) and last + 1 < len(reading) and reading.touching(last + 1):
                last += 2
            elif word in PARTICLES and self._hyphened(reading, last + 1):
                last += 3
            elif word == "." and len(reading.low[last - 1]) == 1 and reading.touching(last):
                last += 1
            elif self._continues(reading, last, word, sure):
                last, words = last + 1, words + 1
            elif (
                word in PARTICLES
                and last + 1 < len(reading)
                and self._continues(reading, last + 1, _bare(reading.low[last + 1]), sure)
            ):
                last, words = last + 2, words + 1
            else:
                break
        return last if words or sure else 0

    def _hyphened(self, reading: Reading, index: int) -> bool:
        """Whether "-Masri" stands here, after its particle."""
        glued = reading.low[index : index + 1] == ["-"] and reading.touching(index) and index + 1 < len(reading)
        return glued and reading.touching(index + 1) and reading.low[index + 1][0].isalpha()

    def _continues(self, reading: Reading, index: int, word: str, sure: bool) -> bool:
        if not word[0].isalpha():
            return False
        if len(word) == 1:
            following = index + 1 < len(reading) and reading.low[index + 1][0].isalpha()
            return word not in "ai" and following and not ordinary(_bare(reading.low[index + 1]))
        if reading.cased:
            return reading.capital(index) and word not in NEVER_NAMES and word not in TITLES
        if ordinary(word) or word in reading.lexicon.entries:
            return False
        if word in self._known.last or word in self._known.first:
            return True
        return (sure or reading.low[index + 1 : index + 2] == ["calling"]) and not plain(word)

    def _answer_start(self, reading: Reading) -> int | None:
        """Where the answer begins when the previous turn asked for a name."""
        if not reading.before:
            return None
        if not (reading.previous.says(NAME_QUESTIONS) or _whose_name(reading.previous)):
            return None
        index = 0
        while index < len(reading) and (reading.low[index] in LEADS or not reading.low[index][0].isalpha()):
            index += 1
        if index >= len(reading) or index > 7:
            return None
        full = index
        while full + 1 < len(reading) and len(reading.low[full]) == 1 and reading.low[full].isalpha():
            full += 1 + (reading.low[full + 1] == ".")
        word = _bare(reading.low[full]) if full < len(reading) else ""
        if len(word) < 2 or word in NEVER_NAMES or (plain(word) and word not in self._known.first):
            return None
        return None if word in NUMBERED else index


def _whose_name(previous: Reading) -> bool:
    """Whether it asks for somebody's name: "what's your husband's name"; a firm's or a pet's is not meant."""
    low = [word for word in previous.low if word[0].isalnum()]
    if low[-1:] == ["name"] and not (low[:-1] and low[-2] in NAMELESS):
        return True
    return any(
        word == "name" and low[index - 1].endswith("'s") and low[index - 1] not in NAMELESS
        for index, word in enumerate(low[1:], start=1)
    )


def _firm_follows(reading: Reading, index: int) -> bool:
    """Whether the next word, in a capital, says that this is a firm: "Northgate Motors"."""
    last = index + 1
    return last < len(reading) and reading.capital(last) and reading.low[last] in FIRMS


def _names_a_thing(reading: Reading, index: int) -> bool:
    """Whether one of the next two words says what is called so; a mark between them ends the look."""
    for word in reading.low[index + 1 : index + 3]:
        if not word[0].isalnum() or _bare(word) in NAMED_THINGS:
            return word[0].isalnum()
    return False


def _bare(word: str) -> str:
    """Without a possessive 's."""
    return word[:-2] if word.endswith("'s") and len(word) > 2 else word
