"""A rehearsal on the sample call, and eyes that look through everything it leaves on disk."""

from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from tests.architecture.source import ROOT
from voice.call.simulated.mu_law import read_sample
from voice.call.simulated.sound import write_wav
from voice.commands.rehearsal import Rehearsal

SAMPLES = ROOT / "transcripts/samples"
CALLER, CALLEE = "+12125550123", "+12125550100"
# Words of the sample call that no program, script or setting of ours uses.
SPOKEN = ("emily", "carter", "upset", "wonderful", "five one zero five", "two one two", "twenty minutes")


@contextmanager
def rehearsal(folder, times=1, **environment):
    """The service with a carrier on which each call is the sample call, so many times over."""
    variables = {
        "VOICE_LINES": str(SAMPLES / "demo-lines.toml"),
        "VOICE_MODEL": "embedded",
        "VOICE_PROMPTS": str(ROOT / "prompts"),
        **environment,
    }
    once = read_sample((SAMPLES / "moving-an-appointment.wav").read_bytes())
    audio = write_wav(replace(once, samples=np.tile(once.samples, (times, 1))))
    stage = Rehearsal(folder, audio, variables)
    try:
        stage.start()
        yield stage
    finally:
        stage.stop()


def everything_on_disk(folder):
    """Each file's path and lower-cased bytes: tables, free pages, write-ahead logs, logs, exports."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes().lower()


def where_found(folder, words):
    """Files whose bytes or name hold one of the words, in UTF-8 or UTF-16."""
    places = set()
    for name, content in everything_on_disk(folder):
        for word in words:
            forms = (word.lower().encode(), word.lower().encode("utf-16-le"))
            if word.lower() in name.lower() or any(form in content for form in forms):
                places.add(f"{name} holds {word!r}")
    return sorted(places)
