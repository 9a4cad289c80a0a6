"""The ledger's form of a consent event loses nothing and survives JSON."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from voice.consent.history import from_entry, state_of, to_entry
from voice.consent.machine import fold
from voice.consent.values import (
    AgentMarkedAnswer,
    AnswerHeard,
    CallerHungUp,
    ConsentAsked,
    ConsentAttested,
    ConsentEvent,
    ConsentExpired,
    ConsentWithdrawn,
    FaultHappened,
    LedgerEntry,
    PartyJoined,
    Purpose,
    WithdrawalScope,
)

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
RECORDING = (Purpose.RECORDING,)
EVENTS = (
    ConsentAsked(AT, RECORDING, "standard", "1", "aa", "bb", "en-US", "1", "2", 2, "notice", ("us-ca@2026",)),
    AnswerHeard(AT, "1"),
    AgentMarkedAnswer(AT, "agent-7", True, RECORDING),
    ConsentAttested(AT, "written consent on file", RECORDING),
    CallerHungUp(AT),
    PartyJoined(AT),
    FaultHappened(AT, "storage_full"),
    ConsentWithdrawn(AT, WithdrawalScope.FROM_NOW, "page"),
    ConsentExpired(AT),
)


def test_every_kind_of_event_is_listed_here():
    assert {type(event) for event in EVENTS} == set(get_args(ConsentEvent))


def test_an_event_comes_back_as_it_went_even_through_json():
    for event in EVENTS:
        entry = to_entry("call-1", event)
        through = replace(entry, body=json.loads(json.dumps(entry.body)))
        assert from_entry(through) == event


def test_entries_about_other_things_are_not_consent():
    assert from_entry(LedgerEntry("call-1", "recording.quarantined", AT, {})) is None


def test_state_is_the_fold_of_the_entries():
    entries = [to_entry("call-1", event) for event in EVENTS]
    assert state_of(entries) == fold(EVENTS)
