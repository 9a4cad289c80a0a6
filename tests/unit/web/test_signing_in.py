"""Getting in: the one-time link, handle with password and code, invitations; and not getting in."""

import pyotp
import pytest

from tests.support.workbench import PASSWORD, Workbench, read_forms, text_of
from voice.vault.account_tables import accounts, sessions
from voice.web.doorkeeper import LOCK_AFTER


@pytest.fixture
def bench():
    return Workbench()


def sign_in(browser, name, password, code):
    browser.open("/sign-in")
    return browser.submit("/sign-in", name=name, password=password, code=code)


def test_the_one_time_link_opens_the_list_once(bench):
    link = bench.keeper.make_link()
    first, second = bench.stranger(), bench.stranger()
    first.open(f"/sign-in?token={link}")
    assert first.submit("/sign-in").status_code == 200
    assert "Calls" in first.page.text
    second.open(f"/sign-in?token={link}")
    assert second.submit("/sign-in").status_code == 403
    assert second.open("/").status_code == 401


def test_a_link_older_than_half_an_hour_opens_nothing(bench):
    link = bench.keeper.make_link()
    bench.clock.forward(minutes=31)
    browser = bench.stranger()
    browser.open(f"/sign-in?token={link}")
    assert browser.submit("/sign-in").status_code == 403


def first_account(bench, name="ines", password=PASSWORD):
    browser = bench.stranger()
    browser.open(f"/sign-in?token={bench.keeper.make_link()}")
    browser.submit("/sign-in")
    browser.open("/first-account")
    secret = next(
        form["fields"]["secret"] for form in read_forms(browser.page.text) if form["action"] == "/first-account"
    )
    browser.submit("/first-account", name=name, password=password, code=bench.code(secret))
    return browser, secret


def test_the_link_makes_the_first_account_which_then_signs_in_by_itself(bench):
    browser, secret = first_account(bench)
    assert browser.page.status_code == 200
    assert browser.open("/accounts").status_code == 200
    bench.clock.forward(minutes=2)
    other = bench.stranger()
    assert sign_in(other, "ines", PASSWORD, bench.code(secret)).status_code == 200


def test_once_somebody_has_joined_links_and_the_sessions_they_opened_are_worth_nothing(bench):
    by_link = bench.stranger()
    by_link.open(f"/sign-in?token={bench.keeper.make_link()}")
    by_link.submit("/sign-in")
    first_account(bench)
    assert by_link.open("/").status_code == 401
    browser = bench.stranger()
    browser.open(f"/sign-in?token={bench.keeper.make_link()}")
    assert browser.submit("/sign-in").status_code == 403


@pytest.mark.parametrize("password", ["short", "ines ines ines ines", "aaaaaaaaaaaaaaaa", "x" * 201])
def test_a_weak_password_makes_no_account(bench, password):
    browser, _ = first_account(bench, password=password)
    assert browser.page.status_code == 400
    assert not bench.people.accounts.has_any()


def test_a_wrong_first_code_makes_no_account(bench):
    browser = bench.stranger()
    browser.open(f"/sign-in?token={bench.keeper.make_link()}")
    browser.submit("/sign-in")
    browser.open("/first-account")
    assert browser.submit("/first-account", name="ines", password=PASSWORD, code="000000").status_code == 400
    assert not bench.people.accounts.has_any()


def test_a_secret_of_ones_own_making_is_refused(bench):
    browser = bench.stranger()
    browser.open(f"/sign-in?token={bench.keeper.make_link()}")
    browser.submit("/sign-in")
    browser.open("/first-account")
    page = browser.submit(
        "/first-account",
        name="ines",
        password=PASSWORD,
        secret="A" * 24,
        code=pyotp.TOTP("A" * 24).at(bench.clock.now()),
    )
    assert page.status_code == 400


def test_password_alone_or_code_alone_opens_nothing_and_the_answer_is_the_same(bench):
    _, secret = bench.account("reviewer", name="rosa")
    answers = {
        text_of(sign_in(bench.stranger(), *attempt).text)
        for attempt in [
            ("rosa", PASSWORD, "000000"),
            ("rosa", "something else entirely", bench.code(secret)),
            ("nobody", PASSWORD, bench.code(secret)),
            ("rosa", "", ""),
        ]
    }
    assert len(answers) == 1
    assert "did not match" in answers.pop()


def test_a_code_counts_once(bench):
    _, secret = bench.account("reviewer", name="rosa")
    code = bench.code(secret)
    assert sign_in(bench.stranger(), "rosa", PASSWORD, code).status_code == 200
    assert sign_in(bench.stranger(), "rosa", PASSWORD, code).status_code == 403


def test_too_many_failures_lock_the_account_for_a_while_and_nobody_elses(bench):
    _, secret = bench.account("reviewer", name="rosa")
    _, other = bench.account("reviewer", name="omar")
    for _ in range(LOCK_AFTER):
        sign_in(bench.stranger(), "rosa", "a wrong password", "000000")
    assert sign_in(bench.stranger(), "rosa", PASSWORD, bench.code(secret)).status_code == 403
    assert sign_in(bench.stranger(), "omar", PASSWORD, bench.code(other)).status_code == 200
    bench.clock.forward(minutes=16)
    assert sign_in(bench.stranger(), "rosa", PASSWORD, bench.code(secret)).status_code == 200


def test_an_address_that_knocks_too_often_has_to_wait(bench):
    _, secret = bench.account("reviewer", name="rosa")
    for number in range(20):
        sign_in(bench.stranger(), f"guess{number}", "a wrong password", "000000")
    assert sign_in(bench.stranger(), "rosa", PASSWORD, bench.code(secret)).status_code == 429
    bench.clock.forward(minutes=6)
    assert sign_in(bench.stranger(), "rosa", PASSWORD, bench.code(secret)).status_code == 200


def test_a_session_ends_after_an_hour_unused_and_after_a_working_day_in_any_case(bench):
    idle, busy = bench.browser_of("reviewer", name="rosa"), bench.browser_of("reviewer", name="omar")
    for _ in range(9):
        bench.clock.forward(minutes=50)
        assert busy.open("/").status_code == 200
    assert idle.open("/").status_code == 401
    bench.clock.forward(minutes=31)
    assert busy.open("/").status_code == 401


def test_signing_out_ends_this_session_and_no_other(bench):
    browser, other = bench.browser_of("reviewer", name="rosa"), bench.browser_of("reviewer", name="omar")
    token = browser.http.cookies["voice_session"]
    browser.open("/")
    browser.submit("/sign-out")
    browser.take_session(token)
    assert browser.open("/").status_code == 401
    assert other.open("/").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(bench):
    browser = bench.stranger()
    browser.open(f"/sign-in?token={bench.keeper.make_link()}")
    answer = browser.http.post("/sign-in", data={"token": bench.keeper.make_link()})
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_sign_in_form_on_somebody_elses_page_is_refused(bench):
    link = bench.keeper.make_link()
    answer = bench.stranger().http.post("/sign-in", data={"token": link}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert link in bench.keeper.links


def test_no_password_secret_or_token_rests_in_the_clear(bench):
    browser, secret = first_account(bench)
    session = browser.http.cookies["voice_session"]
    engine = bench.people.accounts._engine
    with engine.connect() as connection:
        rest = repr([connection.execute(table.select()).all() for table in (accounts, sessions)])
    assert PASSWORD not in rest
    assert secret not in rest
    assert session not in rest
    assert "$argon2id$" in rest
