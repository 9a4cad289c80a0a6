"""Consent by staying, continuing or keeping silent: how a script would claim it, in each language we read.

Silence and inactivity are never consent (GDPR recital 32; the Danish authority on calls: "continuing the call
is not enough"). A sentence is faulty when it ties staying on the line to agreeing, or in a script that asks to
being recorded, and nothing in it says no. What only describes the key for no is left out before it is read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SENTENCE = re.compile(r"[.!?;:\n]+")
_OR = r",|\b(?:{})\b"
_WITHOUT_THE_KEY = re.compile(
    r"\b(?:unless|a menos que|salvo|à moins que|sauf si|es sei denn|a meno che|a não ser que|tenzij|chyba że)\b"
    r"|(?:\b(?:not|no|ne|nicht|non|não|niet|nie)|n't|\bn')\W*(?:\w+\W+){1,3}\{no\}|\{no\}\W+(?:nicht|niet|nie)\b"
)
"""What is said to happen where the key for no is not pressed: no description of that key, in whatever language."""


@dataclass(frozen=True, slots=True)
class Silence:
    """Regular expressions over small letters; `staying` holds its own negations ("do not hang up")."""

    staying: re.Pattern[str]
    agreeing: re.Pattern[str]
    negation: re.Pattern[str]
    clause: re.Pattern[str]


def _silence(staying: str, agreeing: str, negation: str, either: str) -> Silence:
    return Silence(re.compile(staying), re.compile(agreeing), re.compile(negation), re.compile(_OR.format(either)))


def claims(template: str, language: str, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Sentences of a text, its variables still in it, that call silence agreement; `also` are fragments that count too.

    Nothing for a language that is not read here.
    """
    known = LANGUAGES.get(language)
    sentences = _SENTENCE.split(template.lower()) if known else []
    return tuple(sentence.strip() for sentence in sentences if known and _is_claim(sentence, known, also))


def _is_claim(sentence: str, known: Silence, also: tuple[str, ...]) -> bool:
    clauses = known.clause.split(sentence)
    told = ", ".join(one for one in clauses if "{no}" not in one or _WITHOUT_THE_KEY.search(one)).replace("{no}", "")
    if not known.staying.search(told):
        return False
    rest = known.staying.sub(" ", told)
    agreed = known.agreeing.search(rest) or any(fragment in rest for fragment in also)
    return bool(agreed) and not known.negation.search(rest)


