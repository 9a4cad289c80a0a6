"""The web application: doors, guards, headers; everything it needs is handed to it."""

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles

from voice.errors import VoiceError
from voice.log import logger
from voice.web.guards import Doorkeeper
from voice.web.security import LimitedBodies, SecurityHeaders

STATIC = Path(__file__).parent / "static"


def build(doorkeeper: Doorkeeper, routers: tuple[APIRouter, ...]) -> FastAPI:
    """An application of these routers; docs pages are off, the OpenAPI description stays callable."""
    app = FastAPI(title="Voice", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.doorkeeper = doorkeeper
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_middleware(LimitedBodies)
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(VoiceError, say_what_went_wrong)
    app.add_exception_handler(RequestValidationError, say_what_is_missing)
    app.add_exception_handler(Exception, say_nothing_but_log)
    return app


def say_what_went_wrong(_request: Request, error: Exception) -> Response:
    """A VoiceError may be shown as it is."""
    if not isinstance(error, VoiceError):
        raise error
    status = {"nothing_there": 404, "not_permitted": 403, "untrusted_input": 400}.get(error.code, 503)
    return PlainTextResponse(error.public, status_code=status)


def say_what_is_missing(_request: Request, _error: Exception) -> Response:
    """Which field was wrong, never what stood in it."""
    return JSONResponse({"detail": "The request lacks a field or holds one of the wrong kind."}, status_code=422)


def say_nothing_but_log(_request: Request, error: Exception) -> Response:
    """An unforeseen fault: its type is logged, its words (which may quote anything) are not."""
    logger().error("web_fault", error_type=type(error).__name__)
    return PlainTextResponse("Something went wrong on our side; it has been noted.", status_code=500)
