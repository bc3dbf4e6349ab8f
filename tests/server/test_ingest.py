"""Another transcriber's segments, over real sockets: what a follower sees, and what goes wrong."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.server.stage import (
    API_KEYS,
    BEN,
    BENS,
    MARIA,
    SAM,
    ManualClock,
    Served,
    events,
    of_type,
    refused,
    served,
)

CALL = "text-1"
TOO_DEAR = {"speaker": "client", "text": "That's too expensive for us."}
END = {"type": "end"}


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Served]:
    """A server without keys, where the playbook advises."""
    async with served(tmp_path) as server:
        yield server


async def send(socket: ClientConnection, **message: Any) -> None:
    await socket.send(json.dumps(message))


async def until(socket: ClientConnection, kind: str) -> list[dict[str, Any]]:
    """The events up to the first of a type."""
    found = await events(socket, 1)
    while found[-1]["type"] != kind:
        found += await events(socket, 1)
    return found


async def closed(socket: ClientConnection) -> tuple[int, str]:
    """How the server closes the socket."""
    with pytest.raises(ConnectionClosed) as info:
        await socket.recv()
    assert info.value.rcvd
    return info.value.rcvd.code, info.value.rcvd.reason


async def test_segments_become_a_call_that_is_followed(server: Served) -> None:
    """A follower sees words as they come, turns, advice and the end, and REST the same call."""
    async with (
        server.live(CALL, None) as follower,
        server.ingest(CALL) as transcriber,
    ):
        await send(transcriber, speaker="customer", text="That's too", final=False)
        begun = await until(follower, "turn.partial")
        assert begun[0]["data"]["source"] == "text"
        partial = {"turn_id": "c1", "speaker": "customer", "text": "That's too"}
        assert begun[-1]["data"] == partial
        times = {"start_ms": 100, "end_ms": 900}
        await send(transcriber, **TOO_DEAR, **times, language="en", confidence=0.5)
        advised = await until(follower, "suggestion.final")
        [turn] = of_type(advised, "turn.final")
        assert turn == TOO_DEAR | times | {
            "turn_id": "c1",
            "speaker": "customer",
            "language": "en",
            "confidence": 0.5,
            "unit_id": "c1",
        }
        assert advised[-1]["data"]["turn_id"] == "c1"
        await send(transcriber, **END)
        assert await closed(transcriber) == (1000, "")
        ended = await until(follower, "call.ended")
        assert ended[-1]["data"] == {"reason": "hangup", "duration_ms": 900}
        async with server.ask() as client:
            stored = (await client.get(f"/api/calls/{CALL}/events")).json()
            listed = (await client.get("/api/calls")).json()
            alone = (await client.get(f"/api/calls/{CALL}")).json()["call"]
    assert {one["call_id"]: one for one in listed}[CALL] == alone
    assert alone["duration_ms"] == 900
    followed = [event for event in begun + advised + ended if event["seq"] is not None]
    assert stored == followed


async def test_what_cannot_be_understood_gets_an_error_on_its_socket_alone(
    server: Served,
) -> None:
    """Each bad message has one typed error that says where; the call goes on and hears no more."""
    wrong = {
        "{oops": "Invalid JSON",
        "": "Invalid JSON",
        "[]": "type: ",
        json.dumps({"type": "audio"}): "type: ",
        json.dumps({"speaker": "customer"}): "segment.text: ",
        json.dumps(TOO_DEAR | {"speaker": "narrator"}): "segment.speaker: ",
        json.dumps(TOO_DEAR | {"text": " "}): "segment.text: ",
        json.dumps(TOO_DEAR | {"start_ms": 9, "end_ms": 8}): "segment: end_ms",
        json.dumps(TOO_DEAR | {"start_ms": "9"}): "segment.start_ms: ",
        json.dumps(TOO_DEAR | {"mood": "bad"}): "segment.mood: ",
        json.dumps(END | {"why": "done"}): "end.why: ",
        json.dumps(TOO_DEAR | {"text": "x" * 2_001}): "segment.text: ",
    }
    async with (
        server.live(CALL, None) as follower,
        server.ingest(CALL) as transcriber,
    ):
        for message, place in wrong.items():
            await transcriber.send(message)
            [error] = await events(transcriber, 1)
            assert (error["type"], error["seq"]) == ("error", None)
            assert error["data"]["error_code"] == "bad_message"
            assert error["data"]["message"].startswith(place)
        await transcriber.send("x" * 100_000)
        [error] = await events(transcriber, 1)
        assert error["data"]["error_code"] == "message_too_large"
        await transcriber.send(json.dumps(TOO_DEAR).encode())
        await send(transcriber, **END)
        seen = await until(follower, "call.ended")
    assert of_type(seen, "error") == []
    assert [turn["text"] for turn in of_type(seen, "turn.final")] == [TOO_DEAR["text"]]


async def test_half_of_an_emoji_costs_no_word(server: Served) -> None:
    """As a program leaves it that cuts its texts at so many characters."""
    async with server.live(CALL, None) as follower, server.ingest(CALL) as transcriber:
        await send(transcriber, speaker="customer", text="That is too dear \ud83d")
        found = await until(follower, "turn.final")
    assert found[-1]["data"]["text"] == "That is too dear \ufffd"


async def test_a_transcriber_that_goes_ends_its_call(server: Served) -> None:
    """A socket that closes, or is cut while it is being answered, is the end of the call."""
    async with server.live(CALL, None) as follower:
        async with server.ingest(CALL) as transcriber:
            await send(transcriber, **TOO_DEAR)
            await until(follower, "turn.final")
        assert (await until(follower, "call.ended"))[-1]["data"]["reason"] == "disconnected"
        async with server.ingest(CALL) as transcriber:
            await until(follower, "call.started")
            for _ in range(50):
                await transcriber.send("{oops")
            transcriber.transport.abort()
        assert (await until(follower, "call.ended"))[-1]["data"]["reason"] == "disconnected"
    assert len(server.runtime.calls) == 0


async def test_a_second_transcriber_of_a_call_is_refused(server: Served) -> None:
    """1008 with the reason, even before the first has said anything; the first goes on."""
    async with server.live(CALL, None) as follower, server.ingest(CALL) as first:
        await until(follower, "call.started")
        async with server.ingest(CALL) as second:
            assert await closed(second) == (1008, "the call is already running")
        await send(first, **TOO_DEAR)
        assert (await until(follower, "turn.final"))[-1]["data"]["turn_id"] == "c1"


async def test_a_call_that_is_resumed_goes_on_in_its_log(server: Served) -> None:
    """The numbers of events, turns and suggestions go on, and so does the call's clock."""
    for text in ("That is too expensive.", "What does it cost a year?"):
        async with server.ingest(CALL) as transcriber:
            await send(transcriber, speaker="customer", text=text)
            await send(transcriber, **END)
            await closed(transcriber)
    async with server.ask() as client:
        stored = (await client.get(f"/api/calls/{CALL}/events")).json()
    assert [event["seq"] for event in stored] == list(range(1, len(stored) + 1))
    turns = of_type(stored, "turn.final")
    assert [turn["turn_id"] for turn in turns] == ["c1", "c2"]
    assert turns[1]["start_ms"] > turns[0]["end_ms"]
    ids = [data["suggestion_id"] for data in of_type(stored, "suggestion.final")]
    assert ids == ["s1", "s2"]


