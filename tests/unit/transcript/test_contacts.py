"""What a run record says of the network is what the interpreter saw."""

import socket
import threading

import pytest

from tests.support import sounds
from voice.clock import SystemClock
from voice.transcript import models
from voice.transcript.contacts import contacted_hosts
from voice.transcript.whisper import WhisperTranscriber


def knock() -> None:
    with socket.socket() as door:
        door.settimeout(0.2)
        door.connect_ex(("127.0.0.1", 9))


def test_nothing_contacted_is_nothing_seen():
    with contacted_hosts("helper-") as hosts:
        pass
    assert hosts == set()


def test_a_connection_is_seen_by_its_address():
    with contacted_hosts("helper-") as hosts:
        knock()
    assert hosts == {"127.0.0.1"}


def test_a_name_look_up_is_seen_by_its_name():
    with contacted_hosts("helper-") as hosts:
        socket.getaddrinfo("localhost", 80)
    assert "localhost" in hosts


@pytest.mark.parametrize(("name", "seen"), [("helper-1", {"127.0.0.1"}), ("database", set())])
def test_helper_threads_count_and_strangers_do_not(name, seen):
    with contacted_hosts("helper-") as hosts:
        thread = threading.Thread(target=knock, name=name)
        thread.start()
        thread.join()
    assert hosts == seen


def test_what_happens_afterwards_is_not_counted():
    with contacted_hosts("helper-") as hosts:
        pass
    knock()
    assert hosts == set()


def test_a_transcriber_that_contacted_somebody_would_say_so():
    caught = WhisperTranscriber(models.embedded(), SystemClock(), listener=lambda seconds: knock())
    assert caught.transcribe((sounds.silence(1),), "en", ()).run.network_hosts == ("127.0.0.1",)
    quiet = WhisperTranscriber(models.embedded(), SystemClock())
    assert quiet.transcribe((sounds.silence(1),), "en", ()).run.network_hosts == ()
