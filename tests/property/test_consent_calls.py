"""Calls in every order: webhooks, retries, late callbacks, withdrawals, faults and restarts, all mixed.

Whatever comes in whatever order, no answer to the carrier holds a recording element without a live
grant, nothing that was not granted is worked on, and the state is what the ledger's replay says.
"""

import functools
import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support.ledger import MemoryLedger
from tests.support.line import CALLER, PROMPTS, RING, TEXAN, VOICEMAIL, Line, records
from voice.call.values import CollectDigits
from voice.consent.history import from_entry
from voice.consent.machine import covers_past, fold, may_record
from voice.consent.values import Purpose, WithdrawalScope
from voice.errors import CarrierUnavailable, NothingThere, StorageFull, VoiceError
from voice.greeting.script import ScriptFaulty, load
from voice.greeting.values import LineMode, RecordFrom

EXAMPLES = 560
STEPS = 50
CALLS = ("CA1", "CA2", "CA3")
KEYS = st.sampled_from(["1", "2", "", "7", "11", "*"])
load = functools.cache(load)
MENUS = {"languages": {"1": "en-US", "2": "de-DE"}, "withdraw_key": "*", "say_receipt_code": True}
steps_taken = 0


class FailingLedger(MemoryLedger):
    """A ledger whose disk is full whenever the test says so."""

    full = False

    def append(self, entry):
        if self.full:
            raise StorageFull("No space is left; free some.")
        return super().append(entry)


