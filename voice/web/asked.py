"""What a caller was asked and what was heard, told from the ledger; words only where their digest proves them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from voice.call.values import Call
from voice.errors import VoiceError
from voice.greeting.lines import named
from voice.greeting.script import parse, render, render_question
from voice.greeting.values import GreetingScript, LineProfile
from voice.journey.dialogue import OPENING
from voice.vault.ports import ChainedEntry
from voice.web.desk import Rooms

ASKED = "consent.asked"
HEARD = "consent.answer_heard"
MARKED = "consent.agent_marked_answer"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a call: `words` as they were said, "" where they cannot be proved any more."""

    at: datetime
    script: str
    version: str
    locale: str
    words: str
    answers: tuple[str, ...]


def questions(call: Call, entries: Sequence[ChainedEntry], rooms: Rooms | None) -> tuple[Question, ...]:
    """Every question in its order, each with the answers that followed it."""
    found: list[Question] = []
    for kept in entries:
        body = kept.entry.body
        if kept.entry.kind == ASKED:
            words = "" if rooms is None else _words(call, body, rooms)
            script, version, locale = (str(body.get(name, "")) for name in ("script", "script_version", "locale"))
            found.append(Question(kept.entry.at, script, version, locale, words, ()))
        elif found and (answer := _answer(kept.entry.kind, body)):
            found[-1] = replace(found[-1], answers=(*found[-1].answers, answer))
    return tuple(found)


def _answer(kind: str, body: Mapping[str, Any]) -> str:
    if kind == HEARD:
        return f"key {body['digits']}" if body.get("digits") else "nothing"
    if kind == MARKED:
        return "the agent marked yes" if body.get("granted") else "the agent marked no"
    return ""


def _words(call: Call, body: Mapping[str, Any], rooms: Rooms) -> str:
    script = _script(body, rooms)
    if script is None:
        return ""
    line = named(rooms.lines, call.line)
    said = replace(line, business=body.get("business") or line.business)
    said = replace(said, retention_days=body.get("retention_days") or line.retention_days)
    for text in _possible(script, said, tuple(body.get("purposes", ()))):
        if hashlib.sha256(text.encode("utf-8")).hexdigest() == body.get("prompt_sha256"):
            return text
    return ""


def _possible(script: GreetingScript, line: LineProfile, purposes: tuple[str, ...]) -> Iterator[str]:
    """The texts with which this script may have asked for these purposes."""
    for purpose in purposes:
        if purpose in script.questions:
            yield render_question(script, line, purpose).text
    for as_it_was in (line, replace(line, purposes=purposes)):
        yield "\n".join(render(script, as_it_was, kind).text for kind in OPENING if kind in script.prompts)


def _script(body: Mapping[str, Any], rooms: Rooms) -> GreetingScript | None:
    """The script's own bytes, found by their digest: as they are in use, or as they were kept."""
    name, locale, digest = (str(body.get(key, "")) for key in ("script", "locale", "script_sha256"))
    if rooms.greetings is None:
        return None
    try:
        content = rooms.greetings.in_use(name, locale)
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            content = rooms.greetings.kept(digest)
        return parse(content, name, locale)
    except VoiceError:
        # Gone, changed since or not readable: then the words are not told.
        return None
