"""Says what the carrier would warn about, or silently ignore, in a TwiML document.

Written from Twilio's TwiML pages and error codes (12100 not well-formed, 12200 unknown verb, attribute
or nesting, 11750 too long, 13521 <Say> too long, 11200 relative callback). A misspelt `record` is only
a warning for Twilio and no recording: here it is a finding.
"""

import ipaddress
import re
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlsplit

LARGEST = 64 * 1000
BOOLEAN = {"true", "false"}
METHOD = {"GET", "POST"}
TRIM = {"trim-silence", "do-not-trim"}
DIAL_RECORD = {
    "do-not-record",
    "record-from-answer",
    "record-from-ringing",
    "record-from-answer-dual",
    "record-from-ringing-dual",
    "true",
    "false",
}
EVENTS = {"in-progress", "completed", "absent"}
LEG_EVENTS = {"initiated", "ringing", "answered", "completed"}
NUMBER, URL, ANY = "number", "url", "any"
CALLBACK = {
    "recordingStatusCallback": URL,
    "recordingStatusCallbackMethod": METHOD,
    "recordingStatusCallbackEvent": ("list", EVENTS),
}

# verb -> (where it may stand, its attributes, what may stand in it)
VERBS = {
    "Response": ((), {}, False),
    "Say": (("Response", "Gather"), {"voice": ANY, "language": ANY, "loop": NUMBER}, True),
    "Play": (("Response", "Gather"), {"loop": NUMBER, "digits": ANY}, True),
    "Pause": (("Response", "Gather"), {"length": NUMBER}, False),
    "Gather": (
        ("Response",),
        {
            "input": {"dtmf"},
            "action": URL,
            "method": METHOD,
            "timeout": NUMBER,
            "finishOnKey": ANY,
            "numDigits": NUMBER,
            "actionOnEmptyResult": BOOLEAN,
        },
        False,
    ),
    "Redirect": (("Response",), {"method": METHOD}, True),
    "Hangup": (("Response",), {}, False),
    "Reject": (("Response",), {"reason": {"rejected", "busy"}}, False),
    "Record": (
        ("Response",),
        {
            "action": URL,
            "method": METHOD,
            "timeout": NUMBER,
            "finishOnKey": ANY,
            "maxLength": NUMBER,
            "playBeep": BOOLEAN,
            "trim": TRIM,
            **CALLBACK,
        },
        False,
    ),
    "Dial": (
        ("Response",),
        {
            "action": URL,
            "method": METHOD,
            "timeout": NUMBER,
            "hangupOnStar": BOOLEAN,
            "timeLimit": NUMBER,
            "callerId": ANY,
            "answerOnBridge": BOOLEAN,
            "record": DIAL_RECORD,
            "trim": TRIM,
            **CALLBACK,
        },
        True,
    ),
    "Number": (
        ("Dial",),
        {
            "url": URL,
            "method": METHOD,
            "statusCallback": URL,
            "statusCallbackMethod": METHOD,
            "statusCallbackEvent": ("list", LEG_EVENTS),
        },
        True,
    ),
    "Enqueue": (
        ("Response",),
        {"action": URL, "method": METHOD, "waitUrl": URL, "waitUrlMethod": METHOD, "maxQueueSize": NUMBER},
        True,
    ),
    "Leave": (("Response",), {}, False),
    "Start": (("Response",), {}, False),
    "Stop": (("Response",), {}, False),
    "Recording": (("Start", "Stop"), {"name": ANY, "channels": {"mono", "dual"}, "trim": TRIM, **CALLBACK}, False),
    "Stream": (
        ("Start", "Stop"),
        {
            "name": ANY,
            "url": "wss",
            "track": {"inbound_track", "outbound_track", "both_tracks"},
            "statusCallback": URL,
            "statusCallbackMethod": METHOD,
        },
        False,
    ),
    "Parameter": (("Stream",), {"name": ANY, "value": ANY}, False),
}
NEEDED = {
    "Gather": {"input", "action", "method", "actionOnEmptyResult", "timeout"},
    "Record": {"action", "method", "trim", "maxLength", "recordingStatusCallback"},
    "Parameter": {"name", "value"},
    # Without them the carrier plays music of its own, and the call ends with the wait.
    "Enqueue": {"action", "method", "waitUrl", "waitUrlMethod"},
}
TAKES_SOUND = {"Record", "Recording", "Stream", "Siprec", "Transcription", "Connect", "VirtualAgent", "AiSession"}
# After these Twilio asks again or is done: what follows is never reached.
LAST = {"Redirect", "Hangup", "Reject", "Leave"}


