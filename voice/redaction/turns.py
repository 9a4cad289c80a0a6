"""What stood just before a turn, and which turns of one speaker belong together."""

from collections.abc import Sequence

from voice.redaction.atoms import spellable
from voice.redaction.reading import Reading
from voice.redaction.values import Turn
from voice.transcript.values import Utterance

_SHORT = 4
_FARTHEST = 6


def before(utterances: Sequence[Utterance]) -> tuple[Turn, ...]:
    """Each utterance with its context: back over short remarks to what the other speaker last said at length."""
    return tuple(
        Turn(utterance.text, _context(utterances, index), utterance.speaker, utterance.id)
        for index, utterance in enumerate(utterances)
    )


def _context(utterances: Sequence[Utterance], index: int) -> str:
    speaker = utterances[index].speaker
    said: list[str] = []
    for other in reversed(utterances[max(0, index - _FARTHEST) : index]):
        said.append(other.text)
        short = len(other.words) <= _SHORT or is_running(other.text)
        if not short or (other.speaker != speaker and "?" in other.text):
            break
    return "\n".join(reversed(said))


def carried(utterances: Sequence[Utterance]) -> tuple[tuple[int, ...], ...]:
    """Groups of one speaker's utterances in which a number or a spelling goes on across a break.

    Short remarks of the other side ("mm-hmm", "go on") do not end a group.
    """
    groups: list[list[int]] = []
    latest: dict[str, int] = {}
    for index, utterance in enumerate(utterances):
        last = latest.get(utterance.speaker)
        if last is not None and _goes_on(utterances, last, index):
            group = next((group for group in groups if group[-1] == last), None)
            if group is None:
                groups.append([last, index])
            else:
                group.append(index)
        latest[utterance.speaker] = index
    return tuple(tuple(group) for group in groups)


def _goes_on(utterances: Sequence[Utterance], first: int, last: int) -> bool:
    runs_on = ends_running(utterances[first].text) and starts_running(utterances[last].text)
    return runs_on and _interrupted_briefly(utterances, first, last)


def _interrupted_briefly(utterances: Sequence[Utterance], first: int, last: int) -> bool:
    between = utterances[first + 1 : last]
    return all(len(other.words) <= _SHORT or is_running(other.text) for other in between)


def ends_running(text: str) -> bool:
    """Whether the last word is a digit, a number word or a letter."""
    reading = Reading(text)
    places = [index for index, word in enumerate(reading.low) if word[0].isalnum()]
    return bool(places) and spellable(reading, places[-1])


def starts_running(text: str) -> bool:
    """Whether a digit, a number word or a letter is among the first words, after fillers alone."""
    reading = Reading(text)
    for index, word in enumerate(reading.low):
        if spellable(reading, index):
            return True
        if word[0].isalnum() and word not in reading.lexicon.gaps:
            return False
    return False


def is_running(text: str) -> bool:
    """Whether nothing but digits, number words, letters and fillers was said: a read-back."""
    return starts_running(text) and ends_running(text)
