"""A receipt in other shapes: as a page, as vCon attachments, as a report; and the state table."""

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.support.line import CALLER, PROMPTS, RING, Line
from voice.consent import receipt_page, vcon
from voice.consent.report import of_every_line
from voice.consent.table import EVENTS, STATES, state_table
from voice.consent.values import ConsentStatus, WithdrawalScope
from voice.journey.receipts import signed_receipt
from voice.journey.wordings import Wordings, consent_report
from voice.vault.greetings import GreetingFiles


@pytest.fixture
def line():
    return Line()


def receipt_of(line, carrier_call_id="CA1"):
    return signed_receipt(line.call(carrier_call_id), line.ledger, RING, line.clock.now(), "voice 0.1.0")


def consents(attachment):
    return {(row["purpose"], row.get("vocabulary", "")): row["status"] for row in attachment["body"]["consents"]}


def test_the_vcon_attachment_has_what_the_draft_requires(line):
    line.agreed()
    attachment = vcon.consent_attachment(receipt_of(line))
    assert {"expiration", "party", "dialog", "consents"} <= set(attachment["body"])
    stated = consents(attachment)
    assert stated[("recording", "")] == "granted"
    assert stated[("sharing", "")] == "denied"
    assert (stated[("inference", "ai-pref")], stated[("ai", "ai-pref")]) == ("granted", "denied")
    assert all({"type", "value"} <= set(proof) for proof in attachment["body"]["proof"])
    json.dumps(attachment)


def test_what_was_refused_or_taken_back_is_never_granted_in_a_vcon(line):
    line.ring()
    line.press("2")
    refused = vcon.consent_attachment(receipt_of(line))
    assert "granted" not in consents(refused).values()
    assert refused["body"]["expiration"] == refused["start"]
    basis = vcon.lawful_basis_attachment(receipt_of(line))
    assert not any(grant["granted"] for grant in basis["body"]["purpose_grants"])
    line.ring("CA2")
    line.press("1", "CA2")
    line.live.withdraw("call-2", WithdrawalScope.FROM_THE_START, "page")
    assert consents(vcon.consent_attachment(receipt_of(line, "CA2")))[("recording", "")] == "revoked"


def test_the_lawful_basis_names_controller_grants_and_proof(line):
    line.agreed()
    attachment = vcon.lawful_basis_attachment(receipt_of(line))
    body = attachment["body"]
    assert attachment["purpose"] == "lawful_basis"
    assert body["lawful_basis"] == "consent"
    assert body["controller"] == "Harbour Dental"
    assert {grant["purpose"]: grant["granted"] for grant in body["purpose_grants"]}["ai_training"] is False


class Checked(HTMLParser):
    """Collects text and refuses anything that would fetch or run."""

    def __init__(self):
        super().__init__()
        self.words = []

    def handle_starttag(self, tag, attrs):
        assert tag not in ("script", "img", "link", "iframe")
        assert not [name for name, _ in attrs if name in ("src", "href") or name.startswith("on")]

    def handle_data(self, data):
        self.words.append(data)


def test_the_page_says_in_plain_words_how_it_went_and_names_nobody(line):
    line.ring()
    line.press("2")
    page = receipt_page.html(receipt_of(line))
    reader = Checked()
    reader.feed(page)
    assert "You said no." in "".join(reader.words)
    assert CALLER not in page


def test_a_name_on_the_page_is_escaped(line):
    line.agreed()
    receipt = dict(receipt_of(line))
    receipt["controller"] = {"name": "<script>alert(1)</script>"}
    Checked().feed(receipt_page.html(receipt))


def test_the_report_counts_each_way_by_line_and_wording():
    line = Line()
    for n, keys in enumerate((["1"], ["1"], ["2"], ["", ""], [])):
        line.ring(f"CA{n}")
        for digits in keys:
            line.press(digits, f"CA{n}")
        line.hang_up(f"CA{n}")
    found = consent_report(line.book, line.ledger)
    (row,) = found.wordings
    assert found.calls == 5
    assert (row.wording.line, row.wording.script, row.calls) == ("desk", "standard", 5)
    assert row.counts[ConsentStatus.GRANTED] == 2
    assert row.counts[ConsentStatus.ABANDONED] == 1
    assert row.granted_share == pytest.approx(0.4)


def test_two_lines_with_one_wording_are_two_rows_and_one_together():
    line = Line(replace(RING, number="+15550100"), replace(RING, name="night", number="+15550199"))
    for n, callee in enumerate(("+15550100", "+15550199", "+15550199")):
        line.ring(f"CA{n}", callee=callee)
        line.press("1", f"CA{n}")
    rows = consent_report(line.book, line.ledger).wordings
    assert [(row.wording.line, row.calls) for row in rows] == [("night", 2), ("desk", 1)]
    (together,) = of_every_line(rows)
    assert (together.wording.line, together.calls) == ("", 3)


def test_the_words_are_found_by_their_hash_even_after_the_file_was_edited(tmp_path, line):
    line.agreed()
    (row,) = consent_report(line.book, line.ledger).wordings
    present = (PROMPTS / "greetings/standard/en-US.toml").read_bytes()
    files = GreetingFiles(tmp_path / "prompts", tmp_path / "kept")
    files.publish("standard", "en-US", present)
    assert "press {yes}" in Wordings(files).said(row.wording)
    edited = present.replace(b"press {yes}", b"please press {yes}")
    files.publish("standard", "en-US", edited)
    assert Wordings(files).said(row.wording) == "(The text of this version is not kept here.)"
    files.keep(present)
    assert "please" not in Wordings(files).said(row.wording)
    assert "press {yes}" in Wordings(files).said(row.wording)


def test_the_state_table_shows_every_state_and_event():
    lines = state_table().splitlines()
    assert len(lines) == len(EVENTS) + 2
    assert set(STATES) == set(ConsentStatus)
    assert all(line.count("|") == len(STATES) + 2 for line in lines)
    assert "| key for yes | · | **granted** |" in state_table()
