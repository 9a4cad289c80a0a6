"""The inbox answers as quickly with a hundred thousand calls as with none (within a factor of three)."""

import statistics
import time
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.support.vault import RealVault
from tests.support.workbench import BROWSER, QUICK
from voice.review.inbox import Filed
from voice.review.roles import Role
from voice.vault.people import people_in
from voice.vault.tables import calls
from voice.web import app, pages
from voice.web.doorkeeper import Doorkeeper
from voice.web.filing import Filing

MANY = 100_000
RATIO = 3.0


def bench_on(folder, count):
    """Pages on a real database with that many calls, all of them read into the index."""
    folder.mkdir()
    vault = RealVault(folder)
    now = vault.clock.now()
    rows = [
        {
            "id": f"c{number:06}", "carrier": "twilio", "carrier_call_id": f"CA{number:06}",
            "line": f"line {number % 7}", "caller_ref": "", "direction": "inbound",
            "started_at": now - timedelta(minutes=number),
            "state": "ready", "reason": "", "ended_at": now - timedelta(minutes=number),
        }
        for number in range(count)
    ]  # fmt: skip
    if rows:
        with vault.engine.begin() as connection:
            connection.execute(calls.insert(), rows)
    people = people_in(vault.engine, vault.keyring)
    keeper = Doorkeeper(vault.clock, people, QUICK)
    built = app.build(keeper, (pages.router(vault.book, vault.sealed, False, vault.ledger),))
    built.state.filing = Filing(vault.book, vault.sealed, people.looks)
    for row in rows:
        built.state.filing.index.file(
            Filed(row["id"], row["line"], row["started_at"].isoformat(), "ready", waiting=True, reasons="new",
                  gravity=6, sentiment="neutral", teaser="Somebody asks whether the house is open on Saturday.",
                  words=f"hello are you open on saturday number {row['id']} please"),
        )  # fmt: skip
    account = people.accounts.add("rosa", [Role.REVIEWER], now)
    browser = TestClient(built, headers=BROWSER, base_url="http://127.0.0.1")
    browser.cookies.set("voice_session", keeper.open(account.id))
    return vault, browser


def median_ms(browser, path):
    times = []
    for _ in range(15):
        began = time.perf_counter()
        assert browser.get(path).status_code == 200
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times[3:])


@pytest.mark.benchmarks
def test_the_inbox_with_a_hundred_thousand_calls_takes_at_most_three_times_as_long_as_with_none(tmp_path):
    benches, ratios = [bench_on(tmp_path / str(count), count) for count in (0, 25, MANY)], {}
    empty, few, many = (browser for _, browser in benches)
    for path in ("/", "/?show=all&words=saturday", "/?show=all&words=99999", "/?show=all&line=line+3"):
        none, base, full = (median_ms(browser, path) for browser in (empty, few, many))
        ratios[path] = full / none
        print(f"{path}: {none:.1f} ms with none, {base:.1f} ms with 25 calls, {full:.1f} ms with {MANY}")
    print(ratios)
    assert ratios["/"] <= RATIO
    for vault, _ in benches:
        vault.close()