def problems(document):
    """Findings as sentences; an empty list means that the carrier takes the document as it is meant."""
    raw = document.encode("utf-8")
    found = []
    if len(raw) > LARGEST:
        found.append("longer than 64 kB (11750)")
    if not document.startswith("<?xml"):
        found.append("does not begin with an XML declaration (12100)")
    try:
        root = ET.fromstring(raw)  # noqa: S314 (our own document)
    except ET.ParseError as error:
        return [*found, f"not well-formed (12100): {error}"]
    if root.tag != "Response":
        found.append(f"the root is {root.tag}, not Response (12100)")
    found += _element(root, None)
    found += _order(root)
    return found


def what_takes_sound(document):
    """Every element that records, streams, transcribes or recognises: nothing of it without a permit."""
    taking = []
    for parent in ET.fromstring(document.encode("utf-8")).iter():  # noqa: S314
        if parent.tag == "Stop":
            continue
        for element in parent:
            tag, attributes = element.tag, element.attrib
            if tag in {
                "Record",
                "Siprec",
                "Transcription",
                "ConversationRelay",
                "VirtualAgent",
                "Connect",
                "AiSession",
            }:
                taking.append(tag)
            if tag in {"Recording", "Stream"}:
                taking.append(tag)
            if tag in {"Dial", "Conference"} and attributes.get("record", "do-not-record") not in {
                "do-not-record",
                "false",
            }:
                taking.append(f"{tag}@record")
            if "transcribe" in attributes or "transcribeCallback" in attributes:
                taking.append(f"{tag}@transcribe")
            if tag == "Gather" and attributes.get("input", "dtmf") != "dtmf":
                taking.append("Gather@input")
    return taking


def _element(element, parent):
    if element.tag not in VERBS:
        return [f"<{element.tag}> is unknown (12200)"]
    places, attributes, text = VERBS[element.tag]
    found = []
    if parent is not None and parent not in places:
        found.append(f"<{element.tag}> may not stand in <{parent}> (12200)")
    for name, value in element.attrib.items():
        found += _attribute(element.tag, name, value, attributes.get(name))
    for name in NEEDED.get(element.tag, set()) - set(element.attrib):
        found.append(f"<{element.tag}> needs {name}")
    said = (element.text or "").strip()
    if said and not text:
        found.append(f"<{element.tag}> holds text")
    if element.tag == "Say" and (not said or len(said) > 4096 or len(quote(said)) > 4500):
        found.append("<Say> is empty or too long (13520, 13521)")
    if element.tag in {"Redirect", "Play"}:
        found += _url(element.tag, "text", said)
    for child in element:
        found += _element(child, element.tag)
    return found


def _attribute(tag, name, value, rule):
    where = f"{tag}@{name}"
    if rule is None:
        return [f"{where} is unknown (12200)"]
    if rule == URL:
        return _url(tag, name, value)
    if rule == "wss":
        parts = urlsplit(value)
        good = (parts.scheme == "wss" or _loopback(parts.hostname)) and not parts.query
        return [] if good else [f"{where} must be wss:// without a query (31920): {value}"]
    if rule == NUMBER:
        return [] if value.isdecimal() else [f"{where} is no number: {value}"]
    if isinstance(rule, tuple):
        strange = [word for word in value.split(" ") if word not in rule[1]]
        return [f"{where} holds {strange}"] if strange else []
    if isinstance(rule, set) and value not in rule:
        return [f"{where} may not be {value}"]
    return []


def _url(tag, name, value):
    parts = urlsplit(value)
    if parts.scheme != "https" and not (parts.scheme == "http" and _loopback(parts.hostname)):
        return [f"{tag}@{name} must be an absolute https address (11200): {value}"]
    if parts.query and not re.fullmatch(r"t=[0-9]{1,3}", parts.query):
        return [f"{tag}@{name} carries a query, which the carrier's logs would keep: {value}"]
    return []


def _loopback(host):
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def _order(root):
    found = []
    verbs = [child.tag for child in root]
    for place, tag in enumerate(verbs):
        following = verbs[place + 1 :]
        if tag in LAST and following:
            found.append(f"<{tag}> is followed by {following}, which is never reached")
        if tag in {"Gather", "Record"} and not following:
            found.append(f"<{tag}> needs a way on after it")
        if tag == "Start" and not following:
            found.append("<Start> is last: the call would end at once")
    return found
