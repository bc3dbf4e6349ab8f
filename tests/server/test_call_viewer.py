"""Call viewer: what a client sees before its call, after it was given on, and past its token."""

import asyncio
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.exceptions import ConnectionClosed

from conversation.events.payloads import CallEnded, SpeechStarted
from conversation.speech.speakers import Speaker
from peers.redis_server import RedisServer
from tests.server.stage import (
    API_KEYS,
    BEN,
    BENS,
    MARIA,
    MARIAS,
    SAM,
    ManualClock,
    Served,
    events,
    make_runtime,
    refused,
    say,
    served,
    start_call,
)


async def test_an_agent_may_wait_for_a_call_and_gets_their_own(tmp_path: Path) -> None:
    """A socket that comes before its call gets the call from its first event on."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        waiting = server.live("CA-next", MARIA)
        async with waiting as socket:
            await start_call(server.runtime, "CA-next", "maria")
            await say(server.runtime, "CA-next", 1)
            assert [event["seq"] for event in await events(socket, 2)] == [1, 2]


async def test_an_agent_who_waits_for_a_call_gets_nothing_of_someone_elses(tmp_path: Path) -> None:
    """When the call starts and is another agent's, the socket closes with 4403 and no event."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        async with server.live("CA-next", MARIA) as socket:
            await socket.send('{"type": "pause"}')
            (refusal,) = await events(socket, 1)
            assert refusal["data"]["error_code"] == "call_not_running"
            await start_call(server.runtime, "CA-next", "ben")
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 4403


async def test_a_call_that_is_given_on_goes_with_its_agent(tmp_path: Path) -> None:
    """A transfer to another agent closes the first one's socket with 4403; a start does nothing."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        async with server.live(MARIAS, MARIA, after=3) as socket:
            await start_call(server.runtime, MARIAS, "ben")
            await say(server.runtime, MARIAS, 2)
            await events(socket, 2)
            assert await refused(server.live(MARIAS, BEN))
            async with server.ask(SAM) as client:
                answer = await client.post(
                    f"/api/calls/{MARIAS}/transfer", json={"agent_id": "ben"}
                )
            assert answer.status_code == 201
            with pytest.raises(ConnectionClosed) as closed:
                await socket.recv()
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 4403
        async with server.live(MARIAS, BEN) as socket:
            assert [event["seq"] for event in await events(socket, 6)] == [1, 2, 3, 4, 5, 6]


async def test_a_client_is_told_before_its_token_ends_and_loses_nothing(tmp_path: Path) -> None:
    """The warning comes 30 s before, the close with 4401 at the end; a new token resumes."""
    clock = ManualClock()
    async with served(tmp_path, clock, api_keys=API_KEYS) as server:
        token = await _issued(server, 120)
        async with server.live(MARIAS, token) as socket:
            seen = [event["seq"] for event in await events(socket, 3)]
            clock.advance(89.9)
            await say(server.runtime, MARIAS, 3)
            seen += [event["seq"] for event in await events(socket, 1)]
            clock.advance(0.1)
            (warning,) = await events(socket, 1)
            assert (warning["type"], warning["seq"]) == ("error", None)
            assert warning["data"]["error_code"] == "token_expiring"
            assert warning["data"]["details"] == {"expires_at": "2026-11-20T08:02:00Z"}
            clock.advance(30)
            with pytest.raises(ConnectionClosed) as closed:
                await events(socket, 1)
        assert closed.value.rcvd
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4401, "the token has expired")
        await say(server.runtime, MARIAS, 4)
        assert (await refused(server.live(MARIAS, token, after=seen[-1]))) is not None
        async with server.live(MARIAS, await _issued(server, 60), after=seen[-1]) as socket:
            await say(server.runtime, MARIAS, 5)
            seen += [event["seq"] for event in await events(socket, 2)]
        assert seen == [1, 2, 3, 4, 5, 6]


async def test_a_short_token_is_warned_of_half_way(tmp_path: Path) -> None:
    """A token of ten seconds is warned of after five."""
    clock = ManualClock()
    async with (
        served(tmp_path, clock, api_keys=API_KEYS) as server,
        server.live(MARIAS, await _issued(server, 10), after=2) as socket,
    ):
        await events(socket, 1)
        clock.advance(5)
        assert (await events(socket, 1))[0]["data"]["error_code"] == "token_expiring"


async def test_a_client_may_send_a_new_token_on_its_socket(tmp_path: Path) -> None:
    """The socket goes on past the old token's end, without a gap; a wrong one changes nothing."""
    clock = ManualClock()
    async with (
        served(tmp_path, clock, api_keys=API_KEYS) as server,
        server.live(MARIAS, await _issued(server, 60), after=2) as socket,
    ):
        await events(socket, 1)
        clock.advance(30)
        await events(socket, 1)
        other = await _issued(server, 600, BENS)
        for wrong, code in (("nonsense", "credential_wrong"), (other, "call_forbidden")):
            await socket.send(_renewal(wrong))
            (refusal,) = await events(socket, 1)
            assert refusal["data"]["error_code"] == code
        await socket.send(_renewal(await _issued(server, 600)))
        await socket.send("{}")  # its answer tells that the token was taken before it
        await events(socket, 1)
        clock.advance(60)
        await say(server.runtime, MARIAS, 3)
        assert [event["seq"] for event in await events(socket, 1)] == [4]