LANGUAGES: Mapping[str, Silence] = {
    "en": _silence(
        r"\bstay\w*|\bremain\w*|\bcontinu\w*|\bcarr(?:y|ying|ies) on|\bgo(?:ing|es)? on\b|\bproceed\w*|\bkeep\w*"
        r"|\bhold\w*|\bwait\w*|\bsilen\w*|\b(?:say|press|do|hear)(?:ing)? nothing"
        r"|\bnothing is (?:said|pressed)|\bpresence\b"
        r"|\bno (?:answer|key|response|reply|reaction|objection)|\bunless you|\bpress no key"
        r"|\b(?:do not|don't|not|without) (?:press|hang|object|answer|respond|reply|declin|refus|say|tell)\w*",
        r"\bagree\w*|\byes\b|\bconsent\w*|\baccept\w*|\bpermi(?:t|ssion)\w*|\ballow\w*|\bauthori[sz]\w*|\bapprov\w*",
        r"\bnot\b|n't\b|\bnever\b|\bwithout\b|\bno\b|\bcannot\b",
        "or",
    ),
    "es": _silence(
        r"\bpermane\w*|\bsigu(?:e|en|es|a|an)\b|\bseguir\b|\bcontin\w*|\bqued\w*|\besper\w*|\bmant[ei]\w*|\bsilencio|\bcall(?:a|ar|e)\b"
        r"|\bno (?:pulse?|pulsa\w*|oprim\w*|marque|marca\w*|cuelg\w*|colgar|dice|diga|respond\w*|contest\w*|hace|haga"
        r"|se opon\w*|rechaz\w*)(?: nada| ninguna tecla)?|\bsin (?:pulsar|oprimir|colgar|responder|contestar|decir)"
        r"|\ba menos que|\bsalvo que",
        r"\bacept\w*|\bacuerdo|\bconsent\w*|\bconsient\w*|\bsí\b|\bautoriz\w*|\bpermi\w*",
        r"\bno\b|\bnunca\b|\bsin\b|\bjamás\b|\btampoco\b",
        "o",
    ),
    "fr": _silence(
        r"\brest(?:ez|er|ant|e)\b|\bpoursui\w*|\bcontinu\w*|\bpatient\w*|\battend\w*|\bmainten(?:ir|ant|ez)\b|\bsilence"
        r"|\b(?:n'|ne )(?:vous )?(?:appuy|raccroch|répond|dit|fait|oppos|refus)\w*(?: pas| rien| sur aucune touche)?"
        r"|\bsans (?:appuyer|raccrocher|répondre|réponse)|\bà moins que|\bsauf si",
        r"\baccept\w*|\bd'accord|\bconsent\w*|\boui\b|\bautoris\w*|\baccord\b|\bpermet\w*",
        r"\bne\b|\bn'|\bpas\b|\bjamais\b|\bsans\b|\baucun\w*",
        "ou",
    ),
    "de": _silence(
        r"\bbleib\w*|\bverbleib\w*|\bweiter\w*|\bfort(?:setz|fahr|führ)\w*|\bsetzen\b|\bwart\w*|\bschweig\w*"
        r"|\bes sei denn"
        r"|\b(?:nicht|nichts|keine taste) (?:aufleg|widersprech|antwort|drück|ablehn|reagier|sag|tu)\w*"
        r"|\blegen sie nicht auf|\bwidersprechen sie nicht|\bantworten sie nicht"
        r"|\b(?:drücken|sagen|tun) sie (?:nichts|keine taste)"
        r"|\bohne (?:widerspruch|antwort|aufzulegen|zu drücken)",
        r"\bzustimm\w*|\bstimm(?:en|t)\b|\bzugestimmt|\beinverstand\w*|\beinwillig\w*|\bwilligen\b|\bakzept\w*|\bja\b|\berlaub\w*",
        r"\bnicht\b|\bnie\b|\bniemals\b|\bkein\w*|\bohne\b|\bnein\b",
        "oder",
    ),
    "it": _silence(
        r"\briman\w*|\brest(?:a|are|ando|i)\b|\bprosegu\w*|\bcontinu\w*|\battend\w*|\baspett\w*|\bsilenzio|\btac(?:e|ere)\b"
        r"|\bnon (?:prem|riaggan|riattacc|rispond|dic|fa|si oppon|rifiut)\w*(?: nulla| niente| alcun tasto)?"
        r"|\bsenza (?:premere|riagganciare|riattaccare|rispondere|risposta)|\ba meno che|\bsalvo che",
        r"\baccett\w*|\baccord\w*|\bacconsent\w*|\bconsens\w*|\bsì\b|\bautorizz\w*|\bpermess\w*|\bpermett\w*",
        r"\bnon\b|\bmai\b|\bsenza\b|\bnessun\w*",
        "o|oppure",
    ),
    "pt": _silence(
        r"\bpermanec\w*|\bcontinu\w*|\bfic(?:ar|ando|a|ou)\b|\bsegu(?:ir|indo|e)\b|\bprossegu\w*"
        r"|\baguard\w*|\besper(?:ar|ando|e)\b"
        r"|\bsilêncio|\bcal(?:ar|ado)\b|\bnão (?:tecl|pression|apert|deslig|respond|diss|diz|faz|fiz|se op|recus)\w*"
        r"(?: nada| nenhuma tecla)?|\bsem (?:teclar|desligar|responder|resposta)|\ba menos que"
        r"|\ba não ser que|\bsalvo se",
        r"\baceit\w*|\bconcord\w*|\bconsent\w*|\bsim\b|\bautoriz\w*|\bpermi(?:t|ss)\w*",
        r"\bnão\b|\bnunca\b|\bsem\b|\bnenhum\w*|\bjamais\b",
        "ou",
    ),
    "nl": _silence(
        r"\bblij[vf]\w*|\bdoorga\w*|\bgaat u (?:door|verder)|\bverder\w*|\bvervolg\w*|\bwacht\w*|\bstilte|\bzwijg\w*"
        r"|\btenzij"
        r"|\bniets (?:zeg|toets|doe|druk|indruk)\w*|\b(?:zegt|toetst|doet|drukt) u niets|\bhangt u niet op"
        r"|\bniet (?:ophang|antwoord|reageer|reager|toets|weiger)\w*|\bgeen (?:toets|antwoord|reactie|bezwaar)\w*"
        r"|\bzonder (?:op te hangen|antwoord|te toetsen)",
        r"\bakkoord|\binstem\w*|\bstemt u\b|\btoestem\w*|\btoesta\w*|\bja\b|\baccept\w*|\bgoedkeur\w*|\bmee eens",
        r"\bniet\b|\bnooit\b|\bgeen\b|\bzonder\b|\bniets\b",
        "of",
    ),
    "pl": _silence(
        r"\bpozosta\w*|\bzosta\w*|\bkontynu\w*|\bczeka\w*|\bzaczeka\w*|\bmilcz\w*"
        r"|\bbrak (?:odpowiedzi|reakcji|sprzeciwu)"
        r"|\bdalsz\w* rozmow\w*|\bnic nie (?:nacis|naciś|wcis|wciś|powie|zrobi)\w*|\bchyba że"
        r"|\bnie (?:nacis|naciś|wcis|wciś|rozłącz|odpowie|sprzeciw|odrzuc|powie)\w*(?: się| niczego| żadnego klawisza)?"
        r"|\bbez (?:naciskania|rozłączania|odpowiedzi)",
        r"\bzgod\w*|\bzgadza\w*|\bakcept\w*|\btak\b(?! samo)|\bzezwal\w*|\bpozwal\w*",
        r"\bnie\b|\bnigdy\b|\bbez\b|\bżad\w*",
        "lub|albo|bądź",
    ),
}
