"""The model's tokens: a small byte-level BPE, Whisper's special tokens, and timestamps."""

from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

MODEL = Path(__file__).parent.parent / "model"
TIMESTAMPS = 501
FRAMES_A_TIMESTAMP = 2


class Tokens:
    """Encodes words; ids follow the shipped tokenizer, timestamps come after it.

    Every segment begins with a bare space. faster-whisper merges it into the first word but
    keeps the word's own start, so that silence before speech is the space's and not the word's.
    """

    def __init__(self, path: Path = MODEL / "tokenizer.json") -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self.end = self._id("<|endoftext|>")
        self.start = self._id("<|startoftranscript|>")
        self.no_speech = self._id("<|nospeech|>")
        self.no_timestamps = self._id("<|notimestamps|>")
        self.english = self._id("<|en|>")
        self.space = self._id("Ġ")
        self.first_timestamp = self.no_timestamps + 1
        self.count = self.first_timestamp + TIMESTAMPS

    def _id(self, token: str) -> int:
        found = self._tokenizer.token_to_id(token)
        if found is None:
            raise ValueError(f"the tokenizer has no token {token!r}")
        return int(found)

    @lru_cache(maxsize=100_000)  # noqa: B019 - one instance lives as long as the process
    def word(self, word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Encode a word after a space: its ids and how many letters each one holds."""
        ids = tuple(self._tokenizer.encode(f" {word}", add_special_tokens=False).ids)
        return ids, tuple(len(self._tokenizer.id_to_token(i)) for i in ids)

    def timestamp(self, frame: float) -> int:
        """Name the timestamp token of a frame of 10 ms."""
        return self.first_timestamp + max(0, min(TIMESTAMPS - 1, round(frame / FRAMES_A_TIMESTAMP)))

    def vocabulary(self) -> list[str]:
        """List every token in the order of its id."""
        known = sorted(self._tokenizer.get_vocab().items(), key=lambda item: item[1])
        return [token for token, _ in known] + [f"<|{i * 0.02:.2f}|>" for i in range(TIMESTAMPS)]
