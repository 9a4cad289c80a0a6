"""Sound that arrives frame by frame, put in its place on a clock: two tracks, mu-law, 8 kHz.

Pure: times and bytes come in, whole pieces and gaps come out. A track's frames may come late or not at
all; what is missing is silence, and is said. Nothing older than `SLACK_MS` is waited for, so memory
stays bounded and a killed process loses less than a second.
"""

from collections.abc import Mapping
from dataclasses import dataclass

RATE = 8000
BYTES_PER_MS = RATE // 1000
PIECE_MS = 600
SLACK_MS = 300
OVERTAKING_MS = 120
PIECE_BYTES = PIECE_MS * BYTES_PER_MS
SILENCE = b"\xff"
TRACKS = 2
LONGEST_MS = 24 * 3600 * 1000
MOST_GAPS = 1000
ULAW = 7


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of both tracks, PIECE_MS long, interleaved; `number` counts from the stream's beginning."""

    number: int
    sound: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """[start, end) in ms of one track in which nothing arrived in time."""

    track: int
    start_ms: int
    end_ms: int


class _Open:
    """One piece that may still grow: sound, and which bytes of it arrived."""

    def __init__(self) -> None:
        self.sound = tuple(bytearray(SILENCE * PIECE_BYTES) for _ in range(TRACKS))
        self.came = tuple(bytearray(PIECE_BYTES) for _ in range(TRACKS))


class StreamClock:
    """Puts frames in their place; a piece leaves when both tracks have well passed it, or one by SLACK_MS."""

    def __init__(self) -> None:
        self.gaps: list[Gap] = []
        self.late_frames = 0
        self.end_ms = 0
        self._open: dict[int, _Open] = {}
        self._next = 0
        self._reached = [0] * TRACKS

    def place(self, track: int, at_ms: int, mu_law: bytes) -> tuple[Piece, ...]:
        """Take one frame that began `at_ms` after the stream; pieces that are thereby complete."""
        if not 0 <= track < TRACKS or not 0 <= at_ms <= LONGEST_MS:
            return ()
        at = at_ms * BYTES_PER_MS
        if at < self._next * PIECE_BYTES:
            self.late_frames += 1
            mu_law = mu_law[self._next * PIECE_BYTES - at :]
            at = self._next * PIECE_BYTES
        for number, first, part in _parts(at, mu_law):
            piece = self._open.setdefault(number, _Open())
            piece.sound[track][first : first + len(part)] = part
            piece.came[track][first : first + len(part)] = b"\x01" * len(part)
        self._reached[track] = max(self._reached[track], at + len(mu_law))
        self.end_ms = max(self.end_ms, max(self._reached) // BYTES_PER_MS)
        both = min(self._reached) - OVERTAKING_MS * BYTES_PER_MS
        return self._close_until(max(both, max(self._reached) - SLACK_MS * BYTES_PER_MS))

    def finish(self) -> tuple[Piece, ...]:
        """Everything that is still open; the last piece may be shorter than it is long."""
        return self._close_until(-(-max(self._reached) // PIECE_BYTES) * PIECE_BYTES)

    def _close_until(self, reached: int) -> tuple[Piece, ...]:
        pieces = []
        for number in range(self._next, reached // PIECE_BYTES):
            piece = self._open.pop(number, None)
            for track in range(TRACKS):
                self._note_gaps(number, track, piece)
            if piece is not None:
                pieces.append(Piece(number, _interleaved(piece.sound)))
            self._next = number + 1
        return tuple(pieces)

    def _note_gaps(self, number: int, track: int, piece: _Open | None) -> None:
        came = piece.came[track] if piece else bytes(PIECE_BYTES)
        # What lies beyond the end of the stream is no gap.
        last = min(PIECE_BYTES, self.end_ms * BYTES_PER_MS - number * PIECE_BYTES)
        at = 0
        while (start := came.find(b"\x00", at, last)) >= 0:
            end = came.find(b"\x01", start, last)
            at = end if end >= 0 else last
            self._add_gap(Gap(track, *(number * PIECE_MS + edge // BYTES_PER_MS for edge in (start, at))))

    def _add_gap(self, gap: Gap) -> None:
        before = next((one for one in reversed(self.gaps) if one.track == gap.track), None)
        if before is not None and before.end_ms == gap.start_ms:
            self.gaps[self.gaps.index(before)] = Gap(gap.track, before.start_ms, gap.end_ms)
        elif len(self.gaps) < MOST_GAPS:
            self.gaps.append(gap)


def assemble(pieces: Mapping[int, bytes], end_ms: int | None = None) -> bytes:
    """A two-channel mu-law WAV file of the pieces in their places; a missing one is silence."""
    frames = end_ms * BYTES_PER_MS if end_ms is not None else (max(pieces, default=-1) + 1) * PIECE_BYTES
    sound = bytearray(SILENCE * (frames * TRACKS))
    for number, piece in pieces.items():
        first = number * PIECE_BYTES * TRACKS
        kept = piece[: max(0, len(sound) - first)]
        sound[first : first + len(kept)] = kept
    byte_rate, block = RATE * TRACKS, TRACKS
    form = b"".join(
        value.to_bytes(size, "little")
        for value, size in ((ULAW, 2), (TRACKS, 2), (RATE, 4), (byte_rate, 4), (block, 2), (8, 2), (0, 2))
    )
    fact = (frames).to_bytes(4, "little")
    body = b"WAVE" + _chunk(b"fmt ", form) + _chunk(b"fact", fact) + _chunk(b"data", bytes(sound))
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + b"\x00" * (len(content) % 2)


def _parts(at: int, mu_law: bytes) -> list[tuple[int, int, bytes]]:
    """A frame cut at the borders of pieces: piece number, offset in it, bytes."""
    parts = []
    done = 0
    while done < len(mu_law):
        number, first = divmod(at + done, PIECE_BYTES)
        part = mu_law[done : done + PIECE_BYTES - first]
        parts.append((number, first, part))
        done += len(part)
    return parts


def _interleaved(tracks: tuple[bytearray, ...]) -> bytes:
    sound = bytearray(PIECE_BYTES * TRACKS)
    for track, own in enumerate(tracks):
        sound[track::TRACKS] = own
    return bytes(sound)
