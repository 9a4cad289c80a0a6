"""Greeting scripts in the workbench: read, checked while written, met as a caller, published, compared, put back."""

import re
import shutil
from html import unescape

import pytest

from tests.architecture.source import ROOT
from tests.support.clock import NOON
from tests.support.payloads import DANGEROUS, PAYLOADS
from tests.support.workbench import Workbench, read_forms, text_of
from voice.call.values import CallId
from voice.consent.history import to_entry
from voice.consent.values import AnswerHeard, ConsentAsked, Purpose
from voice.greeting.lines import parse
from voice.greeting.shelf import ScriptShelf
from voice.vault.greetings import GreetingFiles

PAGE = "/greetings/standard/en-US"
LINES = b"""
[[line]]
name = "reception"
business = "Riverside Dental"
[[line]]
name = "front"
business = "Riverside Dental"
number = "+15550100"
script = "simple"
"""


@pytest.fixture
def prompts(tmp_path):
    shutil.copytree(ROOT / "prompts", tmp_path / "prompts")
    return tmp_path / "prompts"


@pytest.fixture
def make(prompts, tmp_path):
    def bench(**more):
        files = GreetingFiles(prompts, tmp_path / "kept")
        return Workbench(**{"prompts": prompts, "greetings": files, "lines": parse(LINES, "lines.toml"), **more})

    return bench


@pytest.fixture
def bench(make):
    return make()


