"""Carrier control over real sockets, with a peer that speaks Twilio's REST and media streams.

Whatever is done here: nothing is sent on a media socket, and Twilio is not asked to end a call.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection

from peers.twilio import ACCOUNT, TOKEN, TwilioPeer, parameters_in
from peers.twilio_fork import Fork
from tests.server.stage import Served, served

PUBLIC = "https://shadow.example"
CALLER = "+14155550111"
AGENT, CUSTOMER = "+14155550100", "+33612345678"


@asynccontextmanager
async def phone(folder: Path, **more: Any) -> AsyncIterator[tuple[TwilioPeer, Served]]:
    """A Twilio, and a server of its customer's; at the end it is seen that neither was harmed."""
    async with TwilioPeer(PUBLIC) as twilio:
        own: dict[str, Any] = {
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "public_url": PUBLIC,
        }
        own |= {"twilio_base_url": twilio.url, "twilio_caller_id": CALLER}
        own |= {"twilio_agent_number": AGENT}
        async with served(folder, **(own | more)) as server:
            twilio.server = server.http
            yield twilio, server
            for fork in twilio.forks:
                await fork.drop()
        assert [fork.received for fork in twilio.forks] == [0] * len(twilio.forks)
        assert [asked.form for asked in twilio.asked if is_hang_up(asked.path)] == []


def is_hang_up(path: str) -> bool:
    """Whether a request is an update of a call itself, by which it would end or be led away."""
    return path.startswith("/Calls/") and "/Streams" not in path


async def until(socket: ClientConnection, kind: str, **data: Any) -> list[dict[str, Any]]:
    """The events up to one of a kind with such data."""
    found: list[dict[str, Any]] = []
    while True:
        event = orjson.loads(await socket.recv())
        if event["seq"]:
            found.append(event)
        if event["type"] == kind and data.items() <= event["data"].items():
            return found


def codes(events: list[dict[str, Any]]) -> list[str]:
    """What was told of the audio, and the starts and ends."""
    kept = [e for e in events if e["data"].get("component", "audio") == "audio"]
    return [str(e["data"].get("code") or e["data"].get("reason") or e["type"]) for e in kept]


async def drop(fork: Fork) -> None:
    """Let a fork bring some audio, and cut it."""
    await fork.say(packets=5)
    await fork.drop()


async def test_twilios_socket_drops_and_the_call_goes_on(tmp_path: Path) -> None:
    """The fork is started again over REST within 3 s, with a mark of ours, in the same log.

    It is done so each time that it drops; after the `stop` Twilio is asked for nothing.
    """
    async with phone(tmp_path) as (twilio, server):
        call = twilio.begin()
        async with server.live(call, None) as live, asyncio.timeout(20):
            first = await asked_fork(twilio, server, call)
            await until(live, "call.started")
            loop = asyncio.get_running_loop()
            for number in (2, 3):
                await drop(twilio.forks[-1])
                dropped_at = loop.time()
                again = await twilio.until_forked(number)
                events = await until(live, "status", code="audio_recovered")
                assert loop.time() - dropped_at < 3
                assert codes(events) == [
                    "audio_reconnecting", "disconnected", "call.started", "audio_recovered",
                ]  # fmt: skip
                assert 0 < events[-1]["data"]["gap_ms"] < 3000
                assert again.parameters.keys() == first.parameters.keys()
            asked = len(twilio.asked)
            await again.stop()
            ended = await until(live, "call.ended")
        assert ended[-1]["data"]["reason"] == "hangup"
        assert len(twilio.asked) == asked
        async with server.ask() as client:
            listed = (await client.get("/api/calls")).json()
        assert [one["call_id"] for one in listed if one["source"] == "twilio"] == [call]


async def test_a_call_that_twilio_says_is_completed_is_left_alone(tmp_path: Path) -> None:
    """Its socket drops after the callback, and no stream is asked for."""
    async with phone(tmp_path) as (twilio, server):
        call = twilio.begin()
        async with server.live(call, None) as live, asyncio.timeout(20):
            await asked_fork(twilio, server, call)
            await until(live, "call.started")
            form = {"CallSid": call, "CallStatus": "completed"}
            await twilio.webhook(f"{PUBLIC}/twilio/status", form)
            await drop(twilio.forks[-1])
            assert codes(await until(live, "call.ended"))[-1] == "disconnected"
        assert twilio.asked == []


async def asked_fork(twilio: TwilioPeer, server: Served, call: str) -> Fork:
    """A fork that our TwiML asked for."""
    form = {"CallSid": call, "AccountSid": ACCOUNT, "From": CUSTOMER, "To": CALLER}
    twiml = (await twilio.webhook(f"{PUBLIC}/twilio/voice", form)).text
    return await twilio.fork(call, parameters_in(twiml))
