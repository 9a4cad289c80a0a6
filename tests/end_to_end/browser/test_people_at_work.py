"""People at work in a real browser, told in the verbs of their roles."""

import os
from pathlib import Path

import pytest

from tests.support.served import NEEDS_CHROMIUM, served
from tests.support.week_of_calls import fill
from tests.support.workbench import PASSWORD, Workbench

pytestmark = NEEDS_CHROMIUM
ANGRY, MOVED, LIVE = "6f1d0c52aa", "0b7e94d1c3", "d15f3a9080"
LARGEST_PAGE = 100_000


@pytest.fixture
def bench():
    bench = Workbench()
    fill(bench)
    return bench


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reviewer_finds_an_angry_call_and_jumps_to_the_moment(person, scripts):
    page = person("reviewer", scripts=scripts)
    page.goto("/")
    page.get_by_text("Filters").click()
    page.get_by_label("Sentiment", exact=True).select_option("negative")
    page.get_by_role("button", name="Apply").click()
    page.locator(".inbox a.teaser").first.click()
    assert ANGRY in page.url
    page.locator("#summary ~ p a.evidence, section[aria-labelledby=summary] a.evidence").first.click()
    moment = page.url.rsplit("#", 1)[1]
    spoken = page.locator(f"#{moment}")
    assert spoken.is_visible()
    assert spoken.bounding_box()["y"] < page.viewport_size["height"]


