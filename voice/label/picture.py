"""A label as a picture (SVG): text measured and wrapped before it is drawn, no scripts, no outside resources.

Light on purpose: it stands on a sheet of its own, like the label on a packet, and looks the same on
a dark page.
"""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from voice.label.rows import CODE, HEADING, Cue, fact_fields, fact_row, level_cue, level_meaning, level_shown, origin
from voice.label.typeface import width, wrap
from voice.label.values import NutritionLabel

WIDTH = 880.0
EDGE = 34.0
INNER = WIDTH - 2 * EDGE
NAMES = 316.0
INK, SOFT, PAPER = "#111111", "#555555", "#ffffff"
COLOURS = {Cue.GOOD: "#0a6b3d", Cue.CAUTION: "#9a4b00", Cue.PLAIN: "#555555"}
FONTS = "Helvetica, Arial, 'Liberation Sans', 'Nimbus Sans', sans-serif"


@dataclass(slots=True)
class _Sheet:
    """What has been drawn so far and how far down it goes."""

    parts: list[str] = field(default_factory=list)
    y: float = EDGE

    def text(self, said: str, x: float, size: float, bold: bool = False, colour: str = INK) -> None:
        """One line with its baseline at the present height; its length is pinned, whatever the font."""
        weight = ' font-weight="700"' if bold else ""
        pinned = f' textLength="{width(said, size, bold):.1f}" lengthAdjust="spacingAndGlyphs"' if len(said) > 1 else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{self.y:.1f}" font-size="{size:g}" fill="{colour}"{weight}{pinned}>'
            f"{escape(said)}</text>"
        )

    def paragraph(self, said: str, size: float, colour: str = INK, bold: bool = False) -> None:
        """Wrapped lines over the whole width, moving down."""
        for line in wrap(said, size, INNER, bold):
            self.y += size * 1.32
            self.text(line, EDGE, size, bold, colour)

    def rule(self, thickness: float, gap: float = 8.0) -> None:
        """A rule across the sheet, with room around it."""
        self.y += gap
        self.parts.append(
            f'<rect x="{EDGE:g}" y="{self.y:.1f}" width="{INNER:g}" height="{thickness:g}" fill="{INK}"/>'
        )
        self.y += thickness

    def mark(self, cue: Cue, x: float, size: float) -> None:
        """A dot for good, a triangle for caution, a dash for neither: shape first, colour second."""
        middle, half, colour = self.y - size * 0.36, size * 0.32, COLOURS[cue]
        if cue is Cue.GOOD:
            shape = f'<circle cx="{x + half:.1f}" cy="{middle:.1f}" r="{half:.1f}" fill="{colour}"/>'
        elif cue is Cue.CAUTION:
            points = (
                f"{x:.1f},{middle + half:.1f} {x + 2 * half:.1f},{middle + half:.1f} {x + half:.1f},{middle - half:.1f}"
            )
            shape = f'<polygon points="{points}" fill="{colour}"/>'
        else:
            shape = f'<rect x="{x:.1f}" y="{middle - 1:.1f}" width="{2 * half:.1f}" height="2" fill="{colour}"/>'
        self.parts.append(shape)


def svg(label: NutritionLabel) -> str:
    """The label as one SVG document: features side by side, Twilio's fields as rows."""
    sheet = _Sheet()
    _head(sheet, label)
    if label.features:
        _columns(sheet, label)
        _models(sheet, label)
        sheet.rule(6, gap=14)
    for note in label.notes:
        sheet.paragraph(CODE.sub(r"“\1”", note), 14)
    sheet.y += 22
    _legend(sheet, origin(label))
    height = sheet.y + EDGE
    said = f"{HEADING}: {label.subject}. Privacy ladder level {level_shown(label.privacy_ladder_level)}."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {height:.0f}" width="{WIDTH:g}" '
        f'height="{height:.0f}" role="img" aria-label={quoteattr(said)} font-family="{FONTS}">\n'
        f"<title>{escape(said)}</title>\n"
        f'<rect x="6" y="6" width="{WIDTH - 12:g}" height="{height - 12:.0f}" fill="{PAPER}" stroke="{INK}" '
        f'stroke-width="4"/>\n' + "\n".join(sheet.parts) + "\n</svg>\n"
    )


