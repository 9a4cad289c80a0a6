"""Greeting scripts: read from TOML, checked against what a script must say, rendered for a line."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

from voice.errors import Fault, NothingThere, VoiceError
from voice.greeting import audio
from voice.greeting.values import GreetingScript, LineMode, LineProfile, PromptKind, SpokenPrompt

PURPOSES = ("recording", "transcription", "analysis", "storage", "sharing", "speaker_recognition", "training")
"""The names of `consent.values.Purpose`: what a line may ask for, apart from training."""

KEYS = frozenset("0123456789*#")
VARIABLES = frozenset({"business", "retention", "purposes", "yes", "no"})
OWN_VARIABLES = {
    PromptKind.LANGUAGE: frozenset({"key"}),
    PromptKind.CODE_OFFER: frozenset({"withdraw"}),
    PromptKind.RECEIPT_CODE: frozenset({"code"}),
}
"""Variables that a single prompt has beside those of every prompt."""

SAMPLE = {"key": "1", "withdraw": "9", "code": "0 1 2, 3 4 5, 6 7 8 9"}
"""What those variables may stand for, where a script is only read and not yet spoken to anybody."""

OPTIONAL = frozenset(
    {PromptKind.NOTICE, PromptKind.WAITING, PromptKind.CODE_QUESTION, PromptKind.CODE_UNKNOWN, *OWN_VARIABLES}
)
REQUIRED = frozenset(PromptKind) - OPTIONAL
TABLES = frozenset({"keys", "prompts", "words", "questions", "audio"})
FIELDS = frozenset({"locale", "version", "mode"})
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_AT_LINE = re.compile(r"at line (\d+)")

Table = Mapping[str, object]


class ScriptFaulty(VoiceError):
    """A greeting script or line file cannot be used; the sentence names file, line and what was expected."""

    code = "script_faulty"
    fault = Fault.OPERATOR


class Source:
    """A TOML file's text, so that a complaint can name the line it is about."""

    def __init__(self, place: str, text: str) -> None:
        self.place = place
        self.lines = text.splitlines()

    def complaint(self, key: str, expected: str) -> ScriptFaulty:
        """An error at the line on which `key` is set (line 1 where it is absent)."""
        return ScriptFaulty(f"{self.place}:{self.line_of(key)}: {expected}")

    def line_of(self, key: str) -> int:
        """The number of the line on which a key or table begins; 1 where there is none."""
        pattern = re.compile(rf'^\s*(?:\[+{re.escape(key)}\]+|"?{re.escape(key)}"?\s*=)')
        return next((n for n, line in enumerate(self.lines, 1) if pattern.match(line)), 1)


def load(folder: Path, name: str, locale: str) -> GreetingScript:
    """The script `<folder>/greetings/<name>/<locale>.toml`; raises ScriptFaulty when it cannot be used."""
    path = folder / "greetings" / name / f"{locale}.toml"
    try:
        untrusted = path.read_bytes()
    except OSError:
        raise ScriptFaulty(f"{name}/{locale}.toml: no such greeting script; write it or name another.") from None
    script = parse(untrusted, name, locale)
    source = Source(f"{name}/{locale}.toml", untrusted.decode("utf-8"))
    return replace(
        script, audio_sha256={kind: _sound(source, folder, kind, where) for kind, where in script.audio.items()}
    )


def parse(untrusted: bytes, name: str, locale: str) -> GreetingScript:
    """A script from the bytes of its file."""
    place = f"{name}/{locale}.toml"
    document = read_toml(untrusted, place)
    source = Source(place, untrusted.decode("utf-8"))
    for unknown in sorted(set(document) - TABLES - FIELDS):
        raise source.complaint(unknown, f"unknown entry `{unknown}`; expected one of {_list(TABLES | FIELDS)}.")
    if document.get("locale") != locale:
        raise source.complaint("locale", f'expected `locale = "{locale}"`, as the file is named.')
    keys = _texts(source, document, "keys")
    prompts = _prompts(source, _texts(source, document, "prompts"))
    questions = _texts(source, document, "questions")
    for purpose in sorted(set(questions) - set(PURPOSES)):
        raise source.complaint(purpose, f"no purpose is called `{purpose}`; expected one of {_list(PURPOSES)}.")
    sounds = _texts(source, document, "audio")
    script = GreetingScript(
        name=name,
        locale=locale,
        version=_text(source, document, "version"),
        sha256=hashlib.sha256(untrusted).hexdigest(),
        prompts=prompts,
        yes_key=keys.get("yes", "1"),
        no_key=keys.get("no", "2"),
        mode=_mode(source, document),
        words=_texts(source, document, "words"),
        questions=questions,
        audio={_kind(source, kind): path for kind, path in sounds.items()},
    )
    _check(source, script)
    return script


