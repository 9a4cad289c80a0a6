"""Redactions decided by people in a real browser, with and without JavaScript; the real steps carry them out."""

import pytest

from tests.support.ended_call import CALL, NEIGHBOUR
from tests.support.served import NEEDS_CHROMIUM
from tests.support.worked_bench import WorkedBench
from voice.journey.objects import RAW_TRANSCRIPT, REDACTED_AUDIO

pytestmark = NEEDS_CHROMIUM
PAGE = f"/calls/{CALL}/redactions"


@pytest.fixture
def bench(tmp_path):
    bench = WorkedBench(tmp_path)
    yield bench
    bench.vault.close()


def sound_of(bench):
    return bench.sealed.get(CALL, REDACTED_AUDIO)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_suggested_redaction_is_rejected_another_added_and_summary_and_audio_follow(person, bench, scripts):
    before, reviewer, officer = sound_of(bench), person("reviewer", scripts=scripts), person("officer", scripts=scripts)
    reviewer.goto(PAGE)
    reviewer.get_by_role("link", name="[PERSON_1] nobody has decided").first.click()
    reviewer.wait_for_url("**of=u1.w5**")
    if scripts:
        reviewer.keyboard.press("f")
    else:
        reviewer.get_by_role("button", name="False alarm").click()
    reviewer.get_by_role("link", name="called a false alarm, an officer decides").first.wait_for()

    officer.goto(PAGE)
    officer.get_by_role("link", name="called a false alarm").first.click()
    officer.get_by_label("Why").last.select_option("transcript_quality")
    officer.get_by_role("button", name="Put back").click()
    officer.goto(f"/calls/{CALL}")
    assert "Anna Kowalski" in officer.locator(".transcript").inner_text()
    after_rejection = sound_of(bench)
    assert after_rejection != before

    assert "Blumenthal" in bench.exported()
    reviewer.goto(PAGE)
    word = reviewer.locator("[data-n]", has_text="Blumenthal").first
    if scripts:
        word.dblclick()
    else:
        reviewer.get_by_role("link", name="mark words of u1").click()
        number = word.get_attribute("data-n")
        reviewer.get_by_label("From").select_option(number)
        reviewer.get_by_label("To", exact=True).select_option(number)
    reviewer.get_by_label("These words are").select_option("PERSON")
    reviewer.get_by_role("button", name="Hide them").click()
    reviewer.get_by_role("link", name="added by a person").first.wait_for()
    assert "Blumenthal" not in reviewer.content()
    reviewer.goto(f"/calls/{CALL}")
    assert "Blumenthal" not in reviewer.content()
    assert reviewer.locator("section[aria-labelledby=summary]").is_visible()
    assert "Blumenthal" not in bench.exported()
    assert "Kowalski" in bench.exported()
    assert sound_of(bench) not in (before, after_rejection)
    # The twin of this call is as it was.
    reviewer.goto(f"/calls/{NEIGHBOUR}")
    assert "Blumenthal" in reviewer.content()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_removes_a_name_for_good_and_it_is_nowhere_any_more(person, bench, scripts):
    officer = person("officer", scripts=scripts)
    officer.goto(f"{PAGE}?of=u1.w5")
    officer.get_by_text("Remove for good").first.click()
    officer.get_by_label("I mean it.").first.check()
    officer.get_by_role("button", name="Remove for good").first.click()
    officer.get_by_role("link", name="[PERSON_1] removed for good").first.wait_for()
    for name in bench.sealed.names(CALL):
        assert b"Kowalski" not in bench.sealed.get(CALL, name), name
    assert b"Kowalski" in bench.sealed.get(NEIGHBOUR, RAW_TRANSCRIPT)


def test_a_reviewer_selects_several_words_by_mouse_and_confirms_by_key(person, bench):
    page = person("reviewer")
    page.goto(PAGE)
    first, last = page.locator("#u1 [data-n]").nth(0), page.locator("#u1 [data-n]").nth(2)
    page.mouse.move(first.bounding_box()["x"] + 1, first.bounding_box()["y"] + 8)
    page.mouse.down()
    end = last.bounding_box()
    page.mouse.move(end["x"] + end["width"] - 1, end["y"] + 8)
    page.mouse.up()
    page.locator("#add").wait_for()
    assert page.get_by_label("From").input_value() == "1"
    assert page.get_by_label("To", exact=True).input_value() == "3"
    page.goto(PAGE)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Right").wait_for()
    page.keyboard.press("c")
    page.get_by_role("link", name="[PERSON_1] confirmed").first.wait_for()


def test_an_officer_listens_to_the_raw_sound_and_a_reviewer_has_no_way_to(person, bench):
    officer, reviewer = person("officer"), person("reviewer")
    officer.goto(f"/calls/{CALL}")
    officer.get_by_text("Reveal the raw words and sound").click()
    officer.get_by_label("Why").select_option("complaint_handling")
    officer.get_by_role("button", name="Reveal", exact=True).click()
    assert "Kowalski" in officer.content()
    officer.evaluate("async () => { const a = document.querySelector('audio'); a.muted = true; await a.play(); }")
    assert officer.evaluate("document.querySelector('audio').duration") > 3
    reviewer.goto(f"/calls/{CALL}")
    assert "Kowalski" not in reviewer.content()
    assert reviewer.get_by_text("Reveal the raw words").count() == 0