def _head(sheet: _Sheet, label: NutritionLabel) -> None:
    level = label.privacy_ladder_level
    sheet.y += 40
    sheet.text(HEADING, EDGE, 54, bold=True)
    sheet.y += 6
    sheet.paragraph(label.subject, 16, SOFT)
    sheet.rule(14, gap=12)
    sheet.y += 40
    sheet.text("Privacy Ladder Level", EDGE, 30, bold=True)
    shown = level_shown(level)
    right = WIDTH - EDGE - width(shown, 44, bold=True)
    sheet.text(shown, right, 44, bold=True)
    sheet.mark(level_cue(level), right - 36, 34)
    sheet.paragraph(level_meaning(level), 15, SOFT)
    sheet.rule(7, gap=12)


def _columns(sheet: _Sheet, label: NutritionLabel) -> None:
    features = label.features
    step = (INNER - NAMES) / len(features)
    longest = max(width(word, 15, bold=True) for feature in features for word in feature.name.split())
    size = min(15.0, 15.0 * (step - 10) / longest)
    headings = [wrap(feature.name, size, step - 10, bold=True) for feature in features]
    top, deepest = sheet.y + 22, max(len(lines) for lines in headings)
    for place, lines in enumerate(headings):
        for row, line in enumerate(lines, deepest - len(lines)):
            sheet.y = top + row * 17
            sheet.text(line, EDGE + NAMES + place * step, size, bold=True)
    sheet.y = top + (deepest - 1) * 17
    levels = [
        (level_shown(feature.privacy_ladder_level), level_cue(feature.privacy_ladder_level)) for feature in features
    ]
    _answers(sheet, "Privacy Ladder Level", levels)
    for name, printed in fact_fields():
        rows = [fact_row(feature, name) for feature in features]
        _answers(sheet, printed, [(row.answer, row.cue) for row in rows])
    sheet.rule(7, gap=12)


def _answers(sheet: _Sheet, name: str, answers: list[tuple[str, Cue]]) -> None:
    sheet.rule(1, gap=8)
    sheet.y += 20
    sheet.text(name, EDGE, 15)
    step = (INNER - NAMES) / len(answers)
    for place, (said, cue) in enumerate(answers):
        x = EDGE + NAMES + place * step
        sheet.mark(cue, x, 17)
        sheet.text(said, x + 18, 15, bold=True, colour=COLOURS[cue])


def _models(sheet: _Sheet, label: NutritionLabel) -> None:
    for feature in label.features:
        _entry(sheet, feature.name, f"{feature.base_model} · {feature.model_type}")
    if label.is_computed:
        _entry(sheet, "Runs on", "; ".join(dict.fromkeys(feature.runs_on for feature in label.features)))
    _entry(sheet, "Data Retention", "; ".join(dict.fromkeys(feature.data_retention for feature in label.features)))


def _entry(sheet: _Sheet, name: str, said: str) -> None:
    """A bold name and what is said of it beside, in as many lines as it takes."""
    sheet.y += 22
    sheet.text(name, EDGE, 14, bold=True)
    for place, line in enumerate(wrap(said, 14, INNER - 150)):
        sheet.y += 18 if place else 0
        sheet.text(line, EDGE + 150, 14)


def _legend(sheet: _Sheet, origin_said: str) -> None:
    sheet.mark(Cue.GOOD, EDGE, 15)
    sheet.text("good", EDGE + 16, 13, colour=SOFT)
    sheet.mark(Cue.CAUTION, EDGE + 62, 15)
    sheet.text("caution", EDGE + 78, 13, colour=SOFT)
    said = f"{origin_said} Fields: nutrition-facts.ai"
    sheet.text(said, WIDTH - EDGE - width(said, 13), 13, colour=SOFT)
