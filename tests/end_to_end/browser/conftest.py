"""A real Chromium, open for one module of tests, in which people open windows on a test's own `bench`."""

import pytest

from tests.support.served import CHROMIUM, served


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def address(bench):
    with served(bench) as found:
        yield found


@pytest.fixture
def person(chromium, bench, address):
    """Opens a window for somebody with these roles; JavaScript on or off."""
    contexts = []

    def enter(*roles, scripts=True, **look):
        context = chromium.new_context(base_url=address, java_script_enabled=scripts, **look)
        contexts.append(context)
        if roles:
            made, _ = bench.account(*roles, name="-".join(roles) + str(len(contexts)))
            context.add_cookies([{"name": "voice_session", "value": bench.keeper.open(made.id), "url": address}])
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()
