"""A pause keeps the time running and nothing that was said, on both designs; the ledger knows of it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.contract.test_carrier_stream import StreamedLine, codes
from tests.support.line import RING
from tests.support.open_line import OpenLine
from tests.support.sound import two_tones
from voice.call.simulated.sound import read_wav
from voice.call.simulator import Person
from voice.errors import NothingThere
from voice.journey.pause import PAUSED, RESUMED, PauseParts, RecordingPause, pauses

TALK_MS = 4000


def pausing(line, streaming=None):
    return RecordingPause(PauseParts(line.book, line.ledger, line.carrier, streaming, line.clock))


def a_second_of_silence(line, desk):
    """Paused one second into the talk, for one second."""

    def interrupt(call_sid):
        call = line.simulator.exchange.calls[call_sid]
        call_id = line.call(call_sid).id
        desk.pause(call_id)
        line.clock.forward(seconds=1)
        with line.simulator.exchange.lock:
            call.now_ms += 1000
        line.simulator.streamers[call_sid].feed()
        line.settled(call_sid)
        desk.resume(call_id)

    return Person(interrupt=interrupt, interrupt_at_ms=1000)


class Carried(OpenLine):
    def settled(self, call_sid):
        return None


def test_at_the_carrier_a_pause_is_silence_of_the_same_length():
    with Carried(RING, audio=two_tones(TALK_MS / 1000)) as line:
        log = line.simulator.call(person=a_second_of_silence(line, pausing(line)))
        recording = line.simulator.recordings[log.recordings[0]]
        samples = read_wav(recording.content).samples
        said_after = next(entry.at_ms for entry in log.entries if entry.what == "talks") - recording.start_ms
        quiet = samples[(said_after + 1000) * 8 : (said_after + 2000) * 8]
        assert not quiet.any()
        assert samples[(said_after + 2000) * 8 : (said_after + 3000) * 8].any()
        (pause,) = pauses(kept.entry for kept in line.ledger.entries(line.call(log.call_sid).id))
        assert (pause.end_at - pause.start_at).total_seconds() >= 1


class Streamed(StreamedLine):
    def settled(self, call_sid):
        """Every frame sent so far has been read: the service is asked through the same socket, in order."""
        stream = next(iter(self.streaming._live.values()))
        sent = self.simulator.streamers[call_sid].sent_ms
        self.wait_for(lambda: min(stream._clock._reached) >= sent * 8)


def test_in_a_stream_what_is_said_in_a_pause_is_never_kept():
    with Streamed() as line:
        desk = pausing(line, line.streaming)
        log = line.simulator.call(person=a_second_of_silence_in_a_stream(line, desk))
        kept, sent = codes(line, log), line.sent(log)
        silent = np.all(kept == 0xFF, axis=1) & ~np.all(sent[: len(kept)] == 0xFF, axis=1)
        assert 990 * 8 <= silent.sum() <= 1010 * 8
        assert np.array_equal(kept[~silent], sent[: len(kept)][~silent])
        assert line.recording(log).reason == ""
        kinds = [kept.entry.kind for kept in line.ledger.entries(line.call(log.call_sid).id)]
        assert [kind for kind in kinds if kind in (PAUSED, RESUMED)] == [PAUSED, RESUMED]


def a_second_of_silence_in_a_stream(line, desk):
    person = a_second_of_silence(line, desk)

    def interrupt(call_sid):
        line.settled(call_sid)
        person.interrupt(call_sid)

    return replace(person, interrupt=interrupt)


def test_nothing_running_cannot_be_paused():
    with OpenLine(RING) as line:
        log = line.simulator.call(person=Person.refusing())
        for act in (pausing(line).pause, pausing(line).resume, pausing(line).stop):
            with pytest.raises(NothingThere):
                act(line.call(log.call_sid).id)
        assert not pauses(kept.entry for kept in line.ledger.entries())


def test_a_stop_lasts_to_the_end():
    with OpenLine(RING, audio=two_tones(2.0)) as line:
        desk = pausing(line)
        person = Person(interrupt=lambda sid: desk.stop(line.call(sid).id), interrupt_at_ms=500)
        log = line.simulator.call(person=person)
        recording = line.simulator.recordings[log.recordings[0]]
        talked_at = next(entry.at_ms for entry in log.entries if entry.what == "talks")
        assert recording.end_ms == talked_at + 500
        (pause,) = pauses(kept.entry for kept in line.ledger.entries(line.call(log.call_sid).id))
        assert pause.end_at is None
