"""Signing in by an OpenID provider: a real one on loopback, honest first, then lying in every way that counts."""

import hmac
from contextlib import contextmanager
from hashlib import sha256
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.support.clock import FrozenClock
from tests.support.openid_provider import CLIENT, SECRET, b64, part, provider_served
from tests.support.workbench import PASSWORD, Workbench, text_of
from voice.errors import SettingsError
from voice.review.roles import Role
from voice.review.vouching import mapping_of, roles_of
from voice.settings import Settings
from voice.web.authlib import Attempt, Client, Provider
from voice.web.guards import open_to_all
from voice.web.provider import LASTING, REMEMBERED, Attempts

HERE = "http://127.0.0.1"


@contextmanager
def stage(secret=SECRET, roles="", claim="roles"):
    clock = FrozenClock()
    with provider_served(clock, secret=secret) as provider:
        client = Client(provider.issuer, CLIENT, secret, f"{HERE}/sign-in/provider/back", claim, mapping_of(roles))
        provider.bench = Workbench(clock, provider=Provider(client, clock))
        yield provider


@pytest.fixture
def provider():
    with stage() as found:
        yield found


@pytest.fixture
def bench(provider):
    return provider.bench


def sent_back(browser):
    """Go to the provider as the browser would; the path and query it sends one back to."""
    away = browser.http.get("/sign-in/provider")
    assert away.status_code == 303, text_of(away.text)
    back = httpx.get(away.headers["location"], follow_redirects=False).headers["location"]
    assert back.startswith(HERE)
    return back.removeprefix(HERE)


def sign_in(browser):
    browser.page = browser.http.get(sent_back(browser))
    return browser.page


def refused(browser, answer):
    return answer.status_code == 403 and "voice_session" not in browser.http.cookies


def test_somebody_with_a_role_comes_in_and_has_no_password(bench):
    rosa = bench.stranger()
    assert "Sign in by 127.0.0.1" in rosa.open("/sign-in").text
    assert sign_in(rosa).status_code == 200
    assert rosa.open("/").status_code == 200
    assert rosa.open("/accounts").status_code == 403
    account = bench.people.accounts.named("rosa")
    assert account.vouched
    assert account.roles == {Role.REVIEWER}
    assert bench.people.accounts.credentials("rosa") is None
    assert "Present password" not in rosa.open("/account").text
    assert bench.keeper.sign_in("rosa", PASSWORD, "000000") is None


def test_the_way_in_ends_on_a_page_of_ours_so_that_the_strict_cookie_comes_along(bench):
    rosa = bench.stranger()
    page = sign_in(rosa)
    assert 'http-equiv="refresh"' in page.text
    cookies = page.headers.get_list("set-cookie")
    assert any(
        "voice_session" in one and "samesite=strict" in one.lower() and "httponly" in one.lower() for one in cookies
    )


def test_the_attempt_is_bound_to_state_nonce_and_a_hashed_verifier(provider, bench):
    sign_in(bench.stranger())
    sign_in(bench.stranger())
    first, second = provider.asked
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]
    assert first["code_challenge_method"] == "S256"
    assert "code_verifier" not in first


def test_the_same_person_keeps_one_account_and_gets_todays_roles(provider, bench):
    sign_in(bench.stranger())
    provider.person = {"sub": "248289761001", "preferred_username": "somebody-else", "roles": ["officer"]}
    sign_in(bench.stranger())
    assert [account.name for account in bench.people.accounts.accounts()] == ["rosa"]
    assert bench.people.accounts.named("rosa").roles == {Role.OFFICER}
    kinds = [kept.entry.kind for kept in bench.ledger.entries()]
    assert kinds == ["account_added", "account_roles_changed"]
    assert "rosa" not in repr(bench.ledger.entries())


def test_whoever_bears_the_name_of_an_account_here_gets_another_one(bench):
    own, _ = bench.account("admin", name="rosa")
    rosa = bench.stranger()
    sign_in(rosa)
    assert rosa.open("/accounts").status_code == 403
    assert bench.people.accounts.account(own.id).roles == {Role.ADMIN}
    assert len(bench.people.accounts.accounts()) == 2


@pytest.mark.parametrize("given", [[], ["emperor"], None, "", 7, {"reviewer": True}])
def test_without_a_role_nobody_comes_in_and_no_account_is_made(provider, bench, given):
    provider.lies = {"roles": given}
    browser = bench.stranger()
    assert refused(browser, sign_in(browser))
    assert "gives you no role" in text_of(browser.page.text)
    assert bench.people.accounts.accounts() == ()


def test_whoever_lost_every_role_is_out_at_once_and_the_others_stay(provider, bench):
    rosa, other = bench.stranger(), bench.browser_of("reviewer", name="omar")
    sign_in(rosa)
    provider.lies = {"roles": []}
    again = bench.stranger()
    assert refused(again, sign_in(again))
    assert rosa.open("/").status_code == 401
    assert other.open("/").status_code == 200