def read_toml(untrusted: bytes, place: str) -> Table:
    """A TOML document; a syntax error becomes a sentence with file and line."""
    try:
        return tomllib.loads(untrusted.decode("utf-8"))
    except UnicodeDecodeError:
        raise ScriptFaulty(f"{place}:1: expected UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        reason = str(error).split(" (at ")[0]
        raise ScriptFaulty(f"{place}:{found.group(1) if found else 1}: not valid TOML: {reason}.") from None


def asks(script: GreetingScript) -> GreetingScript:
    """The script, where it asks; ScriptFaulty where it only announces: nobody may be recorded on that alone."""
    if script.mode is not LineMode.ASK:
        raise ScriptFaulty(f"{script.name}/{script.locale}.toml: a strict_script has to ask; this one only announces.")
    return script


def render(
    script: GreetingScript, line: LineProfile, kind: PromptKind, own: Mapping[str, str] | None = None
) -> SpokenPrompt:
    """A prompt with the line's values and its own filled in; ScriptFaulty where the script lacks it."""
    if kind not in script.prompts:
        raise ScriptFaulty(
            f"{script.name}/{script.locale}.toml: the line needs a prompt `{kind}`; add it to [prompts]."
        )
    return _spoken(script, kind, script.prompts[kind], {**values(script, line), **(own or {})})


def render_question(script: GreetingScript, line: LineProfile, purpose: str) -> SpokenPrompt:
    """The separate question a script asks for one purpose."""
    return _spoken(script, PromptKind.QUESTION, script.questions[purpose], values(script, line))


def bundle(script: GreetingScript, line: LineProfile) -> tuple[str, ...]:
    """The purposes the main question asks for together: those without a question of their own."""
    return tuple(purpose for purpose in line.purposes if purpose not in script.questions)


def separate(script: GreetingScript, line: LineProfile) -> tuple[str, ...]:
    """The purposes asked for one by one afterwards."""
    return tuple(purpose for purpose in line.purposes if purpose in script.questions)


def values(script: GreetingScript, line: LineProfile) -> Mapping[str, str]:
    """What the variables of a script stand for on a line."""
    words = [script.words.get(purpose, purpose) for purpose in bundle(script, line)]
    joiner = script.words.get("and", ",")
    listed = f" {joiner} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    return {
        "business": line.business,
        "retention": script.words.get("days", "{days}").replace("{days}", str(line.retention_days)),
        "purposes": listed,
        "yes": script.yes_key,
        "no": script.no_key,
    }


def _spoken(script: GreetingScript, kind: PromptKind, template: str, known: Mapping[str, str]) -> SpokenPrompt:
    text = _VARIABLE.sub(lambda match: known[match.group(1)], template)
    return SpokenPrompt(kind, text, script.locale, hashlib.sha256(text.encode("utf-8")).hexdigest())


def _check(source: Source, script: GreetingScript) -> None:
    for name, key in (("yes", script.yes_key), ("no", script.no_key)):
        if key not in KEYS:
            raise source.complaint(name, f"expected one key of a telephone (0-9, * or #) for `{name}`.")
    if script.yes_key == script.no_key:
        raise source.complaint("no", "expected different keys for yes and no.")
    for kind in sorted(REQUIRED - set(script.prompts)):
        raise source.complaint("prompts", f"expected a prompt `{kind}` in [prompts].")
    texts = {**{kind.value: text for kind, text in script.prompts.items()}, **script.questions}
    for key, text in texts.items():
        for variable in _VARIABLE.findall(text):
            known = VARIABLES | OWN_VARIABLES.get(PromptKind(key), frozenset()) if key in set(PromptKind) else VARIABLES
            if variable not in known:
                raise source.complaint(key, f"unknown variable {{{variable}}}; expected one of {_list(known)}.")


def _prompts(source: Source, texts: Mapping[str, str]) -> Mapping[PromptKind, str]:
    return {_kind(source, name): " ".join(text.split()) for name, text in texts.items()}


def _kind(source: Source, name: str) -> PromptKind:
    if name not in set(PromptKind):
        raise source.complaint(name, f"no prompt is called `{name}`; expected one of {_list(PromptKind)}.")
    return PromptKind(name)


def _mode(source: Source, document: Table) -> LineMode:
    mode = document.get("mode", LineMode.ASK.value)
    if mode not in (LineMode.ASK, LineMode.NOTICE):
        raise source.complaint("mode", 'expected `mode = "ask"` or `mode = "notice"`.')
    return LineMode(cast(str, mode))


def _text(source: Source, document: Table, key: str) -> str:
    value = document.get(key)
    if not isinstance(value, str) or not value.strip():
        raise source.complaint(key, f'expected `{key} = "..."` with a text that is not empty.')
    return value


def _texts(source: Source, document: Table, table: str) -> Mapping[str, str]:
    found = document.get(table, {})
    if not isinstance(found, dict):
        raise source.complaint(table, f"expected a table [{table}].")
    return {key: _text(source, found, key) for key in found}


def _sound(source: Source, folder: Path, kind: PromptKind, where: str) -> str:
    """The hash of a recorded prompt: it goes into the consent record beside that of the text."""
    try:
        return hashlib.sha256(audio.read(folder, where)[0]).hexdigest()
    except NothingThere:
        raise source.complaint(kind, f"expected a .wav or .mp3 at prompts/audio/{where} for `{kind}`.") from None


def _list(names: object) -> str:
    return ", ".join(sorted(str(name) for name in cast(frozenset[str], names)))
