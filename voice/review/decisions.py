"""What people decide about a call's redaction: versioned, on word numbers, never holding a word. Pure.

A decision holds everywhere in its call: a value that stood in one place and was hidden in another
would not be hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from voice.errors import NothingThere, NotPermitted, UntrustedInput
from voice.redaction.decided import Place, Verdict
from voice.redaction.marks import STRUCK
from voice.redaction.rules import RISKS
from voice.redaction.values import Mark, MarkedUtterance

TYPES = (*RISKS, "ORGANISATION", "OTHER")
MOST_WORDS = 60
FARTHEST = 9


class Act(StrEnum):
    """What somebody decided. A proposal changes nothing until an officer has decided on it."""

    CONFIRMED = "confirmed"
    ADDED = "added"
    RETYPED = "retyped"
    MOVED = "moved"
    PROPOSED = "proposed"
    PUT_BACK = "put_back"
    DECLINED = "declined"
    REMOVED = "removed"


SHOWS_WORDS = frozenset({Act.PUT_BACK})
"""Acts after which a word can be read that could not be read before: an officer's alone, with a reason."""

FOR_OFFICERS = SHOWS_WORDS | {Act.DECLINED, Act.REMOVED}


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. `was` and `detector` say what the machine had found there, "" where it had found nothing.

    `places` are all words it holds for; `left` are words that a change of bounds gave back, `widened` says
    that it took words in.
    """

    version: int
    act: Act
    target: str
    places: tuple[Place, ...]
    entity_type: str
    was: str
    detector: str
    by: str
    at: datetime
    left: tuple[Place, ...] = ()
    widened: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked for. Of a value already redacted: `target`; of new words: utterance and word numbers.

    Word numbers count the words of the redacted text from 1; `before` and `after` are how many raw words
    a value takes in on either side, negative where it gives some back.
    """

    act: Act
    target: str = ""
    utterance_id: str = ""
    first: int = 0
    last: int = 0
    entity_type: str = ""
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Author:
    """Who decides, when, as which version, and whether an officer's acts are open to them."""

    version: int
    by: str
    at: datetime
    officer: bool


def decide(marked: Sequence[MarkedUtterance], wanted: Wanted, author: Author) -> Decision:
    """A decision on a call as it is marked; UntrustedInput or NotPermitted where it is none."""
    if wanted.act in FOR_OFFICERS and not author.officer:
        raise NotPermitted("Only an officer puts words back or removes them for good; propose it instead.")
    if wanted.act in (Act.ADDED, Act.RETYPED) and wanted.entity_type not in TYPES:
        raise UntrustedInput("Choose what kind of personal data it is.")
    if wanted.act is Act.ADDED or (wanted.act is Act.REMOVED and not wanted.target):
        return _of_new_words(marked, wanted, author)
    found = mark_at(marked, wanted.target)
    if found is None:
        raise NothingThere("Nothing is redacted there any more; load the page again.")
    utterance, mark = found
    if mark.detector == STRUCK:
        raise UntrustedInput("That was removed for good: there is nothing left to decide.")
    if wanted.act is Act.MOVED:
        return _moved(utterance, mark, wanted, author)
    made = _of_mark(wanted.act, found, everywhere(marked, mark.placeholder), author)
    if wanted.act is not Act.RETYPED:
        return made
    if wanted.entity_type == mark.entity_type:
        raise UntrustedInput("It has this type already.")
    return replace(made, entity_type=wanted.entity_type)


def everywhere(marked: Sequence[MarkedUtterance], placeholder: str) -> tuple[Place, ...]:
    """Every place of the value that a placeholder stands for."""
    return tuple(
        Place(one.id, mark.first, mark.last) for one in marked for mark in one.marks if mark.placeholder == placeholder
    )


def target_of(utterance_id: str, mark: Mark) -> str:
    """How forms and the ledger name a mark: its utterance, and its first word counted from 1."""
    return named(utterance_id, mark.first)


def named(utterance_id: str, word: int) -> str:
    """A word's name; a letter stands between the numbers, or the leak audit could read a PIN into them."""
    return f"{utterance_id}.w{word + 1}"


