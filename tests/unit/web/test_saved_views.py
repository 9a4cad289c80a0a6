"""Saved views: one's own, sealed, shown to others only when shared, gone when deleted."""

import pytest

from tests.support.call_documents import finished
from tests.support.payloads import DANGEROUS, PAYLOADS
from tests.support.workbench import Workbench, text_of
from voice.vault.account_tables import views
from voice.vault.views import MOST

QUERY = "show=all&sentiment=negative&words=boiler"


@pytest.fixture
def bench():
    bench = Workbench()
    bench.add(finished())
    return bench


@pytest.fixture
def rosa(bench):
    return bench.browser_of("reviewer", name="rosa")


def save(browser, name="Angry about boilers", **more):
    browser.open(f"/?{QUERY}")
    return browser.submit("/views", name=name, **more)


def named(browser):
    browser.open("/")
    return [view.name for view in browser.bench.people.views.shown_to(browser.account.id)]


def test_a_view_brings_back_what_was_looked_for(bench, rosa):
    page = save(rosa)
    assert page.status_code == 200
    assert str(page.url).endswith("/?show=all&words=boiler&sentiment=negative")
    assert (
        'href="/?show=all&amp;words=boiler&amp;sentiment=negative" aria-current="true">Angry about boilers<'
        in page.text
    )


def test_a_view_is_ones_own_until_it_is_shared(bench, rosa):
    omar = bench.browser_of("reviewer", name="omar")
    save(rosa)
    save(rosa, name="For everybody", shared="yes")
    assert "Angry about boilers" not in omar.open("/").text
    assert "For everybody" in omar.page.text
    assert 'action="/views/deleted"' not in omar.page.text


def test_only_who_saved_a_view_deletes_it_and_the_other_stays(bench, rosa):
    omar = bench.browser_of("reviewer", name="omar")
    save(rosa, shared="yes")
    save(rosa, name="Another")
    save(omar, name="Omar's")
    theirs = bench.people.views.shown_to(rosa.account.id)[0].id
    omar.open("/")
    omar.submit("/views/deleted", view_id=theirs)
    assert named(rosa) == ["Angry about boilers", "Another"]
    rosa.open("/")
    rosa.submit("/views/deleted", view_id=theirs)
    assert named(rosa) == ["Another"]
    assert named(omar) == ["Omar's"]


def test_what_somebody_who_was_shut_out_had_shared_is_shown_no_more(bench, rosa):
    omar = bench.browser_of("reviewer", name="omar")
    save(rosa, shared="yes")
    bench.people.accounts.disable(rosa.account.id, bench.clock.now())
    assert "Angry" not in omar.open("/").text


def test_an_auditor_saves_views_but_shares_none(bench):
    auditor = bench.browser_of("auditor")
    save(auditor)
    assert named(auditor) == ["Angry about boilers"]
    auditor.open(f"/?{QUERY}")
    assert auditor.submit("/views", name="x", shared="yes").status_code == 403


def test_neither_name_nor_words_rest_in_the_clear(bench, rosa):
    save(rosa, name="Call of Mrs Jones")
    with bench.people.accounts._engine.connect() as connection:
        rest = repr(connection.execute(views.select()).all())
    assert "Jones" not in rest
    assert "boiler" not in rest


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\u202eb"])
def test_a_view_without_a_readable_name_is_not_saved(bench, rosa, name):
    assert save(rosa, name=name).status_code == 400
    assert named(rosa) == []


def test_nobody_saves_views_without_end(bench, rosa):
    for number in range(MOST):
        save(rosa, name=f"view {number}")
    assert save(rosa, name="one more").status_code == 400
    assert len(named(rosa)) == MOST


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_view_that_speaks_markup_stays_text(bench, rosa, payload):
    rosa.open("/?show=all&line=x")
    token = bench.keeper.visitor(rosa.http.cookies["voice_session"]).csrf
    form = {"csrf": token, "name": payload[:60], "query": f"words={payload}&line={payload}&show={payload}"}
    rosa.http.post("/views", data=form)
    html = rosa.open("/?show=all").text
    assert not [mark for mark in DANGEROUS if mark in html]


def test_an_invented_filter_in_a_view_is_taken_as_nothing(bench, rosa):
    rosa.open(f"/?{QUERY}")
    rosa.submit("/views", name="odd", query="sentiment=furious&emperor=1&show=all")
    assert str(rosa.page.url).endswith("/?show=all")
    assert "odd" in text_of(rosa.page.text)