def test_whoever_was_shut_out_here_stays_out(provider, bench):
    sign_in(bench.stranger())
    bench.people.accounts.disable(bench.people.accounts.named("rosa").id, bench.clock.now())
    again = bench.stranger()
    assert refused(again, sign_in(again))


def test_an_admin_can_neither_invite_nor_change_whom_the_provider_vouches_for(bench):
    sign_in(bench.stranger())
    admin, rosa = bench.browser_of("admin"), bench.people.accounts.named("rosa")
    page = admin.open("/accounts")
    assert f"/accounts/{rosa.id}/invitation" not in page.text
    assert f"/accounts/{rosa.id}/roles" not in page.text
    token = bench.keeper.visitor(admin.http.cookies["voice_session"]).csrf
    for path in ("invitation", "roles"):
        form = {"csrf": token, "roles": "admin"}
        assert admin.http.post(f"/accounts/{rosa.id}/{path}", data=form).status_code == 403
    assert bench.people.accounts.named("rosa").roles == {Role.REVIEWER}
    assert admin.submit(f"/accounts/{rosa.id}/disabled", disabled="yes").status_code == 200


# --- attacks ---


def test_a_wrong_state_opens_nothing(bench):
    browser = bench.stranger()
    back = sent_back(browser)
    code = dict(parse_qsl(urlsplit(back).query))["code"]
    for state in ("", "x", "ü", "0" * 43):
        answer = browser.http.get("/sign-in/provider/back", params={"code": code, "state": state})
        assert refused(browser, answer)


def test_another_browser_cannot_end_what_this_one_began(bench):
    victim, attacker = bench.stranger(), bench.stranger()
    back = sent_back(attacker)
    assert refused(victim, victim.http.get(back))
    sent_back(victim)
    assert refused(victim, victim.http.get(back))


def test_an_attempt_counts_once(bench):
    browser = bench.stranger()
    back = sent_back(browser)
    bound = browser.http.cookies["voice_signing_in"]
    assert browser.http.get(back).status_code == 200
    again = bench.stranger()
    again.http.cookies.set("voice_signing_in", bound)
    assert refused(again, again.http.get(back))
    assert not bench.app.state.attempts.begun


def test_attempts_that_nobody_ends_do_not_pile_up(bench):
    attempts = Attempts(bench.clock)
    for number in range(REMEMBERED + 5):
        attempts.add(Attempt("", str(number), "", ""))
    assert len(attempts.begun) == REMEMBERED
    assert attempts.take("0", "0") is None
    assert attempts.take(str(REMEMBERED), str(REMEMBERED)) is not None


def test_a_code_that_was_used_elsewhere_is_refused(provider, bench):
    browser = bench.stranger()
    back = sent_back(browser)
    provider.codes.clear()
    assert refused(browser, browser.http.get(back))


def test_a_code_of_another_attempt_does_not_fit_this_ones_verifier(bench):
    first, second = bench.stranger(), bench.stranger()
    stolen = dict(parse_qsl(urlsplit(sent_back(first)).query))["code"]
    own = dict(parse_qsl(urlsplit(sent_back(second)).query))["state"]
    answer = second.http.get("/sign-in/provider/back", params={"code": stolen, "state": own})
    assert refused(second, answer)


def test_an_attempt_older_than_ten_minutes_is_void(bench):
    browser = bench.stranger()
    back = sent_back(browser)
    bench.clock.at += LASTING
    assert refused(browser, browser.http.get(back))


@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": [CLIENT, "another-client"]},  # without azp
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"aud": "another-client", "azp": CLIENT},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"sub": None},
        {"sub": 7},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
    ],
    ids=str,
)
def test_a_token_that_lies_opens_nothing(provider, bench, lie):
    provider.lies = lie
    browser = bench.stranger()
    assert refused(browser, sign_in(browser))
    assert bench.people.accounts.accounts() == ()


def test_a_token_for_two_clients_counts_when_it_was_issued_to_us(provider, bench):
    provider.lies = {"aud": [CLIENT, "another-client"], "azp": CLIENT}
    assert sign_in(bench.stranger()).status_code == 200


def test_an_expired_token_opens_nothing(provider, bench):
    provider.lies = {"exp": int(bench.clock.now().timestamp()) - 60}
    browser = bench.stranger()
    assert refused(browser, sign_in(browser))


def unsigned(provider, nonce):
    return part({"alg": "none"}) + "." + part(provider.claims(nonce)) + "."


def signed_with_what_everybody_knows(provider, nonce):
    signed = part({"alg": "HS256", "kid": provider.kid}) + "." + part(provider.claims(nonce))
    return signed + "." + b64(hmac.new(SECRET.encode(), signed.encode(), sha256).digest())


