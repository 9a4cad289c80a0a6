"""Where a dialogue stands: how many answers were heard, and what the line waits for; from the ledger alone."""

from collections.abc import Sequence
from enum import StrEnum

from voice.consent.values import LedgerEntry

LANGUAGE_ASKED = "greeting.language_asked"
LANGUAGE_CHOSEN = "greeting.language_chosen"
MENU_OPENED = "withdrawal.menu_opened"
CODE_HEARD = "withdrawal.code_heard"
ANSWERS = frozenset({"consent.answer_heard", LANGUAGE_CHOSEN, MENU_OPENED, CODE_HEARD})
MOST_CODES = 3


class Waiting(StrEnum):
    """What the next key is about."""

    LANGUAGE = "language"
    CONSENT = "consent"
    CODE = "code"
    NOTHING = "nothing"


Entries = Sequence[LedgerEntry]


def turn_of(entries: Entries) -> int:
    """The number of the question the caller is at, from 1; an answer with a smaller one was heard before."""
    return 1 + sum(entry.kind in ANSWERS for entry in entries)


def waiting_for(entries: Entries) -> Waiting:
    """What the line waits for: a menu goes before the question, a language before both."""
    kinds = [entry.kind for entry in entries]
    if LANGUAGE_ASKED in kinds and LANGUAGE_CHOSEN not in kinds:
        return Waiting.LANGUAGE
    if MENU_OPENED not in kinds:
        return Waiting.CONSENT
    codes = [entry for entry in entries if entry.kind == CODE_HEARD]
    over = len(codes) >= MOST_CODES or any(entry.body["known"] for entry in codes)
    return Waiting.NOTHING if over else Waiting.CODE


def locale_of(entries: Entries) -> str:
    """The language the caller chose, or none."""
    chosen = [str(entry.body["locale"]) for entry in entries if entry.kind == LANGUAGE_CHOSEN]
    return chosen[0] if chosen else ""


def code_known(entries: Entries) -> bool:
    """Whether a receipt code was given that belongs to a call."""
    return any(entry.kind == CODE_HEARD and entry.body["known"] is True for entry in entries)
