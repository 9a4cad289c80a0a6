"""People's names: announced ("my name is", "Dr.", "speaking with"), asked for, or known from a list of names."""

from collections.abc import Iterator

from voice.redaction.faker import Gazetteer, gazetteer
from voice.redaction.language import phrases, words
from voice.redaction.ordinary import NEVER_NAMES, PLACES, ordinary
from voice.redaction.reading import Reading
from voice.redaction.values import Span

_SURE = phrases(
    "my name is|my name's|name is|name's|names|my full name is|last name is|last name|first name is|"
    "first name|surname is|"
    "surname|middle name is|maiden name is|maiden name was|speaking with|speaking to|speak with|speak to|spoke with|"
    "spoke to|talk to|talk with|talked to|talked with|talking to|talking with|ask for|asked for|asking for|"
    "under the name|under the name of|name of|in the name of|belongs to|belong to|account holder is|holder is|"
    "made out to|on behalf of|addressed to|signed by|account is under|account under|booked under|listed under|"
    "it's under|registered to|is under|reservation under|booking under|under|name on the account is|name on it is|"
    "goes by|known as|named|called|helped by|served by|assisted by|transferred by|meet with|met with|"
    "appointment with|contact person is|beneficiary is|card says|name as|attention|attn|care of|"
    "ich heiße|mein name ist|name ist|nachname ist|vorname ist|spreche mit|me llamo|mi nombre es|se llama|"
    "apellido es|je m'appelle|mon nom est|nom est|prénom est|m'appelle|heißt|heiße|hier spricht"
)
_LIKELY = phrases(
    "this is|i'm|i am|it's|call me|here is|that's|that is|it is|with|for|from|by|and|hi|hello|hey|thanks|"
    "thank you|okay|ok|sure|alright|good morning|good afternoon|good evening|bye|goodbye|sorry|dear|yes|no|"
    "yeah|well|my wife|my husband|my son|my daughter|my mother|my father|my brother|my sister|my mom|my mum|my dad|"
    "my partner|my boss|my friend|my neighbor|my neighbour|my colleague|my roommate|my doctor|my manager|my lawyer|"
    "his wife|her husband|your wife|your husband|agent|technician|representative|manager|supervisor|nurse|"
    "a guy named|a lady named|someone named|hier ist|ich bin|soy|je suis|c'est|guten tag|hola|bonjour"
)
_TITLES = words(
    "mr mrs ms miss mister missus dr doctor prof professor sir madam herr frau señor señora senora senor monsieur "
    "madame mme judge officer captain reverend father sister pastor rabbi lord lady"
)
_WEAK_TITLES = words("sir madam judge officer captain father sister lord lady doctor miss professor")
_DEGREES = frozenset({"dr", "doctor", "prof", "professor"})
_PARTICLES = words(
    "de del della di da dos das do van von der den ten ter la le el al bin ibn abu ben st saint mac mc o du des zu zur "
    "san santa y bint e"
)
_NAME_QUESTIONS = phrases(
    "your name|full name|last name|first name|surname|your names|who am i speaking|who i'm speaking|"
    "whom am i|who is this|"
    "who's this|who's calling|who is calling|name on the|name please|name again|name for|name is it|the name|what name|"
    "maiden name|middle name|may i ask who|speaking with please|i speak with|whose name|ihr name|"
    "ihren namen|wie heißen|"
    "wer spricht|su nombre|cómo se llama|quién habla|votre nom|vous appelez|qui est à l'appareil|"
    "and your name|account holder|"
    "emergency contact|next of kin|who did you speak|who did you talk|who helped|who was it|who should|"
    "who will|and you are"
)
_LEADS = words(
    "it's its it is that's that is yes yeah yep sure ok okay uh um er erm ah oh so well the name my "
    "name's is last first "
    "surname full this i'm i am would be and of course certainly no problem sí oui ja es ist c'est mein "
    "nombre me llamo under "
    "it'll that'll please hi hello"
)


