"""The linter: every shipped script passes, and each fault has a message of its own."""

from dataclasses import replace

import pytest

from tests.support.line import PROMPTS
from voice.greeting.lines import DEFAULT
from voice.greeting.lint import check
from voice.greeting.script import load
from voice.greeting.values import LineMode, PromptKind

STANDARD = load(PROMPTS, "standard", "en-US")
GERMAN = load(PROMPTS, "standard", "de-DE")
LONG = "and we tell you this with many words that nobody needs to hear before they press a key " * 8


def prompt(kind, change):
    kind = PromptKind(kind)
    return lambda script: replace(script, prompts={**script.prompts, kind: change(script.prompts[kind])})


def words(**changed):
    return lambda script: replace(script, words={k: v for k, v in {**script.words, **changed}.items() if v})


def without(text, other=""):
    def change(said):
        assert text in said
        return said.replace(text, other)

    return change


def instead(text):
    return lambda _said: text


FAULTY = {
    "who-missing": prompt("notice", without("{business}", "us")),
    "greeting-who-missing": prompt("greeting", without("{business}", "us")),
    "purpose-missing": prompt("notice", without("{purposes}", "recording")),
    "retention-missing": prompt("notice", without("{retention}", "a while")),
    "recording-missing": lambda script: prompt("question", instead("Agree: {yes}. Go on as usual instead: {no}."))(
        words(recording="keeping it")(script)
    ),
    "ai-missing": words(transcription="writing it down", analysis="summing it up"),
    "word-missing": words(analysis=""),
    "days-missing": words(days="a month"),
    "and-missing": words(**{"and": ""}),
    "word-unknown": words(wisdom="thinking about it"),
    "yes-key-missing": prompt("question", without("{yes}", "one")),
    "no-key-missing": prompt("question", without("{no}", "two")),
    "reprompt-yes-key-missing": prompt("reprompt", without("{yes}", "one")),
    "reprompt-no-key-missing": prompt("reprompt", without("{no}", "two")),
    "confirmation-key-missing": prompt("confirmation", without("{yes}", "a key")),
    "separate-keys-missing": lambda script: replace(script, questions={"analysis": "May we sum it up? Press {yes}."}),
    "alternative-missing": prompt("question", instead("Press {yes} to agree to the recording or {no} to decline.")),
    "consent-forced": prompt("question", lambda said: said + " You must agree to be served."),
    "silence-as-yes": prompt("question", lambda said: said + " By staying on the line you agree."),
    "reprompt-same": lambda script: prompt("reprompt", instead(script.prompts[PromptKind.QUESTION]))(script),
    "confirmation-silent": prompt("confirmation", instead("Thank you for pressing {yes}.")),
    "refusal-silent": prompt("refusal", instead("All right, let us go on.")),
    "withdrawal-silent": prompt("withdrawal", instead("It shall be as you wish.")),
    "number-in-text": prompt("no_voicemail", instead("Please call 415 555 0100 for help.")),
    "email-in-text": prompt("goodbye", instead("Write to jane@example.org.")),
    "address-in-text": prompt("goodbye", instead("See https://example.org for more.")),
    "markup-in-text": prompt("goodbye", instead("Thank you. <break time='1s'/> Goodbye.")),
    "shouting": prompt("goodbye", instead("THANK YOU VERY MUCH INDEED FOR CALLING.")),
    "placeholder": prompt("goodbye", instead("TODO say goodbye.")),
    "brace-unbalanced": prompt("goodbye", instead("Thank you for calling {business.")),
    "training-asked": lambda script: replace(script, questions={"training": "May we learn from it? {yes} or {no}."}),
    "recording-separate": lambda script: replace(script, questions={"recording": "May we record? {yes} or {no}."}),
    "opening-long": prompt("notice", lambda said: f"{said} {LONG}"),
    "prompt-too-long": prompt("goodbye", instead("Thank you. " * 300)),
    "prompt-long": prompt("goodbye", instead(LONG)),
    "locale-mismatch": lambda script: prompt("question", instead(GERMAN.prompts[PromptKind.QUESTION]))(script),
    "notice-with-questions": lambda script: replace(
        script, mode=LineMode.NOTICE, questions={"analysis": "May we sum it up? {yes} or {no}."}
    ),
    "audio-path": lambda script: replace(script, audio={PromptKind.REFUSAL: "../refusal.wav"}),
    "language-unknown": lambda script: replace(script, locale="eo-EO"),
}

