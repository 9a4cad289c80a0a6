"""Signing in by a provider on another site, in a real browser that keeps its cookies as browsers do."""

import pytest

from tests.support.clock import FrozenClock
from tests.support.openid_provider import CLIENT, SECRET, provider_served
from tests.support.served import NEEDS_CHROMIUM, served
from tests.support.workbench import Workbench
from voice.review.vouching import mapping_of
from voice.web.authlib import Client, Provider
from voice.web.provider import BACK

pytestmark = NEEDS_CHROMIUM


class ProviderOfThisAddress:
    """The real provider, made once it is known under which address Voice is served."""

    name = "localhost"

    def __init__(self, issuer, clock):
        self.issuer, self.clock, self.real = issuer, clock, None

    def served_at(self, address):
        client = Client(self.issuer, CLIENT, SECRET, address + BACK, "roles", mapping_of(""))
        self.real = Provider(client, self.clock)

    def begin(self):
        return self.real.begin()

    def finish(self, attempt, untrusted_code):
        return self.real.finish(attempt, untrusted_code)


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_whom_the_provider_knows_comes_in_from_another_site(chromium, scripts):
    clock = FrozenClock()
    with provider_served(clock) as there:
        # Another name of this machine is another site to a browser: the strict cookie is put to the test.
        there.issuer = there.issuer.replace("127.0.0.1", "localhost")
        provider = ProviderOfThisAddress(there.issuer, clock)
        with served(Workbench(clock, provider=provider)) as address:
            provider.served_at(address)
            context = chromium.new_context(base_url=address, java_script_enabled=scripts)
            page = context.new_page()
            page.goto("/sign-in")
            page.get_by_role("link", name="Sign in by localhost").click()
            page.get_by_role("heading", name="Calls that need a look").wait_for()
            assert page.get_by_role("link", name="rosa", exact=True).is_visible()
            page.get_by_role("button", name="Sign out").click()
            assert page.get_by_role("link", name="Sign in by localhost").is_visible()
            context.close()
