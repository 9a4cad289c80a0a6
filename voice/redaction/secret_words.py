"""Passwords, security answers and user names, by the words that announce them or the question before."""

from collections.abc import Iterator

from voice.redaction.language import by_first, phrases, words
from voice.redaction.reading import Reading
from voice.redaction.values import Span

_CUES = phrases(
    "security phrase is|secret phrase is|verbal password is|question is|password is|password used to be|"
    "password to use is|password set to|password as|password use|"
    ""
    "password's|password was|password would be|passphrase is|pass phrase is|security answer is|"
    "answer is|the answer's|memorable word is|secret word is|maiden name is|maiden name was|"
    "first pet was|first pet's called|answer would be|answer was|answer should be|hint is|"
    "first pet is|first pet's name is|first pet's name was|pet's name is|pet's name was|pet was called|"
    "code word is|codeword is|safe word is|security word is|username is|user name is|login is|user id is|"
    "handle is|screen name is|log in is|"
    "secret answer is|first school was|first car was|first car is|security question is|passwort ist|kennwort ist|"
    "passwort lautet|contraseña es|clave es|mot de passe est|password to|"
    "grew up on|favourite teacher was|favorite teacher was|favourite teacher is|favorite teacher is|"
    "dog's name is|dog's name was|cat's name is|cat's name was|memorable place is|password colon"
)
_QUESTIONS = phrases(
    "security phrase|secret phrase|password|passphrase|pass phrase|security question|security answer|"
    "maiden name|first pet|your pet|memorable word|"
    "secret word|favorite|favourite|code word|security word|username|user name|first school|grow up|"
    "city were you|town were you|where were you born|place of birth|"
    "first car|secret answer|memorable|safe word|answer to|passwort|kennwort|contraseña|mot de passe|"
    "childhood|elementary school|primary school|first job|best friend|street you|mother's|honeymoon|nickname|user id|"
    "login name|log in name|meet your spouse|meet your husband|meet your wife|meet your partner|middle name of|"
    "grandmother's|grandfather's|first concert|teacher's name|sports team|football team|school mascot|first boss|"
    "security phrase|letters of your|letter of your|characters of your|character of your|reminder word|secret place|"
    "geburtsname der mutter|mädchenname|haustier|mascota|apellido de soltera|animal de compagnie|nom de jeune fille"
)
_STOPS = words(
    "and but so because if can could please i i'm i've thanks thank or which that's okay ok is does did was were not "
    "no have for it it's on you we they what then would will are y pero und aber et mais do don't"
)
_NOT_VALUES = words(
    "down up out slow off back weak great terrible spotty fast wrong incorrect not expired correct "
    "working required needed too case something very always what on in still being "
    "been blocked locked different invalid compromised reset weak strong safe secure never no yes just at least only "
    "can't cannot don't won't couldn't didn't haven't forgot forget know need want why who when "
    "anyone anybody someone us people others staff reset change access open get "
    "asking also here there written saved stored about going gone fine good bad old new the same nothing unknown"
)
_LEADS = words(
    "that'd that'll it'd called named "
    "it's it is that's the that would be it'll i think uh um er well so yes yeah sure ok okay oh my , was of course a "
    "sorry hmm mm right capital ist es est c'est let me see think and"
)
_SYMBOLS = words("exclamation hash pound star dollar at dash underscore hyphen dot percent sign mark")
_SENTENCES = words(
    "she he they we you there this that is what which who why when where how she's he's they're there's what's that'll "
    "these those"
)
_SAME = words("one first second last usual standard default email name number wrong right only other rest problem")
_PRONOUNS = words("what this that which it here there who whose where your")
_SINGLE_SECRETS = words("password passphrase passcode codeword")
_BESIDES = words(
    "i we you she he they set use used gave have had chose picked put for on the my our account it file online app "
    "banking just normally usually always that wifi router login there with to this"
)
_LONGEST = 20
_LONGEST_ANSWER = 7


def find(reading: Reading, name: str) -> Iterator[Span]:
    """Spans of secrets said after a cue or in answer to a question; a lone letter is none unless one is asked for."""
    lettered = "letter" in reading.previous.low or "letter" in reading.low
    yield from (span for span in _found(reading, name) if lettered or span.end - span.start > 1)


def _found(reading: Reading, name: str) -> Iterator[Span]:
    yield from _said_first(reading, name)
    for first in _told(reading):
        yield from _value(reading, first, _LONGEST, name)
    for first in reading.after(_BY_FIRST):
        yield from _value(reading, first, _LONGEST, name)
    for index, word in enumerate(reading.low):
        if word in ("password", "passphrase", "passwort") and _spelt_out(reading, index + 1):
            yield from _value(reading, index + 1, _LONGEST, name)
    yield from _self_answered(reading, name)
    told = "pin" in reading.low or not _SINGLE_SECRETS.isdisjoint(reading.low)
    if reading.before and not told and _asked(reading.previous):
        first = 0
        while first < len(reading) and reading.low[first] in _LEADS:
            first += 1
        last = _clause(reading, first)
        if sum(not _charlike(reading, index) for index in range(first, last)) <= _LONGEST_ANSWER:
            yield from _value(reading, first, _LONGEST, name)