class Names:
    """Finds people's names with a list of names and the phrases that announce one."""

    def __init__(self) -> None:
        self._known: Gazetteer = gazetteer()
        self._sure = _by_last_word(_SURE)
        self._likely = _by_last_word(_LIKELY)

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
            last = self._extent(reading, index, sure=score >= 0.85) if score else 0
            if last:
                yield self._span(reading, index, last, name, score)
            index = max(index + 1, last)

    def _span(self, reading: Reading, first: int, last: int, name: str, score: float) -> Span:
        end = reading.end[last - 1]
        before = first - 2 if first > 1 and reading.low[first - 1] == "." else first - 1
        if before >= 0 and reading.low[before] in _DEGREES:
            first = before
        if reading.low[last - 1].endswith("'s"):
            end -= 2
        return Span(reading.start[first], end, "PERSON", score, name)

    def _starts(self, reading: Reading, index: int) -> float:
        """How likely a name starts at this word: 0 for not at all."""
        word = _bare(reading.low[index])
        if not word[0].isalpha() or len(word) < 2 or word in _TITLES:
            return 0.0
        known_first, known = word in self._known.first, word in self._known.first or word in self._known.last
        capital = reading.cased and reading.capital(index)
        if capital and len(word) > 1 and reading.raw(index).isupper():
            capital = False
        if self._titled(reading, index):
            return 0.9 if capital or not ordinary(word) else 0.0
        if self._announced(reading, index, self._sure) and self._may_be_name(reading, index):
            return 0.9
        if not known and not capital:
            return 0.0
        plain = ordinary(word)
        trusted = known_first or (capital and (known or self._capital_follows(reading, index)))
        if not plain and trusted and self._announced(reading, index, self._likely):
            return 0.8
        return self._unannounced(reading, index, word, capital) if known_first and not plain else 0.0

    def _unannounced(self, reading: Reading, index: int, word: str, capital: bool) -> float:
        """A first name followed by a last name, or a familiar first name alone."""
        following = _bare(reading.low[index + 1]) if index + 1 < len(reading) else ""
        pair = following in self._known.last and not ordinary(following) and len(following) > 2
        if capital and self._capital_follows(reading, index) and (pair or word in self._known.familiar):
            return 0.7
        if pair and not reading.cased and len(word) > 2:
            return 0.6
        familiar = word in self._known.familiar and len(word) > 3
        return 0.5 if familiar and (capital or not reading.cased) else 0.0

    def _capital_follows(self, reading: Reading, index: int) -> bool:
        after = index + 1
        return after < len(reading) and reading.capital(after) and _bare(reading.low[after]) not in NEVER_NAMES | PLACES

    def _titled(self, reading: Reading, index: int) -> bool:
        before = index - 1
        if before > 0 and reading.low[before] == ".":
            before -= 1
        if before < 0 or reading.low[before] not in _TITLES:
            return False
        return reading.low[before] not in _WEAK_TITLES or reading.capital(index)

    def _announced(self, reading: Reading, index: int, announcers: dict[str, tuple[tuple[str, ...], ...]]) -> bool:
        before = index
        while before > 0 and reading.low[before - 1] in (",", ":", "uh", "um", "er", "-"):
            before -= 1
        if before == 0:
            return False
        for phrase in announcers.get(reading.low[before - 1], ()):
            if before >= len(phrase) and reading.follows(before - len(phrase), phrase):
                return True
        return False

    def _may_be_name(self, reading: Reading, index: int) -> bool:
        """After a sure cue: any word that is not ordinary, or an ordinary one that is written or listed as a name."""
        word = _bare(reading.low[index])
        if word in NEVER_NAMES and not (reading.cased and reading.capital(index) and word in self._known.first):
            return False
        if reading.cased and not reading.capital(index) and word not in _PARTICLES:
            return word in self._known.first and not ordinary(word)
        return not ordinary(word) or word in self._known.first or (reading.cased and reading.capital(index))

    def _extent(self, reading: Reading, first: int, sure: bool) -> int:
        """The word after the name's last: up to four words and the particles between them."""
        last, words = first + 1, 1
        while last < len(reading) and words < 4:
            word = _bare(reading.low[last])
            if reading.low[last - 1].endswith("'s"):
                break
            if word == "-" and reading.touching(last) and last + 1 < len(reading) and reading.touching(last + 1):
                last += 2
            elif word == "." and len(reading.low[last - 1]) == 1 and reading.touching(last):
                last += 1
            elif self._continues(reading, last, word, sure):
                last, words = last + 1, words + 1
            elif (
                word in _PARTICLES
                and last + 1 < len(reading)
                and self._continues(reading, last + 1, _bare(reading.low[last + 1]), sure)
            ):
                last, words = last + 2, words + 1
            else:
                break
        return last if words or sure else 0

    def _continues(self, reading: Reading, index: int, word: str, sure: bool) -> bool:
        if not word[0].isalpha():
            return False
        if len(word) == 1:
            following = index + 1 < len(reading) and reading.low[index + 1][0].isalpha()
            return word not in "ai" and following and not ordinary(_bare(reading.low[index + 1]))
        if reading.cased:
            return reading.capital(index) and word not in NEVER_NAMES and word not in _TITLES
        if ordinary(word) or word in reading.lexicon.entries:
            return False
        return sure or word in self._known.last or word in self._known.first

    def _answer_start(self, reading: Reading) -> int | None:
        """Where the answer begins when the previous turn asked for a name."""
        if not reading.before:
            return None
        low = reading.previous.low
        if not any(reading.previous.follows(i, p) for p in _NAME_QUESTIONS for i in range(len(low)) if low[i] == p[0]):
            return None
        index = 0
        while index < len(reading) and (reading.low[index] in _LEADS or not reading.low[index][0].isalpha()):
            index += 1
        if index >= len(reading) or index > 7:
            return None
        word = _bare(reading.low[index])
        if len(word) < 2 or word in NEVER_NAMES or (ordinary(word) and word not in self._known.first):
            return None
        return index


def _bare(word: str) -> str:
    """Without a possessive 's."""
    return word[:-2] if word.endswith("'s") and len(word) > 2 else word


def _by_last_word(announcers: tuple[tuple[str, ...], ...]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in announcers:
        found[phrase[-1]] = (*found.get(phrase[-1], ()), phrase)
    return found
