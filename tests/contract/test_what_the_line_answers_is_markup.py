"""What a live call answers, as the carrier gets it: well formed, and without a grant nothing takes sound."""

import functools
import itertools
from dataclasses import replace

import pytest

from tests.support.line import PROMPTS, RING, TEXAN, VOICEMAIL, Line
from tests.support.twiml_oracle import problems, what_takes_sound
from voice.call.twilio_markup import TwilioMarkup
from voice.call.values import CollectDigits
from voice.consent.machine import may_record
from voice.greeting.script import load
from voice.greeting.values import LineMode, RecordFrom

MARKUP = TwilioMarkup("https://voice.example")
SCRIPTS = sorted((path.parent.name, path.stem) for path in (PROMPTS / "greetings").glob("*/*.toml"))
load = functools.cache(load)


class Checked(Line):
    """A line whose every answer is rendered and judged."""

    def judged(self, actions, carrier_call_id="CA1"):
        document = MARKUP.render(actions)
        assert problems(document) == []
        call = self.call(carrier_call_id)
        if not (call and may_record(self.live.state(call.id))):
            assert what_takes_sound(document) == []
        return actions


def played(line, keys):
    """One call to its end, every answer judged; the keys are used up one question at a time."""
    actions = line.judged(line.ring(caller=TEXAN))
    for digits in keys:
        question = next((action for action in actions if isinstance(action, CollectDigits)), None)
        if question is None:
            break
        actions = line.judged(line.press(digits, turn=question.turn))
    line.judged(line.dial_ends("no-answer"))
    line.judged(line.dial_ends("completed"))
    line.judged(line.live.voicemail_taken("CA1"))
    return line


def on(profile, **changes):
    return Checked(replace(profile, **changes), scripts=lambda name, locale: load(PROMPTS, name, locale))


@pytest.mark.parametrize(("script", "locale"), SCRIPTS, ids=lambda value: value)
def test_every_script_in_every_locale_is_markup_whatever_the_caller_does(script, locale):
    mode = LineMode.NOTICE if script == "simple" else LineMode.ASK
    for keys in ([], ["1"], ["2"], ["", ""], ["7", ""], ["", "1"]):
        played(on(RING, script=script, locale=locale, mode=mode), keys)


@pytest.mark.parametrize("record_from", list(RecordFrom))
@pytest.mark.parametrize("profile", [RING, VOICEMAIL], ids=["rings", "voicemail"])
def test_every_kind_of_line_is_markup(profile, record_from):
    menus = {"languages": {"1": "en-US", "2": "de-DE"}, "withdraw_key": "9", "say_receipt_code": True}
    for mode, extra in itertools.product(LineMode, ({}, menus)):
        for keys in (["1", "1"], ["2", "2"], ["", "", ""], ["1", "9", "0000000000", "", ""]):
            played(on(profile, mode=mode, record_from=record_from, **extra), keys)


def test_the_way_on_when_nothing_works_is_markup_and_takes_no_sound():
    line = on(RING)
    document = MARKUP.render(line.live.unrecorded("+15550100"))
    assert problems(document) == []
    assert what_takes_sound(document) == []
