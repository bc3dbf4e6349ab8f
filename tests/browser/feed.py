"""A small server of the contract, with a call that the test writes.

It is for states that a good call on a good day does not show.
"""

import asyncio
from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI, HTTPException, Request, WebSocket, WebSocketDisconnect

from conversation.events.event import CallEvent, EventType
from server.routes import console
from tests.browser.app_server import serving

CALL_ID = "CA00000000000000000000000000000001"
BEGIN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class Feed:
    """One call: `tell` adds an event and sends it to whoever listens.

    Attributes:
        key: What a client has to present, if not None.
        heard: What clients said on the WebSocket.
    """

    def __init__(self, key: str | None = None, parents: Collection[str] = ()):
        self.key = key
        self._parents = parents
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.log: list[CallEvent] = []
        self._listeners: set[asyncio.Queue[CallEvent]] = set()

    def tell(self, kind: EventType, at: datetime | None = None, **data: Any) -> None:
        """Make an event of the call happen, now unless `at` says when."""
        event = CallEvent(CALL_ID, kind, at or datetime.now(UTC), data)
        if kind.durable:
            event = event.numbered(len(self.log) + 1)
            self.log.append(event)
        for listener in self._listeners:
            listener.put_nowait(event)

    def elapsed_ms(self) -> int:
        """For how long the call has gone on."""
        return round((datetime.now(UTC) - self.log[0].at).total_seconds() * 1000)

    def start(self, at: datetime | None = None, **more: Any) -> None:
        """Begin the call of a customer with a name."""
        people = [{"role": "customer", "name": "Dana Whitfield"}, {"role": "agent", "name": "Tom"}]
        self.tell(
            EventType.CALL_STARTED,
            at=at,
            source="twilio",
            participants=people,
            parameters={},
            **more,
        )

    def turn(
        self, turn_id: str, speaker: str, text: str, start_ms: int, end_ms: int, **more: Any
    ) -> None:
        """Let a party have said something; `more` are further fields of the turn."""
        self.tell(
            EventType.TURN_FINAL,
            at=BEGIN + timedelta(milliseconds=end_ms),
            turn_id=turn_id,
            speaker=speaker,
            text=text,
            start_ms=start_ms,
            end_ms=end_ms,
            language="en",
            confidence=0.98,
            **more,
        )

    def advice(
        self,
        suggestion_id: str,
        turn_id: str,
        headline: str,
        at: datetime | None = None,
        **more: Any,
    ) -> None:
        """Let the coach have advised, now unless `at` says when."""
        fields: dict[str, Any] = {
            "suggestion_id": suggestion_id,
            "turn_id": turn_id,
            "lane": "llm",
            "specialist": "sales",
            "headline": headline,
            "questions": ["What would that change for you?"],
            "recommended_direction": "Let them say it in their own words.",
            "signals_detected": ["price_objection"],
            "priority": "high",
            "confidence": 0.8,
            "evidence": [],
            "latency_ms": {"from_speech_end_to_first": 400},
            "model": "gpt-4.1-mini",
        }
        started = {"suggestion_id": suggestion_id, "turn_id": turn_id, "lane": "llm"}
        self.tell(EventType.SUGGESTION_STARTED, at, **started)
        self.tell(EventType.SUGGESTION_FINAL, at, **(fields | more))

    def serving(self) -> AbstractAsyncContextManager[str]:
        """Serve the console and the call; gives the base address."""
        return serving(self._app())

    def _app(self) -> FastAPI:
        app = FastAPI()
        console.mount(app, self._parents)

        @app.get("/api/calls")
        async def calls(request: Request) -> list[dict[str, Any]]:
            self._check(request.headers.get("authorization") == f"Bearer {self.key}")
            return []

        @app.get("/api/calls/{call_id}/events")
        async def events(request: Request, call_id: str, after: int = 0) -> list[dict[str, Any]]:
            self._check(request.headers.get("authorization") == f"Bearer {self.key}")
            if call_id != CALL_ID:
                raise HTTPException(404)
            return [event.as_dict() for event in self.log[after:]]

        @app.get("/api/calls/{call_id}/favourites")
        async def favourites(call_id: str) -> list[str]:
            return []

        @app.websocket("/api/calls/{call_id}/live")
        async def live(websocket: WebSocket, after: int = 0) -> None:
            if self.key and f"bearer.{self.key}" not in websocket.scope["subprotocols"]:
                await websocket.close()  # before accept: HTTP 403
                return
            await websocket.accept("callshadow.v1")
            await self._serve(websocket, after)

        return app

    def _check(self, right: bool) -> None:
        if self.key and not right:
            raise HTTPException(401)

    async def _serve(self, websocket: WebSocket, after: int) -> None:
        inbox: asyncio.Queue[CallEvent] = asyncio.Queue()
        for event in self.log[after:]:
            inbox.put_nowait(event)
        self._listeners.add(inbox)
        sending = asyncio.create_task(_send(websocket, inbox))
        try:
            while True:
                self.heard.put_nowait(await websocket.receive_json())
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._listeners.discard(inbox)
            sending.cancel()


async def _send(websocket: WebSocket, inbox: asyncio.Queue[CallEvent]) -> None:
    while True:
        event = await inbox.get()
        await websocket.send_text(event.to_json().decode())