def test_a_reviewer_needs_no_mouse(person):
    page = person("reviewer")
    page.goto("/?show=all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".inbox a.teaser").nth(1).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + second)
    page.go_back()
    page.keyboard.press("/")
    page.keyboard.type("appointment")
    page.keyboard.press("Enter")
    page.wait_for_url("**words=appointment**")
    assert page.locator(".inbox li").count() >= 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reviewer_corrects_a_word_and_marks_the_call_reviewed(person, bench, scripts):
    page = person("reviewer", scripts=scripts)
    page.goto(f"/calls/{ANGRY}/corrections?what=words&of=u4")
    page.get_by_label("Should be").fill("It is terrible service and I have called four times.")
    page.get_by_role("button", name="Keep this correction").click()
    assert "called four times" in page.locator("#u4").inner_text()
    assert page.get_by_text("corrected by a person").first.is_visible()
    page.get_by_role("button", name="Reviewed").click()
    assert page.locator(f'.inbox a[href="/calls/{ANGRY}"]').count() == 0


def test_a_stranger_a_reviewer_and_an_officer_each_see_what_they_may(person, bench):
    stranger, reviewer, officer = person(), person("reviewer"), person("officer")
    stranger.goto(f"/calls/{ANGRY}")
    assert "terrible" not in stranger.content()
    reviewer.goto(f"/calls/{ANGRY}")
    assert "terrible" in reviewer.content()
    assert reviewer.get_by_text("Reveal the raw words").count() == 0
    assert reviewer.get_by_text("The caller withdraws").count() == 0
    officer.goto(f"/calls/{ANGRY}")
    assert officer.get_by_text("Reveal the raw words").is_visible()
    assert officer.get_by_text("The caller withdraws").is_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_withdraws_a_call_for_its_caller_and_nothing_is_left(person, bench, scripts):
    page = person("officer", scripts=scripts)
    page.goto(f"/calls/{ANGRY}")
    page.get_by_text("The caller withdraws").click()
    page.get_by_label("The caller asked for it.").check()
    page.get_by_role("button", name="Withdraw for the caller").click()
    assert page.get_by_text("was destroyed").first.is_visible()
    assert bench.sealed.names(ANGRY) == ()
    page.goto("/?show=all&words=terrible")
    assert page.locator(".inbox li").count() == 0
    page.goto("/?show=all&words=appointment")
    assert page.locator(".inbox li").count() >= 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_caller_sees_what_was_kept_and_takes_it_back(person, bench, scripts):
    page = person(scripts=scripts)
    page.goto("/receipt")
    page.get_by_label("Receipt code").fill(bench.codes.code(MOVED))
    page.get_by_role("button", name="Show my call").click()
    assert page.get_by_text("You agreed.").is_visible()
    page.get_by_text("Take my permission back").click()
    page.get_by_label("I mean it.").check()
    page.get_by_role("button", name="Take it back").click()
    assert page.get_by_text("You agreed, and took it back.").is_visible()
    assert bench.sealed.names(MOVED) == ()
    assert bench.sealed.names(ANGRY)


def test_somebody_new_makes_the_first_account_and_comes_back_with_a_code(chromium):
    bench = Workbench()
    with served(bench) as address:
        context = chromium.new_context(base_url=address, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"/sign-in?token={bench.keeper.make_link()}")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("link", name="Make the first account").click()
        secret = page.locator(".key code").inner_text().replace(" ", "")
        page.get_by_label("Handle").fill("ines")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("The six digits it shows now").fill(bench.code(secret))
        page.get_by_role("button", name="Make the account").click()
        assert page.get_by_role("link", name="ines", exact=True).is_visible()
        page.get_by_role("button", name="Sign out").click()
        bench.clock.forward(minutes=1)
        page.get_by_label("Handle").fill("ines")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("Six digits").fill(bench.code(secret))
        page.get_by_role("button", name="Sign in").click()
        assert page.get_by_role("heading", name="Calls that need a look").is_visible()
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reviewer_saves_a_view_comes_back_to_it_and_deletes_it(person, scripts):
    page = person("reviewer", scripts=scripts)
    page.goto("/")
    page.get_by_text("Filters").click()
    page.get_by_label("About").select_option("complaint")
    page.get_by_role("button", name="Apply").click()
    page.get_by_text("Save this view").click()
    page.get_by_label("Name").fill("Complaints")
    page.get_by_role("button", name="Save").click()
    page.goto("/")
    page.get_by_role("link", name="Complaints").click()
    assert [ANGRY in (row.get_attribute("href") or "") for row in page.locator(".inbox a.teaser").all()] == [True]
    page.get_by_role("button", name="Delete the view Complaints").click()
    assert page.get_by_role("link", name="Complaints").count() == 0


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_pauses_stops_and_withdraws_a_call_that_is_on_the_line(person, bench, scripts):
    page = person("officer", scripts=scripts)
    for act in ("Pause", "Resume", "Stop"):
        page.goto("/")
        page.locator(".under-way").get_by_role("button", name=act, exact=True).click()
    assert bench.recording.changed == [(LIVE, "pause"), (LIVE, "resume"), (LIVE, "stop")]
    page.goto("/")
    page.locator(".under-way").get_by_text("The caller withdraws").click()
    page.locator(".under-way").get_by_label("The caller asked for it").check()
    page.get_by_role("button", name="Withdraw for the caller").click()
    assert [call for call, _, _ in bench.withdrawn] == [LIVE]
    assert bench.sealed.names(ANGRY)


PAGES = [
    "/",
    "/?show=all&words=appointment",
    f"/calls/{ANGRY}",
    f"/calls/{ANGRY}/label",
    "/label",
    "/consent",
    "/ledger",
]
PAGES += [
    f"/calls/{ANGRY}/corrections?what=words&of=u4",
    "/reveals",
    "/lines",
    "/switches",
    "/status",
    "/accounts",
    "/account",
]
PAGES += [
    f"/calls/{ANGRY}/redactions",
    f"/calls/{ANGRY}/redactions?of=u2.w3",
    f"/calls/{ANGRY}/redactions?u=u4",
    "/redaction",
]
PAGES += ["/greetings", "/greetings/standard/en-US", "/greetings/standard/en-US/edit", "/greetings/standard/en-US/call"]
PAGES += ["/greetings/rules", "/receipt", "/sign-in"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_violation_on_any_page(person, bench, scheme):
    axe = Path(os.environ.get("VOICE_TEST_AXE", "/nonexistent"))
    if not axe.exists():
        pytest.skip("axe-core is not at hand: set VOICE_TEST_AXE to its axe.min.js")
    page = person("reviewer", "officer", "editor", "admin", "auditor", color_scheme=scheme, bypass_csp=True)
    found = {}
    for path in [*PAGES, "the caller's page"]:
        if path in PAGES:
            page.goto(path)
        else:
            page.goto("/receipt")
            page.get_by_label("Receipt code").fill(bench.codes.code(MOVED))
            page.get_by_role("button", name="Show my call").click()
        page.evaluate("for (const closed of document.querySelectorAll('details')) closed.open = true")
        page.add_script_tag(path=str(axe))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        grave = [
            f"{one['id']}: {node['target']} {node['failureSummary'][:160]}"
            for one in result["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"][:3]
        ]
        if grave:
            found[path] = grave
    assert not found


def test_no_page_is_heavy_and_none_scrolls_sideways_on_a_telephone(person):
    page = person("reviewer", "officer", "editor", "admin", "auditor", viewport={"width": 375, "height": 800})
    heavy, wide, refused, loaded = {}, {}, [], []
    page.on("response", lambda answer: loaded.append(answer))
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    for path in PAGES:
        loaded.clear()
        page.goto(path, wait_until="load")
        size = sum(len(answer.body()) for answer in loaded if answer.status == 200)
        if size > LARGEST_PAGE:
            heavy[path] = size
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 375:
            wide[path] = width
    assert not heavy
    assert not wide
    assert not refused
