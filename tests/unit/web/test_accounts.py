"""Who may come in: adding, inviting, changing roles, shutting out; one's own password, sessions, tokens."""

from datetime import timedelta

import pytest

from tests.support.workbench import PASSWORD, Workbench, read_forms
from voice.review.roles import MAY, Permission, Role


@pytest.fixture
def bench():
    return Workbench()


def invitation_of(page):
    import re

    return "/join?token=" + re.search(r"join\?token=([\w-]+)", page.text).group(1)


def test_somebody_invited_joins_with_a_password_and_a_code_of_their_own(bench):
    admin, rosa = bench.browser_of("admin"), bench.stranger()
    admin.open("/accounts")
    link = invitation_of(admin.submit("/accounts", name="rosa", roles=["reviewer"]))
    rosa.open(link)
    secret = next(form["fields"]["secret"] for form in read_forms(rosa.page.text) if form["action"] == "/join")
    assert rosa.submit("/join", password=PASSWORD, code=bench.code(secret)).status_code == 200
    assert rosa.open("/").status_code == 200
    assert rosa.open("/accounts").status_code == 403
    again = bench.stranger()
    assert again.open(link).status_code == 403


def test_an_invitation_is_void_after_a_day(bench):
    admin, late = bench.browser_of("admin"), bench.stranger()
    admin.open("/accounts")
    link = invitation_of(admin.submit("/accounts", name="rosa", roles=["reviewer"]))
    bench.clock.forward(hours=25)
    assert late.open(link).status_code == 403


def test_a_new_invitation_voids_the_older_one(bench):
    admin = bench.browser_of("admin")
    rosa, _ = bench.account("reviewer", name="rosa")
    admin.open("/accounts")
    first = invitation_of(admin.submit(f"/accounts/{rosa.id}/invitation"))
    second = invitation_of(admin.submit(f"/accounts/{rosa.id}/invitation"))
    assert bench.stranger().open(first).status_code == 403
    assert bench.stranger().open(second).status_code == 200


@pytest.mark.parametrize("name", ["", "x", "Ines Alvarez", "<script>", "1st", "a" * 40])
def test_a_name_that_is_no_handle_is_refused(bench, name):
    admin = bench.browser_of("admin")
    admin.open("/accounts")
    assert admin.submit("/accounts", name=name, roles=["reviewer"]).status_code == 400


def test_an_account_without_roles_or_with_invented_ones_is_refused(bench):
    admin = bench.browser_of("admin")
    admin.open("/accounts")
    assert admin.submit("/accounts", name="rosa", roles=["emperor"]).status_code == 400
    assert bench.people.accounts.named("rosa") is None


def test_a_handle_is_taken_once(bench):
    admin = bench.browser_of("admin")
    bench.account("reviewer", name="rosa")
    admin.open("/accounts")
    assert admin.submit("/accounts", name="rosa", roles=["reviewer"]).status_code == 400


def test_changed_roles_hold_from_the_next_page_on(bench):
    admin, rosa = bench.browser_of("admin"), bench.browser_of("reviewer", name="rosa")
    admin.open("/accounts")
    admin.submit(f"/accounts/{rosa.account.id}/roles", roles=["editor"])
    assert rosa.open("/calls/c1").status_code == 403


def test_shutting_out_ends_sessions_at_once_and_the_others_stay(bench):
    admin, rosa, omar = (
        bench.browser_of("admin"),
        bench.browser_of("reviewer", name="rosa"),
        bench.browser_of("auditor"),
    )
    admin.open("/accounts")
    admin.submit(f"/accounts/{rosa.account.id}/disabled", disabled="yes")
    assert rosa.open("/").status_code == 401
    assert omar.open("/").status_code == 200
    assert bench.keeper.visitor(bench.keeper.open(rosa.account.id)) is None


def test_nobody_can_shut_themselves_out_or_drop_their_own_admin_role(bench):
    admin = bench.browser_of("admin")
    admin.open("/accounts")
    own = admin.account.id
    assert f"/accounts/{own}/disabled" not in admin.page.text
    token = next(form["fields"]["csrf"] for form in read_forms(admin.page.text) if "csrf" in form["fields"])
    refused = admin.http.post(f"/accounts/{own}/disabled", data={"csrf": token})
    assert refused.status_code == 403
    assert admin.submit(f"/accounts/{own}/roles", roles=["reviewer"]).status_code == 403


