import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from conversation.events.event import EventType
from tests.payloads import raw
from tests.server.stage import MARIAS, UNKNOWN, Served, events, refused, say, served, start_call

PARTIAL = {"turn_id": "t9", "speaker": "customer", "text": "So"}


def seqs(seen: list[dict[str, Any]]) -> list[int | None]:
    return [event["seq"] for event in seen]


async def partial(server: Served) -> None:
    await server.runtime.events.publish(MARIAS, raw(EventType.TURN_PARTIAL, PARTIAL))


async def test_a_client_gets_what_was_and_then_what_is(tmp_path: Path):
    """The durable events from the first on, then live ones, passing events among them."""
    async with served(tmp_path) as server, server.live(MARIAS, None) as socket:
        assert seqs(await events(socket, 3)) == [1, 2, 3]
        await partial(server)
        await say(server.runtime, MARIAS, 7)
        live = await events(socket, 2)
    assert seqs(live) == [None, 4]
    assert live[0] == {
        "v": 1,
        "seq": None,
        "call_id": MARIAS,
        "type": "turn.partial",
        "at": live[0]["at"],
        "data": PARTIAL,
    }


async def test_a_client_that_comes_back_resumes(tmp_path: Path):
    """`after` is the last number that the client has."""
    async with served(tmp_path) as server, server.live(MARIAS, None, after=2) as socket:
        assert seqs(await events(socket, 1)) == [3]
        await say(server.runtime, MARIAS, 7)
        assert seqs(await events(socket, 1)) == [4]


async def test_a_client_may_come_before_its_call(tmp_path: Path):
    """The console may be open before the phone rings."""
    async with served(tmp_path) as server, server.live(UNKNOWN, None) as socket:
        await start_call(server.runtime, UNKNOWN, None)
        (started,) = await events(socket, 1)
    assert (started["seq"], started["type"]) == (1, "call.started")


async def test_the_subprotocol_is_answered(tmp_path: Path):
    """`callshadow.v1` is answered where it is offered, and nothing else ever is."""
    offers: list[tuple[list[Any] | None, str | None]] = [
        (["callshadow.v1"], "callshadow.v1"),
        (["chat", "callshadow.v1"], "callshadow.v1"),
        (["chat"], None),
        (None, None),
    ]
    async with served(tmp_path) as server:
        url = f"ws://127.0.0.1:{server.port}/api/calls/{MARIAS}/live"
        for offered, answered in offers:
            assert await refused(connect(url, subprotocols=offered, proxy=None), answered) is None


async def test_what_can_not_be_understood_does_not_close_the_socket(tmp_path: Path):
    """An error for that socket alone, which stays open; others hear nothing of it."""
    async with (
        served(tmp_path) as server,
        server.live(MARIAS, None, after=3) as one,
        server.live(MARIAS, None, after=3) as other,
    ):
        for message in ("{", b"\xff", "", '{"type": "dance"}', "x" * 20_000):
            await one.send(message)
            (error,) = await events(one, 1)
            assert (error["type"], error["seq"]) == ("error", None)
            assert error["data"]["error_code"] in ("bad_message", "message_too_large")
            assert set(error["data"]) == {
                "error_code",
                "message",
                "retry_after",
                "details",
                "fallback_suggestion",
            }
        await say(server.runtime, MARIAS, 7)
        assert seqs(await events(one, 1)) == [4]
        assert seqs(await events(other, 1)) == [4]


async def test_feedback_is_seen_by_everybody(tmp_path: Path):
    """What one client says of a suggestion reaches the others as an event."""
    async with (
        served(tmp_path) as server,
        server.live(MARIAS, None, after=3) as one,
        server.live(MARIAS, None, after=3) as other,
    ):
        data = {"suggestion_id": "s1", "turn_id": "t0", "lane": "llm", "specialist": "sales"}
        await server.runtime.events.publish(MARIAS, raw(EventType.SUGGESTION_STARTED, data))
        feedback = {"type": "feedback", "suggestion_id": "s1", "rating": "useful"}
        await one.send(orjson.dumps(feedback).decode())
        for socket in (one, other):
            started, recorded = await events(socket, 2)
            assert started["type"] == "suggestion.started"
            assert recorded["type"] == "feedback.recorded"
            assert recorded["data"]["rating"] == "useful"


async def test_a_client_that_leaves_is_forgotten(tmp_path: Path):
    """Neither a listener nor a task stays behind."""
    async with served(tmp_path) as server:
        async with server.live(MARIAS, None) as socket:
            await events(socket, 3)
            assert server.runtime.hub._inboxes
        async with asyncio.timeout(5):
            while server.runtime.hub._inboxes:
                await partial(server)
                await asyncio.sleep(0)


async def test_a_server_that_stops_says_so(tmp_path: Path):
    """Clients are told to come back, with what they have yet to read before."""
    async with served(tmp_path) as server, server.live(MARIAS, None) as socket:
        await events(socket, 3)
        server.runtime.hub.close()
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1012


async def test_a_client_that_does_not_read_is_dropped(tmp_path: Path):
    """Its socket is closed with a code that says to come back; nobody waits for it."""
    async with served(tmp_path) as server, server.live(MARIAS, None, max_queue=1) as socket:
        await events(socket, 3)
        large = PARTIAL | {"text": "x" * 20_000}
        while server.runtime.hub._inboxes:
            await server.runtime.events.publish(MARIAS, raw(EventType.TURN_PARTIAL, large))
            await asyncio.sleep(0)
        with suppress(ConnectionClosed):
            while True:
                await socket.recv()
    assert (socket.close_code, socket.close_reason) == (1013, "listener dropped: slow")


async def test_nothing_is_compressed(tmp_path: Path):
    """Compressing each event for each of a thousand listeners would cost more than it saves."""
    async with served(tmp_path) as server, server.live(MARIAS, None) as socket:
        assert socket.response
        assert "Sec-WebSocket-Extensions" not in socket.response.headers


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
            for query, headers in (({"after": after}, {}), ({}, {"Last-Event-ID": after})):
                answer = await client.get(
                    f"/api/calls/{MARIAS}/live", params=query, headers=SSE | headers
                )
                assert answer.status_code == 422, after
                assert answer.json()["error_code"] == "invalid_request"
