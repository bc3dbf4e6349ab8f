"""A small server of the wall's contract, with as many calls as a test wants."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import StreamingResponse

from server.routes import console
from tests.browser.app_server import serving

REASONS = (
    {"code": "sentiment", "points": 18, "words": "", "score": -0.75, "falling": True},
    {"code": "obligation_missed", "points": 20, "words": "", "title": "Say it is recorded"},
    {"code": "card_ignored", "points": 8, "words": "", "headline": "Name the next step"},
    {"code": "dead_air", "points": 10, "words": "", "seconds": 20},
)
ALERTS = (
    {
        "alert_id": "asks_for_manager",
        "title": "The customer asks for a manager",
        "priority": "critical",
        "at": "2026-11-20T08:00:00.000Z",
    },
)
JSON = "application/json"
LANGUAGES = ("en", "fr", "es")


def row(number: int, score: int = 0) -> dict[str, Any]:
    """The row of a synthetic call at a risk."""
    now = datetime.now(UTC)
    level = "high" if score >= 50 else "medium" if score >= 25 else "low"
    reasons = REASONS[: score // 20]
    is_quiet = any(reason["code"] == "dead_air" for reason in reasons)
    return {
        "call_id": f"CA{number:032}",
        "agent_id": f"agent{number % 40}",
        "agent": f"Agent {number % 40}",
        "customer": f"Customer {number}",
        "teams": ["north" if number % 2 else "south"],
        "source": "twilio",
        "playbook": "saas",
        "playbook_title": "Software as a service",
        "language": LANGUAGES[number % 3],
        "started_at": (now - timedelta(seconds=number)).isoformat(),
        "held": False,
        "quiet_since": (now - timedelta(seconds=21)).isoformat() if is_quiet else None,
        "sentiment": -0.75,
        "card": {
            "suggestion_id": f"s{number}",
            "headline": f"Ask what the delay has cost them ({score})",
            "priority": "high",
            "at": now.isoformat(),
        },
        "alerts": ALERTS[: score // 60],
        "figures_known": True,
        "join_url": f"https://pbx.example/join?call=CA{number:032}",
        "risk": {"score": score, "level": level, "reasons": reasons},
    }


class WallFeed:
    """The wall: `tell` sends rows to whoever listens, after the whole that each gets first."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.rows = {one["call_id"]: one for one in rows}
        self._listeners: set[asyncio.Queue[str]] = set()

    def tell(self, rows: Sequence[dict[str, Any]], gone: Sequence[str] = ()) -> None:
        """Let rows be others from now on, and calls have ended."""
        self.rows |= {one["call_id"]: one for one in rows}
        for call_id in gone:
            self.rows.pop(call_id, None)
        for listener in self._listeners:
            listener.put_nowait(_message(rows, gone, whole=False))

    def serving(self) -> AbstractAsyncContextManager[str]:
        """Serve the console and the wall; gives the base address."""
        app = FastAPI()
        console.mount(app)

        @app.get("/api/wall")
        async def whole() -> Response:
            return Response(_data(list(self.rows.values()), (), whole=True), media_type=JSON)

        @app.get("/api/wall/live")
        async def live() -> StreamingResponse:
            return StreamingResponse(self._stream(), media_type="text/event-stream")

        return serving(app)

    async def _stream(self) -> AsyncIterator[str]:
        inbox: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.add(inbox)
        yield _message(list(self.rows.values()), (), whole=True)
        while True:
            yield await inbox.get()


def _message(rows: Sequence[dict[str, Any]], gone: Sequence[str], *, whole: bool) -> str:
    return f"data: {_data(rows, gone, whole=whole)}\n\n"


def _data(rows: Sequence[dict[str, Any]], gone: Sequence[str], *, whole: bool) -> str:
    at = datetime.now(UTC).isoformat()
    return json.dumps({"at": at, "whole": whole, "rows": list(rows), "gone": list(gone)})
