"""The greeting linter: what a script must say, must not say, and how long it may take to say it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from voice.greeting.language import LANGUAGES, Language, language_of
from voice.greeting.script import PURPOSES, SAMPLE, render, values
from voice.greeting.silence import claims
from voice.greeting.values import GreetingScript, LineMode, LineProfile, PromptKind

SAY_LIMIT = 3000
"""Characters a carrier's neural voice reads in one go."""
LONGEST_OPENING_S = 45
LONGEST_PROMPT_S = 20

OPENING = (PromptKind.NOTICE, PromptKind.QUESTION)
_NUMBER = re.compile(r"(?:\+?\d[\s().-]?){6,}")
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_ADDRESS = re.compile(r"https?://|www\.")
_MARKUP = re.compile(r"<[^>]*>|&[a-z]+;")
_SHOUTING = re.compile(r"\b[A-ZÄÖÜÀ-Þ]{4,}\b(?:\W+\b[A-ZÄÖÜÀ-Þ]{4,}\b){2,}")
_PLACEHOLDER = re.compile(r"\b(TODO|FIXME|XXX|lorem ipsum)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint: `code` is stable, `key` names the entry in the file, a warning does not fail the check."""

    code: str
    key: str
    message: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A script as one line says it, with what the linter knows of its language."""

    script: GreetingScript
    line: LineProfile
    language: Language

    def said(self, kind: PromptKind) -> str:
        """A prompt with its values, or nothing where the script lacks it."""
        return render(self.script, self.line, kind, SAMPLE).text if kind in self.script.prompts else ""

    def opening(self) -> str:
        """Everything said before the first key is waited for."""
        return " ".join(self.said(kind) for kind in OPENING)

    def template(self, *kinds: PromptKind) -> str:
        """The same with its variables still in it."""
        return " ".join(self.script.prompts.get(kind, "") for kind in kinds)


def check(script: GreetingScript, line: LineProfile) -> tuple[Finding, ...]:
    """Every complaint about a script on a line, in the order of the rules below."""
    language = LANGUAGES.get(script.locale.split("-")[0])
    if language is None:
        known = ", ".join(sorted(LANGUAGES))
        return (Finding("language-unknown", "locale", f"The linter reads {known}; this script needs a person."),)
    reading = Reading(script, line, language)
    return tuple(finding for rule in _RULES for finding in rule(reading))


def spoken_s(text: str, locale: str) -> float:
    """About how long a telephone voice takes to say a text, in seconds."""
    language = LANGUAGES.get(locale.split("-")[0])
    return len(text.split()) * 60 / (language.words_per_minute if language else 150)


# --- what must be said -------------------------------------------------------------------------


def _who(reading: Reading) -> Iterator[Finding]:
    if "{business}" not in reading.template(*OPENING):
        yield Finding("who-missing", "notice", "The opening does not say who is speaking: use {business}.")
    if "{business}" not in reading.template(PromptKind.GREETING):
        yield Finding("greeting-who-missing", "greeting", "The greeting does not say who is speaking: use {business}.")


def _what_for(reading: Reading) -> Iterator[Finding]:
    template = reading.template(*OPENING)
    if "{purposes}" not in template:
        yield Finding("purpose-missing", "notice", "The opening does not say what it is for: use {purposes}.")
    if "{retention}" not in template:
        yield Finding("retention-missing", "notice", "The opening does not say how long it is kept: use {retention}.")
    if not _says(reading.opening(), reading.language.recording):
        yield Finding("recording-missing", "notice", "The opening does not say that the call may be recorded.")
    used_by_machine = {"transcription", "analysis"} & set(reading.line.purposes)
    everything = reading.opening() + " ".join(reading.script.questions.values())
    if used_by_machine and not _says(everything, reading.language.artificial):
        yield Finding("ai-missing", "words", "Nothing says that artificial intelligence is used; name it.")


def _words(reading: Reading) -> Iterator[Finding]:
    for purpose in reading.line.purposes:
        if purpose not in reading.script.words and purpose not in reading.script.questions:
            yield Finding("word-missing", "words", f"[words] has no text for `{purpose}`, which the line asks for.")
    if "{days}" not in reading.script.words.get("days", ""):
        yield Finding("days-missing", "words", 'Expected `days` in [words] with {days}, such as "{days} days".')
    if "and" not in reading.script.words:
        yield Finding("and-missing", "words", "Expected `and` in [words]: it joins the last two purposes.")
    for word in sorted(set(reading.script.words) - {*PURPOSES, "and", "days"}):
        yield Finding("word-unknown", word, f"[words] has `{word}`, which nothing says.")


def _keys(reading: Reading) -> Iterator[Finding]:
    asks = reading.script.mode is LineMode.ASK
    needed = ("yes", "no") if asks else ("no",)
    for name in needed:
        if f"{{{name}}}" not in reading.template(PromptKind.QUESTION):
            yield Finding(
                f"{name}-key-missing", "question", f"The question does not name the key for {name}: use {{{name}}}."
            )
    for name in ("yes", "no"):
        if f"{{{name}}}" not in reading.template(PromptKind.REPROMPT):
            message = f"The re-prompt does not name the key for {name}: use {{{name}}}."
            yield Finding(f"reprompt-{name}-key-missing", "reprompt", message)
    if asks and "{yes}" not in reading.template(PromptKind.CONFIRMATION):
        message = "The confirmation does not say by which key the caller agreed: use {yes}."
        yield Finding("confirmation-key-missing", "confirmation", message)
    for purpose, text in reading.script.questions.items():
        if "{yes}" not in text or "{no}" not in text:
            message = f"The separate question about {purpose} does not name both keys: use {{yes}} and {{no}}."
            yield Finding("separate-keys-missing", purpose, message)


def _choice(reading: Reading) -> Iterator[Finding]:
    opening = reading.opening().lower()
    if not _says(reading.said(PromptKind.QUESTION), reading.language.alternative):
        yield Finding(
            "alternative-missing", "question", "Nothing offers a real alternative: say the call goes on without."
        )
    if _says(opening, reading.language.condition):
        yield Finding("consent-forced", "question", "Agreeing is made a condition of the service; it has to be free.")
    for kind in (PromptKind.QUESTION, PromptKind.REPROMPT, PromptKind.REFUSAL):
        if _says(reading.said(kind).lower(), reading.language.hanging_up):
            message = "Refusing is answered with the end of the call: that is no genuine choice."
            yield Finding("hang-up-on-no", kind.value, message, warning=True)


def _silence(reading: Reading) -> Iterator[Finding]:
    # An announcement may say that recording follows; that the caller thereby agrees, no script may say.
    also = reading.language.recording if reading.script.mode is LineMode.ASK else ()
    texts = {kind.value: reading.template(kind) for kind in (*OPENING, PromptKind.REPROMPT)}
    for key, text in {**texts, **reading.script.questions}.items():
        for sentence in claims(text, reading.script.locale.split("-")[0], also):
            message = f"“{sentence}” calls staying on the line or saying nothing agreement; silence is never a yes."
            yield Finding("silence-as-yes", key, message)


def _later_prompts(reading: Reading) -> Iterator[Finding]:
    if reading.said(PromptKind.REPROMPT) in (reading.said(PromptKind.QUESTION), reading.opening()):
        yield Finding("reprompt-same", "reprompt", "The re-prompt repeats the question; put it in other words.")
    if not _says(reading.said(PromptKind.CONFIRMATION).lower(), reading.language.recording):
        message = "The confirmation does not say that recording is on; several rules want that in the recording."
        yield Finding("confirmation-silent", "confirmation", message)
    if not _says(reading.said(PromptKind.REFUSAL).lower(), reading.language.recording):
        yield Finding("refusal-silent", "refusal", "The refusal does not say that the call goes on without recording.")
    if not _says(reading.said(PromptKind.WITHDRAWAL).lower(), reading.language.recording):
        yield Finding("withdrawal-silent", "withdrawal", "The withdrawal does not say that recording has stopped.")


# --- what must not be said ---------------------------------------------------------------------


def _every_text(reading: Reading) -> Mapping[str, str]:
    prompts = {kind.value: text for kind, text in reading.script.prompts.items()}
    return {**prompts, **reading.script.questions, **reading.script.words}


def _clean(reading: Reading) -> Iterator[Finding]:
    complaints = (
        ("number-in-text", _NUMBER, "holds what looks like a number of somebody; texts carry no personal data."),
        ("email-in-text", _EMAIL, "holds an e-mail address; texts carry no personal data."),
        ("address-in-text", _ADDRESS, "holds a web address, which no voice can read out usefully."),
        ("markup-in-text", _MARKUP, "holds markup; write plain text."),
        ("shouting", _SHOUTING, "is written in capitals, which voices spell out."),
        ("placeholder", _PLACEHOLDER, "holds a placeholder; finish it."),
    )
    for key, text in _every_text(reading).items():
        for code, pattern, message in complaints:
            if pattern.search(text):
                yield Finding(code, key, f"`{key}` {message}")
        if text.count("{") != text.count("}"):
            yield Finding("brace-unbalanced", key, f"`{key}` opens a variable without closing it.")


def _line_s_needs(reading: Reading) -> Iterator[Finding]:
    line, prompts = reading.line, reading.script.prompts
    needed = {
        PromptKind.LANGUAGE: bool(line.languages),
        PromptKind.CODE_OFFER: bool(line.withdraw_key),
        PromptKind.CODE_QUESTION: bool(line.withdraw_key),
        PromptKind.CODE_UNKNOWN: bool(line.withdraw_key),
        PromptKind.RECEIPT_CODE: line.say_receipt_code or line.text_receipt_code,
        PromptKind.WAITING: bool(line.queue),
    }
    for kind, is_needed in needed.items():
        if is_needed and kind not in prompts:
            yield Finding(f"{kind.value.replace('_', '-')}-missing", "prompts", f"The line needs a prompt `{kind}`.")
    if line.withdraw_key and line.withdraw_key in (reading.script.yes_key, reading.script.no_key):
        yield Finding("withdraw-key-taken", "keys", "The line's key for withdrawing is also a key for yes or no.")


def _training(reading: Reading) -> Iterator[Finding]:
    if "training" in {*reading.line.purposes, *reading.script.questions, *reading.script.words}:
        yield Finding("training-asked", "training", "Training is always refused; nobody can be asked for it.")
    if "recording" in reading.script.questions:
        yield Finding(
            "recording-separate", "recording", "Recording belongs to the main question, not to one of its own."
        )


# --- how it is said ----------------------------------------------------------------------------


def _length(reading: Reading) -> Iterator[Finding]:
    locale = reading.script.locale
    if (seconds := spoken_s(reading.opening(), locale)) > LONGEST_OPENING_S:
        message = f"The opening takes about {seconds:.0f} s; keep it under {LONGEST_OPENING_S}."
        yield Finding("opening-long", "notice", message)
    for kind in reading.script.prompts:
        text = reading.said(kind)
        if len(text) > SAY_LIMIT:
            message = f"`{kind}` has {len(text)} characters; the carrier reads {SAY_LIMIT}."
            yield Finding("prompt-too-long", kind.value, message)
        elif kind not in OPENING and (seconds := spoken_s(text, locale)) > LONGEST_PROMPT_S:
            message = f"`{kind}` takes about {seconds:.0f} s; keep it under {LONGEST_PROMPT_S}."
            yield Finding("prompt-long", kind.value, message)


def _locale(reading: Reading) -> Iterator[Finding]:
    expected = reading.script.locale.split("-")[0]
    for kind, text in reading.script.prompts.items():
        if (found := language_of(text, expected)) != expected:
            message = f"`{kind}` reads like {found}, and the locale is {reading.script.locale}."
            yield Finding("locale-mismatch", kind.value, message)


def _mode(reading: Reading) -> Iterator[Finding]:
    own = reading.script.mode
    if own is LineMode.NOTICE and reading.line.mode is LineMode.ASK:
        message = "The line asks, and this script only announces; the line's strict script is said instead."
        yield Finding("mode-mismatch", "mode", message, warning=True)
    if own is LineMode.NOTICE and reading.script.questions:
        yield Finding("notice-with-questions", "mode", "A script that only announces asks no separate questions.")


def _audio(reading: Reading) -> Iterator[Finding]:
    varied = {key for key in values(reading.script, reading.line) if key not in ("yes", "no")}
    for kind, path in reading.script.audio.items():
        if path.startswith(("/", "\\")) or ".." in path or not path.endswith((".wav", ".mp3")):
            message = f"The audio of `{kind}` has to be a .wav or .mp3 below prompts/audio."
            yield Finding("audio-path", kind.value, message)
        if any(f"{{{name}}}" in reading.script.prompts.get(kind, "") for name in varied):
            message = f"The audio of `{kind}` is fixed, and its text has variables: make sure they agree."
            yield Finding("audio-fixed", kind.value, message, warning=True)


def _says(text: str, fragments: tuple[str, ...]) -> bool:
    padded = f" {text.lower()} "
    return any(fragment in padded for fragment in fragments)


_RULES: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
    _who,
    _what_for,
    _words,
    _keys,
    _choice,
    _silence,
    _later_prompts,
    _clean,
    _line_s_needs,
    _training,
    _length,
    _locale,
    _mode,
    _audio,
)
