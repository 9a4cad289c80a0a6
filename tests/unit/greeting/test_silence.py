"""Consent by staying, continuing or keeping silent is found in every language that ships, and the honest pass."""

from dataclasses import replace

import pytest

from tests.support.line import PROMPTS
from voice.greeting.language import LANGUAGES as READ
from voice.greeting.lines import DEFAULT
from voice.greeting.lint import check
from voice.greeting.script import load
from voice.greeting.silence import LANGUAGES
from voice.greeting.values import LineMode, PromptKind

FAULTY = {
    "en": [
        "Staying on the line means yes.",
        "By staying on the line you agree.",
        "If you continue, you consent to the recording.",
        "Press {yes} or stay on the line to agree.",
        "If you say nothing, we take that as a yes.",
        "If you do not hang up, you accept.",
        "Unless you press {no}, you agree.",
        "You agree if you do not press {no}.",
        "Silence counts as permission.",
        "If you press nothing, we record.",
    ],
    "es": [
        "Si permanece en línea, acepta la grabación.",
        "Continuar significa que está de acuerdo.",
        "Si no cuelga, da su consentimiento.",
        "El silencio equivale a un sí.",
        "Si no pulsa nada, grabamos.",
        "Espere en la línea para aceptar.",
    ],
    "fr": [
        "En restant en ligne, vous acceptez.",
        "Si vous poursuivez l'appel, vous êtes d'accord.",
        "Le silence vaut accord.",
        "Si vous ne raccrochez pas, vous consentez.",
        "Si vous n'appuyez sur aucune touche, nous enregistrons.",
        "Patientez pour accepter.",
    ],
    "de": [
        "Wenn Sie in der Leitung bleiben, stimmen Sie zu.",
        "Durch Weitersprechen erklären Sie sich einverstanden.",
        "Legen Sie nicht auf, willigen Sie ein.",
        "Schweigen gilt als Ja.",
        "Wenn Sie die {no} nicht drücken, sind Sie einverstanden und bleiben dran.",
        "Drücken Sie nichts, zeichnen wir auf und nehmen die Aufzeichnung auf.",
        "Bleiben Sie dran, das ist Ihre Zustimmung und Sie sind einverstanden.",
    ],
    "it": [
        "Se resta in linea, accetta.",
        "Proseguendo la chiamata acconsente.",
        "Il silenzio vale come un sì.",
        "Se non riaggancia, dà il suo consenso.",
        "Se non preme nulla, registriamo.",
        "Attenda in linea per accettare.",
    ],
    "pt": [
        "Ao permanecer na linha, você aceita.",
        "Se continuar, você concorda.",
        "O silêncio vale como um sim.",
        "Se não desligar, você autoriza a gravação.",
        "Se não teclar nada, gravamos: a gravação começa se você ficar na linha.",
        "Aguarde na linha para aceitar.",
    ],
    "nl": [
        "Als u aan de lijn blijft, gaat u akkoord.",
        "Wie doorgaat, geeft toestemming.",
        "Stilte geldt als ja.",
        "Hangt u niet op, dan stemt u in.",
        "Toetst u niets, dan volgt een opname.",
        "Wacht aan de lijn om akkoord te gaan.",
    ],
    "pl": [
        "Pozostanie na linii oznacza zgodę.",
        "Kontynuując rozmowę, wyrażają Państwo zgodę.",
        "Milczenie oznacza tak.",
        "Jeśli się Państwo nie rozłączą, to się Państwo zgadzają.",
        "Jeśli nic nie nacisną Państwo, nagrywamy.",
        "Proszę zaczekać, aby wyrazić zgodę.",
    ],
}
HONEST = {
    "en": [
        "Staying on the line is never a yes.",
        "If you press nothing, we do not record.",
        "To agree press {yes}, to continue unrecorded press {no}.",
        "Please stay on the line; somebody will be with you soon.",
    ],
    "es": ["Si no pulsa nada, no grabamos.", "Pulse {yes} para aceptar o {no} para continuar sin grabación."],
    "fr": ["Si vous n'appuyez sur aucune touche, nous n'enregistrons pas.", "Le silence ne vaut jamais accord."],
    "de": ["Wenn Sie nichts drücken, zeichnen wir nicht auf.", "Schweigen gilt nie als Ja."],
    "it": ["Se non preme nulla, non registriamo.", "Il silenzio non vale mai come un sì."],
    "pt": ["Se não teclar nada, não gravamos.", "O silêncio nunca vale como um sim."],
    "nl": ["Toetst u niets, dan nemen wij niet op.", "Stilte geldt nooit als ja."],
    "pl": ["Jeśli nic nie nacisną Państwo, nie nagrywamy.", "Milczenie nigdy nie oznacza zgody."],
}
LOCALES = sorted(path.stem for path in (PROMPTS / "greetings" / "standard").glob("*.toml"))


def complaints(script, line=DEFAULT):
    return [finding for finding in check(script, line) if finding.code == "silence-as-yes"]


def saying(script, kind, sentence):
    return replace(script, prompts={**script.prompts, kind: f"{script.prompts[kind]} {sentence}"})


def sentences(known):
    return [(locale, one) for locale in LOCALES for one in known[locale.split("-")[0]]]


def test_every_language_that_the_linter_reads_is_read_for_this_too():
    assert set(LANGUAGES) == set(READ) == set(FAULTY) == set(HONEST)


@pytest.mark.parametrize(("locale", "sentence"), sentences(FAULTY))
@pytest.mark.parametrize("kind", [PromptKind.NOTICE, PromptKind.QUESTION, PromptKind.REPROMPT])
def test_consent_by_silence_is_refused_wherever_it_is_said(locale, sentence, kind):
    (found,) = complaints(saying(load(PROMPTS, "standard", locale), kind, sentence))[:1]
    assert found.key == kind.value
    assert not found.warning


@pytest.mark.parametrize(("locale", "sentence"), sentences(HONEST))
def test_who_says_that_silence_is_no_answer_passes(locale, sentence):
    assert complaints(saying(load(PROMPTS, "standard", locale), PromptKind.QUESTION, sentence)) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_an_announcement_too_may_not_call_staying_a_yes(locale):
    simple, line = load(PROMPTS, "simple", locale), replace(DEFAULT, mode=LineMode.NOTICE)
    assert complaints(simple, line) == []
    first = FAULTY[locale.split("-")[0]][0]
    assert complaints(saying(simple, PromptKind.NOTICE, first), line)


def test_a_separate_question_is_read_too():
    script = replace(load(PROMPTS, "standard", "en-US"), questions={"analysis": "Hold to agree. {yes} or {no}."})
    assert complaints(script)[0].key == "analysis"
