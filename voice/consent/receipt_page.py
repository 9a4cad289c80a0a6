"""The receipt for people: one page that needs nothing else, in plain words."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import cast

from voice.consent.receipt import Receipt

STYLE = """
:root { color-scheme: light dark; --ink: #111; --soft: #555; --paper: #fff; --desk: #f1efe9; --line: #b9b9b9; }
@media (prefers-color-scheme: dark) { :root { --ink: #f3f1ec; --soft: #b8b4ab; --paper: #191a1c; --desk: #0e0f10;
  --line: #4b4c50; } }
body { margin: 0; padding: 1.5rem; background: var(--desk); color: var(--ink); font: 16px/1.5 sans-serif; }
main { max-width: 42rem; margin: 0 auto; padding: 1rem 1.5rem 1.5rem; background: var(--paper);
  border: 2px solid var(--ink); }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; font-weight: 700; padding: 0.75rem 0 0.25rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.75rem 0.3rem 0; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: 0.875rem; }
@media print { body { background: #fff; padding: 0; } }
"""

_WORDS = {
    "granted": "You agreed.",
    "refused": "You said no.",
    "no_answer": "There was no clear answer, and that means no.",
    "abandoned": "The call ended before there was an answer, and that means no.",
    "not_asked": "You were not asked, and that means no.",
    "asked": "The question is open.",
    "withdrawn": "You took your agreement back.",
    "expired": "The time for which you agreed is over.",
}
_METHODS = {
    "keypad": "by pressing a key",
    "agent": "said aloud to an agent",
    "notice": "by staying on the line after the announcement",
    "attested": "attested by whoever brought the recording",
    "none": "no answer",
}
_EVENTS = {
    "consent.asked": "The question was put",
    "consent.answer_heard": "A key, or none, was noted",
    "consent.agent_marked_answer": "An agent noted your answer",
    "consent.attested": "Consent was attested",
    "consent.caller_hung_up": "The call ended",
    "consent.party_joined": "Somebody else joined",
    "consent.fault_happened": "A fault of ours",
    "consent.withdrawn": "Agreement was taken back",
    "consent.expired": "The time was over",
}


def html(receipt: Receipt) -> str:
    """The receipt as one self-contained HTML document, everything in it escaped."""
    outcome = cast(Mapping[str, object], receipt["outcome"])
    record = cast(Mapping[str, object], receipt["record"])
    name = cast(Mapping[str, object], receipt["controller"])["name"]
    facts = {
        "Call": record["call_id"],
        "Called at": record["called_at"],
        "Asked at": outcome["asked_at"] or "not asked",
        "Answered": f"{outcome['answered_at'] or 'not'} ({_METHODS.get(str(outcome['method']), '')})",
        "Kept for": f"{receipt['retention_days']} days",
        "Your yes counts for": _counts(receipt),
        "To take it back": receipt["how_to_withdraw"],
        "Receipt": f"{record['receipt_id']}, issued {record['issued_at']} by {record['software']}",
    }
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"><title>Consent receipt</title><style>{STYLE}</style></head>\n'
        f"<body><main><h1>Consent receipt</h1><p>{escape(str(name))}</p>"
        f"<p><strong>{escape(_WORDS.get(str(outcome['status']), str(outcome['status'])))}</strong></p>\n"
        f"{_table('About this call', facts.items())}\n{_table('What for', _purposes(receipt))}\n"
        f"{_table('What happened', _events(receipt))}\n"
        f'<p class="soft">Ledger entry {escape(str(record["ledger_sequence"]))}, '
        f"{escape(str(record['ledger_sha256']))}. Anyone with our public key can check this receipt without us: "
        "<code>voice consent verify consent-receipt.json</code></p></main></body></html>\n"
    )


def _counts(receipt: Receipt) -> str:
    days = receipt.get("consent_days")
    return f"{days} days" if days else "as long as the call is kept"


def _purposes(receipt: Receipt) -> list[tuple[str, object]]:
    rows = cast(Sequence[Mapping[str, str]], receipt["purposes"])
    return [(row["purpose"].replace("_", " "), row["status"].replace("_", " ")) for row in rows]


def _events(receipt: Receipt) -> list[tuple[str, object]]:
    rows = cast(Sequence[Mapping[str, object]], receipt["events"])
    return [(str(row["at"]), _EVENTS.get(str(row["kind"]), "Something was noted")) for row in rows]


def _table(caption: str, rows: object) -> str:
    lines = "".join(
        f'<tr><th scope="row">{escape(str(name))}</th><td>{escape(str(value))}</td></tr>'
        for name, value in cast(Sequence[tuple[str, object]], rows)
    )
    return f"<table><caption>{escape(caption)}</caption>{lines}</table>"
