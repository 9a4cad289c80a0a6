"""transcript.md and summary.md: for people, with every statement linked to the words it rests on."""

import re
from collections.abc import Sequence

from voice.insight.values import Statement, Summary
from voice.redaction.values import RedactedTranscript, RedactedUtterance
from voice.transcript.values import Gap

_PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+\]")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~-])")


GAPS = {"paused": "the recording was paused", "lost": "sound was lost on the way"}


def escape(text: str) -> str:
    """Text as Markdown shows it literally; placeholders stand out as code. What a caller said is never markup."""
    parts, end = [], 0
    for found in _PLACEHOLDER.finditer(text):
        parts += [_literal(text[end : found.start()]), f"`{found.group()}`"]
        end = found.end()
    return "".join([*parts, _literal(text[end:])])


def _literal(text: str) -> str:
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", " ".join(plain.split("\n")))


def clock(ms: int) -> str:
    """Milliseconds as m:ss."""
    return f"{ms // 60000}:{ms // 1000 % 60:02d}"


def transcript(found: RedactedTranscript, gaps: Sequence[Gap] = ()) -> str:
    """One paragraph per utterance, each an anchor that the summary links to; gaps stand where they are."""
    lines = [
        "# Transcript, redacted",
        "",
        f"Call {escape(found.call_id)} · {escape(found.language)} · heard by {escape(found.model.name)}"
        + (f" ({escape(found.model.purpose)})" if found.model.purpose else ""),
        "",
        f"Redacted: {_counts(found)}. The times are minutes and seconds from the start of the recording.",
    ]
    told = [(gap.start_ms, 0, _gap(gap)) for gap in gaps]
    told += [(said.start_ms, place, _paragraph(said)) for place, said in enumerate(found.utterances, 1)]
    for _, _, paragraph in sorted(told):
        lines += ["", paragraph]
    return "\n".join(lines) + "\n"


def _paragraph(said: RedactedUtterance) -> str:
    doubt = f" *(doubtful: {escape(said.doubtful.replace('_', ' '))})*" if said.doubtful else ""
    who = escape(str(said.speaker))
    return f'<a id="{_anchor(said.id)}"></a>**{who}** {clock(said.start_ms)} · {escape(said.text)}{doubt}'


def _gap(gap: Gap) -> str:
    why = GAPS.get(gap.kind, "nothing could be heard")
    return f"*{clock(gap.start_ms)} to {clock(gap.end_ms)}: {why}*"


def _counts(found: RedactedTranscript) -> str:
    named = [f"{count} {kind.replace('_', ' ').lower()}" for kind, count in sorted(found.counts.items()) if count]
    return ", ".join(named) or "nothing was found to redact"


def _anchor(utterance_id: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "-", utterance_id)


def summary(made: Summary, found: RedactedTranscript) -> str:
    """What was said that matters, with who said it and when."""
    said = {utterance.id: utterance for utterance in found.utterances}
    lines = ["# Summary", "", f"Method: {escape(made.method.replace('_', ' '))}. Every statement links to its words."]
    for heading, statement in (("Reason", made.reason), ("Outcome", made.outcome), ("Next step", made.next_step)):
        if statement is not None:
            lines += ["", f"**{heading}:** {_cited(statement, said)}"]
    if made.actions:
        lines += ["", "## Promised", "", *(f"- {_cited(action, said)}" for action in made.actions)]
    if made.sentences:
        lines += ["", "## In the speakers' words", "", *(f"- {_cited(s, said)}" for s in made.sentences)]
    else:
        lines += ["", "Nothing was said that a summary could rest on."]
    return "\n".join(lines) + "\n"


def _cited(statement: Statement, said: dict[str, RedactedUtterance]) -> str:
    links = [
        f"[{escape(str(said[name].speaker))} {clock(said[name].start_ms)}](transcript.md#{_anchor(name)})"
        for name in statement.utterance_ids
        if name in said
    ]
    return f"{escape(statement.text)} ({', '.join(links)})"