def test_every_act_upon_an_account_is_in_the_ledger_with_ids_alone(bench):
    admin = bench.browser_of("admin")
    admin.open("/accounts")
    admin.submit("/accounts", name="rosa", roles=["reviewer"])
    rosa = bench.people.accounts.named("rosa")
    admin.submit(f"/accounts/{rosa.id}/disabled", disabled="yes")
    kinds = [kept.entry.kind for kept in bench.ledger.entries()]
    assert kinds == ["account_added", "account_disabled"]
    assert all(kept.entry.body["by"] == admin.account.id for kept in bench.ledger.entries())
    assert "rosa" not in repr(bench.ledger.entries())
    assert not bench.ledger.verify()


def test_a_changed_password_ends_the_other_sessions(bench):
    here = bench.browser_of("reviewer", name="rosa")
    there = bench.stranger()
    there.take_session(bench.keeper.open(here.account.id))
    here.open("/account")
    wrong = here.submit("/account/password", password="not the present one", new_password="another four words")
    assert wrong.status_code == 403
    assert there.open("/").status_code == 200
    here.submit("/account/password", password=PASSWORD, new_password="another four words")
    assert here.page.status_code == 200
    assert there.open("/").status_code == 401
    assert here.open("/").status_code == 200


def test_nobody_ends_somebody_elses_session(bench):
    rosa, omar = bench.browser_of("reviewer", name="rosa"), bench.browser_of("reviewer", name="omar")
    theirs = bench.people.sessions.sessions(omar.account.id)[0].id
    bench.people.sessions.open(rosa.account.id, bench.clock.now(), bench.clock.now())
    rosa.open("/account")
    rosa.submit("/account/sessions", session=theirs)
    assert omar.open("/").status_code == 200


def test_one_ends_ones_own_other_session_at_once(bench):
    here = bench.browser_of("reviewer", name="rosa")
    there = bench.stranger()
    there.take_session(bench.keeper.open(here.account.id))
    assert there.open("/").status_code == 200
    (own,) = [s.id for s in bench.people.sessions.sessions(here.account.id) if s.id != here_id(bench, here)]
    here.open("/account")
    here.submit("/account/sessions", session=own)
    assert there.open("/").status_code == 401
    assert here.open("/").status_code == 200


def here_id(bench, browser):
    return bench.keeper.visitor(browser.http.cookies["voice_session"]).session_id


@pytest.mark.parametrize("role", list(Role))
def test_a_token_opens_what_its_role_opens_under_api_and_nothing_else(bench, role):
    made, _ = bench.account(*Role, name="everything")
    now = bench.clock.now()
    token = bench.people.sessions.add_token(made.id, "x", role, now, now + timedelta(days=1))
    program = bench.stranger().http
    headers = {"authorization": f"Bearer {token}"}
    allowed = Permission.READ_CALLS in MAY[role]
    assert program.get("/api/calls", headers=headers).status_code == (200 if allowed else 403)
    for path in ("/", "/accounts", "/account", "/ledger", "/calls.csv", "/status"):
        assert program.get(path, headers=headers).status_code == 401
    bench.people.sessions.revoke_token(bench.people.sessions.tokens(made.id)[0].id, made.id)
    assert program.get("/api/calls", headers=headers).status_code == 401


def test_a_token_past_its_day_or_of_somebody_shut_out_opens_nothing(bench):
    made, _ = bench.account("reviewer", name="rosa")
    now = bench.clock.now()
    token = bench.people.sessions.add_token(made.id, "x", Role.REVIEWER, now, now + timedelta(days=1))
    assert bench.keeper.program(token)
    bench.clock.forward(days=2)
    assert bench.keeper.program(token) is None
    later = bench.people.sessions.add_token(made.id, "x", Role.REVIEWER, now, now + timedelta(days=9))
    bench.people.accounts.disable(made.id, now)
    assert bench.keeper.program(later) is None


def test_a_token_takes_only_a_role_one_holds_and_dies_with_it(bench):
    rosa, admin = bench.browser_of("reviewer", name="rosa"), bench.browser_of("admin")
    rosa.open("/account")
    assert rosa.submit("/account/tokens", name="export", role="officer").status_code == 400
    rosa.submit("/account/tokens", name="export", role="reviewer")
    import re

    token = re.search(r"voice_[\w-]{20,}", rosa.page.text).group(0)
    assert bench.keeper.program(token).roles == {"reviewer"}
    assert token not in rosa.open("/account").text
    admin.open("/accounts")
    admin.submit(f"/accounts/{rosa.account.id}/roles", roles=["editor"])
    assert bench.keeper.program(token) is None
    bench.clock.forward(days=91)
    assert bench.keeper.program(token) is None
