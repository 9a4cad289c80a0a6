"""Redactions mark by mark: who may decide what, what is shown to whom, and what follows."""

import re

import pytest

from tests.support.ended_call import CALL, NEIGHBOUR
from tests.support.payloads import DANGEROUS, PAYLOADS
from tests.support.workbench import text_of
from tests.support.worked_bench import WorkedBench
from voice.journey.objects import DECISIONS, RAW_TRANSCRIPT, CallObjects
from voice.review.decisions import target_of
from voice.web.revealing import PIECE
from voice.web.sound import ranged

PAGE = f"/calls/{CALL}/redactions"
SECRETS = ("Anna", "Kowalski", "four one one")


@pytest.fixture
def bench(tmp_path):
    bench = WorkedBench(tmp_path)
    yield bench
    bench.vault.close()


@pytest.fixture
def rosa(bench):
    return bench.browser_of("reviewer", name="rosa")


@pytest.fixture
def ines(bench):
    return bench.browser_of("officer", name="ines")


def send(browser, **fields):
    token = browser.bench.keeper.visitor(browser.http.cookies["voice_session"]).csrf
    marks = CallObjects(browser.bench.sealed).marks(CALL)
    return browser.http.post(PAGE, data={"csrf": token, "seen": marks.through, **fields})


def number_of(browser, word):
    """The utterance and the number of a word on the page."""
    html = browser.open(PAGE).text
    line = next(li for li in re.findall(r'<li id="u\d+".*?</li>', html) if f">{word}</span>" in li)
    number = re.search(rf'data-n="(\d+)">{word}<', line)[1]
    return {"utterance": re.search(r'id="(u\d+)"', line)[1], "first": number, "last": number}


def kinds(bench, call_id=CALL):
    return [kept.entry.kind for kept in bench.ledger.entries(call_id)]


def words(bench, call_id=CALL):
    return " / ".join(said.text for said in CallObjects(bench.sealed).redacted_transcript(call_id).utterances)


def test_marks_are_shown_by_type_in_their_place_and_no_hidden_word_with_them(bench, rosa):
    html = rosa.open(PAGE).text
    assert not [secret for secret in SECRETS if secret in html]
    shown = text_of(html)
    assert "[PERSON_1]" in shown
    assert "2 places" in shown
    assert "credit card" in shown
    assert "nobody has decided" in shown
    assert f'href="{PAGE}"' in rosa.open(f"/calls/{CALL}").text


def test_a_reviewer_confirms_a_mark_and_the_ledger_says_who_without_a_word(bench, rosa):
    rosa.open(f"{PAGE}?of=u1.w5")
    rosa.submit(PAGE, act="confirmed")
    assert "confirmed" in text_of(rosa.page.text)
    [entry] = [kept.entry for kept in bench.ledger.entries(CALL) if kept.entry.kind == "redaction.confirmed"]
    assert entry.body["by"] == rosa.account.id
    assert (entry.body["type"], entry.body["was"], entry.body["places"]) == ("PERSON", "PERSON", 2)
    assert not [secret for secret in SECRETS if secret in str(bench.ledger.entries(CALL))]
    assert b"Anna" not in bench.sealed.get(CALL, DECISIONS)


def test_a_reviewer_hides_missed_words_and_everything_follows(bench, rosa):
    assert "Blumenthal" in bench.exported()
    answer = send(rosa, act="added", entity_type="PERSON", **number_of(rosa, "Blumenthal"))
    assert answer.status_code == 303
    for path in (PAGE, f"/calls/{CALL}", f"/calls/{CALL}/files/transcript.md"):
        assert "Blumenthal" not in rosa.open(path).text, path
    assert "Blumenthal" not in bench.exported()
    assert "added by a person" in text_of(rosa.open(PAGE).text)
    # The twin call said the same and nobody decided anything there.
    assert "Blumenthal" in words(bench, NEIGHBOUR)
    assert "Blumenthal" in bench.exported(NEIGHBOUR)


def test_a_search_finds_no_word_that_was_hidden_since(bench, rosa):
    assert f"/calls/{CALL}" in rosa.open("/?show=all&words=blumenthal").text
    bench.house.queue.idle = True
    send(rosa, act="added", entity_type="PERSON", **number_of(rosa, "Blumenthal"))
    rosa.open("/?show=all")
    bench.house.queue.idle = False
    bench.house.queue.enqueue(CALL, "later")
    assert f"/calls/{CALL}" not in rosa.open("/?show=all&words=blumenthal").text
    assert f"/calls/{NEIGHBOUR}" in rosa.page.text