async def test_server_sent_events_end_with_their_token(tmp_path: Path) -> None:
    """The stream warns, and ends; with `Last-Event-ID` and a new token it goes on."""
    clock = ManualClock()
    async with served(tmp_path, clock, api_keys=API_KEYS) as server:
        path = f"/api/calls/{MARIAS}/live"
        async with (
            server.ask(await _issued(server, 60)) as client,
            client.stream("GET", path) as stream,
        ):
            lines = stream.aiter_lines()
            read = [await anext(lines) for _ in range(9)]  # three events: id, data, blank
            clock.advance(30)
            read += [await anext(lines) for _ in range(2)]
            clock.advance(30)
            assert [line async for line in lines] == []
        assert read[6] == "id: 3"
        assert (
            orjson.loads(read[9].removeprefix("data: "))["data"]["error_code"] == "token_expiring"
        )
        await say(server.runtime, MARIAS, 3)
        resumed = {"Last-Event-ID": "3"}
        async with (
            server.ask(await _issued(server, 60)) as client,
            client.stream("GET", path, headers=resumed) as stream,
        ):
            assert await anext(stream.aiter_lines()) == "id: 4"


def _renewal(token: str) -> str:
    return orjson.dumps({"type": "token", "token": token}).decode()


async def _issued(server: Served, ttl_s: int, call_id: str = MARIAS) -> str:
    async with server.ask(SAM) as client:
        body = {"call_id": call_id, "role": "agent", "ttl_s": ttl_s}
        return (await client.post("/api/tokens", json=body)).json()["token"]


@pytest.mark.parametrize("call_id", [MARIAS, "CA-none"])
async def test_who_has_more_than_the_call_is_told(tmp_path: Path, call_id: str) -> None:
    """As after a restore: not left in silence, and given what comes after the call's last event."""
    async with (
        served(tmp_path, api_keys=API_KEYS) as server,
        server.live(call_id, SAM, after=50) as socket,
    ):
        (told,) = await events(socket, 1)
        last = told["data"]["details"]["last_seq"]
        assert (told["type"], told["seq"]) == ("error", None)
        assert told["data"]["error_code"] == "cursor_ahead"
        assert told["data"]["details"]["after"] == 50
        assert (last > 0) is (call_id == MARIAS)
        await start_call(server.runtime, call_id, "maria")
        await say(server.runtime, call_id, 1)
        assert [event["seq"] for event in await events(socket, 2)] == [last + 1, last + 2]


async def test_a_call_of_another_process_may_have_more_than_its_log(
    tmp_path: Path, redis: RedisServer
) -> None:
    """What that one has numbered, and could not store yet, a client may have: it is told nothing.

    Of a call that has ended it is.
    """
    shared: dict[str, Any] = {"api_keys": API_KEYS, "redis_url": redis.url}
    async with served(tmp_path, **shared) as server, make_runtime(tmp_path, **shared) as other:
        await start_call(other, "CA-there", "maria", turns=1)
        async with server.live("CA-there", SAM, after=50) as socket:
            first = asyncio.create_task(events(socket, 1))
            while not first.done():  # as soon as it listens
                await other.events.publish("CA-there", SpeechStarted(Speaker.CUSTOMER, 0))
                await asyncio.wait({first}, timeout=0.05)
            assert [event["type"] for event in await first] == ["speech.started"]
        await other.events.publish("CA-there", CallEnded("hangup", 1000))
        async with server.live("CA-there", SAM, after=50) as socket:
            (told,) = await events(socket, 1)
            assert told["data"]["error_code"] == "cursor_ahead"


async def test_a_stranger_with_a_cursor_is_told_nothing_of_a_call(tmp_path: Path) -> None:
    """An agent who waits for a call of nobody yet reads not even that it has no events."""
    async with (
        served(tmp_path, api_keys=API_KEYS) as server,
        server.live("CA-next", MARIA, after=50) as socket,
    ):
        await start_call(server.runtime, "CA-next", "maria")
        assert [event["seq"] for event in await events(socket, 1)] == [1]
