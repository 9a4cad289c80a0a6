"""Names and ordinary words from Faker's lists: read once, kept as two sets, no network, no generation."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from faker import VERSION
from faker.providers.address.en import Provider as Countries
from faker.providers.color import Provider as Colours
from faker.providers.company import Provider as Companies
from faker.providers.job import Provider as Jobs
from faker.providers.lorem import de_DE as german_words
from faker.providers.lorem import en_US as english_words
from faker.providers.lorem import es_ES as spanish_words
from faker.providers.lorem import fr_FR as french_words
from faker.providers.person import (
    cs_CZ,
    da_DK,
    de_AT,
    de_CH,
    de_DE,
    en,
    en_GB,
    en_IE,
    en_IN,
    en_KE,
    en_NG,
    en_NZ,
    en_PK,
    en_US,
    es_AR,
    es_CL,
    es_CO,
    es_ES,
    es_MX,
    fi_FI,
    fr_CA,
    fr_FR,
    hr_HR,
    hu_HU,
    id_ID,
    it_IT,
    nl_NL,
    no_NO,
    pl_PL,
    pt_BR,
    pt_PT,
    ro_RO,
    sv_SE,
    tr_TR,
    vi_VN,
    zu_ZA,
)

_ENGLISH = (en_US, en_GB, en_NZ)
_WESTERN = (de_DE, de_AT, es_ES, es_MX, fr_FR, it_IT, nl_NL, sv_SE, da_DK, no_NO, pt_PT)
_OTHERS = (
    *(cs_CZ, de_CH, en, en_IE, en_IN, en_KE, en_NG, en_PK, es_AR, es_CL, es_CO, fi_FI, fr_CA, hr_HR, hu_HU, id_ID),
    *(nl_NL, pl_PL, pt_BR, ro_RO, tr_TR, vi_VN, zu_ZA),
)
SOURCE = f"Faker {VERSION}"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names in lower case, with and without accents. `familiar`: first names of English-speaking countries."""

    familiar: frozenset[str] = field(repr=False)
    first: frozenset[str] = field(repr=False)
    last: frozenset[str] = field(repr=False)


@cache
def gazetteer() -> Gazetteer:
    """The name lists; some 35,000 names, about 5 MB."""
    everywhere = (*_ENGLISH, *_WESTERN, *_OTHERS)
    return Gazetteer(
        familiar=_plain(name for place in (*_ENGLISH, *_WESTERN) for name in _names(place, "first_names")),
        first=_plain(name for place in everywhere for name in _names(place, "first_names")),
        last=_plain(name for place in everywhere for name in _names(place, "last_names")),
    )


@cache
def ordinary_words() -> frozenset[str]:
    """Common words of English, German, Spanish and French, in lower case; "maría" and "jean" stay names."""
    foreign = _plain(word for place in (german_words, spanish_words, french_words) for word in place.Provider.word_list)
    trades = [word for job in Jobs.jobs for word in re.findall(r"[A-Za-z]+", job)]
    phrases = [word for group in Companies.catch_phrase_words for phrase in group for word in re.split(r"\W", phrase)]
    colours = [word for colour in Colours.all_colors for word in re.findall(r"[A-Z][a-z]+", colour)]
    countries = [word for country in Countries.countries for word in country.split()]
    others = _plain([*trades, *phrases, *colours, *countries]) | foreign
    return _plain(english_words.Provider.word_list) | (others - gazetteer().familiar)


def _names(place: object, which: str) -> Iterable[str]:
    provider = getattr(place, "Provider", None)
    names: list[str] = []
    for suffix in ("", "_female", "_male"):
        listed = getattr(provider, which + suffix, ())
        if not isinstance(listed, property):
            names.extend(listed)
    return names


def _plain(words: Iterable[str]) -> frozenset[str]:
    kept = set()
    for word in words:
        low = word.lower().replace("’", "'")
        kept.add(low)
        kept.add("".join(mark for mark in unicodedata.normalize("NFD", low) if not unicodedata.combining(mark)))
    return frozenset(kept)
