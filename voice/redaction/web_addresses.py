"""Spoken e-mail and web addresses: "john dot smith at gmail dot com", "www dot example dot org"."""

from collections.abc import Iterator

from voice.redaction.language import by_first, phrases, words
from voice.redaction.reading import Reading
from voice.redaction.values import Span

_DOTS = frozenset({"dot", "period", "point", "punkt", "punto", "."})
_JOINS = _DOTS | frozenset(
    {"dash", "hyphen", "minus", "underscore", "plus", "-", "_", "+", "bindestrich", "unterstrich", "guion", "guión"}
    | {"tiret", "underline", "score", "bajo", "stroke", "slash"}
)
_ATS = frozenset({"at", "@", "arroba", "arobase", "klammeraffe", "ät", "et", "add", "that"})
_SURE_ATS = frozenset({"at", "@", "arroba", "arobase", "klammeraffe", "ät"})
_PROVIDERS = words(
    "gmail googlemail yahoo hotmail outlook icloud aol protonmail proton gmx verizon comcast btinternet ymail msn "
    "yandex fastmail web live hotmale gmial sbcglobal att orange wanadoo freenet"
)
_ENDINGS = words(
    "com org net edu gov co uk io de es fr ca us ie au nz it nl eu info biz me ai app dev tv at ch be pt "
    "se no dk fi pl "
    "shop local lan internal cloud page site xyz tech health law legal network agency nhs int mobi pro club house "
    "mx br ar in jp cn mil school store online email comm calm"
)
_STOPS = words(
    "est c'est lautet all lower case lowercase uppercase caps upper is it's its are to email e-mail mail address my me "
    "the this that's was use using send sent contact reach at on "
    "for and or be i i'm you can will it would us through via under as yes yeah sure okay ok so uh um well hi hello "
    "please just write ist lautet meine adresse es mi correo c'est mon adresse e get got have look looking visit "
    "buy bought shop order ordered found find saw read see check checked online website site go log sign signed "
    "mine mine's email's e-mail's address's still either old new current work personal email's hers his "
    "theirs with him her them we they he she an in of your our again website's lautet electrónico"
)
_NOT_MAILBOXES = words(
    "look looking visit buy bought shop order ordered found find saw read see check checked online website site go us "
    "up in sign signed log in it was them available that one shopping page prices more works working"
)
_NOT_IN_DOMAINS = words(
    "i i'm you we they he she is it it's was were are can will please that that's but this there what "
    "when then if or do "
    "have has for with because least all once first home work night noon moment time"
)
_MAILBOXES = words("contact info support sales office hello mail admin service help billing jobs press accounts")
_SITES = by_first(
    phrases(
        "website is|website's|site is|site's|page is|page's|url is|url's|url|web address is|web address's|link is|"
        "dub dub dub|dub dub dub dot|page at|site at|portal at|portal is|homepage is|on the web at|webseite ist|"
        "website ist|página es|site est|domain is|domain's|go to|i'm on|logged in at|log in at|sign in at"
    )
)
_SITE_QUESTIONS = by_first(
    phrases("website|web address|url|www|web site|webseite|homepage|domain|which site|what site")
)
_MOST_LOCAL = 24


def find(reading: Reading, name: str) -> Iterator[Span]:
    """Spans of e-mail and web addresses, spoken or half written."""
    low = reading.low
    if not any(word in _DOTS or word in _PROVIDERS or word in _ATS for word in low):
        return
    for index, word in enumerate(low):
        if word in _ATS and index + 1 < len(low):
            last = _domain_end(reading, index + 1)
            provider = low[index + 1] in _PROVIDERS or low[index + 1 : index + 3] == ["g", "mail"]
            if last and (word in _SURE_ATS or provider):
                mail = _mail(reading, index, last, name)
                if mail is not None:
                    yield mail
        elif word in ("www", "http", "https") or low[index : index + 3] == ["w", "w", "w"]:
            last = _domain_end(reading, index)
            if last:
                yield Span(reading.start[index], reading.end[_path_end(reading, last) - 1], "URL", 0.8, name)
    yield from _announced_sites(reading, name)


def _announced_sites(reading: Reading, name: str) -> Iterator[Span]:
    """Web addresses after "our website is" or the question for one: "green kettle dot shop"."""
    starts = list(reading.after(_SITES))
    if reading.before and reading.previous.says(_SITE_QUESTIONS):
        starts.append(0)
    for start in starts:
        while start < len(reading) and (reading.low[start] in _STOPS or reading.low[start] in ":,"):
            start += 1
        last = _domain_end(reading, start) if start < len(reading) else 0
        if last > start + 2:
            yield Span(reading.start[start], reading.end[_path_end(reading, last) - 1], "URL", 0.8, name)


def _path_end(reading: Reading, last: int) -> int:
    """Over "slash login" and the like."""
    low = reading.low
    while last + 1 < len(low) and low[last] in ("slash", "/") and low[last + 1][0].isalnum():
        last += 2
    return last


def _mail(reading: Reading, at: int, last: int, name: str) -> Span | None:
    first = _local_start(reading, at)
    if first == at and at and reading.low[at - 1] in _MAILBOXES:
        first = at - 1
    mailbox = first == at - 1 and reading.low[first] in _MAILBOXES
    if first == at or (not mailbox and all(word in _NOT_MAILBOXES | _STOPS for word in reading.low[first:at])):
        bare = last <= at + 2
        return None if bare else Span(reading.start[at + 1], reading.end[last - 1], "URL", 0.7, name)
    return Span(reading.start[first], reading.end[last - 1], "EMAIL_ADDRESS", 0.95, name)


def _domain_end(reading: Reading, index: int) -> int:
    """The word after a domain that begins at `index`, or 0: up to six words, a dot, a known ending."""
    low = reading.low
    bare = index if low[index] in _PROVIDERS else index + 1 if low[index : index + 2] == ["g", "mail"] else -1
    end = bare + 1 if bare >= 0 else 0
    cursor, steps = index, 0
    while cursor < len(low) and steps < 8:
        if low[cursor] in _DOTS and cursor > index and cursor + 1 < len(low) and low[cursor + 1] in _ENDINGS:
            spoken = low[cursor] != "." or not reading.ends_sentence(cursor)
            if spoken:
                end = cursor + 2
                cursor += 2
                continue
        if end and cursor >= end and low[cursor] not in _DOTS:
            break
        if reading.ends_sentence(cursor) or low[cursor] in (",", "?", "!") or low[cursor] in _NOT_IN_DOMAINS:
            break
        cursor, steps = cursor + 1, steps + 1
    return end


def _local_start(reading: Reading, at: int) -> int:
    """Back from "at" over everything that may belong to the mailbox."""
    low = reading.low
    first = at
    while first > 0 and at - first < _MOST_LOCAL:
        word = low[first - 1]
        joined = first < at and (low[first] in _JOINS or word in _JOINS)
        if word in (",", "?", "!", ";", ":") or (word == "." and reading.ends_sentence(first - 1)):
            if not _is_spelling(reading, first - 2):
                break
        elif (word in _STOPS and not joined and not (len(word) == 1 and word not in "ie")) or word.startswith("["):
            break
        first -= 1
    while first < at and (low[first] in (",", ".", "and") or (low[first] in _JOINS and low[first] not in "_+-")):
        first += 1
    return first


def _is_spelling(reading: Reading, index: int) -> bool:
    """Whether a single letter or digit word stands here: "J, O, H, N at ..."."""
    if index < 0:
        return False
    word = reading.low[index]
    return (len(word) == 1 and word.isalnum()) or word in reading.lexicon.entries
