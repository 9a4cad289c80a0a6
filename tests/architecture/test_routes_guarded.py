"""Every route is guarded: every route x every role x no session, wrong form token, expired session."""

from itertools import count

import pytest
from fastapi.routing import APIRoute

from tests.support.workbench import BROWSER, Workbench
from voice.review.roles import CHANGES_NOTHING, MAY, Permission, Role, permissions
from voice.web.guards import READING, Needs, open_to_all

OPEN = {"/health", "/sign-in", "/join", "/receipt", "/receipt/download", "/receipt/withdrawn"}
"""Doors for anybody: each asks for a secret of its own, or says nothing about anyone."""


NUMBERS = count()


@pytest.fixture(scope="module")
def bench():
    """One application for all: whoever knocks is somebody new."""
    return Workbench()


@pytest.fixture(scope="module")
def untouched():
    """One on which nothing may ever be written."""
    return Workbench()


def somebody(bench, *roles):
    return bench.browser_of(*roles, name=f"somebody-{next(NUMBERS)}")


def every_route(router):
    for route in router.routes:
        if hasattr(route, "original_router"):
            yield from every_route(route.original_router)
        else:
            yield route


def routes():
    return [route for route in every_route(Workbench().app) if isinstance(route, APIRoute)]


def guards(route):
    return [d.call for d in route.dependant.dependencies if isinstance(d.call, Needs) or d.call is open_to_all]


def door(route):
    return f"{sorted(route.methods)[0]} {route.path}"


ROUTES = {door(route): route for route in routes()}
GUARDED = sorted(name for name, route in ROUTES.items() if isinstance(guards(route)[0], Needs))


def address(route):
    filled = route.path
    for name in route.param_convertors:
        filled = filled.replace("{" + name + "}", "unknown").replace("{" + name + ":path}", "unknown")
    return filled


def knock(browser, route, **more):
    method = sorted(route.methods)[0]
    return browser.http.request(method, address(route), **more)


def test_every_route_carries_exactly_one_guard():
    assert {name: guards(route) for name, route in ROUTES.items() if len(guards(route)) != 1} == {}


def test_only_the_doors_listed_here_are_open_to_all():
    assert {route.path for route in ROUTES.values() if guards(route)[0] is open_to_all} == OPEN


def test_routes_beyond_the_table_are_static_files_alone():
    others = [route for route in every_route(Workbench().app) if not isinstance(route, APIRoute)]
    assert [getattr(route, "path", "") for route in others] == ["/static"]


@pytest.mark.parametrize("name", GUARDED)
def test_without_a_session_no_door_opens(name, bench):
    assert knock(bench.stranger(), ROUTES[name]).status_code == 401


@pytest.mark.parametrize("name", GUARDED)
def test_with_an_expired_session_no_door_opens(name, untouched):
    bench = untouched
    browser = somebody(bench, *Role)
    bench.clock.forward(hours=9)
    assert knock(browser, ROUTES[name]).status_code == 401


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", GUARDED)
def test_a_role_opens_its_own_doors_and_no_other(name, role, bench):
    browser = somebody(bench, role)
    needed = guards(ROUTES[name])[0].permission
    token = bench.keeper.visitor(browser.http.cookies["voice_session"]).csrf
    status = knock(browser, ROUTES[name], headers={**BROWSER, "x-csrf-token": token}).status_code
    if needed in permissions([role]):
        assert status not in (401, 500)
        assert status != 403 or "roles do not open" not in browser.http.get(address(ROUTES[name])).text
    else:
        assert status == 403


CHANGING = [name for name in GUARDED if not name.startswith(READING)]


@pytest.mark.parametrize("name", CHANGING)
@pytest.mark.parametrize("token", [None, "", "0" * 64, "somebody else's", "é"])
def test_what_changes_something_needs_the_forms_own_token(name, token, untouched):
    bench = untouched
    browser = somebody(bench, *Role)
    if token == "somebody else's":
        token = bench.keeper.visitor(somebody(bench, "reviewer").http.cookies["voice_session"]).csrf
    fields = {} if token is None else {"csrf": token}
    answer = knock(browser, ROUTES[name], data=fields)
    assert answer.status_code == 403
    assert bench.ledger.entries() == ()


@pytest.mark.parametrize("name", CHANGING)
def test_a_form_from_another_site_is_refused_even_with_the_right_token(name, untouched):
    bench = untouched
    browser = somebody(bench, *Role)
    token = bench.keeper.visitor(browser.http.cookies["voice_session"]).csrf
    headers = {"x-csrf-token": token, "sec-fetch-site": "cross-site"}
    assert knock(browser, ROUTES[name], headers=headers).status_code == 403


def test_an_auditor_opens_no_door_that_changes_something_but_their_own_account():
    for role in CHANGES_NOTHING:
        for name in CHANGING:
            assert guards(ROUTES[name])[0].permission not in MAY[role], name


def test_every_permission_but_the_first_accounts_is_held_by_some_role():
    held = permissions(Role)
    assert set(Permission) - held == {Permission.FIRST_ACCOUNT}


def test_reviewers_and_auditors_cannot_reveal():
    for role in (Role.REVIEWER, Role.AUDITOR, Role.EDITOR, Role.ADMIN):
        assert Permission.REVEAL not in permissions([role])