def text_in(html):
    """What the editor's field holds, as the browser would send it back."""
    return unescape(re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", html, re.DOTALL).group(1))


def changed(text, words="We would love your permission", version="2"):
    return text.replace("We would like your permission", words).replace('version = "1"', f'version = "{version}"')


def begin(browser, page=PAGE):
    return text_in(browser.open(page + "/edit").text)


def put_up(browser, text, act="publish", page=PAGE):
    begin(browser, page)
    return browser.submit(page + "/edit", text=text, act=act)


def heard(prompts):
    """What the next caller hears, by the code that answers calls."""
    return ScriptShelf(prompts).script("standard", "en-US")


# --- reading ---------------------------------------------------------------------------------


def test_the_list_names_every_script_its_check_its_lines_and_its_figures(bench):
    asked = ConsentAsked(
        NOON, (Purpose.RECORDING,), "standard", "1", "0" * 64, "1" * 64, "en-US", "1", "2", 2,
    )  # fmt: skip
    bench.ledger.append(to_entry(CallId("a"), asked))
    bench.ledger.append(to_entry(CallId("a"), AnswerHeard(NOON, "1")))
    words = text_of(bench.browser_of("auditor").open("/greetings").text)
    assert "en-US 1 good reception, front 1 100 %" in words
    assert "de-DE 1 good no line 0 –" in words
    assert "announces, and a key declines" in words


def test_a_script_shows_its_words_as_said_on_its_line_and_how_long_they_take(bench):
    words = text_of(bench.browser_of("editor").open(PAGE).text)
    assert "Hello, this is Riverside Dental. We would like your permission" in words
    assert re.search(r"notice about \d+ s", words)
    assert "No complaints" in words
    assert "callers hear it as it came" in words


def test_a_faulty_script_is_listed_with_what_is_to_mend(bench, prompts):
    (prompts / "greetings/standard/en-US.toml").write_text("locale = ", encoding="utf-8")
    browser = bench.browser_of("editor")
    assert "unreadable 1 to mend" in text_of(browser.open("/greetings").text)
    assert "not valid TOML" in browser.open(PAGE).text
    assert browser.open(PAGE + "/call").status_code == 200


def test_a_call_is_played_through_for_each_thing_a_caller_can_do(bench):
    browser = bench.browser_of("auditor")
    words = text_of(browser.open(PAGE + "/call?answer=silence").text)
    assert "The caller presses nothing" in words
    assert "caller is silent" in words
    assert "All right, we go on without recording." in words
    for behaviour, end in (("agrees", "granted"), ("says no", "refused"), ("hangs up", "abandoned")):
        assert f"{behaviour} {end}" in words
    assert "No rule is broken" in words
    assert "<audio" not in browser.page.text


def test_a_call_is_heard_where_a_speech_program_is_installed(make):
    said = []
    bench = make(speak=lambda text, locale: said.append((text, locale)) or b"RIFF sound")
    browser = bench.browser_of("editor")
    page = browser.open(PAGE + "/call?answer=no").text
    answer = browser.http.get(re.search(r'<audio[^>]*src="([^"]+)"', page).group(1).replace("&amp;", "&"))
    assert (answer.content, answer.headers["content-type"]) == (b"RIFF sound", "audio/wav")
    assert said[0][1] == "en-US"
    assert "All right, we go on without recording." in said[0][0]
    assert bench.browser_of("editor", name="omar").http.get(PAGE + "/call.wav?answer=sing").status_code == 404


def test_the_rules_are_explained_by_places_and_never_by_a_number(bench):
    browser = bench.browser_of("auditor")
    words = text_of(browser.open("/greetings/rules?line=front&caller=US-CA").text)
    assert "the line is set to" in words
    assert "US-CA" in words
    assert "Not legal advice" in words
    assert 'name="number"' not in browser.page.text
    assert "unknown" in text_of(browser.open("/greetings/rules?line=nowhere&caller=%2B14155550100").text)
    assert "4155550100" not in browser.page.text


# --- writing ---------------------------------------------------------------------------------


def test_the_editor_brings_the_text_back_byte_for_byte(bench, prompts):
    text = begin(bench.browser_of("editor"))
    assert text.encode() == (prompts / "greetings/standard/en-US.toml").read_bytes()


def test_checking_while_typing_names_line_and_complaint_and_keeps_nothing(bench, tmp_path):
    browser = bench.browser_of("editor")
    text = begin(browser).replace("{purposes}", "some things")
    token = bench.keeper.visitor(browser.http.cookies["voice_session"]).csrf
    answer = browser.http.post(PAGE + "/checked", data={"text": text}, headers={"x-csrf-token": token}).json()
    found = next(remark for remark in answer["remarks"] if remark["code"] == "purpose-missing")
    assert text.splitlines()[found["line"] - 1].startswith("notice")
    assert not answer["good"]
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("act", ["draft", "publish"])
def test_a_text_with_complaints_is_neither_kept_nor_published(bench, prompts, tmp_path, act):
    browser, before = bench.browser_of("editor"), heard(prompts)
    text = changed(begin(browser)).replace(
        "If you press nothing, we do not record.", "By staying on the line you agree."
    )
    page = put_up(browser, text, act)
    assert page.status_code == 400
    assert "silence is never a yes" in page.text
    assert text_in(page.text) == text
    assert heard(prompts) == before
    assert not (tmp_path / "kept").exists()
    assert bench.ledger.entries() == ()


def test_other_words_need_a_version_of_their_own_because_figures_are_counted_by_it(bench, prompts):
    browser = bench.browser_of("editor")
    page = put_up(browser, changed(begin(browser), version="1"))
    assert page.status_code == 400
    assert "version-taken" in page.text
    assert put_up(browser, changed(begin(browser), version="two words")).status_code == 400
    assert heard(prompts).version == "1"


def test_an_editor_publishes_and_the_next_caller_hears_it(bench, prompts):
    browser = bench.browser_of("editor", name="edna")
    page = put_up(browser, changed(begin(browser)))
    assert page.status_code == 200
    assert "callers hear it now" in page.text
    assert "We would love your permission" in heard(prompts).prompts["notice"]
    kinds = [(kept.entry.kind, kept.entry.body.get("version")) for kept in bench.ledger.entries()]
    assert kinds == [("greeting.found", "1"), ("greeting.put_up", "2"), ("greeting.published", "2")]
    assert "published by edna" in text_of(page.text)


def test_a_published_script_says_nothing_new_on_other_scripts(bench, prompts):
    others = {
        p: p.read_bytes() for p in prompts.rglob("*.toml") if p.name != "en-US.toml" or p.parent.name != "standard"
    }
    browser = bench.browser_of("editor")
    put_up(browser, changed(begin(browser)))
    assert {path: path.read_bytes() for path in others} == others
    assert not list(prompts.rglob(".*"))


def test_a_draft_waits_can_be_met_as_a_caller_and_is_not_heard(bench, prompts):
    browser = bench.browser_of("editor")
    page = put_up(browser, changed(begin(browser)), "draft")
    assert "draft" in text_of(page.text)
    assert "permission" in heard(prompts).prompts["notice"]
    assert "love" not in heard(prompts).prompts["notice"]
    assert "We would love" in browser.open(PAGE + "/call?version=2").text
    assert "1 draft" in text_of(browser.open("/greetings").text)


def test_the_difference_shows_the_changed_lines_alone(bench):
    browser = bench.browser_of("editor")
    page = put_up(browser, changed(begin(browser)), "draft")
    added = re.findall(r"<ins>\+ (.*?)</ins>", page.text)
    removed = re.findall(r"<del>− (.*?)</del>", page.text)
    assert len(added) == len(removed) == 2
    assert any("We would love your permission" in line for line in added)
    assert "Nothing differs" in browser.open(PAGE + "/versions/1").text


def test_an_older_version_is_put_back(bench, prompts):
    browser = bench.browser_of("editor")
    original = (prompts / "greetings/standard/en-US.toml").read_bytes()
    put_up(browser, changed(begin(browser)))
    browser.open(PAGE + "/versions/1")
    browser.submit(PAGE + "/versions/1/published")
    assert (prompts / "greetings/standard/en-US.toml").read_bytes() == original
    assert heard(prompts).version == "1"


def test_a_draft_put_aside_is_no_longer_offered(bench):
    browser = bench.browser_of("editor")
    put_up(browser, changed(begin(browser)), "draft")
    page = browser.submit(PAGE + "/versions/2/discarded")
    assert "put aside" in page.text
    assert "draft" not in text_of(browser.open("/greetings").text)
    assert "/published" not in browser.open(PAGE + "/versions/2").text


def test_whoever_was_overtaken_is_told_and_loses_nothing(bench, prompts):
    first, second = bench.browser_of("editor", name="edna"), bench.browser_of("editor", name="emil")
    text = begin(first)
    begin(second)
    put_up(second, changed(text, "We would be glad of your permission"))
    mine = changed(text, version="3")
    page = first.submit(PAGE + "/edit", text=mine, act="publish")
    assert page.status_code == 409
    assert text_in(page.text) == mine
    assert heard(prompts).version == "2"
    assert first.submit(PAGE + "/edit", text=mine, act="publish").status_code == 200
    assert heard(prompts).version == "3"


def test_a_new_language_begins_as_a_copy_and_is_refused_until_it_is_in_that_language(bench, prompts):
    browser = bench.browser_of("editor")
    page = browser.open("/greetings/new?script=standard&locale=en-AU&like=standard/en-GB")
    assert 'locale = "en-AU"' in text_in(page.text)
    page = browser.submit("/greetings/standard/en-AU/edit", text=text_in(page.text), act="publish")
    assert page.status_code == 200
    assert (prompts / "greetings/standard/en-AU.toml").exists()
    page = browser.open("/greetings/new?script=standard&locale=fr-BE&like=standard/en-GB")
    page = browser.submit("/greetings/standard/fr-BE/edit", text=text_in(page.text), act="publish")
    assert "reads like en" in page.text
    assert not (prompts / "greetings/standard/fr-BE.toml").exists()
    taken = browser.open("/greetings/new?script=standard&locale=en-GB&like=standard/en-US")
    assert taken.status_code == 400


def test_a_text_changed_on_the_disk_is_not_shown_as_the_version_that_was_put_up(bench, tmp_path):
    browser = bench.browser_of("editor")
    put_up(browser, changed(begin(browser)), "draft")
    for file in (tmp_path / "kept").iterdir():
        file.write_bytes(file.read_bytes() + b"# later\n")
    assert browser.open(PAGE + "/versions/2").status_code == 404


def test_a_folder_that_cannot_be_written_says_what_to_do_and_changes_nothing(make, prompts, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    bench = make(greetings=GreetingFiles(prompts, tmp_path / "file"))
    browser = bench.browser_of("editor")
    page = put_up(browser, changed(begin(browser)))
    assert page.status_code == 503
    assert "VOICE_PROMPTS" in page.text
    assert heard(prompts).version == "1"


# --- two people -------------------------------------------------------------------------------


def test_with_two_people_asked_for_nobody_publishes_what_they_wrote(make, prompts):
    bench = make(second_person=True)
    author, other = bench.browser_of("editor", name="edna"), bench.browser_of("editor", name="emil")
    text = begin(author)
    assert 'value="publish"' not in author.page.text
    assert author.submit(PAGE + "/edit", text=changed(text), act="publish").status_code == 403
    assert heard(prompts).version == "1"
    page = put_up(author, changed(text), "draft")
    assert "Another editor publishes it" in page.text
    form = {"base": re.search(r'name="base" value="(\w+)"', other.open(PAGE + "/versions/2").text).group(1)}
    token = bench.keeper.visitor(author.http.cookies["voice_session"]).csrf
    refused = author.http.post(PAGE + "/versions/2/published", data={**form, "csrf": token})
    assert refused.status_code == 403
    assert heard(prompts).version == "1"
    other.submit(PAGE + "/versions/2/published")
    assert heard(prompts).version == "2"
    assert [kept.entry.kind for kept in bench.ledger.entries()][-1] == "greeting.published"


def test_with_two_people_asked_for_one_may_still_put_back_what_callers_heard(make, prompts):
    bench = make(second_person=True)
    author, other = bench.browser_of("editor", name="edna"), bench.browser_of("editor", name="emil")
    put_up(author, changed(begin(author)), "draft")
    other.open(PAGE + "/versions/2")
    other.submit(PAGE + "/versions/2/published")
    author.open(PAGE + "/versions/1")
    author.submit(PAGE + "/versions/1/published")
    assert heard(prompts).version == "1"


# --- strangers, payloads ----------------------------------------------------------------------


def test_who_may_only_read_finds_no_form_that_changes_anything(bench):
    auditor = bench.browser_of("auditor")
    for address in ("/greetings", PAGE, PAGE + "/call", "/greetings/rules"):
        posts = [form["action"] for form in read_forms(auditor.open(address).text) if form["method"] == "post"]
        assert posts == ["/sign-out"], address
        assert "/edit" not in auditor.page.text
    assert auditor.open(PAGE + "/edit").status_code == 403


@pytest.mark.parametrize("place", ["../prompts/en-US", "standard/..%2f..%2fen-US", "standard/en-us", ".kept/en-US"])
def test_no_address_leads_out_of_the_folder(bench, place):
    browser = bench.browser_of("editor")
    for address in (
        f"/greetings/{place}",
        f"/greetings/{place}/edit",
        f"/greetings/new?script=x&locale=en-US&like={place}",
    ):
        assert browser.http.get(address).status_code == 404


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_script_that_holds_markup_stays_text_on_every_page(bench, prompts, payload):
    file = prompts / "greetings/standard/en-US.toml"
    quoted = payload.replace("\\", "\\\\").replace('"', '\\"')
    text = file.read_text(encoding="utf-8").replace("Thank you for calling", quoted.replace("{", "").replace("}", ""))
    file.write_text(text.replace('version = "1"', f'version = "{quoted}"'), encoding="utf-8")
    browser = bench.browser_of("editor", "auditor")
    for address in ("/greetings", PAGE, PAGE + "/edit", PAGE + "/call", PAGE + "/call?answer=no"):
        html = browser.http.get(address).text
        assert not [mark for mark in DANGEROUS if mark in html], address


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_an_editor_types_comes_back_as_text(bench, payload):
    browser = bench.browser_of("editor", "auditor")
    answers = [put_up(browser, payload, "check"), put_up(browser, payload, payload)]
    answers += [
        browser.http.get("/greetings/new", params={"script": payload, "locale": payload, "like": payload}),
        browser.http.get("/greetings/rules", params={"line": payload, "caller": payload, "called": payload}),
        browser.http.get(PAGE + "/call", params={"line": payload, "answer": payload}),
        browser.http.get(PAGE + "/edit", params={"like": payload}),
    ]
    for answer in answers:
        assert answer.status_code in (200, 400, 404)
        assert not [mark for mark in DANGEROUS if mark in answer.text]


@pytest.mark.parametrize(
    "text", ["", "\0", "a = " + "[" * 5000, "\ud7ff" * 10, "[prompts]\ngreeting = 1979-05-27", "=" * 50_000]
)
def test_no_text_however_odd_is_a_fault_of_ours(bench, text):
    browser = bench.browser_of("editor")
    assert put_up(browser, text, "check").status_code == 200


def test_the_pages_need_no_inline_script_or_style(bench):
    browser = bench.browser_of("editor")
    put_up(browser, changed(begin(browser)), "draft")
    for address in ("/greetings", PAGE, PAGE + "/edit", PAGE + "/call", PAGE + "/versions/2", "/greetings/rules"):
        html = browser.open(address).text
        for inline in (" style=", "<style", " onclick", "<script>"):
            assert inline not in html, address
