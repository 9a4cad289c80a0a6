"""No permit, no act: leaves are made in one place each, and recording actions only from a leave."""

from tests.architecture.source import calls, files, place

MAKERS = {
    "RecordingPermit": {"voice/consent/machine.py"},
    "StartRecording": {"voice/recording/values.py"},
    "StartStream": {"voice/recording/values.py"},
    "TakeVoicemail": {"voice/recording/values.py"},
    "ErasurePlan": {"voice/retention/erasure.py"},
    "Reveal": {"voice/review/queue.py"},
    "RedactedTranscript": {"voice/redaction/resolve.py"},
}


def test_each_leave_is_made_in_one_place():
    strays = [
        f"{place(path)} makes a {name}"
        for path in files()
        for name, _ in calls(path)
        if name in MAKERS and place(path) not in MAKERS[name]
    ]
    assert not strays


def test_a_dial_that_records_is_made_from_a_permit_alone():
    strays = []
    for path in files():
        if place(path) == "voice/recording/values.py":
            continue
        for name, node in calls(path):
            if name == "Dial" and (len(node.args) > 4 or "permit_id" in {k.arg for k in node.keywords}):
                strays.append(place(path))
    assert not strays