class Calls(RuleBasedStateMachine):
    """Three calls on three kinds of line, and everything that can happen to them."""

    @initialize(
        mode=st.sampled_from([LineMode.ASK, LineMode.NOTICE, LineMode.ANNOUNCE_ONLY]),
        separate=st.booleans(),
        menus=st.booleans(),
    )
    def open_line(self, mode, separate, menus):
        self.broken = False
        script = "simple" if mode is LineMode.NOTICE else "standard"
        self.separate = separate
        self.mode = mode
        self.line = Line(
            replace(RING, mode=mode, script=script, number="+15550100", **(MENUS if menus else {})),
            replace(
                VOICEMAIL,
                name="night",
                mode=mode,
                script=script,
                record_from=RecordFrom.STREAM if menus else RecordFrom.CONSENT,
            ),
            scripts=self.scripts,
            ledger=FailingLedger(),
        )
        self.yes = set()
        self.closed = set()
        self.taken_back = set()
        self.announced = set()
        self.watch_the_carrier()
        for call in CALLS[:2]:
            self.ring(call, "+15550100", TEXAN)

    def scripts(self, name, locale):
        if self.broken:
            raise ScriptFaulty("standard/en-US.toml:1: not valid TOML.")
        script = load(PROMPTS, name, locale)
        questions = {"analysis": "May we sum it up? Press {yes} or {no}."} if self.separate else {}
        return replace(script, questions=questions) if script.mode is LineMode.ASK else script

    def take(self, actions, carrier_call_id):
        """Every answer to the carrier passes here."""
        if records(actions):
            call = self.line.call(carrier_call_id)
            assert call is not None
            assert may_record(self.line.live.state(call.id))
            assert carrier_call_id in self.yes
            assert carrier_call_id not in self.closed | self.taken_back
        return actions

    @rule(
        call=st.sampled_from(CALLS),
        number=st.sampled_from(["+15550100", "+15550199"]),
        caller=st.sampled_from([CALLER, TEXAN, "anonymous"]),
    )
    def ring(self, call, number, caller):
        if self.mode is LineMode.NOTICE and caller == TEXAN:
            self.announced.add(call)
        self.take(self.line.ring(call, caller=caller, callee=number), call)

    def note_a_yes(self, call, digits):
        """A key can grant where a question is open: the yes key, or staying on the line after an announcement."""
        known = self.line.call(call)
        means_yes = digits == "1" or (not digits and call in self.announced)
        if known is not None and means_yes and self.waits(known):
            self.yes.add(call)

    def waits(self, known):
        kinds = [kept.entry.kind for kept in self.line.ledger.entries(known.id)]
        # Until a language is chosen the key that chooses it is none for yes; the question follows from it.
        return bool(self.line.live.state(known.id).pending) or kinds[-1:] == ["greeting.language_asked"]

    @rule(call=st.sampled_from(CALLS), digits=KEYS, late=st.integers(0, 2), marked=st.booleans())
    def press(self, call, digits, late, marked):
        known = self.line.call(call)
        turn = max(0, self.line.live.state(known.id).answers + 1 - late) if known and marked else 0
        self.note_a_yes(call, digits)
        self.take(self.line.press(digits, call, turn), call)

    @rule(call=st.sampled_from(CALLS), digits=KEYS, turn=st.integers(0, 3))
    def press_and_deliver_again(self, call, digits, turn):
        known = self.line.call(call)
        self.note_a_yes(call, digits)
        self.take(self.line.press(digits, call, turn), call)
        self.note_a_yes(call, digits)
        again = self.line.press(digits, call, turn)
        self.take(again, call)
        self.note_a_yes(call, digits)
        if known is not None and turn and not any(isinstance(action, CollectDigits) for action in again):
            assert self.line.press(digits, call, turn) == again

    @rule(call=st.sampled_from(CALLS), status=st.sampled_from(["completed", "busy", "no-answer", "failed"]))
    def dial_ends(self, call, status):
        self.take(self.line.dial_ends(status, call), call)

    @rule(call=st.sampled_from(CALLS))
    def message_taken(self, call):
        self.take(self.line.live.voicemail_taken(call), call)

    @rule(call=st.sampled_from(CALLS))
    def hang_up(self, call):
        try:
            self.line.hang_up(call)
        except StorageFull:
            return
        if self.line.call(call) is not None:
            self.closed.add(call)

    @rule(
        call=st.sampled_from(CALLS),
        recording=st.sampled_from(["RE1", "RE2", "RE3", "RE4"]),
        status=st.sampled_from(["in-progress", "completed", "absent", "failed", "other"]),
        times=st.integers(1, 2),
    )
    def recording_reported(self, call, recording, status, times):
        for _ in range(times):
            before = list(self.line.queue.work)
            known = self.line.call(call)
            row = self.line.book.recording_by_carrier_id(recording)
            try:
                self.line.report(status, recording, call)
            except StorageFull:
                continue
            new = [piece for piece in self.line.queue.work if piece not in before]
            if known is None:
                assert not new
                continue
            covered = covers_past(self.line.live.state(known.id), Purpose.RECORDING)
            worked_on = [key for call_id, key in new if not key.startswith("close-")]
            assert covered or not worked_on
            stranger = row is not None and row.call_id != known.id
            if not covered and not stranger and not self.line.carrier.down and status in ("in-progress", "completed"):
                assert recording not in self.line.carrier.recordings

    @rule(call=st.sampled_from(CALLS), scope=st.sampled_from(list(WithdrawalScope)))
    def withdraw(self, call, scope):
        known = self.line.call(call)
        if known is None:
            return
        try:
            self.take(self.line.live.withdraw(known.id, scope, "test"), call)
        except StorageFull:
            return
        self.taken_back.add(call)
        if scope is WithdrawalScope.FROM_THE_START:
            assert (known.id, "withdrawn") in self.line.erased
            assert not covers_past(self.line.live.state(known.id), Purpose.RECORDING)

    @rule(call=st.sampled_from(CALLS), by_keypad=st.booleans(), asked_again=st.booleans())
    def somebody_joins(self, call, by_keypad, asked_again):
        known = self.line.call(call)
        if known is None:
            return
        try:
            self.line.live.party_joined(known.id, by_keypad)
        except (StorageFull, NothingThere):
            return
        except CarrierUnavailable:
            assert by_keypad
        # Whatever was said before was said to others: only a yes from now on counts.
        self.yes.discard(call)
        assert not may_record(self.line.live.state(known.id))
        if asked_again:
            self.ask_again(call)

    @rule(call=st.sampled_from(CALLS))
    def ask_again(self, call):
        self.take(self.line.live.asked_again(call), call)

    @rule(
        call=st.sampled_from(CALLS),
        granted=st.booleans(),
        about=st.sampled_from([("recording",), ("analysis",), ("recording", "analysis")]),
    )
    def agent_marks(self, call, granted, about):
        if self.line.call(call) is None:
            return
        begun = len(self.line.carrier.begun)
        try:
            began = self.line.mark(granted, about, call)
        except VoiceError:
            assert len(self.line.carrier.begun) == begun
            return
        if granted and "recording" in about:
            self.yes.add(call)
            self.taken_back.discard(call)
        elif not granted:
            self.yes.discard(call)
        assert granted or len(self.line.carrier.begun) == begun
        assert began or call in self.line.carrier.stopped or self.line.carrier.down

    def watch_the_carrier(self):
        """What begins over REST begins under a grant that is in the ledger already."""
        begin = self.line.carrier.begin

        def watched(carrier_call_id, action):
            known = self.line.call(carrier_call_id)
            entries = [kept.entry for kept in self.line.ledger.entries(known.id)]
            assert entries[-1].kind == "consent.agent_marked_answer"
            assert may_record(fold(event for entry in entries if (event := from_entry(entry)) is not None))
            begin(carrier_call_id, action)

        self.line.carrier.begin = watched

    @rule(seconds=st.integers(-3600, 3600))
    def clock_jumps(self, seconds):
        self.line.clock.forward(seconds=seconds)

    @rule()
    def restart(self):
        self.line.restart()

    @rule(down=st.booleans())
    def carrier(self, down):
        self.line.carrier.down = down

    @rule(full=st.sampled_from([True, False, False]))
    def disk(self, full):
        self.line.ledger.full = full

    @rule(broken=st.sampled_from([True, False, False]))
    def edit_script(self, broken):
        self.broken = broken

    @precondition(lambda self: hasattr(self, "line"))
    @invariant()
    def replay_gives_the_state(self):
        global steps_taken
        steps_taken += 1
        for call in self.line.book.calls():
            entries = [kept.entry for kept in self.line.ledger.entries(call.id)]
            through = [replace(entry, body=json.loads(json.dumps(entry.body))) for entry in entries]
            events = [event for entry in through if (event := from_entry(entry)) is not None]
            state = self.line.live.state(call.id)
            assert fold(events) == state
            carrier_call_id = call.carrier_call_id
            if may_record(state):
                assert carrier_call_id in self.yes
                assert carrier_call_id not in self.closed | self.taken_back
            if self.mode is LineMode.ANNOUNCE_ONLY:
                assert not state.granted

    def teardown(self):
        if hasattr(self, "line"):
            assert self.line.ledger.verify() == ()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_order_of_events_records_without_a_live_grant():
    run_state_machine_as_test(
        Calls,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert steps_taken >= 20_000