WARNED = {
    "hang-up-on-no": prompt("refusal", instead("We do not record, and we hang up now.")),
    "audio-fixed": lambda script: replace(script, audio={PromptKind.GOODBYE: "en/goodbye.wav"}),
    "mode-mismatch": lambda _script: load(PROMPTS, "simple", "en-US"),
}


def lacking(kind):
    return lambda script: replace(script, prompts={k: v for k, v in script.prompts.items() if k != kind})


BUSY_LINE = replace(
    DEFAULT, languages={"1": "en-US", "2": "es-US"}, withdraw_key="9", say_receipt_code=True, dial=("+15550111",)
)


@pytest.mark.parametrize("kind", ["language", "code_offer", "code_question", "code_unknown", "receipt_code"])
def test_a_line_that_needs_a_prompt_is_told_where_it_is_missing(kind):
    wanted = f"{kind.replace('_', '-')}-missing"
    assert wanted in codes(lacking(kind)(STANDARD), BUSY_LINE)
    assert wanted not in codes(STANDARD, BUSY_LINE)
    assert wanted not in codes(lacking(kind)(STANDARD))


def test_the_key_for_withdrawing_is_not_one_for_yes_or_no():
    assert "withdraw-key-taken" in codes(STANDARD, replace(BUSY_LINE, withdraw_key="1"))
    assert "withdraw-key-taken" not in codes(STANDARD, BUSY_LINE)


def codes(script, line=DEFAULT):
    return {finding.code for finding in check(script, line)}


@pytest.mark.parametrize(
    "path", sorted((PROMPTS / "greetings").glob("*/*.toml")), ids=lambda p: f"{p.parts[-2]}-{p.stem}"
)
def test_every_shipped_script_passes_on_the_line_it_was_written_for(path):
    script = load(PROMPTS, path.parent.name, path.stem)
    assert check(script, replace(DEFAULT, mode=script.mode)) == ()
    everything = ("recording", "transcription", "analysis", "storage", "sharing", "speaker_recognition")
    assert not [
        f for f in check(script, replace(DEFAULT, mode=script.mode, purposes=everything)) if f.code != "opening-long"
    ]


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_script_is_refused_for_its_fault(name):
    found = [finding for finding in check(FAULTY[name](STANDARD), DEFAULT) if finding.code == name]
    assert found
    assert not found[0].warning


@pytest.mark.parametrize("name", WARNED)
def test_a_doubtful_script_is_warned_about(name):
    found = [finding for finding in check(WARNED[name](STANDARD), DEFAULT) if finding.code == name]
    assert found[0].warning


def test_each_fault_has_a_message_of_its_own():
    messages = set()
    for name, spoil in {**FAULTY, **WARNED}.items():
        messages |= {finding.message for finding in check(spoil(STANDARD), DEFAULT) if finding.code == name}
    assert len(FAULTY) >= 25
    assert len(messages) >= len(FAULTY) + len(WARNED)


@pytest.mark.parametrize("other", ["es-ES", "fr-FR", "de-DE", "it-IT", "pt-BR", "nl-NL", "pl-PL"])
def test_a_script_filed_under_the_wrong_language_is_noticed(other):
    foreign = load(PROMPTS, "standard", other)
    assert "locale-mismatch" in codes(replace(foreign, locale="en-US"))
    assert "locale-mismatch" in codes(replace(STANDARD, locale=other))


def test_an_announcement_need_not_name_a_key_for_yes():
    simple = load(PROMPTS, "simple", "en-US")
    assert "yes-key-missing" not in codes(simple, replace(DEFAULT, mode=LineMode.NOTICE))
