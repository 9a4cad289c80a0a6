"""People whose names no list holds: told by what is said around them, in texts with capitals and without."""

from voice.redaction.everyday import ENDINGS, EVERYDAY
from voice.redaction.faker import gazetteer
from voice.redaction.language import by_last, phrases, words
from voice.redaction.ordinary import BRANDS, DOUBTFUL, NAMED_THINGS, PLACES, ordinary
from voice.redaction.reading import Reading

RELATIONS = words(
    "wife husband son daughter mother father brother sister mom mum mam dad partner boss friend neighbor "
    "neighbour colleague roommate flatmate housemate mate doctor manager lawyer assistant girlfriend boyfriend "
    "fiance fiancee fiancé fiancée landlord landlady tenant lodger nephew niece cousin grandmother grandfather "
    "grandson granddaughter grandad grandma nan nana gran accountant therapist dentist teacher supervisor "
    "coworker client nurse technician secretary spouse uncle aunt auntie stepson stepdaughter stepfather "
    "stepmother godson goddaughter law twin solicitor attorney gp vet receptionist plumber builder electrician "
    "consultant trainer tutor carer caretaker caseworker worker midwife surgeon counsellor counselor broker "
    "agent adviser advisor leader ex guardian bookkeeper driver gardener cleaner intern apprentice deputy "
    "director supervisor executor"
)
_OWNERS = words("my his her your our their the")
_VOCATIVES = by_last(
    phrases(
        "thanks|thank you|cheers|hi|hello|hey|hiya|bye|goodbye|okay|ok|right|alright|all right|dear|meet you|hi there|"
        "hello there|morning|afternoon|evening|sorry|ta|is that|is this|you must be|add|remove|"
        "lovely|take care|danke|gracias|merci|hallo|hola|bonjour"
    )
)
_INTRODUCED = by_last(
    phrases("this is|i'm|i am|it's|it is|here is|name's|you've reached|you're speaking to|you're with")
)
_GREETINGS = words("hello hi hey hiya yes yeah morning afternoon evening there")
_AFTER_NAMES = words("calling here speaking")
_JOINERS = words("with by from and that's it's was is to for saw asked told")
_DEPARTMENTS = words(
    "sales billing accounts claims support dispatch reception bookings reservations returns service maintenance "
    "parking finance payroll hr complaints collections lending mortgages admissions records security repairs "
    "customer technical office desk team department branch"
)
_MOST_WORDS = 3


def plain(word: str) -> bool:
    """Whether a word on no list of names is an everyday word, by itself or by its ending."""
    if ordinary(word) or word in EVERYDAY:
        return True
    known = gazetteer()
    return len(word) > 4 and word.endswith(ENDINGS) and word not in known.first and word not in known.last


def stranger(reading: Reading, index: int, capital: bool) -> bool:
    """Whether the words around say that this is somebody's name."""
    if (reading.cased and not capital) or plain(reading.low[index].removesuffix("'s")):
        return False
    if not reading.cased:
        return _introduced(reading, index) or (reading.low[index] in gazetteer().first and _related(reading, index))
    return capital and (
        _alone(reading, index)
        or _paired(reading, index)
        or _related(reading, index)
        or _addressed(reading, index)
        or _colleague(reading, index)
        or _here(reading, index)
    )


def _alone(reading: Reading, index: int) -> bool:
    """A whole turn of two or three capitals, one of them a known name: "Lucinda Hargreave."."""
    spoken = [place for place in range(len(reading)) if reading.low[place][0].isalnum()]
    if index or not 2 <= len(spoken) <= 3 or not all(reading.capital(place) for place in spoken):
        return False
    known = gazetteer()
    listed = reading.low[0] in known.first or reading.low[spoken[-1]] in known.last
    return listed and not any(plain(reading.low[place]) for place in spoken)


