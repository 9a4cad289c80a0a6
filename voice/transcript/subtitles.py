"""Transcripts for players, editors and scorers: WebVTT, SubRip, Markdown, RTTM and CTM.

Works on raw and on redacted utterances alike; what may leave the machine is decided by the caller.
"""

from collections.abc import Sequence
from typing import Protocol

from voice.transcript.values import Utterance


class Cue(Protocol):
    """What a subtitle needs: raw and redacted utterances both have it."""

    @property
    def id(self) -> str: ...
    @property
    def speaker(self) -> str: ...
    @property
    def start_ms(self) -> int: ...
    @property
    def end_ms(self) -> int: ...
    @property
    def text(self) -> str: ...

    @property
    def doubtful(self) -> str: ...


def vtt(cues: Sequence[Cue]) -> str:
    """WebVTT with the speaker as a voice span (W3C WebVTT, 5.1)."""
    blocks = ["WEBVTT"]
    for cue in cues:
        text = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{cue.id}\n{_clock(cue.start_ms)} --> {_clock(_end(cue))}\n<v {_name(cue)}>{text}</v>")
    return "\n\n".join(blocks) + "\n"


def srt(cues: Sequence[Cue]) -> str:
    """SubRip, numbered from 1, the speaker before the text."""
    return "\n".join(
        f"{number}\n{_clock(cue.start_ms, ',')} --> {_clock(_end(cue), ',')}\n{_name(cue)}: {cue.text}\n"
        for number, cue in enumerate(cues, start=1)
    )


def markdown(cues: Sequence[Cue]) -> str:
    """One paragraph per utterance: id, time, speaker, text, and whether it is doubtful."""
    lines = [
        f"**{_name(cue)}** `{cue.id} {_clock(cue.start_ms)[:8]}` {cue.text}{' *(doubtful)*' if cue.doubtful else ''}"
        for cue in cues
    ]
    return "\n\n".join(lines) + ("\n" if lines else "")


def rttm(cues: Sequence[Cue], file_id: str) -> str:
    """NIST RTTM speaker lines: one per utterance, seconds with three decimals."""
    return "".join(
        f"SPEAKER {file_id} 1 {cue.start_ms / 1000:.3f} {(cue.end_ms - cue.start_ms) / 1000:.3f} "
        f"<NA> <NA> {cue.speaker} <NA> <NA>\n"
        for cue in cues
    )


def ctm(utterances: Sequence[Utterance], file_id: str) -> str:
    """NIST CTM: one line per word with its confidence; channels are numbered in order of first speech."""
    channels: dict[str, int] = {}
    lines = []
    for utterance in utterances:
        channel = channels.setdefault(utterance.speaker, len(channels) + 1)
        for word in utterance.words:
            start, length = word.start_ms / 1000, (word.end_ms - word.start_ms) / 1000
            lines.append(f"{file_id} {channel} {start:.3f} {length:.3f} {word.text} {word.probability:.4f}\n")
    return "".join(lines)


def _end(cue: Cue) -> int:
    """A cue of no length is shown for a tenth of a second: players refuse an empty one."""
    return max(cue.end_ms, cue.start_ms + 100)


def _name(cue: Cue) -> str:
    return cue.speaker.replace("_", " ").capitalize()


def _clock(ms: int, mark: str = ".") -> str:
    seconds, rest = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{rest:03d}"
