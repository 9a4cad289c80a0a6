"""What the linter knows of each language: words by which it recognises what a script says."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """Fragments in small letters; a text says a thing when it contains one of its fragments.

    `frequent` are small words that tell a language from the others; `words_per_minute` is how fast a
    telephone voice reads it.
    """

    frequent: frozenset[str]
    recording: tuple[str, ...]
    artificial: tuple[str, ...]
    alternative: tuple[str, ...]
    hanging_up: tuple[str, ...]
    condition: tuple[str, ...]
    words_per_minute: int = 150


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        _words("the you your this and for we are call without not if is"),
        ("record",),
        ("artificial intelligence", " ai ", "computer program"),
        ("without", "same service", "not recorded", "instead"),
        ("hang up", "end the call", "ends the call", "disconnect"),
        ("must agree", "have to agree", "required to agree", "cannot help you", "only if you agree"),
    ),
    "es": Language(
        _words("el la de que y en una con sin por para lo si usted llamada"),
        ("grab",),
        ("inteligencia artificial", " ia ", "programa informático"),
        ("sin grab", "igual", "mismo servicio", "sin ella"),
        ("colgar", "cuelgue", "finalizará la llamada", "terminaremos la llamada"),
        ("debe aceptar", "tiene que aceptar", "solo si acepta", "no podremos atender"),
    ),
    "fr": Language(
        _words("le la les de et en un une vous nous pour sur sans appel est pas"),
        ("enregistr",),
        ("intelligence artificielle", " ia ", "programme informatique"),
        ("sans enregistr", "même", "sans"),
        ("raccroch", "mettrons fin", "met fin à l'appel"),
        ("devez accepter", "seulement si vous acceptez", "ne pourrons pas vous"),
    ),
    "de": Language(
        _words("der die das und sie wir für ohne nicht ist wenn ein eine hier mit"),
        ("aufzeich", "aufnahme", "aufgenommen"),
        ("künstliche", " ki ", "computerprogramm"),
        ("ohne",),
        ("auflegen", "legen sie auf", "gespräch beenden", "wird beendet"),
        ("müssen zustimmen", "nur wenn sie zustimmen", "können wir ihnen nicht helfen"),
    ),
    "it": Language(
        _words("il la di che e in un una per con senza non se lei chiamata dopo"),
        ("registr",),
        ("intelligenza artificiale", " ia ", "programma informatico"),
        ("senza",),
        ("riagganc", "riattacc", "termineremo la chiamata"),
        ("deve accettare", "solo se accetta", "non potremo aiutar"),
    ),
    "pt": Language(
        _words("o a de que e em um uma por para com sem não se você ligação"),
        ("grava",),
        ("inteligência artificial", " ia ", "programa de computador"),
        ("sem grava", "mesmo", "sem ela"),
        ("desligar", "desligue", "encerraremos a ligação"),
        ("precisa concordar", "só se concordar", "não poderemos atender"),
    ),
    "nl": Language(
        _words("de het een en van u wij voor op niet zonder als met dit gesprek"),
        ("opnam", "opgenomen", "opname", "nemen wij niet op", "op te nemen"),
        ("kunstmatige", " ai ", "computerprogramma"),
        ("zonder", "dezelfde"),
        ("ophangen", "hang op", "verbreken", "beëindigen"),
        ("moet akkoord", "alleen als u akkoord", "kunnen wij u niet helpen"),
    ),
    "pl": Language(
        _words("w na i z do nie się jest o lub bez po tej rozmowa rozmowy proszę oraz tu"),
        ("nagr",),
        ("sztuczn", " ai ", "program komputerowy"),
        ("bez",),
        ("rozłącz", "zakończymy rozmowę", "zakończenie rozmowy"),
        ("muszą się państwo zgodzić", "tylko za zgodą", "nie będziemy mogli pomóc"),
    ),
}


def language_of(text: str, expected: str) -> str:
    """The language a text is in: the expected one, unless another's small words clearly outnumber its own."""
    words = "".join(letter if letter.isalpha() else " " for letter in text.lower()).split()
    scores = {code: sum(word in known.frequent for word in words) for code, known in LANGUAGES.items()}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= 3 and scores[best] >= 2 * scores[expected] + 1 else expected
