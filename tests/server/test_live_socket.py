"""Side channel on a WebSocket: replay, live, and what a client says."""

import asyncio
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from conversation.events.event import EventType
from pubsub.hub_topics import events_topic
from server.live.client_messages import MESSAGES_A_MINUTE
from tests.payloads import raw
from tests.server.stage import (
    ADA,
    API_KEYS,
    MARIA,
    MARIAS,
    UNKNOWN,
    ManualClock,
    Served,
    events,
    say,
    served,
    start_call,
)

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


async def test_a_quiet_line_is_not_silent(tmp_path: Path):
    """Each ten seconds a client hears that the server is there, before its call begins too."""
    clock = ManualClock()
    async with served(tmp_path, clock) as server, server.live(UNKNOWN, None) as socket:
        for _ in range(3):
            await clock.advance_once_awaited(10)
            beat = orjson.loads(await socket.recv())
            assert (beat["seq"], beat["type"], beat["data"]) == (None, "heartbeat", {})


async def test_a_client_that_leaves_is_forgotten(tmp_path: Path):
    """Neither a listener nor a task stays behind."""
    async with served(tmp_path) as server:
        async with server.live(MARIAS, None) as socket:
            await events(socket, 3)
            assert events_topic(MARIAS) in server.runtime.hub._inboxes
        async with asyncio.timeout(60):
            while events_topic(MARIAS) in server.runtime.hub._inboxes:
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
        while events_topic(MARIAS) in server.runtime.hub._inboxes:
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


async def test_feedback_bears_the_name_of_the_key(tmp_path: Path) -> None:
    """`feedback.recorded` says who gave it: the key's name, or the one a token was made for."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        await server.runtime.events.publish(
            MARIAS,
            raw(
                EventType.SUGGESTION_STARTED,
                {"suggestion_id": "s1", "turn_id": "t1", "lane": "llm", "specialist": "sales"},
            ),
        )
        async with server.ask(ADA) as client:
            wanted = {"call_id": MARIAS, "role": "agent", "ttl_s": 60, "name": "Maria (CRM)"}
            token = (await client.post("/api/tokens", json=wanted)).json()["token"]
        names = []
        for after, credential in enumerate((MARIA, token), 4):
            async with server.live(MARIAS, credential, after=after) as socket:
                await socket.send('{"type":"feedback","suggestion_id":"s1","rating":"used"}')
                names.append((await events(socket, 1))[0]["data"]["by"])
        assert names == ["maria", "Maria (CRM)"]


async def test_who_sends_without_end_is_closed(tmp_path: Path):
    """With 4429 and the limit; another client of the call goes on."""
    async with (
        served(tmp_path, ManualClock()) as server,
        server.live(MARIAS, None, after=3) as one,
        server.live(MARIAS, None, after=3) as other,
    ):
        for _ in range(200):
            await one.send("{}")
        with pytest.raises(ConnectionClosed) as info:
            await _read_for_ever(one)
        assert info.value.rcvd
        assert (info.value.rcvd.code, info.value.rcvd.reason) == (
            4429,
            "more than 10 messages a second",
        )
        await say(server.runtime, MARIAS, 7)
        assert seqs(await events(other, 1)) == [4]


async def test_the_sockets_of_one_client_share_a_limit(tmp_path: Path):
    """No socket sends too much, and all of them together do; another key is not touched."""
    async with (
        served(tmp_path, ManualClock(), api_keys=API_KEYS) as server,
        AsyncExitStack() as stack,
    ):
        sockets = [
            await stack.enter_async_context(server.live(MARIAS, MARIA, after=3))
            for _ in range(MESSAGES_A_MINUTE // 90 + 1)
        ]
        ada = await stack.enter_async_context(server.live(MARIAS, ADA, after=3))
        for socket in sockets[:-1]:
            for _ in range(90):
                await socket.send("{}")
            await events(socket, 90)
        for _ in range(90):
            await sockets[-1].send("{}")
        with pytest.raises(ConnectionClosed) as info:
            await _read_for_ever(sockets[-1])
        assert info.value.rcvd
        assert info.value.rcvd.reason == f"more than {MESSAGES_A_MINUTE} messages a minute"
        await ada.send("{}")
        (error,) = await events(ada, 1)
        assert error["data"]["error_code"] == "bad_message"


async def test_ten_questions_a_minute_of_a_client(tmp_path: Path):
    """The eleventh is answered on its own socket, with when to come again."""
    async with (
        served(tmp_path, ManualClock()) as server,
        server.live(MARIAS, None, after=3) as one,
    ):
        with server.runtime.hub.commands(MARIAS):
            for _ in range(11):
                await one.send('{"type": "ask", "text": "What now?"}')
            (error,) = await events(one, 1)
    assert error["data"]["error_code"] == "ask_too_often"
    assert error["data"]["retry_after"] == 6


async def _read_for_ever(socket: ClientConnection) -> None:
    while True:
        await socket.recv()
