"""SignalWire behind the same port: another key, another header, opaque ids, and the same promises."""

import pytest

from tests.support.line import RING, VOICEMAIL
from tests.support.open_line import OpenLine
from tests.support.twiml_oracle import problems, what_takes_sound
from voice.call.signalwire import SIGNATURE_HEADERS, SignalWireMarkup, SignalWireRest, api_url
from voice.call.simulated.habits import SIGNALWIRE
from voice.call.simulator import TOKEN, Person
from voice.call.twilio import SigningSecrets
from voice.consent.values import ConsentStatus, WithdrawalScope
from voice.web.signature import SignatureCheck
from voice.web.webhooks import CarrierDesk

SIGNING_KEY = "signing-key-of-the-project"


class SignalWireLine(OpenLine):
    """The open line with the other member of the family on it."""

    rest_side = SignalWireRest

    def __init__(self, *lines, **more):
        super().__init__(*lines, habits=SIGNALWIRE, signing_key=SIGNING_KEY, **more)

    def desk(self):
        check = SignatureCheck(self.url, SigningSecrets((SIGNING_KEY,)), SIGNATURE_HEADERS)
        return CarrierDesk(check, SignalWireMarkup(self.url))


@pytest.fixture
def line():
    with SignalWireLine(RING) as line:
        yield line


def test_a_caller_who_agrees_is_recorded_from_the_answer_on(line):
    log = line.simulator.call()
    assert "-" in log.call_sid, "an id of another form"
    assert line.call(log.call_sid).carrier == "signalwire"
    assert line.state(log.call_sid).status is ConsentStatus.GRANTED
    (recording,) = line.simulator.recordings.values()
    assert recording.source == "DialVerb"
    assert all(problems(document) == [] for document in log.documents)
    assert [what_takes_sound(document) for document in log.documents if "Recording>" in document] == []


@pytest.mark.parametrize("person", [Person.refusing(), Person.silent(), Person.hanging_up()])
@pytest.mark.parametrize("profile", [RING, VOICEMAIL])
def test_anything_but_a_yes_takes_no_sound(person, profile):
    with SignalWireLine(profile) as line:
        log = line.simulator.call(person=person)
        assert [what_takes_sound(document) for document in log.documents] == [[]] * len(log.documents)
        assert not line.simulator.recordings


def test_the_api_token_is_not_the_signing_key():
    with SignalWireLine(RING) as line:
        line.simulator.wire.token = TOKEN
        log = line.simulator.call()
        assert log.documents == []
        assert line.book.calls() == ()


def test_its_rest_side_keeps_to_the_port(line):
    log = line.simulator.call(person=Person(interrupt=line_is_stopped(line), interrupt_at_ms=400))
    (recording,) = log.recordings
    line.simulator.rest.not_ready_fetches = 0
    assert line.simulator.recordings[recording].end_ms - line.simulator.recordings[recording].start_ms == 400
    assert line.carrier.recordings_of(log.call_sid) == (recording,)
    assert line.carrier.fetch_recording(recording, 2)[:4] == b"RIFF"
    line.carrier.delete_recording(recording)
    assert line.carrier.recording_is_gone(recording)
    assert all(asked.path.startswith("/api/laml/2010-04-01/Accounts/") for asked, _ in line.simulator.rest.answered)


def line_is_stopped(line):
    return lambda call_sid: line.carrier.stop_recording(call_sid)


def test_a_withdrawal_in_the_middle_leaves_nothing(line):
    def take_back(call_sid):
        line.live.withdraw(line.call(call_sid).id, WithdrawalScope.FROM_THE_START, "agent")

    line.simulator.call(person=Person.withdrawing(take_back, at_ms=300))
    assert not line.simulator.recordings


def test_the_address_of_a_space():
    assert api_url("example.signalwire.com") == "https://example.signalwire.com/api/laml"
