"""Whatever is sent to any door of the service as it is wired, by anybody: never a 5xx, never an unforeseen fault.

Requests are made from the service's own OpenAPI description (Schemathesis) and sent by strangers and by people of
every role, about a call that exists and calls that do not.
"""

import shutil
from urllib.parse import quote

import pytest
import schemathesis
from argon2 import PasswordHasher
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from tests.architecture.test_real_app_is_guarded import every_route
from tests.support.call_documents import finished
from tests.support.line import PROMPTS
from tests.support.sound import two_tones
from voice.call.simulator import ACCOUNT, TOKEN, Simulator
from voice.call.values import CallId
from voice.journey.objects import DOCUMENT, CallObjects
from voice.review.roles import Role
from voice.settings import Settings
from voice.vault.people import people_in
from voice.web.argon2 import Passwords
from voice.web.doorkeeper import csrf_token
from voice.wiring.parts import open_parts
from voice.wiring.web import open_web

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
CALL = CallId("call-1")
EVERYTHING = "everything"
ROLES = tuple(role.value for role in Role)
EXAMPLES = 10
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


class House:
    """The web process as it is wired, one finished call in it, and somebody of each role."""

    def __init__(self, folder):
        # A copy: whoever may publish greetings writes there.
        shutil.copytree(PROMPTS, folder / "prompts")
        self.simulator = Simulator("http://127.0.0.1:1", audio=two_tones(0.2), environment={}).start()
        self.settings = Settings.model_validate(
            {
                "data": folder / "data",
                "prompts": folder / "prompts",
                "transcripts": folder / "transcripts",
                "carrier_account": ACCOUNT,
                "carrier_token": TOKEN,
                "carrier_api_url": self.simulator.api_url,
            }
        )
        self.web = open_web(self.settings, "http://127.0.0.1:8080")
        self.web.app.state.doorkeeper.passwords = QUICK
        self.parts = open_parts(self.settings)
        document = finished()
        self.parts.book.add_call(document.call)
        CallObjects(self.parts.sealed).put(CALL, DOCUMENT, document)
        self.people = people_in(self.parts.engine, self.parts.keyring)
        self.accounts = {who: self._somebody(who) for who in (*ROLES, EVERYTHING)}
        self.client = TestClient(self.web.app, base_url="http://127.0.0.1:8080", follow_redirects=False)

    def _somebody(self, who):
        roles = list(Role) if who == EVERYTHING else [Role(who)]
        made = self.people.accounts.add(who, roles, self.parts.clock.now())
        self.people.accounts.join(made.id, QUICK.accepted("four random words here", who), "JBSWY3DPEHPK3PXP", 0)
        return made.id

    def session_of(self, who):
        """Headers of a browser in which somebody is signed in; some requests end the session, so each gets its own."""
        if who == "stranger":
            return {}
        token = self.web.app.state.doorkeeper.open(self.accounts[who])
        return {"cookie": f"voice_session={token}", "x-csrf-token": csrf_token(token), "sec-fetch-site": "same-origin"}

    def close(self):
        self.client.close()
        self.web.close()
        self.parts.close()
        self.simulator.stop()


def described(app):
    """Every door in one description, those too that the service's own leaves out."""
    routes = [route for route in every_route(app) if isinstance(route, APIRoute)]
    for route in routes:
        route.include_in_schema = True
    return get_openapi(title="Voice", version="0", routes=routes)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("house"))
    yield house
    house.close()


@pytest.fixture(scope="module")
def operations(house):
    schema = schemathesis.openapi.from_dict(described(house.web.app))
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(found) > 60
    return found


def knock(house, case, who, headers):
    """Send a made-up request; where it asks for a call, half of them ask for the one that is there."""
    known = case.as_transport_kwargs(base_url="http://127.0.0.1:8080")
    data = known.pop("data", None)
    sent = {name: known[name] for name in ("params", "json") if known.get(name) is not None}
    if data is not None:
        sent["content" if isinstance(data, bytes | str) else "data"] = data
    kept = {name: value for name, value in (known.get("headers") or {}).items() if value.isascii()}
    return house.client.request(
        known["method"], known["url"], headers={**kept, **headers, **house.session_of(who)}, **sent
    )


# Whoever may pass gets further: half of the requests come from somebody with every role.
WHO = st.one_of(st.just(EVERYTHING), st.sampled_from(("stranger", *ROLES)))
ACCEPTS = st.sampled_from(["text/html", "application/json", ""])
BOUNDED = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def holds(house, operation):
    """One door under a few requests: their statuses. `TestClient` raises what nobody foresaw."""
    tried = []

    @BOUNDED
    @given(case=operation.as_strategy(), who=WHO, of_the_call=st.booleans(), accept=ACCEPTS)
    def law(case, who, of_the_call, accept):
        if of_the_call and "call_id" in (case.path_parameters or {}):
            case.path_parameters["call_id"] = CALL
        answer = knock(house, case, who, {"accept": accept})
        tried.append(answer.status_code)
        assert answer.status_code < 500, (operation.method, operation.path, who, answer.status_code)

    law()
    return tried


def test_no_door_breaks_whoever_sends_whatever(house, operations):
    tried = [status for operation in operations for status in holds(house, operation)]
    assert len(tried) >= 4 * len(operations)
    # Much of it got past the guards: otherwise only guards were tried.
    assert sum(status in (200, 303, 404, 422, 400) for status in tried) > len(tried) / 3


ODD = ("/calls/" + quote("\x00"), "/calls/" + "a" * 5000, "/calls/%ff%fe", "/greetings/../../x/y")


@pytest.mark.parametrize("path", ODD)
def test_an_odd_address_is_nothing_there(house, path):
    answer = house.client.get(path, headers=house.session_of(EVERYTHING))
    assert answer.status_code in (303, 307, 404, 422)
