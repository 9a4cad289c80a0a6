"""A label as a web page that needs nothing else: no script, no font, no picture from anywhere.

Drawn like the label on a packet; follows the reader's light or dark setting; every cue is a word
and a shape as well as a colour.
"""

from html import escape

from voice.label.rows import CODE, HEADING, Cue, Row, Section, level_cue, level_meaning, level_shown, origin, sections
from voice.label.values import FeatureLabel, NutritionLabel

_SIGN = {Cue.GOOD: "●", Cue.CAUTION: "▲", Cue.PLAIN: ""}

STYLE = """
:root { color-scheme: light dark; --ink: #111; --soft: #555; --paper: #fff; --desk: #f1efe9; --good: #0a6b3d;
  --caution: #9a4b00; --line: #b9b9b9; }
@media (prefers-color-scheme: dark) { :root { --ink: #f3f1ec; --soft: #b8b4ab; --paper: #191a1c; --desk: #0e0f10;
  --good: #6fd3a0; --caution: #ffb35c; --line: #4b4c50; } }
* { box-sizing: border-box; }
body { margin: 0; padding: clamp(0.75rem, 3vw, 2.5rem); background: var(--desk); color: var(--ink);
  font: 16px/1.4 "Helvetica Neue", Helvetica, Arial, "Liberation Sans", sans-serif; }
main { max-width: 78rem; margin: 0 auto; }
.sheet { background: var(--paper); border: 3px solid var(--ink); padding: 0.75rem 1rem 1rem; }
h1 { font-size: clamp(2.1rem, 8vw, 4rem); line-height: 1; letter-spacing: -0.02em; font-weight: 900;
  margin: 0 0 0.4rem; }
.subject { color: var(--soft); margin: 0 0 0.5rem; overflow-wrap: anywhere; }
.level { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: 0 1rem;
  border-top: 14px solid var(--ink); border-bottom: 7px solid var(--ink); padding: 0.4rem 0; margin: 0; }
.level strong { font-size: clamp(1.3rem, 4vw, 2rem); font-weight: 900; }
.level b { font-size: clamp(2rem, 6vw, 3rem); line-height: 1; font-weight: 900; }
.level span { flex-basis: 100%; }
.soft, .meaning { color: var(--soft); }
ul.notes { margin: 0.75rem 0 0; padding-left: 1.2rem; }
.features { display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17.5rem), 1fr));
  margin-top: 1.25rem; align-items: start; }
h2 { font-size: 1.9rem; line-height: 1.05; font-weight: 900; margin: 0; padding-bottom: 0.3rem;
  border-bottom: 10px solid var(--ink); overflow-wrap: anywhere; }
h3 { font-size: 1rem; font-weight: 900; margin: 0; padding: 0.3rem 0; border-top: 6px solid var(--ink); }
dl { margin: 0; }
dl > div { border-top: 1px solid var(--line); padding: 0.35rem 0; display: grid; grid-template-columns: 1fr auto;
  gap: 0 0.75rem; }
h2 + dl > div:first-child, h3 + dl > div:first-child { border-top: 0; }
dt { font-weight: 700; }
dd { margin: 0; overflow-wrap: anywhere; }
dd.answer { font-weight: 700; text-align: right; white-space: nowrap; }
dd.long, dd.meaning, dd.comment { grid-column: 1 / -1; font-weight: 400; text-align: left; white-space: normal; }
dd.meaning, dd.comment { font-size: 0.875rem; }
code { font: 0.9em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
.good { color: var(--good); } .caution { color: var(--caution); }
footer { margin-top: 1.25rem; color: var(--soft); font-size: 0.875rem; }
a { color: inherit; }
@media print { body { background: #fff; padding: 0; } .sheet { break-inside: avoid; } }
"""


def html(label: NutritionLabel) -> str:
    """The label as one self-contained HTML document."""
    level = label.privacy_ladder_level
    shown = level_shown(level)
    notes = "".join(f"<li>{_words(note)}</li>" for note in label.notes)
    features = "".join(_feature(feature) for feature in label.features)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{HEADING}: {escape(label.subject)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<header class="sheet">\n<h1>{HEADING}</h1>\n<p class="subject">{escape(label.subject)}</p>\n'
        f'<p class="level"><strong>Privacy Ladder Level</strong> <b>{_cue(level_cue(level))}{shown}</b> '
        f'<span class="soft">{escape(level_meaning(level))}. 1 is the lowest risk, 4 the highest; '
        "Voice itself refuses 4.</span></p>\n"
        f'<ul class="notes">{notes}</ul>\n</header>\n<div class="features">\n{features}</div>\n'
        '<footer><p><span class="good">●</span> good · <span class="caution">▲</span> caution. '
        f"{origin(label)} The fields are explained at "
        '<a href="https://nutrition-facts.ai">nutrition-facts.ai</a>.</p></footer>\n</main>\n</body>\n</html>\n'
    )


def _feature(feature: FeatureLabel) -> str:
    body = "".join(_section(section) for section in sections(feature))
    return f'<section class="sheet">\n<h2>{escape(feature.name)}</h2>\n{body}</section>\n'


def _section(section: Section) -> str:
    heading = f"<h3>{escape(section.heading)}</h3>\n" if section.heading else ""
    return f"{heading}<dl>\n" + "".join(_row(row) for row in section.rows) + "</dl>\n"


def _row(row: Row) -> str:
    """Name and answer on one line where the answer is short; meaning and comments below."""
    kind = "answer" if len(row.answer) <= 12 else "long"
    colour = f" {row.cue.value}" if row.cue else ""
    said = f"<dt>{escape(row.name)}</dt>" + f'<dd class="{kind}{colour}">{_cue(row.cue)}{_linked(row.answer)}</dd>'
    if row.meaning:
        said += f'<dd class="meaning">{escape(row.meaning)}</dd>'
    said += "".join(f'<dd class="comment">{_words(comment)}</dd>' for comment in row.comments)
    return f"<div>{said}</div>\n"


def _cue(cue: Cue) -> str:
    """Shape for the eye, word for a screen reader."""
    if not cue:
        return ""
    return f'<span class="{cue.value}" role="img" aria-label="{cue.value}:">{_SIGN[cue]}</span> '


def _words(said: str) -> str:
    """A sentence with its commands set as code."""
    return CODE.sub(r"<code>\1</code>", escape(said))


def _linked(said: str) -> str:
    shown = escape(said)
    return f'<a href="{shown}">{shown}</a>' if said.startswith("https://") else shown