async def test_a_call_that_ended_long_ago_is_not_resumed(tmp_path: Path) -> None:
    """Eleven minutes after its end, its socket is closed with the reason."""
    clock = ManualClock()
    async with served(tmp_path, clock) as server:
        async with server.ingest(CALL) as transcriber:
            await send(transcriber, **END)
            await closed(transcriber)
        clock.advance(11 * 60)
        async with server.ingest(CALL) as transcriber:
            assert await closed(transcriber) == (1008, "the call ended more than 10 minutes ago")


async def test_what_must_not_be_kept_is_hidden(server: Served) -> None:
    """Neither a turn nor the words before it show a card."""
    card = "My card is 4242 4242 4242 4242."
    async with (
        server.live(CALL, None) as follower,
        server.ingest(CALL) as transcriber,
    ):
        await send(transcriber, speaker="customer", text=card[:-8], final=False)
        await send(transcriber, speaker="customer", text=card)
        await send(transcriber, **END)
        seen = await until(follower, "call.ended")
    assert of_type(seen, "turn.final")[0]["text"] == "My card is [card 1]."
    assert b"4242" not in orjson.dumps(seen)


async def test_a_server_that_stops_says_so(server: Served) -> None:
    """The call ends as it should, and 1012 tells the transcriber to come back."""
    async with (
        server.live(CALL, None) as follower,
        server.ingest(CALL) as transcriber,
    ):
        await until(follower, "call.started")
        await server.runtime.calls.end_all("shutdown")
        assert await closed(transcriber) == (1012, "the server is stopping")
        assert (await until(follower, "call.ended"))[-1]["data"]["reason"] == "shutdown"


