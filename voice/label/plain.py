"""A label as plain text, 64 columns, drawn with box characters; reads well aloud too."""

import textwrap

from voice.label.rows import HEADING, Cue, Row, level_cue, level_meaning, level_shown, origin, sections
from voice.label.values import FeatureLabel, NutritionLabel

WIDTH = 64
_INNER = WIDTH - 4
_SIGN = {Cue.GOOD: "●", Cue.CAUTION: "▲", Cue.PLAIN: " "}


def text(label: NutritionLabel) -> str:
    """The label as lines of at most 64 columns; ● good, ▲ caution."""
    level = label.privacy_ladder_level
    lines = ["┏" + "━" * (WIDTH - 2) + "┓", _line(HEADING.upper()), _line(label.subject), _rule("━")]
    lines += _pair("Privacy Ladder Level", level_shown(level), level_cue(level))
    lines += _wrapped(level_meaning(level), indent=2)
    for feature in label.features:
        lines += [_rule("━"), *_feature(feature)]
    lines.append(_rule("━"))
    for note in label.notes:
        lines += _wrapped(f"· {note}")
    lines += _wrapped(f"· {origin(label)}")
    lines.append(_line("● good   ▲ caution   nutrition-facts.ai explains the fields"))
    lines.append("┗" + "━" * (WIDTH - 2) + "┛")
    return "\n".join(lines) + "\n"


def _feature(feature: FeatureLabel) -> list[str]:
    lines = [_line(feature.name.upper())]
    for section in sections(feature):
        if section.heading:
            lines += [_rule("─"), _line(section.heading)]
        for row in section.rows:
            lines += _row(row)
    return lines


def _row(row: Row) -> list[str]:
    """Name left, answer right where both fit; else the answer below."""
    short = len(row.name) + len(row.answer) + 4 <= _INNER
    lines = _pair(row.name, row.answer, row.cue) if short else [_line(row.name), *_wrapped(row.answer, indent=2)]
    if row.meaning:
        lines += _wrapped(row.meaning, indent=2)
    for comment in row.comments:
        lines += _wrapped(comment, indent=2)
    return lines


def _pair(name: str, answer: str, cue: Cue) -> list[str]:
    right = f"{answer} {_SIGN[cue]}"
    return [_line(name + " " * (_INNER - len(name) - len(right)) + right)]


def _wrapped(said: str, indent: int = 0) -> list[str]:
    space = " " * indent
    lines = textwrap.wrap(said, _INNER, initial_indent=space, subsequent_indent=space, break_on_hyphens=False)
    return [_line(line) for line in lines]


def _line(said: str) -> str:
    return f"┃ {said[:_INNER]:<{_INNER}} ┃"


def _rule(character: str) -> str:
    ends = "┣┫" if character == "━" else "┠┨"
    return ends[0] + character * (WIDTH - 2) + ends[1]