def mark_at(marked: Sequence[MarkedUtterance], target: str) -> tuple[MarkedUtterance, Mark] | None:
    """The mark of this name; None where there is none."""
    return next(((one, mark) for one in marked for mark in one.marks if target_of(one.id, mark) == target), None)


def latest(decisions: Sequence[Decision], place: Place) -> Decision | None:
    """The newest decision that touches a place."""
    return next((one for one in reversed(decisions) if any(place.touches(p) for p in (*one.places, *one.left))), None)


def verdicts(decisions: Sequence[Decision]) -> tuple[Verdict, ...]:
    """What the decisions come to, for redaction to lay over what detectors find; oldest first."""
    found: list[Verdict] = []
    for one in decisions:
        found += [Verdict(place) for place in one.left]
        if one.act is Act.PUT_BACK:
            found += [Verdict(place) for place in one.places]
        elif one.act in (Act.ADDED, Act.RETYPED, Act.MOVED, Act.REMOVED):
            found += [Verdict(place, one.entity_type) for place in one.places]
    return tuple(found)


def removed(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Decisions that ask for words and sound to be removed for good."""
    return tuple(one for one in decisions if one.act is Act.REMOVED)


def body(decision: Decision) -> Mapping[str, object]:
    """What the ledger keeps of a decision: ids, types and counts."""
    found: dict[str, object] = {"by": decision.by, "target": decision.target, "version": decision.version}
    found |= {"type": decision.entity_type, "was": decision.was, "detector": decision.detector}
    return {**found, "places": len(decision.places), **({"widened": True} if decision.widened else {})}


def _of_new_words(marked: Sequence[MarkedUtterance], wanted: Wanted, author: Author) -> Decision:
    said = next((one for one in marked if one.id == wanted.utterance_id), None)
    if said is None:
        raise NothingThere("There is no such utterance in this call.")
    if not 1 <= wanted.first <= wanted.last <= len(said.tokens) or wanted.last - wanted.first >= MOST_WORDS:
        raise UntrustedInput(f"Choose 1 to {MOST_WORDS} words of one utterance, the first before the last.")
    if wanted.entity_type not in TYPES:
        raise UntrustedInput("Choose what kind of personal data it is.")
    first, last = said.tokens[wanted.first - 1][0], said.tokens[wanted.last - 1][1]
    inside = [mark for mark in said.marks if mark.first <= last and first <= mark.last]
    if wanted.act is Act.ADDED and any(mark.first <= first and last <= mark.last for mark in inside):
        raise UntrustedInput("These words are redacted already.")
    place = Place(said.id, first, last)
    target = named(said.id, first)
    return Decision(author.version, wanted.act, target, (place,), wanted.entity_type, "", "", author.by, author.at)


def _moved(utterance: MarkedUtterance, mark: Mark, wanted: Wanted, author: Author) -> Decision:
    if not (wanted.before or wanted.after) or max(abs(wanted.before), abs(wanted.after)) > FARTHEST:
        raise UntrustedInput(f"Say how many words to take in or give back on either side, at most {FARTHEST}.")
    if min(wanted.before, wanted.after) < 0 and not author.officer:
        raise NotPermitted("Only an officer gives words back; propose it instead.")
    first = max(0, mark.first - wanted.before)
    last = min(len(utterance.times) - 1, mark.last + wanted.after)
    if first > last:
        raise UntrustedInput("Nothing would be left of it; put the words back instead.")
    left = [Place(utterance.id, mark.first, first - 1)] if first > mark.first else []
    left += [Place(utterance.id, last + 1, mark.last)] if last < mark.last else []
    place = Place(utterance.id, first, last)
    widened = first < mark.first or last > mark.last
    return replace(_of_mark(Act.MOVED, (utterance, mark), (place,), author), left=tuple(left), widened=widened)


def _of_mark(act: Act, found: tuple[MarkedUtterance, Mark], places: tuple[Place, ...], author: Author) -> Decision:
    utterance, mark = found
    target, kind = target_of(utterance.id, mark), mark.entity_type
    return Decision(author.version, act, target, places, kind, kind, mark.detector, author.by, author.at)
