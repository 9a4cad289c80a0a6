"""Which speech model a command uses: chosen in the fixed order, pulled with a bar, said aloud."""

from rich.console import Console

from voice.commands.models import transfer
from voice.settings import Settings
from voice.transcript import models


def chosen_model(console: Console, settings: Settings) -> models.ChosenModel:
    """The Whisper model, pulled now if it must be and the hub answers; says which one and why."""
    with transfer() as bar:
        task = bar.add_task("Pulling the speech model", total=None, visible=False)
        chosen = models.choose(
            settings.model,
            settings.data,
            offline=settings.offline,
            progress=lambda done, total: bar.update(task, completed=done, total=total, visible=True),
        )
    for note in chosen.notes:
        console.print(note, style="yellow" if chosen.is_embedded else "default", highlight=False)
    return chosen