def test_a_reviewer_proposes_and_an_officer_puts_back_with_a_reason(bench, rosa, ines):
    rosa.open(f"{PAGE}?of=u1.w5")
    assert 'value="put_back"' not in rosa.page.text
    rosa.submit(PAGE, act="proposed")
    assert "an officer decides" in text_of(rosa.page.text)
    assert "Anna" not in words(bench)
    ines.open(f"{PAGE}?of=u1.w5")
    assert "Anna" not in ines.page.text
    assert send(ines, act="put_back", target="u1.w5").status_code == 400
    assert "Anna" not in words(bench)
    assert (
        send(ines, act="put_back", target="u1.w5", reason="transcript_quality", reference="CASE-7").status_code == 303
    )
    assert words(bench).count("Anna") == 2
    assert "Anna" in rosa.open(f"/calls/{CALL}").text
    entry = next(kept.entry for kept in bench.ledger.entries(CALL) if kept.entry.kind == "redaction.put_back")
    assert (entry.body["by"], entry.body["reason"], entry.body["reference"]) == (
        ines.account.id,
        "transcript_quality",
        "CASE-7",
    )
    counted = text_of(bench.browser_of("auditor").open("/reveals").text)
    assert "ines 1" in counted
    assert "words put back" in counted


def test_a_declined_proposal_changes_nothing(bench, rosa, ines):
    rosa.open(f"{PAGE}?of=u1.w5")
    rosa.submit(PAGE, act="proposed")
    assert send(ines, act="declined", target="u1.w5").status_code == 303
    assert "stays hidden" in text_of(rosa.open(f"{PAGE}?of=u1.w5").text)
    assert "Anna" not in words(bench)


@pytest.mark.parametrize("act", ["put_back", "declined", "removed"])
def test_a_reviewer_does_no_officers_act(bench, rosa, act):
    fields = {"target": "u1.w5", "reason": "transcript_quality", "confirmed": "yes"}
    assert send(rosa, act=act, **fields).status_code == 403
    assert DECISIONS not in bench.sealed.names(CALL)
    assert send(rosa, act="moved", target="u1.w5", after=-1, reason="transcript_quality").status_code == 403


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_who_may_not_read_calls_sees_no_marks(bench, role):
    assert bench.browser_of(role).open(PAGE).status_code == 403


def test_an_auditor_sees_marks_and_decides_nothing(bench):
    auditor = bench.browser_of("auditor")
    html = auditor.open(f"{PAGE}?of=u1.w5").text
    assert "[PERSON_1]" in html
    assert 'name="act"' not in html
    assert send(auditor, act="confirmed", target="u1.w5").status_code == 403


def test_type_and_bounds_are_changed(bench, rosa):
    mark = next(m for m in CallObjects(bench.sealed).marks(CALL).utterances[0].marks if m.entity_type == "CREDIT_CARD")
    send(rosa, act="retyped", target=target_of("u1", mark), entity_type="ACCOUNT")
    assert "[ACCOUNT_1]" in words(bench)
    send(rosa, act="moved", target="u1.w5", after=2)
    assert "Blumenthal" not in words(bench)


def test_an_officer_sees_the_raw_words_of_a_mark_while_a_reveal_is_open(bench, ines):
    ines.open(f"/calls/{CALL}")
    ines.submit(f"/calls/{CALL}/reveals", reason="transcript_quality", reference="")
    assert "Anna Kowalski" in text_of(ines.open(f"{PAGE}?of=u1.w5").text)
    bench.clock.forward(minutes=15)
    assert "Anna" not in ines.open(f"{PAGE}?of=u1.w5").text


