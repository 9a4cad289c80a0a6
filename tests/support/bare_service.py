"""What a webhook costs at the very least: a FastAPI route that reads the form and answers, on the service's server.

Run as `python -m tests.support.bare_service PORT`, with the same settings of the server as `voice serve`.
"""

import sys

import uvicorn
from fastapi import FastAPI, Request, Response

app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Thank you.</Say><Hangup /></Response>'


@app.post("/bare")
async def bare(request: Request) -> Response:
    """Read every field, answer with markup."""
    await request.form()
    return Response(ANSWER, media_type="text/xml")


@app.get("/health")
async def health() -> str:
    """Here."""
    return "ok"


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False, server_header=False)
