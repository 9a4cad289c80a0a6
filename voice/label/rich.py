"""A label for a colour terminal: every feature a column, every field a row."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from voice.label.rows import HEADING, Cue, fact_fields, fact_row, level_cue, level_meaning, level_shown, origin
from voice.label.values import NutritionLabel

_STYLE = {Cue.GOOD: "green", Cue.CAUTION: "bold yellow", Cue.PLAIN: "dim"}
_SIGN = {Cue.GOOD: "●", Cue.CAUTION: "▲", Cue.PLAIN: "·"}


def terminal(label: NutritionLabel) -> RenderableType:
    """The label as a panel that fits 80 columns."""
    level = label.privacy_ladder_level
    head = Text.assemble(
        ("Privacy Ladder Level ", "bold"), _answer(level_shown(level), level_cue(level)),
        (f"  {level_meaning(level)}", "dim"),
    )  # fmt: skip
    parts: list[RenderableType] = [Text(label.subject, style="dim"), head]
    if label.features:
        parts.append(_matrix(label))
        parts += [Text.assemble((f"{f.name}: ", "bold"), f.base_model) for f in label.features]
        parts.append(Text.assemble(("Data Retention: ", "bold"), label.features[0].data_retention))
    parts += [Text(f"· {note}", style="yellow" if "demonstration" in note else "default") for note in label.notes]
    parts.append(Text(f"● good  ▲ caution   {origin(label)}", style="dim"))
    return Panel(Group(*parts), title=f"[bold]{HEADING}[/bold]", expand=False, width=100, padding=(0, 1))


def _matrix(label: NutritionLabel) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("", max_width=42)
    for feature in label.features:
        table.add_column(feature.name, justify="left", overflow="fold")
    levels = [_answer(level_shown(f.privacy_ladder_level), level_cue(f.privacy_ladder_level)) for f in label.features]
    table.add_row(Text("Privacy Ladder Level"), *levels)
    for field, name in fact_fields():
        rows = [fact_row(feature, field) for feature in label.features]
        table.add_row(Text(name), *(_answer(row.answer, row.cue) for row in rows))
    return table


def _answer(said: str, cue: Cue) -> Text:
    return Text(f"{_SIGN[cue]} {said}", style=_STYLE[cue])