def test_an_officer_removes_a_value_for_good_and_a_hold_forbids_it(bench, ines):
    bench.ending.place_hold(CALL, "CASE-7")
    assert "legal hold" in text_of(ines.open(f"{PAGE}?of=u1.w5").text)
    refused = send(ines, act="removed", target="u1.w5", confirmed="yes")
    assert refused.status_code == 409
    assert "legal hold" in refused.text
    bench.ending.lift_hold(CALL)
    assert send(ines, act="removed", target="u1.w5").status_code == 400
    assert b"Kowalski" in bench.sealed.get(CALL, RAW_TRANSCRIPT)
    assert send(ines, act="removed", target="u1.w5", confirmed="yes").status_code == 303
    for name in bench.sealed.names(CALL):
        assert b"Kowalski" not in bench.sealed.get(CALL, name), name
    assert b"Kowalski" in bench.sealed.get(NEIGHBOUR, RAW_TRANSCRIPT)
    shown = text_of(ines.open(f"{PAGE}?of=u1.w5").text)
    assert "removed for good" in shown
    assert 'value="put_back"' not in ines.page.text
    assert "redaction.removed_for_good" in kinds(bench)


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "added", "utterance": "u9", "first": 1, "last": 1, "entity_type": "PERSON"},
        {"act": "added", "utterance": "u1", "first": 0, "last": 1, "entity_type": "PERSON"},
        {"act": "added", "utterance": "u1", "first": 3, "last": 2, "entity_type": "PERSON"},
        {"act": "added", "utterance": "u1", "first": 1, "last": 999, "entity_type": "PERSON"},
        {"act": "added", "utterance": "u1", "first": 1, "last": 1, "entity_type": "<b>"},
        {"act": "added", "utterance": "u1", "first": 5, "last": 5, "entity_type": "PERSON"},
        {"act": "added", "utterance": "u1", "first": "x", "last": 5, "entity_type": "PERSON"},
        {"act": "confirmed", "target": "u1.w99"},
        {"act": "retyped", "target": "u1.w5", "entity_type": "PERSON"},
        {"act": "moved", "target": "u1.w5"},
        {"act": "moved", "target": "u1.w5", "before": 99},
        {"act": "burn", "target": "u1.w5"},
        {},
    ],
)
def test_what_is_no_decision_changes_nothing(bench, rosa, fields):
    assert send(rosa, **fields).status_code in (400, 404, 422)
    assert DECISIONS not in bench.sealed.names(CALL)
    assert words(bench) == words(bench, NEIGHBOUR)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_typed_into_address_or_form_comes_back_as_text(bench, ines, payload):
    answers = [
        ines.http.get(PAGE, params={"of": payload, "u": payload}),
        send(ines, act="added", utterance=payload[:40], entity_type=payload[:40], target=payload[:40]),
        send(ines, act="put_back", target="u1.w5", reason=payload[:60], reference=payload[:60]),
    ]
    for answer in answers:
        assert not [mark for mark in DANGEROUS if mark in answer.text]


def test_an_officer_hears_the_raw_sound_while_a_reveal_is_open_and_nobody_else_does(bench, rosa, ines):
    assert ines.open(f"/calls/{CALL}/raw/sound").status_code == 403
    ines.open(f"/calls/{CALL}")
    page = ines.submit(f"/calls/{CALL}/reveals", reason="safety_of_persons", reference="")
    assert f'src="/calls/{CALL}/raw/sound"' in page.text
    assert 'http-equiv="refresh" content="901;' in page.text
    recording = next(name for name in bench.sealed.names(CALL) if name.startswith("recording-"))
    whole = ines.http.get(f"/calls/{CALL}/raw/sound")
    assert whole.content == bench.sealed.get(CALL, recording)
    assert whole.headers["cache-control"] == "no-store"
    piece = ines.http.get(f"/calls/{CALL}/raw/sound", headers={"range": "bytes=0-"})
    assert (piece.status_code, piece.headers["accept-ranges"]) == (206, "bytes")
    assert rosa.http.get(f"/calls/{CALL}/raw/sound").status_code == 403
    assert ines.http.get(f"/calls/{NEIGHBOUR}/raw/sound").status_code == 403
    assert kinds(bench).count("reveal.sound_heard") == 1
    shown = text_of(bench.browser_of("auditor").open("/reveals").text)
    assert "listened to the sound" in shown
    assert "ines 1" in shown
    bench.clock.forward(minutes=15)
    assert ines.http.get(f"/calls/{CALL}/raw/sound").status_code == 403
    assert ines.http.get(f"/calls/{CALL}/raw/sound", headers={"range": "bytes=0-9"}).status_code == 403


def test_raw_sound_comes_in_pieces_no_larger_than_a_megabyte():
    answer = ranged(bytes(3_000_000), "bytes=0-", most=PIECE)
    assert len(answer.body) == PIECE
    assert answer.headers["content-range"] == f"bytes 0-{PIECE - 1}/3000000"


def test_decisions_become_figures_that_anybody_may_read_and_that_hold_no_word(bench, rosa, ines):
    assert "Nobody has decided" in rosa.open("/redaction").text
    send(rosa, act="confirmed", target="u1.w5")
    send(rosa, act="added", entity_type="ORGANISATION", **number_of(rosa, "Blumenthal"))
    html = bench.browser_of("editor").open("/redaction").text
    assert "Precision 100 % 1 of 1" in text_of(html)
    assert "Recall 50 % 1 of 2" in text_of(html)
    figures = rosa.http.get("/redaction.json").json()["rows"]
    assert [(row["entity_type"], row["there"], row["found"]) for row in figures] == [
        ("ORGANISATION", 1, 0),
        ("PERSON", 1, 1),
    ]
    assert not [secret for secret in (*SECRETS, "Blumenthal") if secret in html]


def test_words_chosen_on_a_page_that_is_out_of_date_are_not_hidden_by_mistake(bench, rosa):
    chosen = number_of(rosa, "Blumenthal")
    send(rosa, act="moved", target="u1.w5", before=1)
    answer = send(rosa, act="added", entity_type="PERSON", seen=0, **chosen)
    assert answer.status_code == 400
    assert "changed since" in answer.text
    assert len(CallObjects(bench.sealed).decisions(CALL)) == 1
