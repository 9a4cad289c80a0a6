"""Words of a text, reduced to what two ways of saying the same thing share."""

import re

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]*_\d+\]")
_TOKEN = re.compile(r"\[[A-Z][A-Z_]*_\d+\]|[A-Za-z]+(?:['’][A-Za-z]+)?|\d+(?:[.,:]\d+)*")
_SUFFIXES = ("ements", "ement", "ations", "ation", "ings", "ing", "ies", "ied", "edly", "ed", "es", "s", "ly", "e")

_STOP = """
    a about after again all also am an and any are as at be because been before being but by can could did do does
    doing don down during each for from had has have having he her here hers him his how i i'd i'll i'm i've if in
    into is isn it it's its just let let's like me more most my myself no nor not now of off okay ok on once only or
    other our out over own please right same she should so some such than that that's the their them then there
    there's these they they're this those through to too um uh under until up us very was we we'll we're we've well
    were what when where which while who whom why will with would yeah yes you you'd you'll you're you've your yours
"""
STOP_WORDS = frozenset(_STOP.split())


def tokens(text: str) -> tuple[str, ...]:
    """Words, numbers and placeholders in order; placeholders whole, everything else as written."""
    return tuple(_TOKEN.findall(text))


def stem(word: str) -> str:
    """A word without its ending: light, English, and the same for both sides of a comparison."""
    low = word.casefold().replace("’", "'")
    for suffix in _SUFFIXES:
        if low.endswith(suffix) and len(low) - len(suffix) >= 3:
            return low[: -len(suffix)]
    return low


def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the words that carry meaning, in order, with repeats."""
    return tuple(
        token if token.startswith("[") else stem(token)
        for token in tokens(text)
        if token.startswith("[") or token.lower().replace("’", "'") not in STOP_WORDS
    )
