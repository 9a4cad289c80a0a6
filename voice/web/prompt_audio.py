"""The door where the carrier fetches our own recordings of prompts; they hold nothing about anyone."""

import hashlib
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response

from voice.errors import NothingThere
from voice.greeting import audio
from voice.web.guards import open_to_all

CACHE = "public, max-age=3600"
"""Twilio honours it: a prompt is fetched once an hour, not once a call."""


def router(prompts: Path) -> APIRouter:
    """GET /audio/<path below prompts/audio>; 404 for anything else."""
    doors = APIRouter(include_in_schema=False)

    @doors.get("/audio/{path:path}", dependencies=[Depends(open_to_all)])
    def prompt(request: Request, path: str) -> Response:
        try:
            sound, media_type = audio.read(prompts, path)
        except NothingThere:
            return Response(status_code=404)
        mark = f'"{hashlib.sha256(sound).hexdigest()}"'
        headers = {"Cache-Control": CACHE, "ETag": mark}
        if request.headers.get("if-none-match") == mark:
            return Response(status_code=304, headers=headers)
        return Response(sound, media_type=media_type, headers=headers)

    return doors