async def test_who_speaks_is_told_in_the_address(server: Served) -> None:
    """The names are the call's parameters, as a stream's are, and stay when it comes back."""
    names = {"customer_name": "Dana Whitfield", "agent_name": "Tom Ek"}
    for query in ("?customer_name=Dana%20Whitfield&agent_name=Tom%20Ek", ""):
        async with server.ingest(CALL, query=query) as transcriber:
            await send(transcriber, **END)
            await closed(transcriber)
        async with server.ask() as client:
            call = (await client.get(f"/api/calls/{CALL}")).json()["call"]
        assert call["parameters"] == names


async def test_a_call_without_times_lasts_as_long_as_it_did(server: Served) -> None:
    """What `call.ended` says is what passed between the first event and the last."""
    async with server.live(CALL, None) as follower, server.ingest(CALL) as transcriber:
        await until(follower, "call.started")
        await send(transcriber, **TOO_DEAR)
        await until(follower, "suggestion.final")
        await send(transcriber, **END)
        [ended] = of_type(await until(follower, "call.ended"), "call.ended")
    async with server.ask() as client:
        stored = (await client.get(f"/api/calls/{CALL}/events")).json()
    first, last = (datetime.fromisoformat(stored[at]["at"]) for at in (0, -1))
    assert ended["duration_ms"] == pytest.approx((last - first).total_seconds() * 1000, abs=500)
    assert ended["duration_ms"] > 0


async def test_whose_call_it_becomes(tmp_path: Path) -> None:
    """An agent brings in calls of their own alone; a supervisor says whose it is."""
    async with served(tmp_path, api_keys=API_KEYS) as server:
        for call_id, credential, query, owner in (
            ("text-1", MARIA, "?agent_id=ben", "maria"),
            ("text-2", SAM, "?agent_id=ben", "ben"),
            ("text-2", SAM, "", "ben"),
            ("text-3", SAM, "", None),
        ):
            async with server.ingest(call_id, credential, query) as transcriber:
                assert transcriber.subprotocol == "callshadow.v1"
                await send(transcriber, **END)
                await closed(transcriber)
            async with server.ask(SAM) as client:
                call = (await client.get(f"/api/calls/{call_id}")).json()["call"]
            assert call["agent_id"] == owner
        for credential, call_id, query, status in (
            (None, CALL, "", 401),
            (MARIA, BENS, "", 403),
            (BEN, "a+b", "", 422),
            (SAM, CALL, "?agent_id=%00", 422),
        ):
            answer = await refused(server.ingest(call_id, credential, query))
            assert answer
            assert answer.status_code == status


async def test_long_segments_keep_their_place(server: Served) -> None:
    """They are redacted in a thread, and what is said after them still comes after them."""
    long = "Well, as I said, " * 60
    async with server.live(CALL, None) as follower, server.ingest(CALL) as transcriber:
        for text in (long, "No.", long, "Yes."):
            await send(transcriber, speaker="agent", text=text)
        await send(transcriber, **END)
        seen = await until(follower, "call.ended")
    assert [turn["text"] for turn in of_type(seen, "turn.final")] == [long, "No.", long, "Yes."]


async def test_a_flood_is_read_by_and_by(server: Served) -> None:
    """What comes beyond the pace waits with its sender; nothing of it is lost."""
    async with server.live(CALL, None) as follower, server.ingest(CALL) as transcriber:
        for number in range(230):
            await send(transcriber, speaker="agent", text=f"{number} items.", final=number > 200)
        await send(transcriber, **END)
        seen = await until(follower, "call.ended")
    assert len(of_type(seen, "turn.partial")) == 201
    assert len(of_type(seen, "turn.final")) == 29
