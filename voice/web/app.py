"""The web application: doors, guards, headers; everything it needs is handed to it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from voice.errors import NothingThere, NotPermitted, UnderHold, UntrustedInput, VoiceError
from voice.log import logger
from voice.web.doorkeeper import Doorkeeper
from voice.web.rendering import fault, page
from voice.web.security import LimitedBodies, SecurityHeaders

STATUS: Mapping[type[VoiceError], int] = {NothingThere: 404, NotPermitted: 403, UntrustedInput: 400, UnderHold: 409}
STATIC = Path(__file__).parent / "static"


def build(doorkeeper: Doorkeeper, routers: tuple[APIRouter, ...]) -> FastAPI:
    """An application of these routers; docs pages are off, the OpenAPI description stays callable."""
    app = FastAPI(title="Voice", docs_url=None, redoc_url=None, openapi_url=None, lifespan=until_closed)
    app.state.doorkeeper = doorkeeper
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(LimitedBodies)
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(VoiceError, say_what_went_wrong)
    app.add_exception_handler(HTTPException, say_no)
    app.add_exception_handler(RequestValidationError, say_what_is_missing)
    app.add_exception_handler(Exception, say_nothing_but_log)
    return app


@asynccontextmanager
async def until_closed(app: FastAPI) -> AsyncIterator[None]:
    """Run until closed; the index of calls then stops reading in the background."""
    yield
    if hasattr(app.state, "filing"):
        app.state.filing.stop()


def say_what_went_wrong(request: Request, error: Exception) -> Response:
    """A VoiceError may be shown as it is."""
    if not isinstance(error, VoiceError):
        raise error
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 503)
    if wants_page(request):
        return fault(request, status, error.public)
    return PlainTextResponse(error.public, status_code=status)


def say_no(request: Request, error: Exception) -> Response:
    """Nobody there, or a door that stays shut: people get a page, programs a sentence."""
    if not isinstance(error, HTTPException):
        raise error
    if not wants_page(request):
        return JSONResponse({"detail": error.detail}, error.status_code, headers=error.headers)
    if error.status_code == 401:
        keeper: Doorkeeper = request.app.state.doorkeeper
        first = keeper.needs_first_account()
        return page(request, "sign_in.html", 401, token="", first=first, failed="")
    sentence = "There is no such page." if error.status_code == 404 else str(error.detail)
    return fault(request, error.status_code, sentence)


def wants_page(request: Request) -> bool:
    """Whether a browser asks."""
    return "text/html" in request.headers.get("accept", "")


def say_what_is_missing(request: Request, _error: Exception) -> Response:
    """Which request was wrong, never what stood in it."""
    sentence = "The request lacks a field or holds one of the wrong kind."
    if wants_page(request):
        return fault(request, 422, sentence)
    return JSONResponse({"detail": sentence}, status_code=422)


def say_nothing_but_log(_request: Request, error: Exception) -> Response:
    """An unforeseen fault: its type is logged, its words (which may quote anything) are not."""
    logger().error("web_fault", error_type=type(error).__name__)
    return PlainTextResponse("Something went wrong on our side; it has been noted.", status_code=500)
