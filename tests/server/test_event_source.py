"""Server-sent events: the side channel as a stream of text."""

from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from conversation.events.event import EventType
from tests.payloads import raw
from tests.server.stage import (
    API_KEYS,
    BEN,
    MARIA,
    MARIAS,
    Served,
    say,
    served,
)

PARTIAL = {"turn_id": "t9", "speaker": "customer", "text": "So"}


async def partial(server: Served) -> None:
    await server.runtime.events.publish(MARIAS, raw(EventType.TURN_PARTIAL, PARTIAL))


class Stream:
    """The lines of server-sent events."""

    def __init__(self, answer: httpx.Response):
        self._lines = answer.aiter_lines()

    async def events(self, count: int) -> list[tuple[str | None, dict[str, Any]]]:
        """The next events, each with its id."""
        found: list[tuple[str | None, dict[str, Any]]] = []
        name = None
        while len(found) < count:
            line = await anext(self._lines)
            if line.startswith("id: "):
                name = line.removeprefix("id: ")
            elif line.startswith("data: "):
                found.append((name, orjson.loads(line.removeprefix("data: "))))
                name = None
        return found


SSE = {"Accept": "text/event-stream"}


async def test_server_sent_events_are_the_same(tmp_path: Path):
    """Replay, then live; durable events carry their number as id, passing ones none."""
    async with (
        served(tmp_path) as server,
        server.ask() as client,
        client.stream("GET", f"/api/calls/{MARIAS}/live", headers=SSE) as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        stream = Stream(answer)
        assert [name for name, _ in await stream.events(3)] == ["1", "2", "3"]
        await partial(server)
        await say(server.runtime, MARIAS, 7)
        live = await stream.events(2)
    assert [name for name, _ in live] == [None, "4"]
    assert live[0][1]["data"] == PARTIAL


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("", {"Last-Event-ID": "2"}),
        ("?after=2", {}),
        ("?after=1", {"Last-Event-ID": "2"}),
        ("?after=2", {"Last-Event-ID": ""}),
    ],
)
async def test_server_sent_events_resume(tmp_path: Path, path: str, headers: dict[str, str]):
    """A browser that comes back sends the last id by itself, to the address it first asked."""
    async with (
        served(tmp_path) as server,
        server.ask() as client,
        client.stream("GET", f"/api/calls/{MARIAS}/live{path}", headers=SSE | headers) as answer,
    ):
        assert [name for name, _ in await Stream(answer).events(1)] == ["3"]


async def test_server_sent_events_end_with_the_server(tmp_path: Path):
    """The stream ends, and its client comes back by itself."""
    async with (
        served(tmp_path) as server,
        server.ask() as client,
        client.stream("GET", f"/api/calls/{MARIAS}/live", headers=SSE) as answer,
    ):
        stream = Stream(answer)
        await stream.events(3)
        server.runtime.hub.close()
        with pytest.raises(StopAsyncIteration):
            await stream.events(1)


async def test_a_number_that_is_none_is_refused_by_name(tmp_path: Path):
    """A bad `after` or `Last-Event-ID` is a typed 422."""
    async with served(tmp_path) as server, server.ask() as client:
        for after in ("-1", "two", "1.5", str(2**54), ""):
            asked = [({"after": after}, {}), ({}, {"Last-Event-ID": after})]
            for query, headers in asked if after else asked[:1]:
                answer = await client.get(
                    f"/api/calls/{MARIAS}/live", params=query, headers=SSE | headers
                )
                assert answer.status_code == 422, after
                assert answer.json()["error_code"] == "invalid_request"


async def test_server_sent_events_are_guarded_as_rest_is(tmp_path: Path) -> None:
    """`GET …/live` is 401 without a key, 403 for another agent, and streams to the call's own."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        path = f"/api/calls/{MARIAS}/live"
        for key, status in ((None, 401), (BEN, 403)):
            async with server.ask(key) as client:
                assert (await client.get(path)).status_code == status
        async with server.ask(MARIA) as client, client.stream("GET", path) as stream:
            assert stream.status_code == 200
            lines = stream.aiter_lines()
            assert await anext(lines) == "id: 1"
