"""A service over a journey store: `uvicorn service_app:app`, with JOURNEYMINE_STORE naming the store's file."""

import os
from typing import Annotated, Any

from fastapi import Body, FastAPI, Request
from fastapi.responses import JSONResponse

import journeymine as jm
from journeymine.errors import CapacityError, JourneymineError
from journeymine.service import Limits

LIMITS = Limits(max_events=5_000_000, max_rows=500, k=10, time_limit=20, memory_limit="1GB", n_jobs=1)

app = FastAPI(title="Journeys", version=jm.__version__)


@app.get("/schema")
def schema() -> dict[str, Any]:
    """What can be asked, and what the answers look like."""
    return jm.schema()


@app.post("/run")
def run(request: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """Answer one request; a plain function, so that FastAPI gives each a thread."""
    with jm.JourneyStore(os.environ["JOURNEYMINE_STORE"], read_only=True) as store:
        return jm.run(request, store, limits=LIMITS)


@app.exception_handler(JourneymineError)
def refused(_: Request, error: JourneymineError) -> JSONResponse:
    """Every error of journeymine is a sentence that may be shown to who asked."""
    status = 413 if isinstance(error, CapacityError) else 422
    return JSONResponse({"error": type(error).__name__, "message": str(error)}, status)
