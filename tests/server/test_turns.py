"""Requests that come at once begin one after the other; calls do not wait for them."""

import asyncio
from typing import Any

from starlette.types import Receive, Scope, Send

from server.asgi.turns import Turns


class Begun:
    """An application that keeps at which turn of the loop each request began."""

    def __init__(self) -> None:
        self.turn = 0
        self.began: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.began[scope["path"]] = self.turn

    async def count(self) -> None:
        while True:
            self.turn += 1
            await asyncio.sleep(0)


async def _ask(app: Turns, path: str, kind: str = "http") -> None:
    async def nothing(*_: Any) -> Any:
        raise AssertionError

    await app({"type": kind, "path": path}, nothing, nothing)


async def test_one_request_begins_at_a_turn() -> None:
    """In the order in which they came; a stream of a call begins at once."""
    app = Begun()
    gate = Turns(app)
    counting = asyncio.create_task(app.count())
    paths = [f"/api/calls/{number}" for number in range(50)]
    requests = [_ask(gate, path) for path in paths]
    await asyncio.gather(*requests, _ask(gate, "/twilio/media", "websocket"))
    counting.cancel()
    turns = [app.began[path] for path in paths]
    assert turns == sorted(set(turns))
    assert app.began["/twilio/media"] <= turns[0]
