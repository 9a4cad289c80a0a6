"""A Diarizer that hears the turns it was given, and notes what it was asked."""

from datetime import UTC, datetime

from voice.errors import ModelMissing
from voice.transcript.values import Diarized, ModelIdentity, RunRecord, SpeakerTurn


class ScriptedDiarizer:
    """`turns` are (voice, start_ms, end_ms); `asked` collects the number of speakers of every request."""

    def __init__(self, *turns: tuple[str, int, int]) -> None:
        self.turns = tuple(SpeakerTurn(*turn) for turn in turns)
        self.asked: list[int | None] = []

    def __call__(self) -> "ScriptedDiarizer":
        return self

    def diarize(self, samples, speakers):
        self.asked.append(speakers)
        run = RunRecord(
            "diarization", "diarization", ModelIdentity("scripted voices", "5e" * 32, purpose="tests"),
            {"speakers_found": len({turn.speaker for turn in self.turns})}, "cpu",
            datetime(2026, 1, 1, tzinfo=UTC), 0.0, "scripted 1", made_biometric_identifiers=True,
        )  # fmt: skip
        return Diarized(self.turns, run)


def no_diarizer():
    raise ModelMissing("No diarization pipeline is trusted on this machine.", code="pipeline_missing")