def _told(reading: Reading) -> Iterator[int]:
    """The word after "is" in "the password I set was ...", "my passphrase for the app is ..."."""
    for index, word in enumerate(reading.low):
        if word not in _SINGLE_SECRETS:
            continue
        cursor = index + 1
        while cursor < len(reading) and cursor - index < 7 and reading.low[cursor] in _BESIDES:
            cursor += 1
        if index + 1 < cursor < len(reading) and reading.low[cursor] in ("is", "was", "would"):
            yield cursor + 1 + (reading.low[cursor + 1 : cursor + 2] == ["be"])


def _said_first(reading: Reading, name: str) -> Iterator[Span]:
    """Secrets before what they are: "daffodil, that's my security word", "bluebell is my password"."""
    for end in reading.after(_AFTERWARDS):
        cue = next(at for at in range(end - 1, -1, -1) if reading.low[at] in ("is", "that's", "was"))
        last = cue - 1 if cue and reading.low[cue - 1] == "," else cue
        first = last
        while first > 0 and reading.low[first - 1][0].isalnum() and reading.low[first - 1] not in _STOPS | _LEADS:
            first -= 1
        named = [word for word in reading.low[first:last] if word not in _NOT_VALUES]
        if 0 < last - first <= 4 and named and reading.low[first] not in _PRONOUNS:
            yield Span(reading.start[first], reading.end[last - 1], "PASSWORD", 0.85, name)


def _self_answered(reading: Reading, name: str) -> Iterator[Span]:
    """Secrets after one's own question: "Do you need the password? It's daffodil."."""
    for mark, word in enumerate(reading.low):
        if word == "?" and reading.low[mark + 1 : mark + 2] in (["it's"], ["it"], ["that's"]):
            asked = max((first for first in reading.after(_QUESTIONS_BY_FIRST) if first <= mark), default=-1)
            if asked >= mark - 4 >= 0 or asked == mark:
                yield from _value(reading, mark + (3 if reading.low[mark + 1] == "it" else 2), _LONGEST, name)


def _spelt_out(reading: Reading, index: int) -> bool:
    """Whether a secret follows without a verb: "password capital T ...", "password: Winter2024!"."""
    if index < len(reading) and reading.low[index] == ":":
        return True
    return _charlike(reading, index) and reading.low[index] not in ("at", "all", "then", "a", "i", "one")


def _asked(previous: Reading) -> bool:
    """Whether the last words before were a question for a secret."""
    return previous.says(_QUESTIONS_BY_FIRST, max(0, len(previous) - 25))


def _title(reading: Reading, index: int) -> bool:
    """Whether two capitals follow one another: "The Great Escape" is an answer, "great" is none."""
    return index + 1 < len(reading) and reading.cased and reading.capital(index) and reading.capital(index + 1)


def _value(reading: Reading, first: int, most: int, name: str) -> Iterator[Span]:
    low = reading.low
    while first < len(low) and low[first] in (":", ",", "uh", "um", "er", '"', "-"):
        first += 1
    if first >= len(low) or low[first] in _STOPS or low[first].startswith("["):
        return
    named = low[first] == "the" and first + 1 < len(low) and low[first + 1] not in _NOT_VALUES | _SAME
    if low[first] in _SENTENCES and first + 1 < len(low) and not _title(reading, first):
        return
    if low[first] in _NOT_VALUES and not named and not _title(reading, first):
        return
    last = _clause(reading, first)
    last = min(last, first + most)
    while last > first and not low[last - 1][0].isalnum() and low[last - 1] not in "!$*#":
        last -= 1
    if last > first:
        yield Span(reading.start[first], reading.end[last - 1], "PASSWORD", 0.88, name)


def _clause(reading: Reading, first: int) -> int:
    """The word after the value: at a sentence's end, a conjunction, or a comma before ordinary words."""
    low = reading.low
    last = first
    while last < len(low) and not reading.ends_sentence(last):
        word = low[last]
        if word in _STOPS and not (word in ("and", "for", "on", "then") and _charlike(reading, last + 1)):
            break
        described = all(_charlike(reading, index) or low[index] == "," for index in range(first, last))
        if word == "," and not described and not _charlike(reading, last + 1):
            break
        last += 1
    return last


def _charlike(reading: Reading, index: int) -> bool:
    """Whether a letter, a number or the name of a symbol stands here."""
    if index >= len(reading):
        return False
    word = reading.low[index]
    if word in ("capital", "upper", "lower", "lowercase", "uppercase", "then", "all") or word in _SYMBOLS:
        return True
    return len(word) == 1 or word[0].isdigit() or word in reading.lexicon.entries


_SECRETS = phrases(
    "password|security word|passphrase|memorable word|secret word|safe word|code word|security answer|secret answer|"
    "memorable place|passcode|pass phrase|verbal password|mother's maiden name|maiden name"
)
_OWNERS = ("my", "the", "our", "her", "his")
_AFTERWARDS = by_first(
    (verb, owner, *secret) for verb in ("is", "that's", "was") for owner in _OWNERS for secret in _SECRETS
)
_BY_FIRST = by_first((*_CUES, *((*p[:-2], f"{p[-2]}'s") for p in _CUES if len(p) > 1 and p[-1] == "is")))
_QUESTIONS_BY_FIRST = by_first(_QUESTIONS)
