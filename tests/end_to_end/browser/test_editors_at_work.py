"""Editors at work in a real browser: what they publish is what the next caller meets."""

import shutil
from contextlib import ExitStack
from dataclasses import replace

import pytest

from tests.architecture.source import ROOT
from tests.support.served import NEEDS_CHROMIUM, served
from tests.support.workbench import Workbench
from voice.greeting.lines import DEFAULT
from voice.greeting.shelf import ScriptShelf
from voice.journey.simulation import Answer, play
from voice.vault.greetings import GreetingFiles

pytestmark = NEEDS_CHROMIUM
PAGE = "/greetings/standard/en-US"
BEFORE, AFTER = "We would like your permission", "We would love your permission"


@pytest.fixture
def prompts(tmp_path):
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    return tmp_path / "prompts"


@pytest.fixture
def office(chromium, prompts, tmp_path):
    """Opens an office and returns a way to let editors into it, each with a window of their own."""
    with ExitStack() as until_closed:

        def opened(**rooms):
            bench = Workbench(prompts=prompts, greetings=GreetingFiles(prompts, tmp_path / "kept"), **rooms)
            address = until_closed.enter_context(served(bench))

            def editor(name, scripts=True):
                context = chromium.new_context(base_url=address, java_script_enabled=scripts)
                until_closed.callback(context.close)
                made, _ = bench.account("editor", name=name)
                context.add_cookies([{"name": "voice_session", "value": bench.keeper.open(made.id), "url": address}])
                return context.new_page()

            return editor

        yield opened


def heard(prompts):
    """What a caller who agrees meets on the line, by the code that answers calls."""
    line = replace(DEFAULT, dial=("+15550100",))
    return "\n".join(play(ScriptShelf(prompts).script, line, Answer.YES).dialogue)


def write(page, act):
    page.goto(PAGE + "/edit")
    text = page.locator("textarea").input_value()
    page.locator("textarea").fill(text.replace(BEFORE, AFTER).replace('version = "1"', 'version = "2"'))
    page.get_by_role("button", name=act).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_editor_publishes_a_greeting_and_the_next_simulated_call_hears_it(office, prompts, scripts):
    page = office()("edna", scripts)
    page.goto(PAGE + "/call")
    assert BEFORE in page.locator("main").inner_text()
    assert BEFORE in heard(prompts)
    write(page, "Publish")
    assert page.get_by_text("callers hear it now").first.is_visible()
    page.goto(PAGE + "/call")
    assert AFTER in page.locator("main").inner_text()
    assert AFTER in heard(prompts)
    assert BEFORE not in heard(prompts)


def test_an_editor_is_told_what_is_wrong_while_writing(office):
    page = office()("edna")
    page.goto(PAGE + "/edit")
    page.get_by_text("No complaints.").wait_for()
    text = page.locator("textarea").input_value()
    page.locator("textarea").fill(text.replace("{no}", "two", 1))
    page.locator("#remarks li").first.wait_for()
    page.locator("#remarks .at-line").first.click()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.locator("textarea").fill(text)
    page.get_by_text("No complaints.").wait_for()


def test_with_two_people_asked_for_another_editor_compares_and_publishes(office, prompts):
    editor = office(second_person=True)
    author, other = editor("edna"), editor("emil")
    author.goto(PAGE + "/edit")
    assert author.get_by_role("button", name="Publish").count() == 0
    write(author, "Keep as a draft")
    assert BEFORE in heard(prompts)
    other.goto(PAGE)
    other.locator("aside").get_by_role("link", name="Version 2").first.click()
    assert other.locator("ins").filter(has_text=AFTER).is_visible()
    assert other.locator("del").filter(has_text=BEFORE).is_visible()
    other.get_by_role("button", name="Publish").click()
    assert AFTER in heard(prompts)