def changed_after_signing(provider, nonce):
    head, _, mark = provider.sign(nonce).split(".")
    return ".".join([head, part({**provider.claims(nonce), "roles": ["admin"]}), mark])


def not_a_token(_provider, _nonce):
    return "x.y.z"


@pytest.mark.parametrize("forge", [unsigned, signed_with_what_everybody_knows, changed_after_signing, not_a_token])
def test_a_forged_token_opens_nothing(provider, bench, forge):
    provider.signs = lambda nonce: forge(provider, nonce)
    browser = bench.stranger()
    assert refused(browser, sign_in(browser))
    assert bench.people.accounts.accounts() == ()


def test_a_key_the_provider_never_published_opens_nothing(provider, bench):
    sign_in(bench.stranger())
    published = provider.key, provider.kid
    provider.new_key()
    forged = provider.key
    provider.key, provider.kid = published
    provider.signs = lambda nonce: _signed_by(provider, forged, nonce)
    bench.clock.forward(minutes=5)
    browser = bench.stranger()
    assert refused(browser, sign_in(browser))


def _signed_by(provider, key, nonce):
    own, provider.key = provider.key, key
    try:
        return provider.sign(nonce)
    finally:
        provider.key = own


def test_a_provider_that_changed_its_key_is_asked_for_the_new_one(provider, bench):
    sign_in(bench.stranger())
    provider.new_key()
    bench.clock.forward(minutes=5)
    assert sign_in(bench.stranger()).status_code == 200
    assert provider.served_keys == 2


def test_a_flood_of_forged_tokens_is_no_flood_of_requests(provider, bench):
    provider.signs = lambda nonce: unsigned(provider, nonce)
    for _ in range(5):
        sign_in(bench.stranger())
    assert provider.served_keys == 1


def test_a_provider_that_is_silent_says_so_and_the_other_way_in_stays(bench, provider):
    _, secret = bench.account("reviewer", name="omar")
    provider.issuer = "https://elsewhere.example"
    browser = bench.stranger()
    answer = browser.http.get("/sign-in/provider")
    assert answer.status_code == 503
    assert "another name" in text_of(answer.text)
    browser.open("/sign-in")
    assert browser.submit("/sign-in", name="omar", password=PASSWORD, code=bench.code(secret)).status_code == 200


def test_a_client_without_a_secret_signs_in_by_its_verifier():
    with stage(secret="") as provider:
        assert sign_in(provider.bench.stranger()).status_code == 200


def test_the_claims_values_may_be_the_houses_own_words():
    with stage(roles="front-desk=reviewer, privacy=officer", claim="realm_access.roles") as provider:
        provider.lies = {"realm_access": {"roles": ["privacy", "canteen"]}, "roles": ["admin"]}
        sign_in(provider.bench.stranger())
        assert provider.bench.people.accounts.named("rosa").roles == {Role.OFFICER}


def test_too_many_attempts_from_one_address_have_to_wait(bench):
    for _ in range(20):
        bench.stranger().http.get("/sign-in/provider")
    assert bench.stranger().http.get("/sign-in/provider").status_code == 429


def test_the_provider_never_hears_of_a_call(provider, bench):
    sign_in(bench.stranger())
    allowed = "client_id response_type state nonce redirect_uri scope code_challenge code_challenge_method"
    assert set(provider.asked[0]) == set(allowed.split())


def test_its_doors_are_open_to_all_and_absent_where_no_provider_is_set(bench):
    from tests.architecture.test_routes_guarded import every_route, guards

    doors = [route for route in every_route(bench.app) if getattr(route, "path", "").startswith("/sign-in/provider")]
    assert [guards(route) for route in doors] == [[open_to_all], [open_to_all]]
    assert Workbench().stranger().http.get("/sign-in/provider").status_code == 404


@pytest.mark.parametrize("told", ["reviewer", "desk=emperor", "=reviewer", "desk=reviewer,"])
def test_a_faulty_mapping_stops_the_start(told):
    with pytest.raises(SettingsError, match="VOICE_OIDC_ROLES"):
        mapping_of(told)


def test_a_claim_with_a_dot_in_its_name_is_found_by_that_name_first():
    claims = {"https://voice.example/roles": ["auditor"], "a": {"b": ["editor"]}}
    assert roles_of(claims, "https://voice.example/roles", mapping_of("")) == {Role.AUDITOR}
    assert roles_of(claims, "a.b", mapping_of("")) == {Role.EDITOR}
    assert roles_of(claims, "a.b.c", mapping_of("")) == frozenset()


def test_a_provider_in_plain_text_is_refused_unless_it_is_this_machine():
    with pytest.raises(ValueError, match="VOICE_OIDC_ISSUER"):
        Settings.model_validate({"oidc_issuer": "http://login.example.org"})
    assert Settings.model_validate({"oidc_issuer": "http://127.0.0.1:9000"}).oidc_issuer
