"""Write the sentences of the training and test speech from a grammar of phone calls.

python -m voice.transcript.embedded.training.texts --count 30 shows what it writes.
"""

import argparse
import random
import re
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from voice.transcript.embedded.training.spoken import Spoken

CONSOLE = Console(highlight=False, markup=False, soft_wrap=True)
GRAMMAR = Path(__file__).parent / "grammar"
HELD_OUT = Path(__file__).parent / "held_out"
CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
SLOT = re.compile(r"\{(\w+)(?:#(\w+))?\}")
CALL_SHARES = {
    "greeting": 3, "appointment": 7, "trouble": 5, "help": 6, "recording": 2, "asking": 3,
    "name": 7, "digits": 8, "phone": 9, "card": 11, "email": 8, "address": 2, "date": 3,
    "money": 3, "time": 2,
}  # fmt: skip
FREE_SHARES = {"statement": 12, "complex": 7, "question": 6, "imperative": 3, "words": 6, "everyday": 12}
MAX_LETTERS = 150


def read_grammar() -> dict[str, list[str]]:
    """Read every [slot] of the grammar with its alternatives."""
    rules: dict[str, list[str]] = {}
    for path in sorted(GRAMMAR.glob("*.txt")):
        name = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                name = line.strip("[]")
                rules[name] = []
            elif line and not line.startswith("#"):
                rules[name] += line.split("; ")
    return rules


def inflect(entry: str, form: str) -> str:
    """Put a word-list entry (base, or base/past/participle) into a form."""
    base, past, done = (entry.split("/") * 3)[:3] if "/" in entry else (entry, "", "")
    if form in ("past", "done"):
        regular = _join(base, _past)
        return regular if not past else (past if form == "past" else done)
    if form.startswith("cap"):
        return base[0].upper() + base[1:]
    return _join(base, {"s": _third, "ing": _ing}[form]) if form else base


def _join(base: str, ending: Callable[[str], str]) -> str:
    if base in COMPOUND_NOUNS:
        head, _, rest = base.rpartition(" ")
        return f"{head} {ending(rest)}"
    head, _, rest = base.partition(" ")
    return f"{ending(head)} {rest}".strip()


COMPOUND_NOUNS = frozenset(
    ["washing machine", "gift card", "coffee maker", "vacuum cleaner", "blood test", "hearing aid", "air conditioner"]
)
VOWELS = "aeiou"
DOUBLED = frozenset(["stop", "drop", "cut", "hit", "plan", "get", "put", "sit", "run", "rob", "beg", "swim", "set"])


def _third(word: str) -> str:
    if word in ("go", "do") or word.endswith(("s", "sh", "ch", "x", "z")):
        return word + "es"
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return {"have": "has", "knife": "knives", "shelf": "shelves", "leaf": "leaves"}.get(word, word + "s")


def _past(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ied"
    return word + (word[-1] if word in DOUBLED else "") + "ed"


def _ing(word: str) -> str:
    if word.endswith("e") and not word.endswith("ee") and word != "be":
        return word[:-1] + "ing"
    return word + (word[-1] if word in DOUBLED else "") + "ing"


class Sentences:
    """A seeded writer of sentences."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._spoken = Spoken(seed)
        self._rules = read_grammar()

    def call(self) -> str:
        """Write a sentence of a call to a business."""
        return self._write(CALL_SHARES)

    def free(self) -> str:
        """Write a freely phrased sentence."""
        return self._write(FREE_SHARES)

    def of(self, section: str) -> str:
        """Write a sentence of one section of the grammar."""
        return tidy(self._expand(self._random.choice(self._rules[section])))

    def any(self) -> str:
        """Write any sentence: half from calls, half free, some joined, never too long."""
        while True:
            sentence = self.call() if self._random.random() < 0.52 else self.free()
            if self._random.random() < 0.06:
                sentence = _lower(sentence[:-1]) if sentence.endswith(".") else _lower(sentence)
                lead = self._expand(self._random.choice(self._rules["ok"]))
                sentence = f"{lead}, {sentence.rstrip('.?')}."
            if len(sentence) < MAX_LETTERS:
                return sentence

    def _write(self, shares: dict[str, int]) -> str:
        section = self._random.choices(list(shares), weights=list(shares.values()))[0]
        return self.of(section)

    def _expand(self, text: str) -> str:
        while found := CHOICE.search(text):
            chosen = self._random.choice(found[1].split("|"))
            text = text[: found.start()] + chosen + text[found.end() :]
        return SLOT.sub(lambda m: self._fill(m[1], m[2] or ""), text)

    def _fill(self, name: str, form: str) -> str:
        spoken = self._spoken.slot(name)
        if spoken is not None:
            return spoken + ("s" if form == "s" else "")
        entry = self._random.choice(self._rules[name])
        if name in ("verb", "move", "thing", "person"):
            return inflect(entry, form)
        value = self._expand(entry)
        return value[0].upper() + value[1:] if form == "cap" else value


def _lower(text: str) -> str:
    keep = re.match(r"I\b|I'|[A-Z]\w+ [A-Z]", text)
    return text if keep else text[0].lower() + text[1:]


def tidy(text: str) -> str:
    """Mend articles and spaces, and begin with a capital."""
    text = re.sub(r"\s+", " ", text).strip().replace(" .", ".").replace("..", ".")
    text = re.sub(r"\b([Aa]) (?=[aeiou])(?!one\b|use|uni|euro)", r"\1n ", text)
    text = re.sub(r"(?<!^)\b(You|We|They|He|She|It|Everyone) (?=\w+ed\b)", _pronoun, text)
    return text[0].upper() + text[1:]


def _pronoun(found: re.Match[str]) -> str:
    return found[0].lower()


def held_out() -> dict[str, list[str]]:
    """Read the test sentences, which training never sees: calls, digits, and free ones by hand."""
    return {path.stem: path.read_text(encoding="utf-8").splitlines() for path in sorted(HELD_OUT.glob("*.txt"))}


def main() -> None:
    """Show sentences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=30)
    options = parser.parse_args()
    sentences = Sentences(options.seed)
    for _ in range(options.count):
        CONSOLE.print(sentences.any())


if __name__ == "__main__":
    main()
