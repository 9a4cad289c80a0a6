"""Everything we say to the carrier, held against the oracle; and nothing takes sound without a permit."""

# ruff: noqa: S314 (our own documents)
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.twiml_oracle import problems, what_takes_sound
from voice.call.twilio_markup import TwilioMarkup
from voice.call.values import (
    CollectDigits,
    Dial,
    Enqueue,
    GoTo,
    HangUp,
    LeaveQueue,
    NextStep,
    PauseFor,
    Play,
    Say,
    StartRecording,
    StopRecording,
    TakeVoicemail,
)

MARKUP = TwilioMarkup("https://voice.example/")
SAY = Say("Hello & <welcome>", "en-US")
STEPS = st.sampled_from(list(NextStep))
SAYS = st.builds(
    Say, st.text(min_size=1, max_size=60).filter(lambda text: text.strip()), st.sampled_from(["en-US", "de-DE"])
)
PROMPTS = SAYS | st.builds(Play, st.just("/prompts/a.wav"))
HARMLESS = (
    PROMPTS
    | st.builds(StopRecording)
    | st.builds(
        Dial,
        st.lists(st.just("+14155550100"), min_size=1, max_size=3).map(tuple),
        st.integers(5, 60),
        st.none() | STEPS,
        st.booleans(),
    )
    | st.builds(PauseFor, st.integers(1, 10))
    | st.builds(Enqueue, st.just("support"), STEPS, STEPS)
)
ENDS = (
    st.builds(GoTo, STEPS)
    | st.builds(HangUp)
    | st.builds(LeaveQueue)
    | st.builds(CollectDigits, st.lists(PROMPTS, max_size=3).map(tuple), st.integers(1, 30), STEPS)
)


def test_the_question_listens_to_one_key_alone_and_has_a_way_on():
    document = MARKUP.render((CollectDigits((SAY,), 6, NextStep.CONSENT),))
    gather, redirect = ET.fromstring(document)
    assert dict(gather.attrib) == {
        "input": "dtmf",
        "numDigits": "1",
        "timeout": "6",
        "finishOnKey": "",
        "action": "https://voice.example/twilio/consent",
        "method": "POST",
        "actionOnEmptyResult": "true",
    }
    assert (redirect.tag, redirect.text) == ("Redirect", "https://voice.example/twilio/consent")
    assert gather[0].text == SAY.text
    assert problems(document) == []


def test_a_way_on_that_somebody_gave_is_not_doubled():
    question = MARKUP.render((CollectDigits((SAY,), 6, NextStep.CONSENT, turn=2), GoTo(NextStep.CONSENT)))
    message = MARKUP.render((TakeVoicemail("p1", 120, NextStep.VOICEMAIL_TAKEN), SAY, HangUp()))
    assert 'action="https://voice.example/twilio/consent?t=2"' in question
    assert problems(question) == problems(message) == []


def test_recording_is_dual_untrimmed_and_reports_to_an_absolute_address():
    document = MARKUP.render((StartRecording("p1"), SAY))
    assert dict(ET.fromstring(document)[0][0].attrib) == {
        "name": "call",
        "channels": "dual",
        "trim": "do-not-trim",
        "recordingStatusCallback": "https://voice.example/twilio/recording",
        "recordingStatusCallbackMethod": "POST",
        "recordingStatusCallbackEvent": "in-progress completed absent",
    }
    assert what_takes_sound(document) == ["Recording"]
    assert "p1" not in document


def test_stopping_names_the_recording_and_takes_no_sound():
    document = MARKUP.render((StopRecording(), SAY))
    assert '<Stop><Recording name="call" /></Stop>' in document
    assert what_takes_sound(document) == []


def test_a_dial_records_only_with_a_permit():
    plain = MARKUP.render((Dial(("+14155550100",), 20, NextStep.DIALLED, whisper=True),))
    recorded = MARKUP.render((Dial(("+14155550100",), 20, NextStep.DIALLED, permit_id="p1"),))
    assert what_takes_sound(plain) == []
    assert what_takes_sound(recorded) == ["Dial@record"]
    assert 'record="record-from-answer-dual"' in recorded
    assert 'url="https://voice.example/twilio/whisper"' in plain
    assert problems(plain) == problems(recorded) == []


def test_voicemail_has_an_action_a_limit_and_a_way_on():
    document = MARKUP.render((TakeVoicemail("p1", 120, NextStep.VOICEMAIL_TAKEN),))
    assert problems(document) == []
    assert what_takes_sound(document) == ["Record"]


def test_a_long_text_is_said_in_pieces_that_lose_no_word():
    words = " ".join(f"wörd{n}" for n in range(900))
    document = MARKUP.render((Say(words, "de-DE"), HangUp()))
    assert problems(document) == []
    assert " ".join(say.text for say in ET.fromstring(document) if say.tag == "Say") == words


@given(st.lists(HARMLESS, max_size=5), ENDS)
@settings(max_examples=80, deadline=None)
def test_no_actions_without_a_permit_take_sound(actions, end):
    document = MARKUP.render((*actions, end))
    assert what_takes_sound(document) == []
    assert problems(document) == []


@given(st.lists(HARMLESS | st.builds(StartRecording, st.just("p")), max_size=5), st.builds(HangUp))
@settings(max_examples=60, deadline=None)
def test_every_document_we_render_is_one_the_carrier_understands(actions, end):
    assert problems(MARKUP.render((*actions, end))) == []


HEAD = "<?xml version='1.0'?>"
START = "<Start><Recording {}/></Start><Hangup/>"
GATHER = "<Gather input='{}' action='https://a.example' method='POST' timeout='1' actionOnEmptyResult='true'/>"
BAD_VERBS = {
    "misspelt record": "<Dial recrod='true'>1</Dial>",
    "bad record": "<Dial record='dual'>1</Dial>",
    "wrong case": "<say>x</say>",
    "nesting": "<Say><Play>https://a.example/x</Play></Say>",
    "recording outside start": "<Recording name='a'/><Hangup/>",
    "relative callback": START.format("recordingStatusCallback='/x'"),
    "bad event": START.format("recordingStatusCallbackEvent='done'"),
    "speech": GATHER.format("speech") + "<Hangup/>",
    "nothing after the question": GATHER.format("dtmf"),
    "no action": "<Gather input='dtmf'/><Hangup/>",
    "query": "<Redirect>https://a.example/x?from=1</Redirect>",
    "open line": "<Redirect>http://a.example/x</Redirect>",
    "start last": "<Start><Recording name='a'/></Start>",
    "after the end": "<Hangup/><Say>x</Say>",
    "empty say": "<Say></Say>",
    "too long": "<Say>hello</Say>" * 5000,
    "transcribe": "<Record transcribe='true'/><Hangup/>",
}
BAD = {name: f"{HEAD}<Response>{verbs}</Response>" for name, verbs in BAD_VERBS.items()} | {
    "no root": f"{HEAD}<Answer/>",
    "not well-formed": f"{HEAD}<Response>",
    "leading space": f" {HEAD}<Response/>",
}


@pytest.mark.parametrize("name", BAD)
def test_the_oracle_finds_what_the_carrier_only_warns_about(name):
    assert problems(BAD[name]) != []


def test_the_oracle_sees_every_way_of_taking_sound():
    for verb in (
        "<Record/>",
        "<Start><Siprec/></Start>",
        "<Start><Transcription/></Start>",
        "<Start><Stream/></Start>",
        "<Connect><ConversationRelay/></Connect>",
        "<Dial record='true'/>",
        "<Gather input='dtmf speech'/>",
    ):
        assert what_takes_sound(f"<Response>{verb}</Response>") != []