def _paired(reading: Reading, index: int) -> bool:
    """Inside a sentence, an unknown capital and a known surname, or two first names joined: "Peter and Lynn"."""
    known, low, last = gazetteer(), reading.low, index + 1
    if last >= len(reading) or low[index] in PLACES | BRANDS:
        return False
    if low[last] in ("and", "or", "&"):
        both = low[index] in known.first and low[last + 1 : last + 2] and low[last + 1] in known.familiar
        return bool(both) and reading.capital(last + 1)
    begins = index == 0 or reading.ends_sentence(index - 1)
    surname = low[last].removesuffix("'s")
    listed = surname in known.last and not plain(surname) and surname not in NAMED_THINGS | PLACES | DOUBTFUL
    return not begins and reading.capital(last) and listed


def _mark_or_end(reading: Reading, index: int) -> bool:
    return index >= len(reading) or not reading.low[index][0].isalnum()


def _related(reading: Reading, index: int) -> bool:
    """After "my late husband", "her social worker,"."""
    before = index - 1
    if before > 0 and reading.low[before] == ",":
        before -= 1
    owned = any(word in _OWNERS - {"the"} for word in reading.low[max(0, before - 3) : max(0, before)])
    return before > 0 and reading.low[before] in RELATIONS and owned


def _addressed(reading: Reading, index: int) -> bool:
    """After a greeting or thanks, and then a pause: "Cheers Gav."."""
    return _mark_or_end(reading, index + 1) and said_before(reading, index, _VOCATIVES)


def _colleague(reading: Reading, index: int) -> bool:
    """As in "with Bronwen in sales", "Hector from your billing team"."""
    low = reading.low
    if low[index + 1 : index + 2] not in (["in"], ["from"], ["at"]):
        return False
    place = low[index + 2 : index + 5]
    linked = index == 0 or low[index - 1] in _JOINERS or not low[index - 1][0].isalnum()
    return linked and any(word in _DEPARTMENTS for word in place)


def _here(reading: Reading, index: int) -> bool:
    """As in "Callum here": at the beginning or after a greeting."""
    last = index + 1
    if last < len(reading) and reading.capital(last) and reading.low[last] not in _AFTER_NAMES:
        last += 1
    begins = index == 0 or not reading.low[index - 1][0].isalnum() or reading.low[index - 1] in _GREETINGS
    return begins and last < len(reading) and reading.low[last] in _AFTER_NAMES


def _introduced(reading: Reading, index: int) -> bool:
    """Without capitals: "hello this is yetunde balogun", "marcia dunwoody calling", "i'm dmitri volkov"."""
    if not said_before(reading, index, _INTRODUCED):
        return False
    last = index
    while last < len(reading) and last - index < _MOST_WORDS and _nameable(reading.low[last]):
        last += 1
    known = gazetteer()
    listed = any(word in known.first or word in known.last for word in reading.low[index:last])
    if last < len(reading) and reading.low[last] in (*_AFTER_NAMES, "from"):
        return True
    strange = last - index > 1 and reading.low[index - 1] in ("i'm", "am", "is")
    greeted = any(word in _GREETINGS for word in reading.low[max(0, index - 4) : index])
    return _mark_or_end(reading, last) and (greeted or strange or (listed and last - index > 1))


def _nameable(word: str) -> bool:
    return word[0].isalpha() and len(word) > 1 and not plain(word)


def said_before(reading: Reading, index: int, announcers: dict[str, tuple[tuple[str, ...], ...]]) -> bool:
    """Whether one of the phrases ends just before this word, hesitations and commas not counted."""
    before = index
    while before > 0 and reading.low[before - 1] in (",", ":", "uh", "um", "er", "-"):
        before -= 1
    if before > 1 and reading.low[before - 1] == "?" and reading.low[before - 2] in ("name", "surname"):
        before -= 1
    if before == 0:
        return False
    for phrase in announcers.get(reading.low[before - 1], ()):
        if before >= len(phrase) and reading.follows(before - len(phrase), phrase):
            return True
    return False
