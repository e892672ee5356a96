"""News for open pages, by server-sent events: that something changed, never what; pages then ask for what they show.

So a page that was cut off misses nothing: the first event it gets tells how things stand.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from tawatur.desk.workplace import Workplace

router = APIRouter(include_in_schema=False)

LOOKS_EVERY = 0.4  # seconds: an open page is told at most so often
ALIVE_EVERY = 15.0  # seconds between comments that keep the connection open


@router.get("/events", response_class=EventSourceResponse)
async def events(request: Request) -> AsyncIterator[ServerSentEvent]:
    """How things stand, now and whenever something changed."""
    workplace: Workplace = request.app.state.workplace
    told: int | None = None
    waited = 0.0
    while not (request.app.state.is_stopping() or await request.is_disconnected()):
        if workplace.news != told:
            told, waited = workplace.news, 0.0
            running = sum(job.state in {"waiting", "running"} for job in workplace.jobs())
            running += workplace.watch is not None and not workplace.watch.is_over
            state = {"news": told, "jobs": running, "is_making": workplace.is_making}
            yield ServerSentEvent(event="news", id=str(told), data=state, retry=1_000)
        elif waited >= ALIVE_EVERY:
            waited = 0.0
            yield ServerSentEvent(comment="alive")
        await asyncio.sleep(LOOKS_EVERY)
        waited += LOOKS_EVERY
