import json

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tests.support.call_documents import a_call, consent, finished, refused
from tests.support.redacted_calls import call
from voice.call.values import CallId
from voice.consent.values import ConsentStatus, Purpose
from voice.insight.values import Summary
from voice.review.documents.call_json import SCHEMA_FILE, validator
from voice.review.documents.markdown import escape
from voice.review.export import CallDocument, files, to_json
from voice.transcript.values import ModelIdentity, RawTranscript

WHOLE = {
    "call.json", "transcript.md", "transcript.vtt", "summary.md", "label.html", "label.svg", "label.json", "label.txt",
    "consent-receipt.json",
}  # fmt: skip


def test_a_finished_call_leaves_every_paper():
    assert set(files(finished())) == WHOLE


def test_a_refused_call_leaves_its_receipt_and_no_words():
    found = files(refused())
    assert set(found) == {"call.json", "consent-receipt.json"}
    assert set(json.loads(found["call.json"])) == {"schema", "call", "consent"}


def test_call_json_keeps_its_published_schema():
    Draft202012Validator.check_schema(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    for document in (finished(), refused()):
        validator().validate(json.loads(files(document)["call.json"]))


@pytest.mark.parametrize(
    "damage",
    [
        {"audio": "x"},
        {"schema": "voice.call/2"},
        {"call": {}},
        {"redaction": None},
        {"summary": {"method": "extractive"}},
    ],
)
def test_the_schema_is_strict(damage):
    with pytest.raises(ValidationError):
        validator().validate({**to_json(finished()), **damage})


def test_the_schema_refuses_a_summary_without_a_transcript():
    body = to_json(finished())
    del body["transcript"]
    with pytest.raises(ValidationError):
        validator().validate(body)


def test_a_raw_transcript_is_refused():
    raw = RawTranscript(CallId("c"), "en", ModelIdentity("m", ""), (), 0)
    with pytest.raises(TypeError):
        CallDocument(a_call(), consent(), transcript=raw)
    with pytest.raises(TypeError):
        CallDocument(a_call(), consent(), summary=Summary("none", ()))


@pytest.mark.parametrize(
    ("status", "granted", "told"),
    [
        (
            ConsentStatus.GRANTED,
            (Purpose.RECORDING,),
            {"recording": "granted", "transcription": "refused", "analysis": "refused"},
        ),
        (ConsentStatus.NO_ANSWER, (), dict.fromkeys(("recording", "transcription", "analysis"), "no_answer")),
        (ConsentStatus.WITHDRAWN, (), dict.fromkeys(("recording", "transcription", "analysis"), "withdrawn")),
    ],
)
def test_consent_is_told_purpose_by_purpose(status, granted, told):
    body = to_json(CallDocument(a_call(), consent(status, granted)))
    assert body["consent"]["purposes"] == told


def test_captions_name_the_speaker_and_escape_the_words():
    found = files(finished(call("caller: 3 < 4 & <b>no</b> --> yes")))["transcript.vtt"]
    assert found.startswith("WEBVTT\n")
    assert "<v Caller>" in found or "<v caller>" in found
    assert "3 &lt; 4 &amp; &lt;b&gt;no&lt;/b&gt; --&gt; yes" in found


def test_a_callers_words_are_never_markup():
    assert escape("<img src=x> *no* [a](b) `c`") == r"&lt;img src=x&gt; \*no\* \[a\]\(b\) \`c\`"
    assert escape("it is [PHONE_NUMBER_1] ok") == "it is `[PHONE_NUMBER_1]` ok"


def test_every_statement_of_the_summary_links_to_its_words():
    found = files(finished())
    targets = {line.split('"')[1] for line in found["transcript.md"].splitlines() if line.startswith("<a id=")}
    links = {part.split(")")[0] for part in found["summary.md"].split("(transcript.md#")[1:]}
    assert links
    assert links <= targets


def test_papers_are_the_same_every_time():
    assert files(finished()) == files(finished())


def test_file_names_say_nothing_of_the_call():
    assert all("call-1" not in name and "CA1" not in name for name in files(finished()))


def test_the_callers_keyed_hash_and_the_carriers_id_stay_home():
    whole = "".join(files(finished()).values())
    assert a_call().caller_ref not in whole
    assert "CA1" not in whole
