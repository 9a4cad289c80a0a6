"""The application as it is wired for real: every door has its guard, webhooks the carrier's signature."""

import pytest
from fastapi.routing import APIRoute

from tests.architecture.source import ROOT
from voice.settings import Settings
from voice.web.guards import Needs, open_to_all
from voice.web.signature import SignatureCheck
from voice.wiring.web import open_web

OPEN = {"/health", "/sign-in", "/join", "/audio/{path:path}", "/receipt", "/receipt/download", "/receipt/withdrawn"}


@pytest.fixture(scope="module")
def routes(tmp_path_factory):
    settings = Settings.model_validate(
        {
            "data": tmp_path_factory.mktemp("data"),
            "prompts": ROOT / "prompts",
            "carrier_account": "AC" + "0" * 32,
            "carrier_token": "token",
        }
    )
    web = open_web(settings, "http://127.0.0.1:8080")
    yield [route for route in every_route(web.app) if isinstance(route, APIRoute)]
    web.close()


def every_route(router):
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        yield from every_route(inner) if inner is not None else [route]


def guards_of(route):
    for dependency in route.dependant.dependencies:
        if isinstance(dependency.call, Needs | SignatureCheck) or dependency.call is open_to_all:
            yield dependency.call


def test_every_door_has_one_guard(routes):
    assert len(routes) > 30
    assert not [route.path for route in routes if len(list(guards_of(route))) != 1]


def test_every_webhook_asks_for_the_carriers_signature(routes):
    webhooks = [route for route in routes if route.path.startswith("/twilio/")]
    assert len(webhooks) >= 8
    assert all(isinstance(next(guards_of(route)), SignatureCheck) for route in webhooks)


def test_only_the_named_doors_are_open_to_anybody(routes):
    assert {route.path for route in routes if next(guards_of(route)) is open_to_all} == OPEN
